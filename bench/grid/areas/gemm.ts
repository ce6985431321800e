/**
 * Products of matrices and vectors. `deno task demo --suite gemm` has many more, against several kinds of OpenBLAS.
 *
 * @module
 */
import { call } from "../call.ts";
import type { AreaSpec, Recipe } from "../case.ts";
import type { GridDType } from "../schema.ts";
import { operand, python } from "../work.ts";

/** Below this side length a call costs more than its sums: no share of a peak is told. */
const LEAST = 64;

/** A matrix times another of `n` columns; as wide as it is high when absent. */
const matmul: Recipe = (dtype, [m, k], layout) => product("matmul", dtype, [m, k], layout, k);
const gemv: Recipe = (dtype, [m, k], layout) => product("gemv", dtype, [m, k], layout, undefined);

function product(
  op: string,
  dtype: GridDType,
  [m, k]: [number, number],
  layout: Parameters<Recipe>[2],
  n: number | undefined,
): ReturnType<Recipe> {
  const inOnePiece = layout === "C";
  return {
    op,
    tableOp: "matmul",
    operands: [operand("a", dtype, [m, k], layout), operand("b", dtype, n === undefined ? [k] : [k, n])],
    call: call("matmul", "a", "b"),
    numpy: python("a @ b"),
    expect: { kind: "product", m, k, n: n ?? 1 },
    // A matrix and a vector are read, not multiplied: memory is the limit.
    limit: n !== undefined ? (m >= LEAST ? "fma" : undefined) : inOnePiece ? "read" : undefined,
  };
}

/** The area. */
export const GEMM: AreaSpec = {
  area: "gemm",
  blocks: [
    { works: [matmul], shapes: [[64, 64], [256, 256], [512, 512]], quick: true },
    { works: [gemv], shapes: [[1024, 1024]], quick: true },
    { works: [matmul], dtypes: ["float64"], shapes: [[256, 256]], layouts: ["F", "strided"], quick: true },
    { works: [matmul], shapes: [[128, 128], [1024, 1024], [1000, 17], [17, 1000], [333, 333]] },
    { works: [matmul], shapes: [[256, 256], [512, 512]], layouts: ["F", "sliced", "strided", "reversed", "broadcast"] },
    { works: [matmul], shapes: [[256, 256], [512, 512]], threads: [1] },
    { works: [gemv], shapes: [[256, 256], [2048, 2048]] },
    { works: [gemv], shapes: [[1024, 1024]], layouts: ["F", "sliced", "strided"] },
  ],
};
