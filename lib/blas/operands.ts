/**
 * Operands as BLAS takes them: rows or columns that lie one after the other, and steps forward only.
 *
 * @module
 */
import type { Operand } from "../dispatch/layout.ts";
import type { Elements } from "../native/cblas.ts";
import { throwStatus } from "../native/status.ts";
import { type Matrix, MAX_SIZE, type Vector } from "./provider.ts";

/** What of an array matters here. */
export type Layouted = Pick<Operand, "shape" | "strides" | "offset" | "buffer" | "size" | "isContiguous">;

/** The elements; a library must never be called with those of a detached buffer, which would be NULL. */
function elements(a: Layouted, name: string): Elements {
  if (a.buffer.length === 0) throwStatus(4, `${name}()`);
  return a.buffer as Elements;
}

/**
 * The leading dimension by which a matrix of no fewer than one row and column is stored: the step from row to row where
 * each row is a run, minus the step from column to column where each column is one, and 0 where BLAS cannot take it.
 */
export function leadingDimension(rows: number, columns: number, rowStep: number, columnStep: number): number {
  if (rows > MAX_SIZE || columns > MAX_SIZE) return 0;
  // The step along an axis of length 1 is never taken; CBLAS wants a leading dimension all the same.
  if (columnStep === 1 || columns === 1) {
    const leading = rows === 1 ? columns : rowStep;
    if (leading >= columns && leading <= MAX_SIZE) return leading;
  }
  if (rowStep === 1 || rows === 1) {
    const leading = columns === 1 ? rows : columnStep;
    if (leading >= rows && leading <= MAX_SIZE) return -leading;
  }
  return 0;
}

/** A two-dimensional operand, or its transpose, as BLAS takes it; undefined if BLAS cannot. */
export function asMatrix(a: Layouted, transpose: boolean, name: string): Matrix | undefined {
  const [row, column] = transpose ? [1, 0] : [0, 1];
  const leading = leadingDimension(a.shape[row], a.shape[column], a.strides[row], a.strides[column]);
  if (leading === 0) return undefined;
  return { data: elements(a, name), offset: a.offset, transposed: leading < 0, leading: Math.abs(leading) };
}

/** An operand all of whose elements are one vector; undefined if BLAS cannot take it. */
export function asVector(x: Layouted, name: string): Vector | undefined {
  if (x.size > MAX_SIZE) return undefined;
  let step = 1;
  if (!x.isContiguous && x.size > 1) {
    if (x.shape.length !== 1) return undefined;
    step = x.strides[0];
    if (step < 1 || step > MAX_SIZE) return undefined;
  }
  return { data: elements(x, name), offset: x.offset, step };
}
