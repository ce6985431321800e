/**
 * A figure: what it draws, and the ways to show and keep it.
 *
 * @module
 */
import { checkOptions } from "./_schema.ts";
import { describeFigure, textOf } from "./describe.ts";
import { merge } from "./layout.ts";
import type { HtmlOptions, SvgOptions } from "./options.ts";
import type { JsonObject, PlotlyJson } from "./spec.ts";
import { TEMPLATE } from "./template.ts";
import { checkCount } from "./values.ts";

/** What a figure has besides traces and layout. */
export interface FigureExtras {
  /** How the figure reacts. */
  readonly config?: JsonObject | undefined;
  /** The frames of an animation. */
  readonly frames?: readonly JsonObject[] | undefined;
  /** For each trace, what to say of it in words. */
  readonly notes?: readonly string[] | undefined;
}

/**
 * A figure, made by `plot.line` and its like.
 *
 * As the value of a notebook's cell it shows itself: interactive where the notebook can draw Plotly's figures, else as a
 * static picture, else in words. A cell that shows several awaits `figure.show()` for each.
 *
 * @example
 * ```ts
 * import { plot } from "@raptors/core/plot";
 * const figure = plot.line([3, 1, 2], { title: "Three points" });
 * console.log(String(figure)); // Line plot “Three points”: 3 points, y 1 to 3
 * const svg = await figure.toSVG();
 * console.log(svg.slice(0, 4)); // <svg
 * ```
 */
export class Figure {
  readonly #kind: string;
  readonly #json: PlotlyJson;
  readonly #notes: readonly string[];

  /** @internal Use `plot.figure()` and its like. */
  constructor(kind: string, data: readonly JsonObject[], layout: JsonObject, extras: FigureExtras = {}) {
    checkCount("A figure", data.reduce((sum, trace) => sum + countOf(trace), 0));
    this.#kind = kind;
    this.#notes = extras.notes ?? [];
    this.#json = {
      data,
      layout: layout.template === undefined ? { template: TEMPLATE as unknown as JsonObject, ...layout } : layout,
      config: merge({ responsive: true, displaylogo: false }, extras.config ?? {}),
      ...(extras.frames === undefined ? {} : { frames: extras.frames }),
    };
  }

  /** The figure as plotly.js takes it, with every array read: what `application/vnd.plotly.v1+json` carries. */
  toJSON(): PlotlyJson {
    return this.#json;
  }

  /** What the figure shows, in words. */
  toString(): string {
    return describeFigure(this.#kind, this.#json, this.#notes);
  }

  /**
   * A static picture, drawn by plotly.js without a browser. The background is transparent, and the text is legible on
   * light and dark pages. The first call loads plotly.js, which needs `--allow-env` and `--allow-read`.
   *
   * What would not be seen anyway is thinned out: more points than pixels, bars and cells finer than a pixel. Surfaces
   * are drawn as contours.
   *
   * @param options the size
   * @throws {TypeError} if a trace is of a kind that only browsers can draw: in space, on maps
   */
  async toSVG(options: SvgOptions = {}): Promise<string> {
    checkOptions("toSVG()", "svg", options);
    const { renderSvg } = await import("./static/render.ts");
    return await renderSvg(this.#json, String(this), options);
  }

  /**
   * A page that holds the interactive figure, and needs nothing else: about 1.5 MB, or 4.7 MB if it needs more of
   * plotly.js than its cartesian part. It follows the light or dark theme of whoever reads it.
   *
   * @param options the page's title, and where to load plotly.js from
   */
  async toHTML(options: HtmlOptions = {}): Promise<string> {
    checkOptions("toHTML()", "html", options);
    const { renderPage } = await import("./page.ts");
    return await renderPage(this.#json, String(this), {
      ...options,
      title: options.title ?? (textOf(this.#json.layout.title) || this.#kind),
    });
  }

  /**
   * Writes the figure to a file: a static picture (`.svg`), an interactive page (`.html`) or Plotly's JSON (`.json`).
   *
   * @param path where to; the extension says what
   * @throws {RangeError} if the extension is none of these
   */
  async save(path: string | URL): Promise<void> {
    const [, extension = ""] = /\.([a-z]+)$/i.exec(String(path)) ?? [];
    switch (extension.toLowerCase()) {
      case "svg":
        return await Deno.writeTextFile(path, await this.toSVG());
      case "html":
        return await Deno.writeTextFile(path, await this.toHTML());
      case "json":
        return await Deno.writeTextFile(path, JSON.stringify(this));
    }
    throw new RangeError(`save() writes .svg, .html and .json files: found ${String(path)}`);
  }

  /**
   * What plotly.js does not know of the figure: attributes that do not exist or have values that they cannot have. Empty
   * if all is well.
   */
  async validate(): Promise<string[]> {
    const { validateFigure } = await import("./static/render.ts");
    return await validateFigure(this.#json);
  }

  /**
   * Shows the figure in a notebook, where it is not the value of its cell.
   *
   * @throws {TypeError} if this is not a notebook
   */
  async show(): Promise<void> {
    const { notebook } = await import("./notebook.ts");
    const jupyter = notebook();
    if (jupyter === undefined) throw new TypeError("show() works in a notebook: use save() elsewhere");
    jupyter.broadcast("display_data", { data: await this.#bundle(), metadata: {}, transient: {} });
  }

  /** What a Jupyter cell shows: the interactive figure, a static picture, and words. */
  [Symbol.for("Jupyter.display")](): Promise<Record<string, unknown>> {
    return this.#bundle();
  }

  /** What `console.log` shows. */
  [Symbol.for("Deno.customInspect")](): string {
    return String(this);
  }

  async #bundle(): Promise<Record<string, unknown>> {
    const { drawable, staticNotes } = await import("./static/traces.ts");
    const words = [String(this), ...staticNotes(this.#json)];
    const bundle: Record<string, unknown> = { "application/vnd.plotly.v1+json": this.#json };
    if (drawable(this.#json)) {
      try {
        bundle["image/svg+xml"] = await this.toSVG();
      } catch (error) {
        // Such as a package that cannot be fetched, or permissions: the interactive figure needs neither.
        words.push(`No static picture: ${(error as Error).message}`);
      }
    }
    return { ...bundle, "text/plain": words.join("\n") };
  }
}

/** How many values there are in the arrays of a trace. */
function countOf(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  if (!Array.isArray(value)) return Object.values(value).reduce<number>((sum, member) => sum + countOf(member), 0);
  if (typeof value[0] !== "object" || value[0] === null) return value.length;
  return value.reduce<number>((sum, row) => sum + countOf(row), 0);
}
