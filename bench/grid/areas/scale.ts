/**
 * An array and a number.
 *
 * @module
 */
import { call } from "../call.ts";
import { type AreaSpec, type Recipe, SQUARES } from "../case.ts";
import { operand, python } from "../work.ts";

/** An operation of an array and a number, whose statement is NumPy's operator. */
function withNumber(
  op: string,
  tableOp: "add" | "multiply" | "divide" | "subtract",
  args: ["a", number] | [number, "a"],
  target = false,
): Recipe {
  const sign = { add: "+", multiply: "*", divide: "/", subtract: "-" }[tableOp];
  return (dtype, shape, layout) => ({
    ...{ op, tableOp, target, expect: { kind: "exact" }, limit: "scale" },
    operands: [operand("a", dtype, shape, layout, "positive")],
    call: call(tableOp, ...args),
    numpy: python(`${args[0]} ${sign} ${args[1]}`),
  });
}

const SCALE = withNumber("scale", "multiply", ["a", 1.5], true);
const OTHERS = [
  withNumber("add_number", "add", ["a", 2]),
  withNumber("divide_number", "divide", ["a", 3]),
  withNumber("number_subtract", "subtract", [1, "a"]),
];

/** The area. */
export const SCALES: AreaSpec = {
  area: "scale",
  blocks: [
    { works: [SCALE], shapes: SQUARES, quick: true },
    { works: OTHERS, dtypes: ["float64"], shapes: [[1024, 1024]], quick: true },
    {
      works: [SCALE],
      dtypes: ["float32"],
      shapes: [[1024, 1024]],
      layouts: ["F", "sliced", "strided", "reversed"],
      quick: true,
    },
    {
      works: [SCALE, ...OTHERS],
      shapes: [[64, 64], [256, 256], [1024, 1024], [2048, 2048], [4096, 4096], [1_000_003]],
    },
    {
      works: [SCALE, ...OTHERS],
      shapes: [[1024, 1024]],
      layouts: ["F", "sliced", "strided", "reversed", "broadcast"],
    },
    { works: [SCALE], shapes: SQUARES, threads: [1] },
  ],
};
