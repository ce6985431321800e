/**
 * What accuracy is measured of: every operation of the table that gives floating-point numbers.
 *
 * @module
 */
import * as rt from "../../mod.ts";
import { type OpInfo, type OpName, OPS } from "../../lib/native/symbols.gen.ts";
import { DTYPES } from "../arrays.ts";
import type { Matrix } from "../raptors.ts";
import type { DataKind } from "./data.ts";

/** The operations, from the table: those whose result has the operands' dtype, float32 or float64. */
export const FLOAT_OPS: readonly OpInfo[] = Object.values(OPS as Record<OpName, OpInfo>)
  .filter(({ result, dtypes }) => result === "same" && DTYPES.every((dtype) => dtypes.includes(dtype)));

/** An axis that is reduced; null for the whole array. */
export type ReducedAxis = 0 | 1 | null;
/** The axes. */
export const REDUCED: readonly ReducedAxis[] = [0, 1, null];

/** Names of operands, as they are sent to Python. */
export type Operand = "a" | "b" | "c" | "magnitude" | "condition";

/** The operands of an elementwise operation; those of a square root are not negative. */
export function operandsOf({ name, family }: OpInfo): Operand[] {
  if (name === "sqrt") return ["magnitude"];
  if (family === "select") return ["condition", "a", "b"];
  return (["a", "b", "c"] as const).slice(0, { unary: 1, binary: 2 }[family as string] ?? 3);
}

/** The public functions, by name: what is measured is what users call. */
const FUNCTIONS = rt as unknown as Record<string, (...operands: unknown[]) => Matrix | number>;

/** Computes an elementwise operation. */
export function elementwise(op: OpInfo, operands: Record<Operand, Matrix>): Matrix {
  const given = operandsOf(op).map((name) => name === "condition" ? rt.greater(operands[name], 0) : operands[name]);
  return FUNCTIONS[op.name](...given) as Matrix;
}

/** Computes a reduction. */
export function reduce(op: OpInfo, a: Matrix, axis: ReducedAxis): Matrix | number {
  return axis === null ? FUNCTIONS[op.name](a) : FUNCTIONS[op.name](a, axis);
}

/** The columns of a table, each a kind of data. */
export const ELEMENTWISE_DATA = ["positive", "wide", "bits"] as const satisfies readonly DataKind[];
/** The columns of the tables of reductions. */
export const REDUCE_DATA = ["positive", "wide", "cancelling", "offset"] as const satisfies readonly DataKind[];
/** The columns of the table of products. */
export const MATMUL_DATA = ["positive", "wide", "cancelling"] as const satisfies readonly DataKind[];

/** How much is measured. */
export interface Sizes {
  /** Elements of an elementwise operation. */
  readonly elements: number;
  /** The side of the matrices that are reduced. */
  readonly side: number;
  /** Tall arrays that are reduced along axis 0, for dtypes. */
  readonly tall: readonly { readonly dtype: (typeof DTYPES)[number]; readonly shape: readonly [number, number] }[];
  /** Rows and columns of the result, and the inner length, of a product. */
  readonly matmul: { readonly m: number; readonly k: number; readonly n: number };
}

/** What `deno task accuracy` measures. */
export const FULL: Sizes = {
  elements: 8192,
  side: 1024,
  tall: [
    { dtype: "float32", shape: [1_000_000, 4] },
    { dtype: "float32", shape: [10_000_000, 2] },
    { dtype: "float64", shape: [1_000_000, 4] },
  ],
  matmul: { m: 32, k: 4096, n: 32 },
};
