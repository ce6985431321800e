/**
 * Operands as BLAS takes them: matrices whose rows or columns are runs, and vectors that step forward.
 *
 * @module
 */
import type { TypedArray } from "../dispatch/dtype.ts";
import type { Elements } from "../native/cblas.ts";
import { throwStatus } from "../native/status.ts";
import { type Matrix, MAX_SIZE, type Vector } from "./provider.ts";

/**
 * The elements of a buffer, for a library, which must never be called with those of a detached one: they would be NULL.
 *
 * @throws {TypeError} if the buffer was detached
 */
export function elementsOf(buffer: TypedArray, name: string): Elements {
  if (buffer.length === 0) throwStatus(4, `${name}()`);
  return buffer as Elements;
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

/** A matrix from its first element and its leading dimension as {@linkcode leadingDimension} gives it. */
export function asMatrix(data: Elements, offset: number, leading: number): Matrix {
  return { data, offset, transposed: leading < 0, leading: Math.abs(leading) };
}

/** Whether BLAS can take n elements that are `step` apart. */
export function isVector(n: number, step: number): boolean {
  return n <= MAX_SIZE && (n === 1 || (step >= 1 && step <= MAX_SIZE));
}

/** A vector from its first element. */
export function asVector(data: Elements, offset: number, n: number, step: number): Vector {
  return { data, offset, step: n === 1 ? 1 : step };
}
