/**
 * Two operands of different shapes: a row, a column, a row and a column.
 *
 * @module
 */
import { call } from "../call.ts";
import { type AreaSpec, type OperandSpec, type Recipe, SQUARES } from "../case.ts";
import { operand, python } from "../work.ts";

type Other = "row" | "column";
type Op = "add" | "multiply" | "subtract" | "less";

/** A matrix and a row or a column. */
function withLine(op: Op, other: Other, names: { op?: string; target?: boolean } = {}): Recipe {
  return (dtype, [rows, cols], layout) => {
    const b: OperandSpec = operand("b", dtype, other === "row" ? [cols] : [rows, 1]);
    return {
      op: names.op ?? `${op}_${other}`,
      tableOp: op,
      operands: [operand("a", dtype, [rows, cols], layout), b],
      call: call(op, "a", "b"),
      numpy: python("f(a, b)", op),
      expect: { kind: "exact" },
      limit: op === "less" ? undefined : other === "row" ? "row_add" : "column_add",
      target: names.target ?? false,
    };
  };
}

/** A column and a row that span a matrix. */
function outer(op: Op): Recipe {
  return (dtype, [rows, cols], layout) => {
    if (layout !== "C") return undefined;
    return {
      op: `${op}_outer`,
      tableOp: op,
      operands: [operand("a", dtype, [rows, 1]), operand("b", dtype, [cols])],
      call: call(op, "a", "b"),
      numpy: python("f(a, b)", op),
      expect: { kind: "exact" },
    };
  };
}

const TARGET = withLine("add", "row", { op: "broadcast_add", target: true });
const COLUMN = withLine("add", "column", { op: "broadcast_add_column" });

/** The area. */
export const BROADCAST: AreaSpec = {
  area: "broadcast",
  blocks: [
    { works: [TARGET, COLUMN], shapes: SQUARES, quick: true },
    {
      works: [withLine("multiply", "row"), withLine("less", "column"), outer("add")],
      dtypes: ["float32"],
      shapes: [[1024, 1024]],
      quick: true,
    },
    {
      works: [TARGET],
      dtypes: ["float32"],
      shapes: [[1024, 1024]],
      layouts: ["F", "strided", "reversed"],
      quick: true,
    },
    {
      works: (["add", "subtract", "multiply", "less"] as const).flatMap((op) => [
        ...(op === "add" ? [] : [withLine(op, "row"), withLine(op, "column")]),
        outer(op),
      ]),
      shapes: [[256, 256], [1024, 1024], [2048, 2048], [1000, 3], [3, 100_000]],
    },
    {
      works: [TARGET, COLUMN],
      shapes: [[1024, 1024]],
      layouts: ["F", "sliced", "strided", "reversed", "broadcast"],
    },
    { works: [TARGET, COLUMN], shapes: SQUARES, threads: [1] },
  ],
};
