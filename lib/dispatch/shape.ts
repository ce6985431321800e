/**
 * Shapes, strides and axes: checking, broadcasting and naming them.
 *
 * These functions run in every call on a small array, so they use plain loops and allocate nothing but their result. For
 * the same reason only {@linkcode checkShape} freezes what it returns: freezing costs more than the rest of the work.
 *
 * @module
 */
import { type Layout, MAX_NDIM } from "./layout.ts";

/** The number of elements that an array must stay below: native code counts them in 32 bits. */
export const MAX_SIZE = 2 ** 32;

/** The shape of a number, and its strides. */
export const NO_AXES: readonly number[] = Object.freeze([]);

/**
 * Describes a shape in messages, as `[3,4]`.
 *
 * @param shape the length of each axis
 */
export function formatShape(shape: readonly number[]): string {
  return `[${shape.join(",")}]`;
}

/**
 * Checks a shape that came from outside, and copies it.
 *
 * @param shape what should be an array of axis lengths
 * @returns a frozen copy
 * @throws {TypeError} if it is not an array of numbers
 * @throws {RangeError} if a length is negative or not an integer, or there are too many axes or elements
 */
export function checkShape(shape: unknown): readonly number[] {
  if (!Array.isArray(shape)) {
    throw new TypeError(`A shape must be an array of axis lengths: found ${describe(shape)}`);
  }
  checkNdim(shape.length);
  const copy: number[] = [];
  let size = 1;
  for (let i = 0; i < shape.length; i++) {
    const length: unknown = shape[i];
    if (typeof length !== "number") {
      throw new TypeError(`A shape must hold numbers: axis ${i} is ${describe(length)}`);
    }
    if (!Number.isInteger(length) || length < 0) {
      throw new RangeError(
        `Axis lengths must be integers of at least 0: axis ${i} of ${formatShape(shape)} is ${length}`,
      );
    }
    if (length >= MAX_SIZE) {
      throw new RangeError(
        `Axis ${i} of ${formatShape(shape)} has length ${length}: an axis must be shorter than 2^32 = ${MAX_SIZE}`,
      );
    }
    // Adding 0 turns -0 into 0.
    copy.push(length + 0);
    size *= length;
  }
  if (size >= MAX_SIZE) {
    throw new RangeError(
      `Shape ${formatShape(shape)} has ${size} elements: an array must have fewer than 2^32 = ${MAX_SIZE}`,
    );
  }
  return Object.freeze(copy);
}

/**
 * Refuses more dimensions than an array may have.
 *
 * @param ndim the number of dimensions that is wanted
 * @throws {RangeError} if it is above the limit
 */
export function checkNdim(ndim: number): void {
  if (ndim > MAX_NDIM) throw new RangeError(`An array may have at most ${MAX_NDIM} dimensions: found ${ndim}`);
}

/**
 * Counts the elements of an array.
 *
 * @param shape the length of each axis
 */
export function sizeOf(shape: readonly number[]): number {
  let size = 1;
  for (let i = 0; i < shape.length; i++) size *= shape[i];
  return size;
}

/**
 * Copies part of a list of lengths or strides. Those of an array are frozen, and of frozen lists slice() takes ten times as
 * long.
 *
 * @param list the list
 * @param from the first place
 * @param to the place behind the last
 */
export function partOf(list: readonly number[], from: number, to: number): number[] {
  const part: number[] = [];
  for (let i = from; i < to; i++) part.push(list[i]);
  return part;
}

/**
 * Computes the strides, in elements, of an array that lies in row-major order.
 *
 * @param shape the length of each axis
 */
export function contiguousStrides(shape: readonly number[]): number[] {
  const ndim = shape.length;
  // A literal is several times faster to make than an array that grows.
  if (ndim === 2) return [shape[1], 1];
  if (ndim === 1) return [1];
  if (ndim === 0) return [];
  if (ndim === 3) return [shape[1] * shape[2], shape[2], 1];
  const strides = new Array<number>(ndim);
  let step = 1;
  for (let i = ndim - 1; i >= 0; i--) {
    strides[i] = step;
    step *= shape[i];
  }
  return strides;
}

/**
 * Tells whether elements lie one after the other in row-major order.
 *
 * The stride of an axis of length 1 does not matter, and an array without elements is contiguous.
 *
 * @param shape the length of each axis
 * @param strides the step along each axis, in elements
 */
export function isContiguous(shape: readonly number[], strides: readonly number[]): boolean {
  let step = 1;
  let inOrder = true;
  for (let i = shape.length - 1; i >= 0; i--) {
    const length = shape[i];
    if (length === 0) return true;
    if (length !== 1) {
      if (strides[i] !== step) inOrder = false;
      step *= length;
    }
  }
  return inOrder;
}

/**
 * Tells whether two shapes are equal.
 *
 * @param a one shape
 * @param b the other
 */
export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) {
    if (a[i] !== b[i]) return false;
  }
  return true;
}

/**
 * Finds the shape to which all the given ones broadcast: aligned at their last axes, each axis has one length or 1.
 *
 * @param a the first shape
 * @param b the second
 * @param more any others
 * @returns the common shape; it is `a` or `b` itself when that is the answer
 * @throws {RangeError} if some axis has two lengths, neither of them 1
 */
export function broadcastShapes(
  a: readonly number[],
  b: readonly number[],
  ...more: readonly (readonly number[])[]
): readonly number[] {
  let shape = broadcastPair(a, b);
  for (let i = 0; i < more.length && shape !== undefined; i++) shape = broadcastPair(shape, more[i]);
  if (shape === undefined) throw broadcastError([a, b, ...more]);
  return shape;
}

/** The common shape of two, or undefined when there is none. */
function broadcastPair(a: readonly number[], b: readonly number[]): readonly number[] | undefined {
  if (a.length < b.length) return broadcastPair(b, a);
  // From here on a has the more axes; `fits` holds while a itself is the result.
  const skip = a.length - b.length;
  let fits = true;
  for (let i = 0; i < b.length; i++) {
    const m = a[skip + i];
    const n = b[i];
    if (m === n || n === 1) continue;
    if (m !== 1) return undefined;
    fits = false;
  }
  if (fits) return a;
  const shape = new Array<number>(a.length);
  for (let i = 0; i < a.length; i++) {
    const m = a[i];
    shape[i] = m === 1 && i >= skip ? b[i - skip] : m;
  }
  return shape;
}

/** Names the first axis of the result on which the shapes disagree. */
function broadcastError(shapes: readonly (readonly number[])[]): RangeError {
  const names = shapes.map(formatShape);
  const list = `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}`;
  const ndim = Math.max(...shapes.map((shape) => shape.length));
  for (let axis = 0; axis < ndim; axis++) {
    let length = 1;
    for (const shape of shapes) {
      const other = shape[axis - (ndim - shape.length)] ?? 1;
      if (length !== 1 && other !== 1 && other !== length) {
        return new RangeError(`Cannot broadcast shapes ${list}: axis ${axis} is ${length} and ${other}`);
      }
      if (other !== 1) length = other;
    }
  }
  return new RangeError(`Cannot broadcast shapes ${list}`);
}

/**
 * Computes the strides with which an array is read as if it had a larger shape: 0 along each stretched axis.
 *
 * @param layout the array
 * @param shape the shape to broadcast to
 * @returns one stride for each axis of `shape`, in elements
 * @throws {RangeError} if the array does not broadcast to that shape
 */
export function broadcastStrides(layout: Layout, shape: readonly number[]): number[] {
  const own = layout.shape;
  const skip = shape.length - own.length;
  if (skip < 0) {
    throw new RangeError(
      `Cannot broadcast shape ${formatShape(own)} to ${formatShape(shape)}: ` +
        `expected at most ${shape.length} dimensions, found ${own.length}`,
    );
  }
  const strides = new Array<number>(shape.length);
  for (let i = 0; i < skip; i++) strides[i] = 0;
  for (let i = 0; i < own.length; i++) {
    const length = own[i];
    if (length === shape[skip + i]) strides[skip + i] = layout.strides[i];
    else if (length === 1) strides[skip + i] = 0;
    else {
      throw new RangeError(
        `Cannot broadcast shape ${formatShape(own)} to ${formatShape(shape)}: ` +
          `axis ${skip + i} is ${length} and ${shape[skip + i]}`,
      );
    }
  }
  return strides;
}

/**
 * Turns an axis that may count from the end into one that counts from the start.
 *
 * @param axis the axis; -1 is the last
 * @param ndim the number of dimensions of the array
 * @throws {TypeError} if the axis is not a number
 * @throws {RangeError} if the array has no such axis
 */
export function normalizeAxis(axis: number, ndim: number): number {
  if (Number.isInteger(axis) && axis >= -ndim && axis < ndim) return axis < 0 ? axis + ndim : axis + 0;
  if (typeof axis !== "number") throw new TypeError(`An axis must be a number: found ${describe(axis)}`);
  if (!Number.isInteger(axis)) throw new RangeError(`An axis must be an integer: found ${axis}`);
  const expected = ndim === 0 ? "it has no axes" : `expected ${-ndim} to ${ndim - 1}`;
  throw new RangeError(
    `Axis ${axis} is out of range for an array of ${ndim} dimension${ndim === 1 ? "" : "s"}: ${expected}`,
  );
}

/**
 * Turns the axes that an option names into axes that count from the start.
 *
 * @param axis one axis, several, or undefined for all of them
 * @param ndim the number of dimensions of the array
 * @returns the axes in the order given; for undefined, 0 to ndim - 1
 * @throws {TypeError} if an axis is not a number
 * @throws {RangeError} if the array has no such axis, or one is given twice
 */
export function normalizeAxes(axis: number | readonly number[] | undefined, ndim: number): readonly number[] {
  if (axis === undefined) return allAxes(ndim);
  if (!Array.isArray(axis)) return [normalizeAxis(axis as number, ndim)];
  const axes: number[] = [];
  // One bit for each axis seen: MAX_NDIM is 32, the width of a bitwise operation.
  let seen = 0;
  for (let i = 0; i < axis.length; i++) {
    const one = normalizeAxis(axis[i], ndim);
    if ((seen >>> one & 1) !== 0) {
      throw new RangeError(`Axis ${one} is given twice in ${formatShape(axis)}: expected each axis at most once`);
    }
    seen |= 1 << one;
    axes.push(one);
  }
  return axes;
}

const ALL_AXES: (readonly number[] | undefined)[] = [];

/** The frozen list 0 to ndim - 1, made once. */
function allAxes(ndim: number): readonly number[] {
  return ALL_AXES[ndim] ??= Object.freeze(Array.from({ length: ndim }, (_, i) => i));
}

/** What a wrong argument is, in a few words. */
function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
