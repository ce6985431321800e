/**
 * The data of the benchmark: the same numbers on every run and on both sides.
 *
 * @module
 */
import type { BenchDType } from "./cases.ts";

/** A typed array of one of the compared dtypes. */
export type FloatArray = Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;

/** The operands of every case of one dtype and size. */
export interface Operands<T> {
  /** The matrix, size x size. */
  readonly a: T;
  /** The row that is added, [size]. */
  readonly row: T;
  /** The column that is added, [size, 1]. */
  readonly column: T;
}

/** An empty typed array of a dtype. */
export function allocate(dtype: BenchDType, length: number): FloatArray {
  return dtype === "float32" ? new Float32Array(length) : new Float64Array(length);
}

/**
 * Fills an array with numbers from -1 to 1, each a hash of its position. They are multiples of 2^-23, so that both
 * dtypes hold them exactly.
 */
export function fill(dtype: BenchDType, length: number, seed: number): FloatArray {
  const out = allocate(dtype, length);
  for (let i = 0; i < length; i++) {
    let h = Math.imul(i + 1, 0x9e3779b1) ^ Math.imul(seed, 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 16), 0x7feb352d);
    h = Math.imul(h ^ (h >>> 15), 0x846ca68b);
    out[i] = ((h ^ (h >>> 16)) >> 8) * 2 ** -23;
  }
  return out;
}

/** The operands of one dtype and size. */
export function makeOperands(dtype: BenchDType, size: number): Operands<FloatArray> {
  return { a: fill(dtype, size * size, 1), row: fill(dtype, size, 2), column: fill(dtype, size, 3) };
}

/** The bytes of a typed array, not copied. */
export function bytesOf(array: FloatArray): Uint8Array<ArrayBuffer> {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
