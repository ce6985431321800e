/**
 * Plain data of the benchmarks: the same numbers on every run and on all sides.
 *
 * @module
 */

/** Element types that are compared. */
export const DTYPES = ["float32", "float64"] as const;
/** An element type that is compared. */
export type BenchDType = (typeof DTYPES)[number];

/** A typed array of one of the compared dtypes. */
export type FloatArray = Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;

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
