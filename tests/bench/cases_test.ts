import { assert, assertEquals } from "@std/assert";
import { bytesMoved, givesNumber, listCases, OP_NAMES, OPS, resultShape } from "../../bench/cases.ts";
import { fill } from "../../bench/arrays.ts";

Deno.test("the cases are 36 and 6, and their bytes are those of inputs and result", () => {
  const cases = listCases(OP_NAMES, ["float32", "float64"], [512, 1024, 2048]);
  assertEquals(cases.length, 42);
  assertEquals(cases.filter((c) => OPS[c.op].target).length, 36);
  assertEquals(new Set(cases.map((c) => JSON.stringify(c))).size, 42);
  assertEquals(bytesMoved({ op: "sum", dtype: "float64", size: 4 }), 16 * 8 + 8);
  assertEquals(bytesMoved({ op: "mean_axis0", dtype: "float32", size: 4 }), (16 + 4) * 4);
  assertEquals(bytesMoved({ op: "broadcast_add", dtype: "float32", size: 4 }), (16 + 4 + 16) * 4);
  assertEquals(bytesMoved({ op: "scale", dtype: "float64", size: 4 }), 32 * 8);
});

Deno.test("an operation gives a number exactly where its result has no shape", () => {
  for (const op of OP_NAMES) {
    assertEquals(givesNumber(op), resultShape({ op, dtype: "float32", size: 4 }).length === 0, op);
  }
});

Deno.test("the data is the same in both dtypes, from -1 to 1, and differs by seed", () => {
  const [f32, f64] = [fill("float32", 10_000, 1), fill("float64", 10_000, 1)];
  assertEquals(Array.from(f32), Array.from(f64), "float32 holds every number exactly");
  assert(f64.every((x: number) => x >= -1 && x < 1));
  const mean = Array.from(f64).reduce((s, x) => s + x) / f64.length;
  assert(Math.abs(mean) < 0.05, `the mean is ${mean}`);
  assert(new Set(f64).size > 9_900, "hardly a number occurs twice");
  assert(fill("float64", 100, 2).some((x: number, i: number) => x !== f64[i]));
});
