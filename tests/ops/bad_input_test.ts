/** What operations refuse, and with which words. */
import * as rt from "@raptors/core";
import { assert, assertEquals, assertThrows } from "@std/assert";
import { arity, callElementwise, callMethod, callReduce, infoOf, opsOf } from "../_table.ts";

/** For arguments of a wrong type. */
// deno-lint-ignore no-explicit-any
const wrong = (value: unknown): any => value;

const ELEMENTWISE = opsOf("unary", "binary", "ternary", "select");
const REDUCTIONS = opsOf("reduce", "argreduce");

/** Operands of which one is given, in every place where an array of numbers may stand. */
function places(op: rt.OpName, given: unknown, other: rt.NDArray = rt.ones([2]) as rt.NDArray): unknown[][] {
  const first = op === "where" ? 1 : 0;
  return Array.from({ length: arity(op) - first }, (_, k) =>
    Array.from({ length: arity(op) }, (_, i) => {
      if (i === first + k) return given;
      return op === "where" && i === 0 ? rt.ones([2], { dtype: "bool" }) : other;
    }));
}

for (const op of opsOf("binary", "ternary", "select")) {
  Deno.test(`${op}() refuses shapes that do not broadcast, naming the axis`, () => {
    const operands = places(op, rt.ones([3, 4]), rt.ones([2]) as rt.NDArray)[0] as rt.NDArray[];
    const error = assertThrows(() => callElementwise(op, operands), RangeError, "Cannot broadcast shapes [");
    assert(error.message.includes("axis 1 is 4 and 2") || error.message.includes("axis 1 is 2 and 4"), error.message);
    assertThrows(() => callMethod(op, operands), RangeError, "Cannot broadcast shapes [");
  });
}

for (const op of ELEMENTWISE) {
  Deno.test(`${op}() refuses dtypes without a kernel, in any place`, () => {
    for (const dtype of ["bool", "uint8", "int32", "int64"] as const) {
      const message =
        `${op}() has no kernel for ${dtype} yet: expected float32 or float64; convert with astype("float64") first`;
      for (const operands of places(op, rt.ones([2], { dtype }))) {
        assertThrows(() => callElementwise(op, wrong(operands)), TypeError, message);
        if (operands[0] instanceof rt.NDArray) assertThrows(() => callMethod(op, wrong(operands)), TypeError, message);
      }
    }
  });

  Deno.test(`${op}() refuses what is neither an array nor a number`, () => {
    const found: [unknown, string][] = [
      ["2", '"2"'],
      [null, "null"],
      [undefined, "undefined undefined"],
      [true, "boolean true"],
      [2n, "bigint 2"],
      [[1, 2], "an array: make an NDArray of it with array()"],
      [new Float64Array(2), "an object of class Float64Array"],
    ];
    for (const [value, name] of found) {
      // The bounds of clip() may be left out.
      const given = places(op, value).slice(0, op === "clip" && value == null ? 1 : undefined);
      for (const operands of given) {
        assertThrows(
          () => callElementwise(op, wrong(operands)),
          TypeError,
          `${op}() takes arrays and numbers: found ${name}`,
        );
      }
    }
  });

  Deno.test(`${op}() refuses options that are no object`, () => {
    const [operands] = places(op, rt.ones([2])) as rt.NDArray[][];
    for (
      const [options, name] of [[3, "number 3"], ["out", '"out"'], [null, "null"], [
        rt.ones([2]),
        "an object of class NDArray",
      ]]
    ) {
      assertThrows(
        () => callElementwise(op, operands, wrong(options)),
        TypeError,
        `${op}() takes its options as an object such as { out }: found ${name}`,
      );
    }
  });
}

for (const op of REDUCTIONS) {
  Deno.test(`${op}() refuses axes that there are none of, named twice or no whole numbers`, () => {
    const a = rt.ones([2, 3]) as rt.NDArray;
    const range = "is out of range for an array of 2 dimensions: expected -2 to 1";
    for (const axis of [2, -3, 100]) {
      assertThrows(() => callReduce(op, a, axis), RangeError, `Axis ${axis} ${range}`);
      assertThrows(() => callReduce(op, a, { axis }), RangeError, `Axis ${axis} ${range}`);
    }
    for (const axis of [0.5, NaN]) {
      assertThrows(() => callReduce(op, a, axis), RangeError, `An axis must be an integer: found ${axis}`);
    }
    assertThrows(() => callReduce(op, a, { axis: wrong("0") }), TypeError, 'An axis must be a number: found "0"');
    assertThrows(() => callReduce(op, a, { axis: null }), TypeError, "An axis must be a number: found null");
    const scalar = rt.full([], 1) as rt.NDArray;
    assertThrows(
      () => callReduce(op, scalar, 0),
      RangeError,
      "Axis 0 is out of range for an array of 0 dimensions: it has no axes",
    );
    if (infoOf(op).family === "argreduce") {
      assertThrows(() => callReduce(op, a, wrong([0, 1])), TypeError, "An axis must be a number: found an array");
      return;
    }
    assertThrows(() => callReduce(op, a, wrong([0, -2])), RangeError, "Axis 0 is given twice in [0,-2]");
    assertThrows(() => callReduce(op, a, wrong([0, 2])), RangeError, `Axis 2 ${range}`);
  });

  Deno.test(`${op}() refuses dtypes without a kernel, and what is no array`, () => {
    const { dtypes } = infoOf(op);
    for (const dtype of ["bool", "uint8", "int32", "int64"] as const) {
      if ((dtypes as readonly string[]).includes(dtype)) continue;
      const message = `${op}() has no kernel for ${dtype} yet: expected ${
        dtypes.join(" or ")
      }; convert with astype("float64")`;
      assertThrows(() => callReduce(op, rt.ones([2], { dtype }) as rt.NDArray), TypeError, message);
    }
    assertThrows(
      () => callReduce(op, wrong([1, 2])),
      TypeError,
      `${op}() takes an array: found an array: make an NDArray`,
    );
    assertThrows(() => callReduce(op, wrong(3)), TypeError, `${op}() takes an array: found number 3`);
    assertThrows(() => callReduce(op, wrong(undefined)), TypeError, `${op}() takes an array: found undefined`);
  });

  Deno.test(`${op}() refuses options of a wrong type`, () => {
    const a = rt.ones([2, 2]) as rt.NDArray;
    for (const [options, name] of [["0", '"0"'], [true, "boolean true"], [a, "an object of class NDArray"]]) {
      assertThrows(
        () => callReduce(op, a, wrong(options)),
        TypeError,
        `${op}() takes an axis, several, or an object of options: found ${name}`,
      );
    }
    for (const keepdims of ["yes", 1, null]) {
      assertThrows(() => callReduce(op, a, { keepdims }), TypeError, `${op}() takes true or false as keepdims: found`);
    }
  });
}

Deno.test("var() and std() refuse a correction that is no finite number", () => {
  const a = rt.ones([3]);
  for (const op of ["var", "std"] as const) {
    for (
      const [correction, name] of [["1", '"1"'], [NaN, "number NaN"], [Infinity, "number Infinity"], [null, "null"]]
    ) {
      assertThrows(
        () => callReduce(op, a as rt.NDArray, { correction }),
        TypeError,
        `${op}() takes a finite number as correction: found ${name}`,
      );
    }
  }
});

Deno.test("where() refuses a condition that is no bool array", () => {
  const a = rt.ones([2]);
  assertThrows(
    () => rt.where(wrong(a), a, a),
    TypeError,
    'where() takes a bool array as its condition: found dtype float64; convert with astype("bool")',
  );
  assertThrows(
    () => rt.where(wrong(true), a, a),
    TypeError,
    "where() takes a bool array as its condition: found boolean true",
  );
});

Deno.test("axpy() and scale() refuse a factor that is no number", () => {
  const a = rt.ones([2]);
  assertThrows(
    () => rt.axpy(wrong(a), a, a),
    TypeError,
    "axpy() takes a number as alpha: found an object of class NDArray",
  );
  assertThrows(() => rt.scale(a, wrong("2")), TypeError, 'scale() takes a number as alpha: found "2"');
  assertThrows(() => a.scale(wrong(a)), TypeError, "scale() takes a number as alpha: found an object");
});

Deno.test("min, max, argmin, argmax and iamax of no elements are refused", () => {
  for (const op of ["min", "max", "argmin", "argmax", "iamax"] as const) {
    const message = `${op}() of no elements has no value: expected at least one along the reduced axes, found shape`;
    assertThrows(() => callReduce(op, rt.ones([0]) as rt.NDArray), RangeError, `${message} [0]`);
    assertThrows(() => callReduce(op, rt.ones([0, 3]) as rt.NDArray, 0), RangeError, `${message} [0,3]`);
    assertEquals((callReduce(op, rt.ones([0, 3]) as rt.NDArray, 1) as rt.NDArray).shape, [0]);
  }
});

Deno.test("a failed call changes nothing: not its operands, not its out, not the counters of memory", () => {
  const a = rt.arange(4);
  const out = rt.full([4], 9);
  const { live } = rt.memoryInfo();
  assertThrows(() => a.add(rt.asarray(new Float64Array(3)), { out }), RangeError);
  assertThrows(() => a.sum({ axis: 3, out: wrong(out) }), RangeError);
  assertEquals([a.toArray(), out.toArray()], [[0, 1, 2, 3], [9, 9, 9, 9]]);
  assertEquals(rt.memoryInfo().live - live, 24);
});

Deno.test("elements are refused when indices are missing, too many, or out of range", () => {
  const a = rt.ones([2, 3]);
  assertThrows(
    () => a.at(0),
    RangeError,
    "Expected 2 indices for shape [2,3]: found 1; use slice() for part of an array",
  );
  assertThrows(() => a.at(0, 0, 0), RangeError, "found 3");
  assertThrows(() => a.at(2, 0), RangeError, "Index 2 is out of range for axis 0 of length 2");
  assertThrows(() => a.at(0, -4), RangeError, "Index -4 is out of range for axis 1 of length 3");
  assertThrows(() => a.set(1, 0, 0.5), RangeError, "Index 0.5 is out of range");
  assertThrows(() => a.set(wrong("1"), 0, 0), TypeError, "An element of a float64 array cannot be string 1");
  assertThrows(() => a.item(), RangeError, "item() takes an array of one element: found 6");
  assertThrows(() => rt.zeros([0]).item(), RangeError, "found 0");
  assertThrows(() => [...rt.full([], 1)], TypeError, "A 0-d array has no axis to iterate over: use item()");
});

Deno.test("options that do not exist are refused by name", () => {
  const a = rt.ones([2, 2]);
  const misspelt = { keepDims: true } as unknown as { keepdims: true };
  assertThrows(() => a.sum(misspelt), TypeError, 'sum() has no option "keepDims": expected axis, keepdims, out');
  const dim = { dim: 0 } as unknown as { out: typeof a };
  assertThrows(() => a.add(a, dim), TypeError, 'add() has no option "dim": expected out');
  assertThrows(() => rt.scale(a, 2, dim), TypeError, 'scale() has no option "dim": expected out');
  assertEquals(a.var({ correction: 1 }), 0);
});
