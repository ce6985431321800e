/**
 * The factors of a case, held by every side.
 *
 * @module
 */
import * as rt from "../../mod.ts";
import { fill, type FloatArray } from "../arrays.ts";
import type { PythonWorker } from "../numpy.ts";
import type { SentArray } from "../peer.ts";
import { type Matrix, rawElements, toRaptors } from "../raptors.ts";
import { factorShapes, type GemmCase } from "./cases.ts";
import { type Factors, transposed } from "./check.ts";

/** The name of the operation in Python. */
export const MATMUL = "matmul";

/** The factors of one case, on all sides. */
export interface HeldFactors extends AsyncDisposable {
  /** The name of the factors in the Python processes. */
  readonly id: string;
  /** The numbers, by rows. */
  readonly factors: Factors;
  /** The first factor in Raptors; a view of its transpose where it lies by columns. */
  readonly a: Matrix;
  /** The second factor in Raptors. */
  readonly b: Matrix;
}

/** Makes the factors and gives them to Raptors and to the Python processes. */
export async function holdFactors(c: GemmCase, workers: readonly PythonWorker[]): Promise<HeldFactors> {
  const { dtype, m, k, n } = c;
  const id = "factors";
  const factors = { a: fill(dtype, m * k, 1), b: fill(dtype, k * n, 2) };
  const [shapeA, shapeB] = factorShapes(c);
  const byColumns = c.order === "F";
  const data = byColumns ? transposed(factors.a, m, k) : factors.a;
  const shape = byColumns ? shapeA.toReversed() : shapeA;
  const sent: SentArray[] = [
    { name: "a", shape, data, view: byColumns ? { transpose: true } : undefined },
    { name: "b", shape: shapeB, data: factors.b },
  ];
  for (const worker of workers) await worker.put(id, dtype, sent);
  const whole = toRaptors(data, shape);
  const a = byColumns ? whole.T as Matrix : whole;
  const b = toRaptors(factors.b, shapeB);
  return {
    ...{ id, factors, a, b },
    async [Symbol.asyncDispose](): Promise<void> {
      for (const array of new Set([a, whole, b])) array.dispose();
      for (const worker of workers) await worker.drop(id);
    },
  };
}

/** The product as plain data. */
export function productOf({ a, b }: HeldFactors): FloatArray {
  using product = rt.matmul(a, b) as Matrix;
  return product.toTypedArray() as FloatArray;
}

/** What is timed: the product in a fresh array that is disposed of at once. */
export function productCall({ a, b }: HeldFactors): () => void {
  return () => {
    using _product = rt.matmul(a, b);
  };
}

/** Memory of an array that Raptors made, for a bare loop to read as Raptors does. */
export function rawFactors({ a, b }: HeldFactors): Factors {
  const whole = a.isContiguous ? a : a.T as Matrix;
  return { a: rawElements(whole), b: rawElements(b) };
}
