/**
 * Are two results of a case equal within what the table promises? Asked before anything is timed.
 *
 * @module
 */
import type { FloatArray } from "../arrays.ts";
import { sumBounds } from "../bounds.ts";
import { PLAIN } from "../gemm/cases.ts";
import { checkProduct } from "../gemm/check.ts";
import type { AnyArray, PlainResult } from "./call.ts";
import type { GridCase } from "./case.ts";

/** The distance from 1 to the next number. */
const EPSILON = { float32: 2 ** -23, float64: 2 ** -52, bool: 0 };

/** Two results of a case, and what they were made of. */
export interface Results {
  /** The operands. */
  readonly operands: Readonly<Record<string, AnyArray>>;
  /** Raptors' result. */
  readonly ours: PlainResult;
  /** The other one's. */
  readonly theirs: PlainResult;
  /** Who the other is. */
  readonly who: string;
  /** By how many roundings of each element the other one may be off; none when absent. */
  readonly slack?: number | undefined;
}

/**
 * Compares two results.
 *
 * @throws {Error} if they differ by more than the case allows; the message names the case, the element and both values
 */
export function checkResults(c: GridCase, results: Results): void {
  const { ours, theirs, who, slack = 0 } = results;
  if (ours.shape.join() !== theirs.shape.join() || ours.data.length !== theirs.data.length) {
    throw new Error(`${c.name}: Raptors gives the shape [${ours.shape}], ${who} [${theirs.shape}]`);
  }
  // A number of JavaScript has one type, whatever it was computed in.
  if (ours.shape.length > 0 && ours.dtype !== theirs.dtype) {
    throw new Error(`${c.name}: Raptors gives ${ours.dtype}, ${who} ${theirs.dtype}`);
  }
  if (c.expect.kind === "product") return checkProducts(c, results, c.expect);
  const allowed = bounds(c, results);
  for (let i = 0; i < ours.data.length; i++) {
    const x = Number(ours.data[i]), y = Number(theirs.data[i]);
    const bound = typeof allowed === "number" ? allowed : allowed?.[i];
    const within = slack > 0 ? (bound ?? 0) + slack * EPSILON[c.dtype] * Math.abs(y) : bound;
    if (Object.is(x, y) || (within !== undefined && Math.abs(x - y) <= within)) continue;
    throw new Error(
      `${c.name}: element ${i} is ${x} in Raptors and ${y} in ${who}, expected equal ${
        within === undefined ? "exactly" : `within ${within}`
      }`,
    );
  }
}

/** How far the elements may be apart: each by its own bound, all by one, or not at all. */
function bounds({ expect, shape, dtype }: GridCase, { operands, theirs }: Results): Float64Array | number | undefined {
  switch (expect.kind) {
    case "exact":
      return undefined;
    case "relative": {
      let largest = 0;
      for (const x of theirs.data) largest = Math.max(largest, Math.abs(Number(x)));
      return expect.eps * EPSILON[dtype] * largest;
    }
    case "sum":
    case "mean": {
      const [rows, cols] = shape.length === 2 ? shape : [1, shape[0]];
      const values = operands.a.toTypedArray() as FloatArray;
      return sumBounds(values, { rows, cols, axis: expect.axis, mean: expect.kind === "mean" });
    }
    default:
      throw new TypeError(`No bound for ${expect.kind}`);
  }
}

function checkProducts(
  c: GridCase,
  { operands, ours, theirs, who }: Results,
  { m, k, n }: { m: number; k: number; n: number },
): void {
  const dtype = c.dtype === "float32" ? "float32" : "float64";
  const factors = { a: operands.a.toTypedArray() as FloatArray, b: operands.b.toTypedArray() as FloatArray };
  const gemm = { ...PLAIN, group: "odd", dtype, m, k, n } as const;
  checkProduct(gemm, factors, ours.data as FloatArray, theirs.data as FloatArray, who);
}
