/**
 * What is done by each operation of native/ops.def, derived from its row: operands by family, NumPy's side by the column
 * that says what NumPy calls it. A new row is measured with no further edit.
 *
 * @module
 */
import { type OpInfo, type OpName, OPS } from "../../lib/native/symbols.gen.ts";
import type { LimitLoop } from "../limit/limit.ts";
import { call } from "./call.ts";
import type { Expectation, Fill, OperandSpec, PythonCall, Recipe } from "./case.ts";
import type { GridDType, GridLayout } from "./schema.ts";

/** Every operation of the table. */
export const TABLE_OPS: readonly OpName[] = Object.keys(OPS) as OpName[];

/** The operations of some families, in the table's order. */
export function opsOf(...families: OpInfo["family"][]): OpName[] {
  return TABLE_OPS.filter((op) => families.includes(OPS[op].family));
}

/** Numbers that an operation needs so that all of its work is done and nothing overflows. */
const FILLS: Partial<Record<OpName, Fill>> = { sqrt: "positive", prod: "nearOne", any: "zeros", all: "ones" };

/** PyTorch's names where they are not NumPy's. */
const TORCH_NAMES: Partial<Record<OpName, string>> = { equal: "eq", notEqual: "ne", min: "amin", max: "amax" };

/** An operand of the case's shape. */
export function operand(
  name: string,
  dtype: GridDType,
  shape: readonly number[],
  layout: GridLayout = "C",
  fill: Fill = "signed",
): OperandSpec {
  return { name, dtype, shape, layout, fill };
}

/** A statement of Python whose `f` is a function of the library. */
export function python(statement: string, f?: string): PythonCall {
  return { statement, names: f === undefined ? {} : { f } };
}

/** The bounds of `clip`. */
const BOUNDS = [-0.5, 0.5];

/** An elementwise operation on arrays of one shape. */
export function elementwise(op: OpName): Recipe {
  const { family, numpy, result } = OPS[op];
  return (dtype, shape, layout) => {
    const array = (name: string) => operand(name, dtype, shape, layout, FILLS[op]);
    const mask = operand("c", "bool", shape, layout, "mask");
    const operands = family === "unary" || op === "clip"
      ? [array("a")]
      : family === "binary"
      ? [array("a"), { ...array("b"), ...(op === "divide" && { fill: "positive" as const }) }]
      : family === "select"
      ? [array("a"), array("b"), mask]
      : [array("a"), array("b"), array("c")];
    const names = family === "select" ? ["c", "a", "b"] : operands.map(({ name }) => name);
    const args = op === "clip" ? [...names, ...BOUNDS] : names;
    const isName = /^[\w.]+$/.test(numpy);
    const statement = isName ? `f(${args.join(", ")})` : numpy;
    return {
      ...{ op, tableOp: op, operands, call: call(op, ...args), expect: { kind: "exact" } },
      numpy: python(statement, isName ? numpy : undefined),
      torch: python(statement, isName ? TORCH_NAMES[op] ?? numpy : undefined),
      limit: result === "same" ? loopOf(op, family) : undefined,
    };
  };
}

/** The bare loop that reads and writes as much, and computes as little. */
function loopOf(op: OpName, family: OpInfo["family"]): LimitLoop | undefined {
  if (family === "unary" || op === "clip") return "scale";
  return family === "binary" ? "pair_add" : undefined;
}

/** A reduction of the whole array, or along one axis. */
export function reduction(op: OpName, axis?: 0 | 1, extra: { target?: boolean } = {}): Recipe {
  return (dtype, shape, layout) => {
    const along = axis === undefined ? "" : `axis=${axis}`;
    return {
      op: axis === undefined ? op : `${op}_axis${axis}`,
      tableOp: op,
      operands: [operand("a", dtype, shape, layout, FILLS[op])],
      call: axis === undefined ? call(op, "a") : call(op, "a", axis),
      numpy: reductionInPython(OPS[op].numpy, along),
      torch: op === "var" || op === "std"
        ? reductionInPython(op, [along, "correction=0"].filter(Boolean).join(", "))
        : reductionInPython(TORCH_NAMES[op] ?? OPS[op].numpy, along),
      expect: expectationOf(op, shape, axis),
      limit: dtype === "bool" ? undefined : axis === 0 ? "axis0" : axis === 1 ? "axis1" : "read",
      ...extra,
    };
  };
}

/** `sum`, `linalg.norm` and `abs(x).sum`, as statements: methods where NumPy has them, which cost least. */
function reductionInPython(name: string, options: string): PythonCall {
  const [, outer, method] = /^(\w+)\(x\)\.(\w+)$/.exec(name) ?? [];
  if (outer) return python(`f(a).${method}(${options})`, outer);
  if (name.includes(".")) return python(`f(a${options && `, ${options}`})`, name);
  return python(`a.${name}(${options})`);
}

/** What the tolerances of the table come to for two results of which neither is the truth. */
function expectationOf(op: OpName, shape: readonly number[], axis?: number): Expectation {
  const count = axis === undefined ? shape.reduce((n, length) => n * length, 1) : shape[axis];
  const { tolerance } = OPS[op];
  if (tolerance === "exact") return { kind: "exact" };
  if (tolerance === "prod") return { kind: "relative", eps: 2 * count };
  if (op === "sum" || op === "asum") return { kind: "sum", ...(axis !== undefined && { axis }) };
  if (op === "mean") return { kind: "mean", ...(axis !== undefined && { axis }) };
  // Sums of squares of one sign: the bound of a sum, relative to it; twice, for the mean that is taken off.
  return { kind: "relative", eps: 4 * (Math.log2(count) + 40) };
}
