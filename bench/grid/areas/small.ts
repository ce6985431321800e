/**
 * Arrays so small that the call itself is what costs.
 *
 * @module
 */
import { call } from "../call.ts";
import type { AreaSpec, Recipe } from "../case.ts";
import { elementwise, operand, python, reduction } from "../work.ts";

const scale: Recipe = (dtype, shape, layout) => ({
  ...{ op: "scale", tableOp: "multiply", expect: { kind: "exact" } },
  operands: [operand("a", dtype, shape, layout)],
  call: call("multiply", "a", 1.5),
  numpy: python("a * 1.5"),
});

const matmul: Recipe = (dtype, [m, k], layout) => ({
  ...{ op: "matmul", tableOp: "matmul", call: call("matmul", "a", "b"), numpy: python("a @ b") },
  operands: [operand("a", dtype, [m, k], layout), operand("b", dtype, [k, k])],
  expect: { kind: "product", m, k, n: k },
});

/** Without the bare loops: they say nothing about calls. */
const bare = (recipe: Recipe): Recipe => (dtype, shape, layout) => {
  const work = recipe(dtype, shape, layout);
  return work && { ...work, limit: undefined };
};

const FEW = [scale, bare(elementwise("add")), bare(reduction("sum")), bare(reduction("mean", 0)), matmul];
const MORE = [
  ...FEW,
  bare(elementwise("sqrt")),
  bare(elementwise("where")),
  bare(elementwise("less")),
  bare(reduction("max")),
  bare(reduction("std")),
  bare(reduction("argmax")),
  bare(reduction("sum", 1)),
];

/** The area. */
export const SMALL: AreaSpec = {
  area: "small",
  blocks: [
    { works: FEW, dtypes: ["float64"], shapes: [[4, 4], [16, 16], [32, 32]], quick: true },
    { works: FEW, dtypes: ["float32"], shapes: [[16, 16]], quick: true },
    { works: MORE, shapes: [[1, 1], [4, 4], [8, 8], [16, 16], [32, 32]] },
    { works: [scale, elementwise("add"), reduction("sum")], shapes: [[8, 8]], layouts: ["F", "strided", "reversed"] },
  ],
};
