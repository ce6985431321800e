/**
 * Every reduction of the table: of the whole array, and along the last axis.
 *
 * @module
 */
import { type AreaSpec, SQUARES } from "../case.ts";
import { opsOf, reduction } from "../work.ts";

const OPS = opsOf("reduce", "argreduce");
const WHOLE = OPS.map((op) => reduction(op));
const ROWS = OPS.map((op) => reduction(op, 1));
const TARGETS = [
  ...(["sum", "mean"] as const).map((op) => reduction(op, undefined, { target: true })),
  reduction("mean", 1, { target: true }),
];

/** The area. */
export const REDUCTIONS: AreaSpec = {
  area: "reductions",
  blocks: [
    { works: TARGETS, shapes: SQUARES, quick: true },
    { works: WHOLE, dtypes: ["float32"], shapes: [[1024, 1024]], quick: true },
    {
      works: (["sum", "max", "var", "argmax"] as const).map((op) => reduction(op, 1)),
      dtypes: ["float32"],
      shapes: [[1024, 1024]],
      quick: true,
    },
    { works: [reduction("any"), reduction("all")], dtypes: ["bool"], shapes: [[1024, 1024]], quick: true },
    {
      works: [reduction("sum")],
      dtypes: ["float32"],
      shapes: [[1024, 1024]],
      layouts: ["F", "sliced", "strided", "reversed", "broadcast"],
      quick: true,
    },
    { works: WHOLE, dtypes: ["float32", "float64", "bool"], shapes: [[256, 256], [1024, 1024], [2048, 2048]] },
    { works: ROWS, dtypes: ["float32", "float64", "bool"], shapes: [[256, 256], [1024, 1024], [2048, 2048]] },
    {
      works: (["sum", "max", "var", "argmax"] as const).flatMap((op) => [reduction(op), reduction(op, 1)]),
      shapes: [[1024, 1024]],
      layouts: ["F", "sliced", "strided", "reversed", "broadcast"],
    },
    { works: [...WHOLE, ...ROWS], shapes: [[1000, 3], [3, 100_000]] },
    { works: TARGETS, shapes: SQUARES, threads: [1] },
  ],
};
