/** Reads pictures as a browser would. */
import { JSDOM } from "jsdom";

/** An element, as far as the tests look at it. */
export interface Element {
  readonly textContent: string;
  getAttribute(name: string): string | null;
  querySelectorAll(selector: string): Iterable<Element>;
}

/** The root of an SVG picture; throws if it is not well-formed XML. */
export function parseSvg(text: string): Element {
  return new JSDOM(text, { contentType: "image/svg+xml" }).window.document.documentElement;
}

/** The elements that a selector finds. */
export function all(root: Element, selector: string): Element[] {
  return [...root.querySelectorAll(selector)];
}

/** The texts that a picture shows. */
export function texts(root: Element, selector = "text"): string[] {
  return all(root, selector).map((text) => text.textContent);
}

/** The points of a path of straight lines. */
export function pointsOf(path: Element): [number, number][] {
  const [x, y]: [number, number] = [0, 0];
  let at: [number, number] = [x, y];
  const points: [number, number][] = [];
  for (const [, letter, list] of path.getAttribute("d")!.matchAll(/([A-Za-z])([^A-Za-z]*)/g)) {
    const n = list.split(/[\s,]+/).filter(Boolean).map(Number);
    if (letter === "H") n.forEach((x) => points.push(at = [x, at[1]]));
    else if (letter === "V") n.forEach((y) => points.push(at = [at[0], y]));
    else if (letter === "h") n.forEach((x) => points.push(at = [at[0] + x, at[1]]));
    else if (letter === "v") n.forEach((y) => points.push(at = [at[0], at[1] + y]));
    else if (letter === "M" || letter === "L") {
      for (let i = 0; i < n.length; i += 2) points.push(at = [n[i], n[i + 1]]);
    }
  }
  return points;
}
