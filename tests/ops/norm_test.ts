/** Norms, diagonals and traces. */
import * as rt from "@raptors/core";
import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { assertSame, FLOATS, moderateNumber, read, samples, typedArray } from "../_arrays.ts";
import { assertExpected, preciseSum, reduceOracle, unitRoundoff } from "../_oracle.ts";

const MATRIX = [[3, -4, 0], [6, 8, -1]];

Deno.test("norm() without options is the Euclidean norm of all elements, as nrm2() is", () => {
  fc.assert(
    fc.property(fc.constantFrom(...FLOATS).chain((dtype) => samples(dtype, moderateNumber)), ({ a, values }) => {
      const expected = reduceOracle("nrm2", values, a.dtype);
      assertExpected(rt.linalg.norm(a as rt.NDArray), expected, "norm");
      assertExpected(rt.linalg.vectorNorm(a as rt.NDArray), expected, "vectorNorm");
      assertExpected((a as rt.NDArray).nrm2(), expected, "nrm2");
    }),
    { numRuns: 60 },
  );
});

Deno.test("norm() of vectors takes the orders 2, 1, 0, Infinity and -Infinity", () => {
  const a = rt.array(MATRIX);
  const orders: [number, number[]][] = [
    [2, [5, Math.sqrt(101)]],
    [1, [7, 15]],
    [0, [2, 3]],
    [Infinity, [4, 8]],
    [-Infinity, [0, 1]],
  ];
  for (const [ord, rows] of orders) {
    assertEquals(rt.linalg.norm(a, { ord, axis: 1 }).toArray(), rows, `order ${ord}`);
    assertEquals(rt.linalg.norm(a, { ord, axis: [-1], keepdims: true }).toArray(), rows.map((x) => [x]));
    assertEquals(rt.linalg.norm(a.slice(0), { ord }), rows[0]);
    assertEquals(rt.linalg.vectorNorm(a, { ord, axis: 1 }).toArray(), rows);
  }
  assertEquals(rt.linalg.norm(a, { axis: 0 }).toArray(), [3, 4, 0].map((x, j) => Math.hypot(x, MATRIX[1][j])));
});

Deno.test("norm() of matrices takes the orders fro, 1, -1, Infinity and -Infinity", () => {
  const a = rt.array(MATRIX);
  const orders: [rt.linalg.NormOrder, number][] = [
    ["fro", Math.sqrt(126)],
    [1, 12],
    [-1, 1],
    [Infinity, 15],
    [-Infinity, 7],
  ];
  for (const [ord, expected] of orders) {
    assertEquals(rt.linalg.norm(a, { ord }), expected, `order ${ord}`);
    assertEquals(rt.linalg.matrixNorm(a, { ord }).item(), expected);
    const both = rt.stack([a, a.multiply(2)]);
    assertEquals(rt.linalg.matrixNorm(both, { ord }).shape, [2]);
    assert(Math.abs(rt.linalg.matrixNorm(both, { ord }).at(1) - 2 * expected) < 1e-14 * expected);
    assertEquals(rt.linalg.norm(both, { ord, axis: [1, 2], keepdims: true }).shape, [2, 1, 1]);
    // Rows and columns change places with the axes.
    assertEquals(rt.linalg.norm(a.T, { ord, axis: [1, 0] }).item(), expected);
  }
  assertEquals(rt.linalg.norm(a, { axis: [0, 1] }).item(), Math.sqrt(126));
  assertEquals(rt.linalg.norm(a, { keepdims: true }).toArray(), [[Math.sqrt(126)]]);
});

Deno.test("vectorNorm() of all elements takes them as one vector", () => {
  const a = rt.array(MATRIX);
  assertEquals(rt.linalg.vectorNorm(a, { ord: 1 }), 22);
  assertEquals(rt.linalg.vectorNorm(a, { ord: Infinity }), 8);
  assertEquals(rt.linalg.vectorNorm(a, { ord: 0, keepdims: true }).toArray(), [[5]]);
});

Deno.test("norms keep the dtype, carry NaN and infinity, and leave no memory behind", () => {
  const a = rt.array(MATRIX, { dtype: "float32" });
  const live = rt.memoryInfo().live;
  for (const ord of [2, 1, 0, Infinity, -Infinity] as const) {
    using result = rt.linalg.norm(a, { ord, axis: 0 });
    assertEquals(result.dtype, "float32");
    rt.linalg.vectorNorm(a, { ord });
  }
  for (const ord of ["fro", 1, -1, Infinity, -Infinity] as const) {
    using result = rt.linalg.matrixNorm(a, { ord });
    assertEquals(result.dtype, "float32");
    rt.linalg.norm(a, { ord });
  }
  assertEquals(rt.memoryInfo().live, live);
  for (const ord of [2, 1, Infinity]) {
    assertEquals(rt.linalg.norm(rt.array([1, NaN, Infinity]), { ord }), NaN);
    assertEquals(rt.linalg.norm(rt.array([1, -Infinity]), { ord }), Infinity);
  }
  assertEquals([rt.linalg.norm(rt.ones([0])), rt.linalg.norm(rt.ones([0]), { ord: 1 })], [0, 0]);
});

Deno.test("norms and traces refuse what they cannot do, and say what they can", () => {
  const a = rt.array(MATRIX);
  // deno-lint-ignore no-explicit-any
  const wrong = (value: unknown): any => value;
  const cases: [() => unknown, typeof TypeError | typeof RangeError, string][] = [
    [() => rt.linalg.norm(a, { ord: 2 }), RangeError, "norm() knows no norm 2 of matrices: expected"],
    [() => rt.linalg.norm(a, { ord: wrong("nuc") }), RangeError, 'norm() knows no norm "nuc" of matrices'],
    [() => rt.linalg.norm(a, { ord: 3, axis: 0 }), RangeError, "norm() knows no norm 3 of vectors: expected 2, 1, 0,"],
    [() => rt.linalg.norm(a, { ord: "fro", axis: 0 }), RangeError, 'norm() knows no norm "fro" of vectors'],
    [() => rt.linalg.norm(rt.ones([2, 2, 2]), { ord: 1 }), RangeError, "found 3 of shape [2,2,2]"],
    [() => rt.linalg.norm(a, { axis: 2 }), RangeError, "Axis 2 is out of range"],
    [() => rt.linalg.norm(a, { ord: Infinity, axis: [0, 0] }), RangeError, "Axis 0 is given twice"],
    [() => rt.linalg.norm(rt.ones([0]), { ord: Infinity }), RangeError, "max() of no elements has no value"],
    [() => rt.linalg.norm(a, wrong(2)), TypeError, "norm() takes its options as an object such as { ord, axis }"],
    [
      () => rt.linalg.norm(a, wrong({ order: 2 })),
      TypeError,
      'norm() has no option "order": expected ord, axis, keepdims',
    ],
    [
      () => rt.linalg.norm(a, wrong({ keepdims: 1 })),
      TypeError,
      "norm() takes true or false as keepdims: found number 1",
    ],
    [() => rt.linalg.norm(wrong([1, 2])), TypeError, "norm() takes an array: found an array: make an NDArray"],
    [() => rt.linalg.norm(rt.ones([2], { dtype: "int32" })), TypeError, "norm() has no kernel for int32 yet"],
    [() => rt.linalg.matrixNorm(rt.ones([2])), RangeError, "at least two axes: found shape [2]"],
    [() => rt.linalg.matrixNorm(a, wrong({ axis: 1 })), TypeError, 'matrixNorm() has no option "axis"'],
    [() => rt.linalg.trace(rt.ones([2])), RangeError, "trace() takes an array of at least two axes: found shape [2]"],
    [() => rt.linalg.diagonal(a, { offset: 0.5 }), RangeError, "diagonal() takes an integer as offset: found 0.5"],
    [() => rt.linalg.trace(a, wrong(1)), TypeError, "trace() takes its options as an object such as { offset }"],
    [() => rt.linalg.trace(wrong(3)), TypeError, "trace() takes an array: found number 3"],
    [() => rt.linalg.trace(rt.ones([2, 2], { dtype: "bool" })), TypeError, "has no kernel for bool yet"],
    [() => rt.matrixTranspose(rt.ones([3])), RangeError, "matrixTranspose() takes an array of at least two axes"],
    [() => rt.ones([3]).mT, RangeError, "at least two axes: found shape [3]"],
    [() => rt.matrixTranspose(wrong("a")), TypeError, 'matrixTranspose() takes an array: found "a"'],
  ];
  for (const [call, type, message] of cases) assertThrows(call, type, message);
});

Deno.test("diagonal() is a view of each matrix's diagonal, trace() its sum", () => {
  const a = rt.arange(24).reshape([2, 3, 4]);
  for (let offset = -4; offset <= 5; offset++) {
    const expected = [0, 1].map((b) =>
      [0, 1, 2].filter((i) => i + offset >= 0 && i + offset < 4).map((i) => b * 12 + i * 4 + i + offset)
    );
    assertEquals(rt.linalg.diagonal(a, { offset }).toArray(), expected, `offset ${offset}`);
    const sums = expected.map((values) => preciseSum(values));
    assertEquals(rt.linalg.trace(a, { offset }).toArray(), sums);
    assertEquals(rt.linalg.diagonal(a.slice("::-1", "::-1", ":"), { offset: -offset }).shape[1], lengthOf(-offset));
  }
  assertEquals(rt.linalg.trace(rt.eye(5)).item(), 5);
  assertEquals(rt.linalg.diagonal(rt.ones([0, 3])).shape, [0]);
  rt.linalg.diagonal(a).set(-7, 1, 2);
  assertEquals(a.at(1, 2, 2), -7, "a view");
});

const lengthOf = (offset: number): number =>
  Math.max(0, offset >= 0 ? Math.min(3, 4 - offset) : Math.min(3 + offset, 4));

Deno.test("nrm2() is right where squares overflow or vanish, alone or among others", () => {
  for (const dtype of FLOATS) {
    const [least, most] = dtype === "float32" ? [-149, 127] : [-1074, 1023];
    const exponents = Array.from({ length: 40 }, (_, i) => Math.round(least + (i * (most - least)) / 39));
    for (const top of exponents) {
      for (const spread of [0, 3, 60]) {
        const values = typedArray(dtype, 777) as Float64Array;
        for (let i = 0; i < values.length; i++) {
          values[i] = (i % 2 ? -1 : 1) * (1 + (i % 7) / 8) * 2 ** Math.max(least, top - (i * spread) % (spread + 1));
        }
        const list = Array.from(values);
        const expected = reduceOracle("nrm2", list, dtype);
        const found = rt.nrm2(rt.asarray(values as Float64Array<ArrayBuffer>) as rt.NDArray);
        if (expected.value === Infinity) assertEquals(found, Infinity);
        else assertExpected(found, expected, `nrm2 of ${dtype} around 2^${top}`);
      }
    }
    const largest = dtype === "float32" ? 3.4028234663852886e38 : Number.MAX_VALUE;
    assertEquals(rt.nrm2(rt.array([largest], { dtype }) as rt.NDArray), largest);
    assertEquals(rt.nrm2(rt.array([0, -0], { dtype }) as rt.NDArray), 0);
    const mixed = rt.array([[largest / 4, 1, 2 ** (least + 5)], [1, 1, 1]], { dtype }) as rt.NDArray;
    const rows = rt.nrm2(mixed, 1) as rt.NDArray;
    assertSame(read(rows.slice(":1")), [read(mixed)[0]], "a large row");
    assert(Math.abs(Number(rows.at(1)) - Math.sqrt(3)) <= 4 * unitRoundoff(dtype));
    const small = rt.nrm2(mixed.slice(":", "2:"), 0) as rt.NDArray;
    assertSame(read(small), [1], "a column of which all but one vanishes");
  }
});
