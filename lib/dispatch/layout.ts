/**
 * How an array lies in its buffer, and what an operation needs to know of an array.
 *
 * @module
 */
import type { DType, TypedArray } from "./dtype.ts";

/** The most dimensions that an array may have. */
export const MAX_NDIM = 32;

/** Shape, strides and offset of an array in its buffer; strides and offset count elements, not bytes. */
export interface Layout {
  /** The length of each axis. */
  readonly shape: readonly number[];
  /** The step from one element to the next along each axis, in elements; it may be negative or zero. */
  readonly strides: readonly number[];
  /** The position in the buffer of the element whose indices are all zero. */
  readonly offset: number;
}

/** What the dispatcher reads of an array. `NDArray` is one. */
export interface Operand extends Layout {
  /** The element type. */
  readonly dtype: DType;
  /** The number of elements. */
  readonly size: number;
  /** The typed array that holds the elements. */
  readonly buffer: TypedArray;
  /** Whether the elements lie one after the other in row-major order. */
  readonly isContiguous: boolean;
}
