/**
 * Moving elements: copies, conversions, transposes, joins.
 *
 * @module
 */
import { call } from "../call.ts";
import type { AreaSpec, Recipe } from "../case.ts";
import { operand, python } from "../work.ts";

// What moves elements is no operation of the table; the nearest one names the kernel's instruction set.
const NEAREST = "multiply";

const copy: Recipe = (dtype, shape, layout) => ({
  ...{ op: "copy", tableOp: NEAREST, call: call(".copy", "a"), numpy: python("a.copy()"), torch: python("a.clone()") },
  operands: [operand("a", dtype, shape, layout)],
  expect: { kind: "exact" },
  limit: "scale",
});

const astype: Recipe = (dtype, shape, layout) => {
  const other = dtype === "float32" ? "float64" : "float32";
  return {
    ...{ op: `astype_${other}`, tableOp: NEAREST, expect: { kind: "exact" } },
    operands: [operand("a", dtype, shape, layout)],
    call: call(".astype", "a", { value: other }),
    numpy: { statement: "a.astype(f)", names: { f: other } },
    torch: { statement: "a.to(f)", names: { f: other } },
  };
};

const transposedAdd: Recipe = (dtype, shape, layout) => ({
  ...{ op: "add_transposed", tableOp: "add", call: call("add", "a", "b"), expect: { kind: "exact" } },
  operands: [operand("a", dtype, shape, layout), operand("b", dtype, shape, "F")],
  numpy: python("f(a, b)", "add"),
});

const concat: Recipe = (dtype, shape, layout) => ({
  ...{ op: "concat", tableOp: NEAREST, expect: { kind: "exact" } },
  operands: [operand("a", dtype, shape, layout), operand("b", dtype, shape)],
  call: call("concat", ["a", "b"]),
  numpy: python("f((a, b))", "concatenate"),
});

const ALL = [copy, astype, transposedAdd, concat];

/** The area. */
export const MEMORY: AreaSpec = {
  area: "memory",
  blocks: [
    { works: ALL, dtypes: ["float64"], shapes: [[1024, 1024]], quick: true },
    { works: [copy], dtypes: ["float32"], shapes: [[1024, 1024]], layouts: ["F", "strided", "reversed"], quick: true },
    { works: ALL, shapes: [[256, 256], [1024, 1024], [2048, 2048]] },
    { works: [copy, astype], shapes: [[1024, 1024]], layouts: ["F", "sliced", "strided", "reversed", "broadcast"] },
    { works: [copy], shapes: [[4096, 4096], [1_000_003]] },
  ],
};
