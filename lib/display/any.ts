/**
 * Any figure that Plotly can draw.
 *
 * @module
 */
import { formatShape } from "../dispatch/shape.ts";
import { ArrayCore } from "../ndarray/core.ts";
import { checkOptions } from "./_schema.ts";
import { textOf } from "./describe.ts";
import { Figure } from "./figure.ts";
import { HEIGHT, merge, topMargin } from "./layout.ts";
import type { Json, JsonObject, PlotlySpec } from "./spec.ts";
import { checkCount, describe, readGrid, readNumbers } from "./values.ts";

/**
 * Shows a figure that is written as Plotly has it, with `NDArray`s wherever Plotly takes arrays.
 *
 * What the layout leaves open looks as in all other plots, unless it names a `template` of its own. Attributes inside of
 * traces and layout are Plotly's matter; {@linkcode Figure.validate} lists what it does not know.
 *
 * @param spec traces, layout, config and frames, as in {@link https://plotly.com/javascript/reference/}
 * @throws {TypeError} if `spec` is no such object, or holds what JSON cannot, such as a function
 * @throws {RangeError} if it holds more values than a figure can, or an array of more than two dimensions
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * import { plot } from "@raptors/core/plot";
 * const figure = plot.figure({
 *   data: [{ type: "box", name: "even", y: rt.arange(0, 10, 2) }, { type: "box", name: "odd", y: rt.arange(1, 10, 2) }],
 *   layout: { title: { text: "Two boxes" } },
 * });
 * console.log(figure.toJSON().data[1].y); // [1, 3, 5, 7, 9]
 * ```
 */
export function figure(spec: PlotlySpec): Figure;
export function figure(...args: unknown[]): Figure {
  if (args.length !== 1) throw new TypeError(`plot.figure() takes one figure { data, layout }: found ${args.length}`);
  checkOptions("plot.figure()", "figure", args[0]);
  const { data, layout = {}, config, frames } = args[0] as PlotlySpec;
  const counter = { count: 0, inside: new Set<object>() };
  const read = (name: string, value: unknown) => toJson(`plot.figure(): ${name}`, value, counter);
  const traces = read("data", data) as JsonObject[];
  const { title, ...own } = read("layout", layout) as JsonObject;
  const heading = textOf(title) === "" ? undefined : "";
  const room: JsonObject = { height: HEIGHT, margin: { t: topMargin({ title: heading }, traces.length > 1 ? 1 : 0) } };
  if (title !== undefined) room.title = title;
  return new Figure("Figure", traces, merge(room, own), {
    config: config === undefined ? undefined : read("config", config) as JsonObject,
    frames: frames === undefined ? undefined : read("frames", frames) as JsonObject[],
  });
}

interface Counter {
  /** How many values there were so far. */
  count: number;
  /** The objects that are being read, to find circles. */
  readonly inside: Set<object>;
}

/** A value as JSON holds it. */
function toJson(name: string, value: unknown, counter: Counter): Json {
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value === "string" || typeof value === "boolean" || value === null) return value;
  if (value === undefined) return null;
  if (typeof value === "bigint") return Number(value);
  if (typeof value !== "object") throw new TypeError(`${name} cannot be in a figure: found a ${typeof value}`);
  if (value instanceof Date) return value.toISOString();
  if (value instanceof ArrayCore) return readArray(name, value, counter);
  if (ArrayBuffer.isView(value) && "length" in value) {
    counter.count += (value as Uint8Array).length;
    checkCount("plot.figure()", counter.count);
    return readNumbers(name, value as Uint8Array);
  }
  if (counter.inside.has(value)) throw new TypeError(`${name} cannot be in a figure: it contains itself`);
  counter.inside.add(value);
  let read: Json;
  if (Array.isArray(value)) {
    if (typeof value[0] !== "object") counter.count += value.length;
    checkCount("plot.figure()", counter.count);
    read = value.map((item, i) => toJson(`${name}[${i}]`, item, counter));
  } else {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== null && prototype !== Object.prototype) {
      throw new TypeError(`${name} cannot be in a figure: found ${describe(value)}`);
    }
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    read = Object.fromEntries(members.map(([key, member]) => [key, toJson(`${name}.${key}`, member, counter)]));
  }
  counter.inside.delete(value);
  return read;
}

function readArray(name: string, a: ArrayCore, counter: Counter): Json {
  counter.count += a.size;
  checkCount("plot.figure()", counter.count);
  if (a.ndim === 0) return toJson(name, Number(a.buffer[a.offset]), counter);
  if (a.ndim === 1) return readNumbers(name, a);
  if (a.ndim === 2) return readGrid(name, a);
  throw new RangeError(`${name} must have at most 2 dimensions: found shape ${formatShape(a.shape)}`);
}
