/** Arrays of any kind go straight into plots. */
import { assertEquals, assertThrows } from "@std/assert";
import * as rt from "@raptors/core";
import { MAX_VALUES, readColumns, readGrid, readNumbers, readValues } from "../../lib/display/values.ts";

const DTYPES = ["bool", "uint8", "int32", "int64", "float32", "float64"] as const;

Deno.test("readNumbers() reads every dtype and layout as at() does", () => {
  for (const dtype of DTYPES) {
    const a = rt.arange(12).reshape([3, 4]).astype(dtype);
    const views = [a.slice(1), a.slice(":", 2), a.T.slice("::-1", 0), a.slice(0, "3:0:-2")];
    views.push(rt.broadcastTo(a.slice(2, "1:2"), [5]));
    for (const view of views) {
      const expected = Array.from({ length: view.size }, (_, i) => Number(view.at(i)));
      assertEquals(readNumbers("x", view), expected, `${dtype} ${view.strides}`);
      assertEquals(readValues("x", view), expected);
    }
  }
});

Deno.test("readNumbers() writes float32 with the digits that identify it", () => {
  const a = rt.array([0.1, 1 / 3, 16777216, 3.4028234663852886e38, -2.5], { dtype: "float32" });
  assertEquals(readNumbers("x", a), [0.1, 0.33333334, 16777216, 3.4028235e38, -2.5]);
  for (const [i, value] of readNumbers("x", a).entries()) assertEquals(Math.fround(value!), a.at(i));
});

Deno.test("what is not finite is a gap", () => {
  const values = [1, NaN, Infinity, -Infinity, 2];
  const gaps = [1, null, null, null, 2];
  assertEquals(readNumbers("x", values), gaps);
  assertEquals(readNumbers("x", rt.array(values)), gaps);
  assertEquals(readNumbers("x", rt.array(values, { dtype: "float32" })), gaps);
  assertEquals(readNumbers("x", [null, undefined, 3n, true]), [null, null, 3, 1]);
});

Deno.test("readValues() reads names and dates", () => {
  assertEquals(readValues("x", ["a", "b", null]), ["a", "b", null]);
  assertEquals(readValues("x", [new Date(0)]), ["1970-01-01T00:00:00.000Z"]);
  assertThrows(() => readValues("x", [new Date(NaN)]), RangeError, "x[0] must be a valid Date");
  assertThrows(() => readNumbers("x", ["a"] as never), TypeError, 'x[0] must be a number: found "a"');
  assertThrows(() => readValues("x", [{}] as never), TypeError, "x[0] must be a number, a string or a Date");
});

Deno.test("readGrid() and readColumns() read rows and columns in any layout", () => {
  for (const dtype of DTYPES) {
    const a = rt.arange(12).reshape([3, 4]).astype(dtype);
    for (const view of [a, a.T, a.slice("::-1", "::3")]) {
      const [rows, columns] = view.shape;
      const grid = Array.from({ length: rows }, (_, i) => (
        Array.from({ length: columns }, (_, j) => Number(view.at(i, j)))
      ));
      assertEquals(readGrid("z", view), grid);
      assertEquals(readColumns("y", view), grid[0].map((_, j) => grid.map((row) => row[j])));
    }
  }
  assertEquals(readGrid("z", [[1, NaN], new Float32Array([0.1, 3])]), [[1, null], [0.10000000149011612, 3]]);
});

Deno.test("wrong numbers of dimensions and ragged rows are refused", () => {
  assertThrows(() => readNumbers("x", rt.zeros([2, 2])), RangeError, "x must have 1 dimension: found shape [2,2]");
  assertThrows(() => readNumbers("x", rt.full([], 1)), RangeError, "x must have 1 dimension: found shape []");
  assertThrows(() => readGrid("z", rt.zeros([4])), RangeError, "z must have 2 dimensions: found shape [4]");
  assertThrows(() => readGrid("z", [1, 2] as never), RangeError, "z must have 2 dimensions: found an array of 1");
  assertThrows(() => readGrid("z", [[1, 2], [3]]), RangeError, "z must have rows of one length: found 2 and 1");
  assertThrows(() => readNumbers("x", new Set([1]) as never), TypeError, "x must be an NDArray or an array of numbers");
});

Deno.test("a figure has a limit, and says what to do about it", () => {
  const most = rt.broadcastTo(rt.zeros([1]), [MAX_VALUES]);
  assertEquals(readNumbers("x", most).length, MAX_VALUES);
  const more = rt.broadcastTo(rt.zeros([1]), [MAX_VALUES + 1]);
  assertThrows(() => readNumbers("x", more), RangeError, "x has 2,097,153 values: a figure holds at most 2,097,152");
  assertThrows(() => readGrid("z", rt.broadcastTo(rt.zeros([1]), [2000, 2000])), RangeError, "z has 4,000,000 values");
});

Deno.test("disposed arrays and arrays whose memory went elsewhere are refused", () => {
  const gone = rt.zeros([3]);
  gone.dispose();
  assertThrows(() => readNumbers("x", gone), TypeError, "was disposed");
  const sent = rt.asarray(new Float64Array(3));
  structuredClone(sent.data.buffer, { transfer: [sent.data.buffer] });
  assertThrows(() => readNumbers("x", sent), TypeError, "transferred away");
});
