/**
 * Every elementwise operation of the table on arrays of one shape.
 *
 * @module
 */
import type { AreaSpec } from "../case.ts";
import { elementwise, opsOf } from "../work.ts";

const ALL = opsOf("unary", "binary", "ternary", "select").map(elementwise);
/** One of each kind: two arrays and one, a bool result, three arrays, a mask. */
const KINDS = (["add", "sqrt", "less", "mulAdd", "where"] as const).map(elementwise);

/** The area. */
export const ELEMENTWISE: AreaSpec = {
  area: "elementwise",
  blocks: [
    { works: ALL, dtypes: ["float32"], shapes: [[1024, 1024]], quick: true },
    { works: KINDS, dtypes: ["float64"], shapes: [[1024, 1024]], quick: true },
    {
      works: [elementwise("add")],
      dtypes: ["float32"],
      shapes: [[1024, 1024]],
      layouts: ["F", "sliced", "strided", "reversed", "broadcast"],
      quick: true,
    },
    { works: [elementwise("sqrt")], dtypes: ["float64"], shapes: [[1024, 1024]], layouts: ["strided"], quick: true },
    { works: [elementwise("add")], dtypes: ["float32"], shapes: [[1024, 1024]], threads: [1], quick: true },
    { works: ALL, shapes: [[1024, 1024]] },
    { works: ALL, shapes: [[256, 256], [2048, 2048]] },
    { works: ALL, shapes: [[1024, 1024]], layouts: ["strided"] },
    { works: KINDS, shapes: [[1024, 1024]], layouts: ["F", "sliced", "reversed", "broadcast"] },
    { works: KINDS, shapes: [[1_000_003], [1000, 3], [3, 100_000]] },
    { works: KINDS, shapes: [[256, 256], [1024, 1024], [2048, 2048]], threads: [1] },
  ],
};
