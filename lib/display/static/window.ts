/**
 * A window without a screen, with plotly.js in it.
 *
 * jsdom has no layout and no canvas. What plotly.js asks of them is answered here: how large text is, how long a path
 * is, and a canvas that knows rectangles and pixels.
 *
 * @module
 */
import { JSDOM } from "jsdom";
import { svgPathProperties } from "svg-path-properties";
import type { JsonObject } from "../spec.ts";
import { Canvas } from "./canvas.ts";
import { plotlySource } from "./plotly.ts";
import { boxOf, type ElementLike, textWidth } from "./text_size.ts";
import type { Bundle } from "./traces.ts";

/** What is used of plotly.js. */
export interface Plotly {
  /** Draws a figure. */
  newPlot(root: Root, data: unknown, layout: unknown, config: unknown): Promise<unknown>;
  /** Takes a picture of a figure. */
  toImage(root: Root, options: JsonObject): Promise<string>;
  /** Frees what belongs to a figure. */
  purge(root: Root): void;
  /** Finds attributes that do not exist, or have values that they cannot have. */
  validate(data: unknown, layout: unknown): { readonly msg: string }[] | undefined;
}

/** The element that a figure is drawn in. */
export interface Root {
  /** Takes the element out of its page. */
  remove(): void;
}

/** plotly.js, and a page for it. */
export interface PlotlyWindow {
  /** The library. */
  readonly plotly: Plotly;
  /** Makes an element to draw in. */
  newRoot(): Root;
  /** Brings data into the window's own realm, whose arrays plotly.js knows as such. */
  adopt(value: unknown): unknown;
}

const windows = new Map<Bundle, Promise<PlotlyWindow>>();

/** The window with a bundle of plotly.js, made at the first call. */
export function plotlyWindow(bundle: Bundle): Promise<PlotlyWindow> {
  const before = windows.get(bundle);
  if (before !== undefined) return before;
  const made = makeWindow(bundle);
  windows.set(bundle, made);
  // A failure, such as a package that could not be fetched, may pass.
  made.catch(() => windows.delete(bundle));
  return made;
}

interface Page {
  readonly document: { createElement(name: string): Root; readonly body: { append(root: Root): void } };
  readonly Element: { prototype: object };
  readonly SVGElement: { prototype: object };
  readonly HTMLCanvasElement: { prototype: object };
  readonly URL: { createObjectURL?: unknown; revokeObjectURL?: unknown };
  readonly JSON: JSON;
  readonly Plotly: Plotly;
  eval(source: string): void;
}

async function makeWindow(bundle: Bundle): Promise<PlotlyWindow> {
  const source = await plotlySource(bundle);
  const page = new JSDOM("<!doctype html><body></body>", { runScripts: "outside-only" }).window as unknown as Page;
  // Asked for at load by the parts that draw maps, and never used.
  page.URL.createObjectURL = () => "";
  page.URL.revokeObjectURL = () => {};
  addSizes(page);
  addCanvas(page);
  page.eval(source);
  return {
    plotly: page.Plotly,
    newRoot: () => {
      const root = page.document.createElement("div");
      page.document.body.append(root);
      return root;
    },
    adopt: (value) => page.JSON.parse(JSON.stringify(value)),
  };
}

/** Adds what needs a layout. */
function addSizes(page: Page): void {
  Object.assign(page.Element.prototype, {
    getBoundingClientRect(this: ElementLike) {
      const { left, top, right, bottom } = boxOf(this, true);
      return { left, top, right, bottom, x: left, y: top, width: right - left, height: bottom - top };
    },
  });
  Object.assign(page.SVGElement.prototype, {
    getBBox(this: ElementLike) {
      const { left, top, right, bottom } = boxOf(this, false);
      return { x: left, y: top, width: right - left, height: bottom - top };
    },
    getComputedTextLength(this: ElementLike) {
      return textWidth(this.textContent ?? "", 12);
    },
    getTotalLength(this: ElementLike) {
      return pathOf(this).getTotalLength();
    },
    getPointAtLength(this: ElementLike, length: number) {
      return pathOf(this).getPointAtLength(length);
    },
  });
}

function pathOf(element: ElementLike): InstanceType<typeof svgPathProperties> {
  return new svgPathProperties(element.getAttribute("d") ?? "M0,0");
}

/** Adds canvases, each with its pixels. */
function addCanvas(page: Page): void {
  const canvases = new WeakMap<object, Canvas>();
  Object.assign(page.HTMLCanvasElement.prototype, {
    getContext(this: { width: number; height: number }, kind: string) {
      // No WebGL: what needs it is replaced before it is drawn.
      if (kind !== "2d") return null;
      const canvas = canvases.get(this) ?? new Canvas(this.width, this.height);
      canvases.set(this, canvas);
      return canvas;
    },
    toDataURL(this: object) {
      return (canvases.get(this) ?? new Canvas(1, 1)).toDataURL();
    },
  });
}
