/**
 * Expressions of several operations, as notebooks have them: bound by memory, with temporaries on both sides.
 *
 * @module
 */
import type { OpName } from "../../../lib/native/symbols.gen.ts";
import { type Call, call, functionsOf } from "../call.ts";
import type { AreaSpec, Expectation, OperandSpec, Recipe } from "../case.ts";
import type { GridDType } from "../schema.ts";
import { operand, python } from "../work.ts";

type Operands = (dtype: GridDType, shape: readonly number[]) => OperandSpec[];

/** An expression in both languages. The first operand is `a`. */
function expression(op: string, ours: Call, numpy: string, expect: Expectation, others: Operands = () => []): Recipe {
  const tableOp = functionsOf(ours).at(-1) as OpName;
  return (dtype, shape, layout) => ({
    ...{ op, tableOp, call: ours, expect, numpy: python(numpy, "abs") },
    operands: [operand("a", dtype, shape, layout), ...others(dtype, shape)],
    torch: python(numpy.replace("keepdims", "keepdim"), "abs"),
  });
}

const same: Operands = (dtype, shape) => [operand("b", dtype, shape)];
const two: Operands = (dtype, shape) => [operand("b", dtype, shape), operand("c", dtype, shape)];
const statistics: Operands = (dtype, [, cols]) => [
  operand("m", dtype, [cols]),
  operand("s", dtype, [cols], "C", "positive"),
];
/** What some roundings more or less make of a result, relative to its largest element. */
const NEAR: Expectation = { kind: "relative", eps: 1000 };

const ALL = [
  expression("fused_multiply_add", call("mulAdd", "a", "b", "c"), "a * b + c", { kind: "exact" }, two),
  expression("multiply_then_add", call("add", call("multiply", "a", "b"), "c"), "a * b + c", { kind: "exact" }, two),
  expression(
    "standardise",
    call("divide", call("subtract", "a", "m"), "s"),
    "(a - m) / s",
    { kind: "exact" },
    statistics,
  ),
  expression(
    "squared_error",
    call("mean", call("square", call("subtract", "a", "b"))),
    "((a - b) ** 2).mean()",
    NEAR,
    same,
  ),
  expression("absolute_error", call("sum", call("abs", call("subtract", "a", "b"))), "f(a - b).sum()", NEAR, same),
  expression("centre_columns", call("subtract", "a", call("mean", "a", 0)), "a - a.mean(axis=0)", NEAR),
  expression(
    "centre_rows",
    call("subtract", "a", call("mean", "a", { value: { axis: 1, keepdims: true } })),
    "a - a.mean(axis=1, keepdims=True)",
    NEAR,
  ),
];

/** The area. */
export const EXPRESSIONS: AreaSpec = {
  area: "expressions",
  blocks: [
    { works: ALL, dtypes: ["float64"], shapes: [[1024, 1024]], quick: true },
    { works: ALL, shapes: [[256, 256], [1024, 1024], [2048, 2048]] },
    { works: ALL, shapes: [[1024, 1024]], layouts: ["F", "strided"] },
    { works: ALL, shapes: [[1024, 1024]], threads: [1] },
  ],
};
