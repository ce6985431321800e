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

/** The factors of a case, on all sides. */
export interface HeldFactors extends AsyncDisposable {
  /** The name of the factors in the Python processes. */
  readonly id: string;
  /** The numbers, by rows. */
  readonly factors: Factors;
  /** The first factor in Raptors; a view of its transpose where it lies by columns. */
  readonly a: Matrix;
  /** The second factor in Raptors, the same. */
  readonly b: Matrix;
}

/** A factor as it is sent, and in Raptors: what lies in memory, and the view of it that is multiplied. */
interface HeldFactor {
  readonly sent: SentArray;
  readonly whole: Matrix;
  readonly factor: Matrix;
}

function holdFactor(name: string, elements: FloatArray, shape: number[], byColumns: boolean): HeldFactor {
  if (!byColumns) {
    const whole = toRaptors(elements, shape);
    return { sent: { name, shape, data: elements }, whole, factor: whole };
  }
  const [rows, cols] = shape.slice(-2);
  const lying = [...shape.slice(0, -2), cols, rows], data = transposed(elements, rows, cols);
  const whole = toRaptors(data, lying);
  return { sent: { name, shape: lying, data, view: { transpose: true } }, whole, factor: whole.mT as Matrix };
}

/** Makes the factors and gives them to Raptors and to the Python processes. */
export async function holdFactors(c: GemmCase, workers: readonly PythonWorker[]): Promise<HeldFactors> {
  const { dtype, m, k, n, batch, orders } = c;
  const id = "factors";
  const factors = { a: fill(dtype, batch * m * k, 1), b: fill(dtype, batch * k * n, 2) };
  const [shapeA, shapeB] = factorShapes(c);
  const a = holdFactor("a", factors.a, shapeA, orders[0] === "F");
  const b = holdFactor("b", factors.b, shapeB, orders[1] === "F");
  for (const worker of workers) await worker.put(id, dtype, [a.sent, b.sent]);
  return {
    ...{ id, factors, a: a.factor, b: b.factor },
    async [Symbol.asyncDispose](): Promise<void> {
      for (const array of new Set([a.factor, a.whole, b.factor, b.whole])) array.dispose();
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
