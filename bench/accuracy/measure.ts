/**
 * Measures the errors of Raptors and of NumPy.
 *
 * @module
 */
import type { OpInfo } from "../../lib/native/symbols.gen.ts";
import * as rt from "../../mod.ts";
import { type BenchDType, DTYPES, type FloatArray } from "../arrays.ts";
import { type Matrix, toRaptors } from "../raptors.ts";
import {
  elementwise,
  ELEMENTWISE_DATA,
  FLOAT_OPS,
  MATMUL_DATA,
  type Operand,
  operandsOf,
  reduce,
  REDUCE_DATA,
  REDUCED,
  type ReducedAxis,
  type Sizes,
} from "./cases.ts";
import { type DataKind, makeData } from "./data.ts";
import type { Errors, Oracle, Sent } from "./oracle.ts";

/** A row of a table: the errors on each kind of data; null where the operation is not measured on it. */
export interface AccuracyRow {
  /** The operation. */
  readonly op: string;
  /** The dtype. */
  readonly dtype: BenchDType;
  /** The axis of a reduction; "–" where there is none. */
  readonly axis: string;
  /** The errors by kind of data. */
  readonly errors: Readonly<Partial<Record<DataKind, Errors>>>;
}

/** All that was measured. */
export interface Accuracy {
  /** Errors in units in the last place. */
  readonly elementwise: readonly AccuracyRow[];
  /** Relative errors of square matrices reduced. */
  readonly reductions: readonly AccuracyRow[];
  /** Relative errors of tall arrays reduced along axis 0, by shape. */
  readonly tall: readonly { readonly shape: readonly number[]; readonly rows: readonly AccuracyRow[] }[];
  /** Relative errors of matrix products. */
  readonly products: readonly AccuracyRow[];
  /** The largest sum of |x| over |sum of x| of the square matrices, by kind of data and dtype. */
  readonly conditions: readonly { readonly kind: DataKind; readonly dtype: BenchDType; readonly condition: number }[];
}

/** Measures everything; `say` is told what comes next. */
export async function measureAccuracy(
  oracle: Oracle,
  sizes: Sizes,
  say: (what: string) => void = () => {},
): Promise<Accuracy> {
  const table = new Table();
  const conditions: Accuracy["conditions"][number][] = [];
  for (const dtype of DTYPES) {
    for (const kind of ELEMENTWISE_DATA) {
      say(`elementwise ${dtype}, ${kind}`);
      await measureElementwise(oracle, kind, dtype, sizes.elements, table.at("elementwise"));
    }
    for (const kind of REDUCE_DATA) {
      say(`reductions ${dtype}, ${kind}`);
      const shape = [sizes.side, sizes.side];
      const condition = await measureReductions(oracle, kind, dtype, shape, REDUCED, table.at("reductions"));
      conditions.push({ kind, dtype, condition });
    }
    for (const kind of MATMUL_DATA) {
      say(`products ${dtype}, ${kind}`);
      await measureProducts(oracle, kind, dtype, sizes.matmul, table.at("products"));
    }
  }
  const tall: Accuracy["tall"][number][] = [];
  for (const { dtype, shape } of sizes.tall) {
    say(`reductions ${dtype}, ${shape.join("×")}`);
    const name = `${dtype} ${shape}`;
    await measureReductions(oracle, "positive", dtype, shape, [0, null], table.at(name));
    tall.push({ shape, rows: table.rows(name) });
  }
  const [rows, reductions, products] = ["elementwise", "reductions", "products"].map((name) => table.rows(name));
  return { elementwise: rows, reductions, tall, products, conditions };
}

type Add = (row: Omit<AccuracyRow, "errors">, kind: DataKind, errors: Errors) => void;

/** Gathers what is measured kind by kind into rows. */
class Table {
  readonly #tables = new Map<string, Map<string, AccuracyRow>>();

  at(table: string): Add {
    const own = this.#tables.get(table) ?? new Map<string, AccuracyRow>();
    this.#tables.set(table, own);
    return ({ op, dtype, axis }, kind, errors) => {
      const key = `${op} ${dtype} ${axis}`;
      own.set(key, { op, dtype, axis, errors: { ...own.get(key)?.errors, [kind]: errors } });
    };
  }

  rows(table: string): AccuracyRow[] {
    return [...this.#tables.get(table)?.values() ?? []];
  }
}

async function measureElementwise(
  oracle: Oracle,
  kind: DataKind,
  dtype: BenchDType,
  length: number,
  add: Add,
): Promise<void> {
  const data: Record<Operand, FloatArray> = {
    a: makeData(kind, dtype, [length], 1),
    b: makeData(kind, dtype, [length], 2),
    c: makeData(kind, dtype, [length], 3),
    magnitude: makeData(kind, dtype, [length], 1).map(Math.abs) as FloatArray,
    condition: makeData("wide", dtype, [length], 4),
  };
  const sent = mapOperands(data, (data): Sent => ({ shape: [length], data }));
  const held = mapOperands(data, (data) => toRaptors(data, [length]));
  const ops = FLOAT_OPS.filter(({ family }) => ["unary", "binary", "ternary", "select"].includes(family));
  const results = ops.map((op) => ({
    op: op.name,
    operands: operandsOf(op),
    result: resultOf(elementwise(op, held)),
  }));
  const { errors } = await oracle.ask({ kind: "elementwise", dtype, arrays: sent, results });
  ops.forEach(({ name }, i) => add({ op: name, dtype, axis: "–" }, kind, errors[i]));
  for (const array of Object.values(held)) array.dispose();
}

/** The reductions of one array; products only of what neither overflows nor vanishes. Gives the data's condition. */
async function measureReductions(
  oracle: Oracle,
  kind: DataKind,
  dtype: BenchDType,
  shape: readonly number[],
  axes: readonly ReducedAxis[],
  add: Add,
): Promise<number> {
  const ops = FLOAT_OPS.filter(({ family }) => family === "reduce");
  const ask = async (kind: DataKind, ops: readonly OpInfo[], column: DataKind) => {
    const data = makeData(kind, dtype, shape, 5);
    using a = toRaptors(data, [...shape]);
    const wanted = ops.flatMap((op) => axes.map((axis) => ({ op, axis })));
    const results = wanted.map(({ op, axis }) => ({ op: op.name, axis, result: resultOf(reduce(op, a, axis)) }));
    const answer = await oracle.ask({ kind: "reduce", dtype, arrays: { a: { shape, data } }, results });
    wanted.forEach(({ op, axis }, i) => {
      add({ op: op.name, dtype, axis: axis === null ? "all" : String(axis) }, column, answer.errors[i]);
    });
    return answer.condition;
  };
  const condition = await ask(kind, ops.filter(({ name }) => name !== "prod"), kind);
  if (kind === "positive") await ask("unit", ops.filter(({ name }) => name === "prod"), "unit");
  return condition ?? NaN;
}

async function measureProducts(
  oracle: Oracle,
  kind: DataKind,
  dtype: BenchDType,
  { m, k, n }: Sizes["matmul"],
  add: Add,
): Promise<void> {
  const data = { a: makeData(kind, dtype, [m, k], 6), b: makeData("positive", dtype, [k, n], 7) };
  using a = toRaptors(data.a, [m, k]);
  using b = toRaptors(data.b, [k, n]);
  const arrays = { a: { shape: [m, k], data: data.a }, b: { shape: [k, n], data: data.b } };
  const results = [{ op: "matmul", result: resultOf(rt.matmul(a, b) as Matrix) }];
  const { errors } = await oracle.ask({ kind: "matmul", dtype, arrays, results });
  add({ op: "matmul", dtype, axis: "–" }, kind, errors[0]);
}

function mapOperands<T, U>(of: Record<Operand, T>, make: (value: T) => U): Record<Operand, U> {
  return Object.fromEntries(Object.entries(of).map(([name, value]) => [name, make(value)])) as Record<Operand, U>;
}

/** A result as plain data, and its memory given back. */
function resultOf(result: Matrix | number): Sent {
  if (typeof result === "number") return { shape: [], data: Float64Array.of(result) };
  using array = result;
  return { shape: array.shape, data: array.toTypedArray() as FloatArray };
}
