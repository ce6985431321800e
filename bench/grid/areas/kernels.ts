/**
 * Microbenchmarks of kernels: every operation of the table with the kernels of one instruction set, against the scalar
 * ones, on one thread and on arrays that the second-level cache holds.
 *
 * @module
 */
import type { IsaName } from "../../../lib/native/symbols.gen.ts";
import { call } from "../call.ts";
import type { AreaSpec, Recipe } from "../case.ts";
import { elementwise, operand, opsOf, python, reduction } from "../work.ts";

const matmul: Recipe = (dtype, [m, k], layout) => ({
  ...{ op: "matmul", tableOp: "matmul", call: call("matmul", "a", "b"), numpy: python("a @ b") },
  operands: [operand("a", dtype, [m, k], layout), operand("b", dtype, [k, k])],
  expect: { kind: "exact" },
});

const REDUCTIONS = opsOf("reduce", "argreduce");
/** All must give the same bits on every instruction set. */
const exactly = (recipe: Recipe): Recipe => (dtype, shape, layout) => {
  const work = recipe(dtype, shape, layout);
  return work && { ...work, expect: { kind: "exact" }, limit: undefined };
};
const ALL = [
  ...opsOf("unary", "binary", "ternary", "select").map(elementwise),
  ...REDUCTIONS.map((op) => reduction(op)),
  matmul,
].map(exactly);
const COLUMNS = REDUCTIONS.map((op) => exactly(reduction(op, 0)));

/** The area on a CPU of these instruction sets, best first. */
export function kernelArea(available: readonly IsaName[]): AreaSpec {
  const sets = available.filter((isa) => isa !== "scalar");
  const shapes = [[256, 256]];
  return {
    area: "kernels",
    blocks: [
      { works: ALL, dtypes: ["float32"], shapes, threads: [1], simd: sets.slice(0, 1), quick: true },
      { works: ALL, dtypes: ["float32", "float64", "bool"], shapes, threads: [1], simd: sets },
      { works: COLUMNS, shapes, threads: [1], simd: sets },
    ],
  };
}
