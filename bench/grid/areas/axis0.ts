/**
 * Every reduction of the table along axis 0, on small and large arrays.
 *
 * @module
 */
import { type AreaSpec, SQUARES } from "../case.ts";
import { opsOf, reduction } from "../work.ts";

const COLUMNS = opsOf("reduce", "argreduce").map((op) => reduction(op, 0));
const TARGET = reduction("mean", 0, { target: true });

/** The area. */
export const AXIS0: AreaSpec = {
  area: "axis0",
  blocks: [
    { works: [TARGET], shapes: SQUARES, quick: true },
    { works: COLUMNS, dtypes: ["float32"], shapes: [[1024, 1024]], quick: true },
    { works: [TARGET], shapes: [[64, 64], [256, 256]], quick: true },
    {
      works: [TARGET],
      dtypes: ["float64"],
      shapes: [[1024, 1024]],
      layouts: ["F", "strided", "reversed"],
      quick: true,
    },
    {
      works: COLUMNS,
      dtypes: ["float32", "float64", "bool"],
      shapes: [[64, 64], [256, 256], [1024, 1024], [2048, 2048]],
    },
    {
      works: (["sum", "max", "var", "argmax"] as const).map((op) => reduction(op, 0)),
      shapes: [[1024, 1024]],
      layouts: ["F", "sliced", "strided", "reversed", "broadcast"],
    },
    { works: COLUMNS, shapes: [[100_000, 3], [3, 100_000], [1000, 17]] },
    { works: [TARGET], shapes: SQUARES, threads: [1] },
  ],
};
