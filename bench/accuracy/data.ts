/**
 * Data on which accuracy is measured: the same numbers on every run and on every machine.
 *
 * @module
 */
import { allocate, type BenchDType, fill, type FloatArray } from "../arrays.ts";

/** Powers of two from 2^-27 to 2^26: sixteen decimal orders of magnitude. */
const WIDE_POWERS = 54;
/** What is added to a number between 0 and 1 where the mean is to be large against the spread. */
const OFFSET = 4096;

/** Kinds of data, and what a reader must know of each. */
export const DATA = {
  positive: "uniform between 0.5 and 1.5: nothing cancels",
  wide: "both signs, magnitudes from 2^-27 to 2^27",
  bits: "both signs, bit patterns at even steps over all finite numbers, subnormal ones included",
  cancelling: "uniform between 0.5 and 1.5, plus 4096 in one half of every row and column and minus 4096 in the other",
  offset: "4096 plus a number between 0 and 1: a mean that is large against the spread",
  unit: "within 2^-9 of 1, so that products of a million neither overflow nor vanish",
} as const;
/** A kind of data. */
export type DataKind = keyof typeof DATA;

/** An array of a shape. The halves of the kind `cancelling` are those of its two axes. */
export function makeData(kind: DataKind, dtype: BenchDType, shape: readonly number[], seed: number): FloatArray {
  const length = shape.reduce((product, n) => product * n, 1);
  const u = uniform(length, seed);
  if (kind === "bits") return bitPatterns(dtype, length, u);
  const out = allocate(dtype, length);
  const other = kind === "wide" ? fill("float64", length, seed + 200) : u;
  const [rows, cols] = [shape[0], shape[1] ?? 1];
  for (let i = 0; i < length; i++) out[i] = element(kind, u[i], other[i], 2 * i < rows * cols, 2 * (i % cols) < cols);
  return out;
}

function element(kind: DataKind, u: number, other: number, top: boolean, left: boolean): number {
  if (kind === "positive") return 0.5 + u;
  if (kind === "offset") return OFFSET + u;
  if (kind === "unit") return 1 + (u - 0.5) / 256;
  if (kind === "cancelling") return (top === left ? OFFSET : -OFFSET) + 0.5 + u;
  const power = Math.floor(Math.abs(other) * WIDE_POWERS) - WIDE_POWERS / 2;
  return Math.sign(other || 1) * (1 + u) * 2 ** power;
}

/** Numbers from 0 to 1 that use all digits of a float64. */
function uniform(length: number, seed: number): FloatArray {
  const high = fill("float64", length, seed), low = fill("float64", length, seed + 100);
  for (let i = 0; i < length; i++) high[i] = (high[i] + 1 + (low[i] + 1) * 2 ** -24) / 2;
  return high;
}

/** Every so many-th finite number that is not zero, in no order, with both signs. */
function bitPatterns(dtype: BenchDType, length: number, u: FloatArray): FloatArray {
  const out = allocate(dtype, length);
  const words = new Uint32Array(out.buffer);
  // The word with sign and exponent is the last of a number's on every machine that Deno runs on.
  const perNumber = out.BYTES_PER_ELEMENT / 4, last = perNumber - 1;
  const largest = dtype === "float32" ? 0x7f7fffff : 0x7fefffff;
  const order = Array.from(u, (value, i) => [value, i]).toSorted((x, y) => x[0] - y[0]);
  order.forEach(([value, i], rank) => {
    const sign = rank % 2 ? 0x80000000 : 0;
    words[i * perNumber + last] = (sign | (1 + Math.floor((largest - 1) * (rank / length)))) >>> 0;
    if (last) words[i * perNumber] = Math.floor(value * 2 ** 32);
  });
  return out;
}
