/**
 * The Raptors side of every operation, in the ways in which it is timed.
 *
 * @module
 */
import * as rt from "../mod.ts";
import { type Case, givesNumber, type OpName, resultShape } from "./cases.ts";
import type { FloatArray } from "./arrays.ts";
import type { Operands } from "./inputs.ts";
import type { Matrix } from "./raptors.ts";

interface Calls {
  /** Computes into a fresh result. */
  readonly fresh: (x: Operands<Matrix>) => number | Matrix;
  /** Computes into an array that is there already; absent where the result is a number. */
  readonly into?: (x: Operands<Matrix>, out: Matrix) => void;
}

const CALLS: Record<OpName, Calls> = {
  sum: { fresh: ({ a }) => a.sum() },
  mean: { fresh: ({ a }) => a.mean() },
  mean_axis0: { fresh: ({ a }) => a.mean(0), into: ({ a }, out) => void rt.mean(a, { axis: 0, out }) },
  mean_axis1: { fresh: ({ a }) => a.mean(1), into: ({ a }, out) => void rt.mean(a, { axis: 1, out }) },
  broadcast_add: { fresh: ({ a, row }) => a.add(row), into: ({ a, row }, out) => void rt.add(a, row, { out }) },
  broadcast_add_column: {
    fresh: ({ a, column }) => a.add(column),
    into: ({ a, column }, out) => void rt.add(a, column, { out }),
  },
  scale: { fresh: ({ a }) => a.multiply(1.5), into: ({ a }, out) => void rt.multiply(a, 1.5, { out }) },
};

/** The result as plain data, for the check against NumPy. */
export function resultOf(op: OpName, x: Operands<Matrix>): FloatArray {
  const result = CALLS[op].fresh(x);
  if (typeof result === "number") return Float64Array.of(result);
  using array = result;
  return array.toTypedArray() as FloatArray;
}

/** A fresh result that is disposed of at once, as in `using c = a.add(b)`. */
export function disposedCall(op: OpName, x: Operands<Matrix>): () => void {
  const { fresh } = CALLS[op];
  if (givesNumber(op)) return () => void fresh(x);
  return () => {
    using _result = fresh(x) as Matrix;
  };
}

/** A fresh result that is left to the garbage collector; absent where the result is a number. */
export function droppedCall(op: OpName, x: Operands<Matrix>): (() => void) | undefined {
  const { fresh } = CALLS[op];
  return givesNumber(op) ? undefined : () => void fresh(x);
}

/** The same result written into one array again and again; absent where the result is a number. */
export function intoCall(c: Case, x: Operands<Matrix>): (Disposable & { call: () => void }) | undefined {
  const { into } = CALLS[c.op];
  if (!into) return undefined;
  const out = rt.empty(resultShape(c), { dtype: c.dtype }) as Matrix;
  return { call: () => into(x, out), [Symbol.dispose]: () => out.dispose() };
}
