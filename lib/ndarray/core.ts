/**
 * What an array is: a dtype, a shape, strides and a claim on a block of memory.
 *
 * @module
 */
import type { DType, TypedArrayOf } from "../dispatch/dtype.ts";
import type { Layout, Operand } from "../dispatch/layout.ts";
import { overlaps } from "../dispatch/overlap.ts";
import { contiguousStrides, isContiguous, sizeOf } from "../dispatch/shape.ts";
import type { Block } from "./block.ts";
import { drop, take } from "./pool.ts";
import { track } from "./scope.ts";

/** Makes an array of some class from its parts; the claim on the block passes to it. */
export type ArrayClass<A extends ArrayCore = ArrayCore> = new (
  block: Block,
  dtype: DType,
  shape: readonly number[],
  strides: readonly number[],
  offset: number,
  size: number,
  contiguous: boolean,
) => A;

/** The state of an array and its life; `NDArray` adds what can be done with it. */
export class ArrayCore<D extends DType = DType> implements Operand {
  /** The element type. */
  declare readonly dtype: D;
  /** The length of each axis; frozen. */
  declare readonly shape: readonly number[];
  /** The step from one element to the next along each axis, in elements; it may be negative or zero. Frozen. */
  declare readonly strides: readonly number[];
  /** The position in `data` of the element whose indices are all zero. */
  declare readonly offset: number;
  /** The number of elements. */
  declare readonly size: number;
  /** Whether the elements lie one after the other in row-major order. */
  declare readonly isContiguous: boolean;
  /** @internal The memory; null once disposed. */
  declare _block: Block | null;

  /** @internal Use `array()`, `zeros()` and their like. */
  constructor(
    block: Block,
    dtype: DType,
    shape: readonly number[],
    strides: readonly number[],
    offset: number,
    size: number,
    contiguous: boolean,
  ) {
    this._block = block;
    this.dtype = dtype as D;
    this.shape = shape;
    this.strides = strides;
    this.offset = offset;
    this.size = size;
    this.isContiguous = contiguous;
    track(this);
  }

  /** The number of axes. */
  get ndim(): number {
    return this.shape.length;
  }

  /**
   * @internal The memory as a typed array, which may be longer than the array needs.
   * @throws {TypeError} if the array was disposed
   */
  get buffer(): TypedArrayOf[D] {
    if (this._block === null) throw disposedError(this);
    return this._block.view as TypedArrayOf[D];
  }

  /** Whether the array was disposed. */
  get isDisposed(): boolean {
    return this._block === null;
  }

  /**
   * Gives the array's memory back, unless views of it are still in use. Doing so twice does no harm; any other use
   * afterwards throws.
   */
  dispose(): void {
    const block = this._block;
    if (block === null) return;
    this._block = null;
    drop(block);
  }

  /** Disposes the array at the end of the block in which it was declared with `using`. */
  [Symbol.dispose](): void {
    const block = this._block;
    if (block === null) return;
    this._block = null;
    drop(block);
  }
}

/** Whether two arrays have an element in common. Most blocks tell at once, and where elements lie is slow to ask. */
export function shareMemory(a: ArrayCore, b: ArrayCore): boolean {
  if (a._block !== null && b._block !== null && a._block.isApartFrom(b._block)) return false;
  return overlaps(a, b);
}

/** What use of a disposed array throws. */
export function disposedError(a: ArrayCore): TypeError {
  return new TypeError(
    `This array (${a.dtype}, shape [${a.shape.join(",")}]) was disposed and cannot be used any more`,
  );
}

/** A new array with memory of its own, contents undefined. The shape must be checked and frozen. */
export function allocate<A extends ArrayCore>(
  Class: ArrayClass<A>,
  dtype: DType,
  shape: readonly number[],
  strides: readonly number[] = Object.freeze(contiguousStrides(shape)),
  size: number = sizeOf(shape),
): A {
  return new Class(take(dtype, size), dtype, shape, strides, 0, size, true);
}

/** A new array over the memory of another. */
export function viewOf<A extends ArrayCore>(Class: ArrayClass<A>, a: ArrayCore, layout: Layout): A {
  const block = a._block;
  if (block === null) throw disposedError(a);
  block.references++;
  const { shape, strides, offset } = layout;
  const size = sizeOf(shape);
  return new Class(
    block,
    a.dtype,
    Object.freeze(shape),
    Object.freeze(strides),
    offset,
    size,
    isContiguous(shape, strides),
  );
}
