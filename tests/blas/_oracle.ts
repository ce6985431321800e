/** Products in plain TypeScript, in twice the precision, with the bound that any order of summation keeps. */
import type { Sample } from "../_arrays.ts";
import { preciseDot } from "../_oracle.ts";

/** The machine epsilon of each dtype. */
export const EPS = { float32: 2 ** -23, float64: 2 ** -52 };

/** A right result, and how far off it may be. */
export interface Expected {
  value: number;
  bound: number;
}

/**
 * `alpha·Σ xᵢ·yᵢ + beta·c`, and the standard bound n·eps·Σ|xᵢ·yᵢ|, with a little more for alpha, beta and the last sum.
 */
export function product(
  dtype: "float32" | "float64",
  alpha: number,
  pairs: readonly (readonly [number, number])[],
  beta: number,
  c: number,
): Expected {
  const sum = preciseDot(pairs);
  const magnitude = pairs.reduce((total, [x, y]) => total + Math.abs(x * y), 0);
  const rest = beta === 0 ? 0 : beta * c; // BLAS: with beta 0, c is not read
  const bound = (pairs.length + 4) * EPS[dtype] * (Math.abs(alpha) * magnitude + Math.abs(rest)) + 1e-37;
  return { value: alpha * sum + rest, bound };
}

/**
 * Fails unless the memory behind an output holds what is expected at its elements, and everywhere else what it held.
 */
export function assertWritten(
  out: Sample,
  before: Sample["memory"],
  expected: readonly Expected[],
  what: string,
): void {
  const places = new Map(out.places.map((place, i) => [place, i]));
  for (let place = 0; place < before.length; place++) {
    const [found, old] = [Number(out.memory[place]), Number(before[place])];
    const i = places.get(place);
    if (i === undefined) {
      if (!Object.is(found, old)) {
        throw new Error(`${what}: element ${place} of the memory, not of out, became ${found}`);
      }
      continue;
    }
    const { value, bound } = expected[i];
    if (!(Math.abs(found - value) <= bound)) {
      throw new Error(`${what}: element ${i} is ${found}, expected ${value} within ${bound}`);
    }
  }
}
