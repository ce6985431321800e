/**
 * Other views of the same elements: new shape, order or direction of the axes, never a copy.
 *
 * @module
 */
import type { Layout } from "../dispatch/layout.ts";
import {
  broadcastStrides,
  checkNdim,
  checkShape,
  contiguousStrides,
  formatShape,
  isContiguous,
  normalizeAxes,
  normalizeAxis,
  partOf,
  sizeOf,
} from "../dispatch/shape.ts";

/**
 * Fills in the axis given as -1, and checks that a new shape holds as many elements as there are.
 *
 * @param newShape the wanted lengths; one of them may be -1
 * @param size the number of elements
 * @returns the shape, frozen
 * @throws {TypeError} if it is not an array of numbers
 * @throws {RangeError} if it is no shape, has two -1, or does not hold `size` elements
 */
export function resolveShape(newShape: readonly number[], size: number): readonly number[] {
  const unknown = Array.isArray(newShape) ? newShape.indexOf(-1) : -1;
  if (unknown < 0) {
    const shape = checkShape(newShape);
    const wanted = sizeOf(shape);
    if (wanted !== size) {
      throw new RangeError(`Cannot reshape ${count(size)} to ${formatShape(shape)}: that holds ${wanted}`);
    }
    return shape;
  }
  if (newShape.indexOf(-1, unknown + 1) >= 0) {
    throw new RangeError(`Only one axis of a new shape may be -1: found ${formatShape(newShape)}`);
  }
  const rest = sizeOf(checkShape(newShape.with(unknown, 1)));
  if (rest === 0 || size % rest !== 0) {
    throw new RangeError(
      `Cannot reshape ${count(size)} to ${formatShape(newShape)}: no length of axis ${unknown} holds them`,
    );
  }
  return checkShape(newShape.with(unknown, size / rest));
}

/** A number of elements, for a message. */
function count(size: number): string {
  return size === 1 ? "1 element" : `${size} elements`;
}

/**
 * Gives an array another shape with the same elements in the same row-major order.
 *
 * @param layout the array
 * @param newShape the wanted lengths; one of them may be -1
 * @returns the view, or undefined when only a copy can have that shape
 * @throws {TypeError} if the shape is not an array of numbers
 * @throws {RangeError} if it is no shape, has two -1, or holds another number of elements
 */
export function reshapeLayout(layout: Layout, newShape: readonly number[]): Layout | undefined {
  const shape = resolveShape(newShape, sizeOf(layout.shape));
  const strides = isContiguous(layout.shape, layout.strides)
    ? contiguousStrides(shape)
    : splitRuns(mergeAxes(layout), shape);
  return strides && { shape, strides, offset: layout.offset };
}

/** Elements at equal distances, in row-major order. */
interface Run {
  length: number;
  stride: number;
}

/** Joins neighbouring axes that step through memory evenly into the fewest runs, outermost first. */
function mergeAxes(layout: Layout): Run[] {
  const runs: Run[] = [];
  for (let i = 0; i < layout.shape.length; i++) {
    const length = layout.shape[i];
    const stride = layout.strides[i];
    if (length === 1) continue;
    const last = runs[runs.length - 1];
    if (last !== undefined && last.stride === length * stride) {
      last.length *= length;
      last.stride = stride;
    } else runs.push({ length, stride });
  }
  return runs;
}

/** Cuts runs into axes of the given lengths; undefined when an axis would straddle two runs. */
function splitRuns(runs: readonly Run[], shape: readonly number[]): number[] | undefined {
  const strides = new Array<number>(shape.length);
  let current = runs.length;
  let left = 1;
  let stride = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    const length = shape[i];
    if (length !== 1 && left === 1) {
      current--;
      left = runs[current].length;
      stride = runs[current].stride;
    }
    if (left % length !== 0) return undefined;
    strides[i] = stride;
    stride *= length;
    left /= length;
  }
  return strides;
}

/**
 * Puts the axes in another order.
 *
 * @param layout the array
 * @param axes each axis once, in the new order
 * @throws {TypeError} if an axis is not a number
 * @throws {RangeError} if the axes are no permutation of the array's
 */
export function permuteLayout(layout: Layout, axes: readonly number[]): Layout {
  const ndim = layout.shape.length;
  const order = normalizeAxes(axes, ndim);
  if (order.length !== ndim) {
    throw new RangeError(`Expected all ${ndim} axes in their new order: found ${formatShape(order)}`);
  }
  return {
    shape: order.map((axis) => layout.shape[axis]),
    strides: order.map((axis) => layout.strides[axis]),
    offset: layout.offset,
  };
}

/**
 * Reverses the order of the axes.
 *
 * @param layout the array
 */
export function transposeLayout(layout: Layout): Layout {
  return { shape: layout.shape.toReversed(), strides: layout.strides.toReversed(), offset: layout.offset };
}

/**
 * Exchanges two axes.
 *
 * @param layout the array
 * @param a one axis
 * @param b the other
 * @throws {RangeError} if the array has no such axis
 */
export function swapAxesLayout(layout: Layout, a: number, b: number): Layout {
  const ndim = layout.shape.length;
  const first = normalizeAxis(a, ndim);
  const second = normalizeAxis(b, ndim);
  const order = layout.shape.map((_, axis) => axis === first ? second : axis === second ? first : axis);
  return permuteLayout(layout, order);
}

/**
 * Exchanges the last two axes.
 *
 * @param layout the array
 * @throws {RangeError} if it has fewer than two axes
 */
export function matrixTransposeLayout(layout: Layout): Layout {
  checkMatrices("matrixTranspose", layout);
  return swapAxesLayout(layout, -2, -1);
}

/**
 * The diagonals of the matrices of the last two axes, along a new last axis.
 *
 * @param name the function, for messages
 * @param layout the array
 * @param offset how many columns to the right of the main diagonal; below it if negative
 * @throws {RangeError} if the array has fewer than two axes, or `offset` is not an integer
 */
export function diagonalLayout(name: string, layout: Layout, offset: number): Layout {
  checkMatrices(name, layout);
  if (!Number.isInteger(offset)) throw new RangeError(`${name}() takes an integer as offset: found ${offset}`);
  const { shape, strides } = layout;
  const leading = shape.length - 2;
  const rows = shape[leading], columns = shape[leading + 1];
  const rowStride = strides[leading], columnStride = strides[leading + 1];
  const below = Math.max(-offset, 0), right = Math.max(offset, 0);
  const length = Math.max(0, Math.min(rows - below, columns - right));
  return {
    shape: [...partOf(shape, 0, leading), length],
    strides: [...partOf(strides, 0, leading), rowStride + columnStride],
    // Nothing is read where there are no elements, and the position stays within the memory.
    offset: layout.offset + (length > 0 ? below * rowStride + right * columnStride : 0),
  };
}

/** Checks that there are matrices. */
function checkMatrices(name: string, { shape }: Layout): void {
  if (shape.length >= 2) return;
  throw new RangeError(`${name}() takes an array of at least two axes: found shape ${formatShape(shape)}`);
}

/**
 * Moves axes to other places; the rest keep their order.
 *
 * @param layout the array
 * @param source the axis or axes to move
 * @param destination the place of each in the result
 * @throws {RangeError} if the array has no such axis, one is given twice, or the two lists differ in length
 */
export function moveAxisLayout(
  layout: Layout,
  source: number | readonly number[],
  destination: number | readonly number[],
): Layout {
  const ndim = layout.shape.length;
  const from = normalizeAxes(source, ndim);
  const to = normalizeAxes(destination, ndim);
  if (from.length !== to.length) {
    throw new RangeError(`Expected one destination for each source axis: found ${from.length} and ${to.length}`);
  }
  const order = new Array<number>(ndim).fill(-1);
  for (let i = 0; i < from.length; i++) order[to[i]] = from[i];
  let next = 0;
  for (let i = 0; i < ndim; i++) {
    if (order[i] >= 0) continue;
    while (from.includes(next)) next++;
    order[i] = next++;
  }
  return permuteLayout(layout, order);
}

/**
 * Inserts axes of length 1.
 *
 * @param layout the array
 * @param axis the place or places of the new axes in the result
 * @throws {RangeError} if the result has no such axis, one is given twice, or there are too many
 */
export function expandDimsLayout(layout: Layout, axis: number | readonly number[]): Layout {
  const added = Array.isArray(axis) ? axis.length : 1;
  const ndim = layout.shape.length + added;
  checkNdim(ndim);
  const places = normalizeAxes(axis, ndim);
  const shape: number[] = [];
  const strides: number[] = [];
  for (let i = 0, own = 0; i < ndim; i++) {
    const isNew = places.includes(i);
    shape.push(isNew ? 1 : layout.shape[own]);
    strides.push(isNew ? 0 : layout.strides[own]);
    if (!isNew) own++;
  }
  return { shape, strides, offset: layout.offset };
}

/**
 * Removes axes of length 1.
 *
 * @param layout the array
 * @param axis the axis or axes to remove; all that have length 1 when left out
 * @throws {RangeError} if the array has no such axis, one is given twice, or its length is not 1
 */
export function squeezeLayout(layout: Layout, axis?: number | readonly number[]): Layout {
  const named = axis === undefined ? undefined : normalizeAxes(axis, layout.shape.length);
  const shape: number[] = [];
  const strides: number[] = [];
  for (let i = 0; i < layout.shape.length; i++) {
    const length = layout.shape[i];
    if (named === undefined ? length === 1 : named.includes(i)) {
      if (length === 1) continue;
      throw new RangeError(
        `Cannot squeeze axis ${i} of shape ${formatShape(layout.shape)}: expected length 1, found ${length}`,
      );
    }
    shape.push(length);
    strides.push(layout.strides[i]);
  }
  return { shape, strides, offset: layout.offset };
}

/**
 * Repeats an array along new axes and along axes of length 1, without copying.
 *
 * @param layout the array
 * @param shape the shape to broadcast to
 * @returns a view in which several indices share one element
 * @throws {TypeError} if the shape is not an array of numbers
 * @throws {RangeError} if it is no shape, or the array does not broadcast to it
 */
export function broadcastToLayout(layout: Layout, shape: readonly number[]): Layout {
  const checked = checkShape(shape);
  return { shape: checked, strides: broadcastStrides(layout, checked), offset: layout.offset };
}

/**
 * Reverses the order of the elements along axes.
 *
 * @param layout the array
 * @param axes the axis or axes; all of them when left out
 * @throws {RangeError} if the array has no such axis, or one is given twice
 */
export function flipLayout(layout: Layout, axes?: number | readonly number[]): Layout {
  const flipped = normalizeAxes(axes, layout.shape.length);
  const strides = [...layout.strides];
  let offset = layout.offset;
  for (let i = 0; i < flipped.length; i++) {
    const axis = flipped[i];
    const length = layout.shape[axis];
    if (length === 0) continue;
    offset += (length - 1) * strides[axis];
    // Subtracting from 0 keeps a stride of 0 from becoming -0.
    strides[axis] = 0 - strides[axis];
  }
  return { shape: layout.shape, strides, offset };
}
