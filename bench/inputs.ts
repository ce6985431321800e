/**
 * The operands of the 2-D cases.
 *
 * @module
 */
import { type BenchDType, fill, type FloatArray } from "./arrays.ts";
import type { SentArray } from "./peer.ts";

/** The operands of every case of one dtype and size. */
export interface Operands<T> {
  /** The matrix, size x size. */
  readonly a: T;
  /** The row that is added, [size]. */
  readonly row: T;
  /** The column that is added, [size, 1]. */
  readonly column: T;
}

/** The operands of one dtype and size. */
export function makeOperands(dtype: BenchDType, size: number): Operands<FloatArray> {
  return { a: fill(dtype, size * size, 1), row: fill(dtype, size, 2), column: fill(dtype, size, 3) };
}

/** The same operands in the form in which they are sent to Python. */
export function sentOperands({ a, row, column }: Operands<FloatArray>): SentArray[] {
  const size = row.length;
  return [
    { name: "a", shape: [size, size], data: a },
    { name: "row", shape: [size], data: row },
    { name: "column", shape: [size, 1], data: column },
  ];
}
