/**
 * Basic slicing, with NumPy's rules.
 *
 * @module
 */
import type { Layout } from "../dispatch/layout.ts";
import { checkNdim } from "../dispatch/shape.ts";

/** A range of indices along one axis; each part may be left out, as in Python's `slice`. */
export interface SliceRange {
  /** The first index; negative counts from the end. The first in the direction of `step` when left out. */
  readonly start?: number | undefined;
  /** The index before which to stop; negative counts from the end. All the way when left out. */
  readonly stop?: number | undefined;
  /** The distance between indices, not 0; 1 when left out. */
  readonly step?: number | undefined;
}

/**
 * What to take along one axis.
 *
 * - a number, or a string such as `"-1"`: one index; the axis disappears
 * - a string such as `"1:3"`, `":"` or `"::-1"`, or `{ start, stop, step }`: a range
 * - `"..."`: as many full axes as are missing; at most once
 * - `"newaxis"` or `null`: a new axis of length 1
 */
export type SliceSpec = number | string | null | SliceRange;

/** A specification that has been read: one index, a range, all the missing axes, or a new axis. */
type Parsed = number | SliceRange | "ellipsis" | "newaxis";

/**
 * Selects elements along each axis. Axes without a specification are taken whole.
 *
 * @param layout the array
 * @param specs what to take, from the first axis on
 * @returns a view of the selected elements
 * @throws {TypeError} if a specification is none of the allowed kinds
 * @throws {RangeError} if an index is out of range or no integer, a step is 0, a string is malformed, or there are more
 * specifications than axes
 */
export function sliceLayout(layout: Layout, specs: readonly SliceSpec[]): Layout {
  const ndim = layout.shape.length;
  const parsed: Parsed[] = [];
  let used = 0;
  let added = 0;
  let ellipses = 0;
  for (let i = 0; i < specs.length; i++) {
    const spec = parse(specs[i]);
    parsed.push(spec);
    if (spec === "newaxis") added++;
    else if (spec === "ellipsis") ellipses++;
    else used++;
  }
  if (ellipses > 1) throw new RangeError(`Expected at most one "..." in a slice: found ${ellipses}`);
  if (used > ndim) {
    throw new RangeError(`Too many indices for an array of ${ndim} dimension${ndim === 1 ? "" : "s"}: found ${used}`);
  }
  if (ellipses === 0) parsed.push("ellipsis");
  checkNdim(ndim + added);

  const shape: number[] = [];
  const strides: number[] = [];
  let offset = layout.offset;
  let axis = 0;
  for (const spec of parsed) {
    if (spec === "newaxis") {
      shape.push(1);
      strides.push(0);
    } else if (spec === "ellipsis") {
      for (let missing = ndim - used; missing > 0; missing--, axis++) {
        shape.push(layout.shape[axis]);
        strides.push(layout.strides[axis]);
      }
    } else {
      const length = layout.shape[axis];
      const stride = layout.strides[axis];
      if (typeof spec === "number") {
        offset += checkIndex(spec, axis, length) * stride;
      } else {
        const range = resolveRange(spec, length);
        shape.push(range.length);
        // The stride of at most one element is never used; leaving it avoids a product with a step of any size.
        strides.push(range.length > 1 ? range.step * stride + 0 : stride);
        if (range.length > 0) offset += range.start * stride;
      }
      axis++;
    }
  }
  return { shape, strides, offset };
}

/** The index counted from the start of the axis. */
function checkIndex(index: number, axis: number, length: number): number {
  if (index >= length || index < -length) {
    throw new RangeError(`Index ${index} is out of range for axis ${axis} of length ${length}`);
  }
  return index < 0 ? index + length : index;
}

/** Applies a range to an axis: bounds past the ends are moved to the ends, as in Python. */
function resolveRange(range: SliceRange, length: number): { start: number; step: number; length: number } {
  const step = range.step ?? 1;
  if (step === 0) throw new RangeError("A slice step must not be 0: expected a positive or negative integer");
  // The bounds lie in 0 to length going up, in -1 to length - 1 going down.
  const lowest = step > 0 ? 0 : -1;
  const highest = step > 0 ? length : length - 1;
  const start = bound(range.start, step > 0 ? lowest : highest, length, lowest, highest);
  const stop = bound(range.stop, step > 0 ? highest : lowest, length, lowest, highest);
  return { start, step, length: Math.max(0, Math.ceil((stop - start) / step)) };
}

/** One bound of a range, counted from the start of the axis and within limits. */
function bound(value: number | undefined, missing: number, length: number, lowest: number, highest: number): number {
  if (value === undefined) return missing;
  return Math.min(Math.max(value < 0 ? value + length : value, lowest), highest);
}

/** Reads one specification. */
function parse(spec: SliceSpec): Parsed {
  if (typeof spec === "number") {
    if (!Number.isInteger(spec)) throw new RangeError(`An index must be an integer: found ${spec}`);
    return spec;
  }
  if (typeof spec === "string") return parseText(spec);
  if (spec === null) return "newaxis";
  if (typeof spec !== "object" || Array.isArray(spec) || ArrayBuffer.isView(spec)) {
    const found = typeof spec === "object" ? "an array" : spec === undefined ? "undefined" : `a ${typeof spec}`;
    throw new TypeError(`A slice must be a number, a string, null or { start, stop, step }: found ${found}`);
  }
  for (const key of Object.keys(spec)) {
    if (key !== "start" && key !== "stop" && key !== "step") {
      throw new TypeError(`Unknown slice property ${JSON.stringify(key)}: expected start, stop or step`);
    }
    checkPart(key, spec[key]);
  }
  return spec;
}

/** Refuses a part of a range that is not an integer. */
function checkPart(name: string, value: unknown): void {
  if (value === undefined || Number.isInteger(value)) return;
  if (typeof value === "number") throw new RangeError(`A slice ${name} must be an integer: found ${value}`);
  throw new TypeError(`A slice ${name} must be a number: found ${value === null ? "null" : `a ${typeof value}`}`);
}

const INTEGER = /^[+-]?\d+$/;

/** Specifications in text that were read before: reading takes several times as long as the rest of a slice. */
const READ = new Map<string, Parsed>();
const MAX_READ = 256;

/** Reads a specification in text, or remembers it. */
function parseText(text: string): Parsed {
  let parsed = READ.get(text);
  if (parsed === undefined) {
    parsed = readText(text);
    if (READ.size >= MAX_READ) READ.clear();
    READ.set(text, parsed);
  }
  return parsed;
}

/** Reads a specification in text. */
function readText(text: string): Parsed {
  const trimmed = text.trim();
  if (trimmed === "...") return "ellipsis";
  if (trimmed === "newaxis") return "newaxis";
  const parts = trimmed.split(":").map((part) => part.trim());
  const isRange = parts.length === 2 || parts.length === 3;
  if (!parts.every((part) => INTEGER.test(part) || (isRange && part === "")) || parts.length > 3) {
    throw new RangeError(
      `Malformed slice ${JSON.stringify(text)}: expected an integer such as "-1", a range such as "1:3", ":" or ` +
        `"::-1", "..." or "newaxis"`,
    );
  }
  if (!isRange) return Number(parts[0]);
  const [start, stop, step] = parts.map((part) => part === "" ? undefined : Number(part));
  return { start, stop, step };
}
