/** Making arrays, and what is refused: shapes, ragged lists, values that do not fit, memory that cannot be shared. */
import * as rt from "@raptors/core";
import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";

const DTYPES = ["bool", "uint8", "int32", "int64", "float32", "float64"] as const;
/** For arguments of a wrong type. */
// deno-lint-ignore no-explicit-any
const wrong = (value: unknown): any => value;

Deno.test("array() infers the dtype: numbers float64, booleans bool, bigints int64", () => {
  assertEquals(
    [rt.array([1, 2]).dtype, rt.array(3).dtype, rt.array([]).dtype],
    ["float64", "float64", "float64"] as string[],
  );
  assertEquals([rt.array([[true], [false]]).dtype, rt.array(true).dtype], ["bool", "bool"] as string[]);
  assertEquals([rt.array([1n, -2n]).dtype, rt.array([1n]).toArray()], ["int64", [1n]] as unknown[]);
  assertEquals(rt.array([1, true, 2n]).toArray() as unknown[], [1, 1, 2]);
});

Deno.test("array() takes nested lists to any depth, and single values", () => {
  assertEquals(rt.array([[[1], [2]], [[3], [4]]]).shape, [2, 2, 1]);
  assertEquals([rt.array(7).shape, rt.array(7).item()], [[], 7]);
  assertEquals([rt.array([]).shape, rt.array([[], []]).shape, rt.array([[[]]]).shape], [[0], [2, 0], [1, 1, 0]]);
});

Deno.test("array() copies arrays and typed arrays, with their dtype or another", () => {
  const typed = new Float32Array([1.5, 2.5]);
  const a = rt.array(typed);
  typed[0] = 9;
  assertEquals([a.toArray(), a.dtype], [[1.5, 2.5], "float32"]);
  assertEquals(rt.array(a.T, { dtype: "int32" }).toArray(), [1, 2]);
  assertEquals(rt.array(new Uint8Array([0, 3]), { dtype: "bool" }).toArray(), [false, true]);
  assertEquals(rt.array(new BigInt64Array([5n])).toArray(), [5n]);
});

Deno.test("array() refuses ragged lists, saying where", () => {
  const ragged = "The nested arrays are ragged: expected shape";
  assertThrows(() => rt.array([[1, 2], [3]]), RangeError, `${ragged} [2,2], found an array of 1 at depth 1`);
  assertThrows(() => rt.array([[1], 2]), RangeError, `${ragged} [2,1], found a value at depth 1`);
  assertThrows(() => rt.array([1, [2]]), RangeError, `${ragged} [2], found an array of 1 at depth 1`);
  assertThrows(() => rt.array([[[1]], [[]]]), RangeError, `${ragged} [2,1,1], found an array of 0 at depth 2`);
});

Deno.test("array() refuses values that are no numbers, booleans or bigints", () => {
  for (const [value, name] of [["1", "string 1"], [null, "object null"], [undefined, "undefined undefined"]] as const) {
    assertThrows(() => rt.array(wrong([1, value])), TypeError, `An element of a float64 array cannot be ${name}`);
  }
  assertThrows(() => rt.array(wrong([Symbol("x")])), TypeError, "cannot be symbol");
  assertThrows(() => rt.array(wrong({ length: 2 })), TypeError, "cannot be object");
  assertThrows(() => rt.array(wrong([rt.ones([2])])), TypeError, "cannot be object");
  // No dtype stores 16-bit integers.
  assertThrows(() => rt.array(wrong(new Int16Array(2))), TypeError);
});

Deno.test("integer dtypes refuse numbers that they cannot hold", () => {
  assertThrows(
    () => rt.array([256], { dtype: "uint8" }),
    RangeError,
    "uint8 cannot hold 256: expected an integer from 0 to 255",
  );
  assertThrows(
    () => rt.array([1.5], { dtype: "int32" }),
    RangeError,
    "int32 cannot hold 1.5: expected an integer from -2147483648",
  );
  assertThrows(() => rt.array([NaN], { dtype: "int64" }), RangeError, "int64 cannot hold NaN");
  assertThrows(() => rt.array([2n ** 63n], { dtype: "int64" }), RangeError, "int64 cannot hold 9223372036854775808");
  assertThrows(
    () => rt.array([2 ** 53], { dtype: "int64" }),
    RangeError,
    "expected an integer below 2^53 in size, or a bigint",
  );
  assertThrows(() => rt.full([2], -1, { dtype: "uint8" }), RangeError, "uint8 cannot hold -1");
  assertThrows(() => rt.zeros([2], { dtype: "uint8" }).set(300, 0), RangeError, "uint8 cannot hold 300");
});

Deno.test("shapes that are no list of whole numbers are refused by every function that takes one", () => {
  const makers: ((shape: number[]) => unknown)[] = [
    (shape) => rt.zeros(shape),
    (shape) => rt.ones(shape),
    (shape) => rt.empty(shape),
    (shape) => rt.full(shape, 1),
    (shape) => rt.ones([0]).reshape(shape),
    (shape) => rt.broadcastTo(rt.ones([1]), shape),
    (shape) => rt.asarray(new Float64Array(0), { shape }),
  ];
  for (const make of makers) {
    assertThrows(() => make([NaN]), RangeError, "Axis lengths must be integers of at least 0: axis 0 of [NaN] is NaN");
    assertThrows(() => make([2, 1.5]), RangeError, "axis 1 of [2,1.5] is 1.5");
    assertThrows(() => make([2, -3]), RangeError, "axis 1 of [2,-3] is -3");
    assertThrows(() => make([Infinity]), RangeError, "is Infinity");
    assertThrows(() => make(wrong(["3"])), TypeError, 'A shape must hold numbers: axis 0 is "3"');
    assertThrows(() => make(wrong([null])), TypeError, "A shape must hold numbers: axis 0 is null");
    assertThrows(() => make(wrong([[2]])), TypeError, "A shape must hold numbers: axis 0 is an array");
    assertThrows(() => make(wrong(3)), TypeError, "A shape must be an array of axis lengths: found 3");
    assertThrows(() => make(wrong("3")), TypeError, 'A shape must be an array of axis lengths: found "3"');
    assertThrows(() => make(wrong(null)), TypeError, "A shape must be an array of axis lengths: found null");
  }
});

Deno.test("sizes of 2^32 elements and more are refused", () => {
  assertThrows(() => rt.zeros([2 ** 32]), RangeError, "has length 4294967296: an axis must be shorter than 2^32");
  assertThrows(
    () => rt.zeros([2 ** 16, 2 ** 16]),
    RangeError,
    "Shape [65536,65536] has 4294967296 elements: an array must have fewer than 2^32 = 4294967296",
  );
  assertThrows(() => rt.broadcastTo(rt.ones([1]), [2 ** 20, 2 ** 20]), RangeError, "fewer than 2^32");
  const [column, row] = [rt.ones([2 ** 16, 1]), rt.ones([2 ** 16])];
  for (const broadcast of [() => column.add(row), () => column.less(row), () => rt.mulAdd(column, 2, row)]) {
    assertThrows(
      broadcast,
      RangeError,
      "Shape [65536,65536] has 4294967296 elements: an array must have fewer than 2^32",
    );
  }
  const wide = rt.broadcastTo(rt.ones([1], { dtype: "uint8" }), [2 ** 31]);
  assertThrows(() => rt.concat([wide, wide]), RangeError, "an axis must be shorter than 2^32");
  assertThrows(() => rt.stack([wide, wide]), RangeError, "fewer than 2^32");
});

Deno.test("dtype options are checked", () => {
  const message = 'Unknown dtype "double": expected one of bool, uint8, int32, int64, float32, float64';
  for (const make of [rt.zeros, rt.ones, rt.empty]) {
    assertThrows(() => make([1], { dtype: wrong("double") }), TypeError, message);
    assertThrows(
      () => make([1], wrong("float32")),
      TypeError,
      'Options are an object such as { dtype: "float32" }: found "float32"',
    );
    assertThrows(() => make([1], wrong(null)), TypeError, "Options are an object");
  }
  assertThrows(() => rt.array([1], { dtype: wrong("double") }), TypeError, message);
  assertThrows(() => rt.arange(3, 4, 1, { dtype: wrong(3) }), TypeError, "Unknown dtype 3");
  assertThrows(() => rt.zeros([1], { dtype: wrong("toString") }), TypeError, "Unknown dtype");
});

Deno.test("asarray() wraps memory of every dtype without a copy", () => {
  const memories = [
    new Uint8Array(6),
    new Int32Array(6),
    new BigInt64Array(6),
    new Float32Array(6),
    new Float64Array(6),
  ];
  for (const memory of memories as rt.TypedArray[]) {
    const a = rt.asarray(memory, { shape: [2, 3] });
    a.set(1, 1, 2);
    assertEquals(Number(memory[5]), 1);
    assertStrictEquals(a.data.buffer, memory.buffer);
  }
  const part = new Float64Array([1, 2, 3, 4, 5]).subarray(1, 4);
  assertEquals(rt.asarray(part).add(1).toArray(), [3, 4, 5]);
});

Deno.test("asarray() gives arrays back as they are, or a view of another shape, and copies to another dtype", () => {
  const a = rt.ones([4]);
  assertStrictEquals(rt.asarray(a), a);
  const view = rt.asarray(a, { shape: [2, 2] });
  view.set(5, 0, 0);
  assertEquals(a.at(0), 5);
  assertEquals(rt.asarray(a, { dtype: "float32" }).dtype, "float32");
  assertEquals(rt.asarray(new Float64Array([1.5]), { dtype: "int32" }).toArray(), [1]);
  assertEquals(rt.asarray([[1, 2], [3, 4]], { shape: [4] }).toArray() as number[], [1, 2, 3, 4]);
});

Deno.test("asarray() leaves nothing behind but what it returns", () => {
  const before = rt.memoryInfo().live;
  rt.asarray([[1, 2], [3, 4]], { shape: [4] }).dispose();
  rt.asarray(new Float64Array(4), { dtype: "int32" }).dispose();
  rt.array(new Float64Array(4)).dispose();
  rt.array(new Float64Array(4), { dtype: "int32" }).dispose();
  assertThrows(() => rt.asarray([1, 2, 3], { shape: [2] }));
  assertThrows(() => rt.asarray(new Float64Array(3), { shape: [2] }));
  assertEquals(rt.memoryInfo().live, before);
});

Deno.test("asarray() refuses shared and resizable memory, and shapes that do not fit", () => {
  const message = "asarray() cannot wrap shared or resizable memory: pass a copy (typedArray.slice())";
  assertThrows(() => rt.asarray(wrong(new Float64Array(new SharedArrayBuffer(16)))), TypeError, message);
  assertThrows(() => rt.asarray(new Float64Array(new ArrayBuffer(16, { maxByteLength: 32 }))), TypeError, message);
  assertThrows(
    () => rt.asarray(new Float64Array(5), { shape: [2, 3] }),
    RangeError,
    "Shape [2,3] has 6 elements, and the typed array has 5",
  );
});

Deno.test("zeros(), ones(), full(), empty() and eye() fill every dtype", () => {
  for (const dtype of DTYPES) {
    assertEquals([...rt.zeros([2, 3], { dtype }).toTypedArray()].map(Number), [0, 0, 0, 0, 0, 0]);
    assertEquals([...rt.ones([3], { dtype }).toTypedArray()].map(Number), [1, 1, 1]);
    assertEquals([...rt.full([2], 1, { dtype }).toTypedArray()].map(Number), [1, 1]);
    assertEquals(rt.empty([2, 0, 3], { dtype }).shape, [2, 0, 3]);
    assertEquals([...rt.eye(2, 3, { dtype, k: 1 }).toTypedArray()].map(Number), [0, 1, 0, 0, 0, 1]);
  }
  assertEquals(rt.full([1], true).dtype, "bool");
  assertEquals(rt.full([1], 3n).toArray(), [3n]);
  assertEquals(rt.eye(3, 2, { k: -1 }).toArray(), [[0, 0], [1, 0], [0, 1]]);
  assertThrows(() => rt.eye(2, 2, { k: 0.5 }), RangeError, "eye() takes a whole number as k: found 0.5");
});

Deno.test("arange() and linspace() count as NumPy does", () => {
  assertEquals(rt.arange(0, 1, 0.1).size, 10);
  assertEquals(rt.arange(5, 1).size, 0);
  assertEquals(rt.arange(1, 2, 3).toArray(), [1]);
  assertEquals(rt.arange(3, 0, -1, { dtype: "int64" }).toArray(), [3n, 2n, 1n]);
  assertEquals(rt.linspace(0, 1, 3).toArray(), [0, 0.5, 1]);
  assertEquals([rt.linspace(0, 1, 0).size, rt.linspace(2, 9, 1).toArray()], [0, [2]]);
  assertEquals(rt.linspace(0.1, 0.7, 7).at(-1), 0.7);
  assertThrows(() => rt.arange(0, 1, 0), RangeError, "arange() takes a step other than 0");
  assertThrows(() => rt.arange(0, wrong("3")), TypeError, 'arange() takes finite numbers: found "3"');
  assertThrows(() => rt.linspace(0, 1, -1), RangeError, "linspace() takes a number of points: found -1");
});

Deno.test("isNDArray() tells arrays from everything else", () => {
  assertEquals([rt.ones([1]), [1], new Float64Array(1), null, { shape: [] }].map(rt.isNDArray), [
    true,
    false,
    false,
    false,
    false,
  ]);
});
