/** Every elementwise operation of the table against the oracle, in any layout. */
import * as rt from "@raptors/core";
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { OPS } from "../../lib/native/symbols.gen.ts";
import {
  anyNumber,
  assertSame,
  broadcastable,
  broadcastRead,
  FLOATS,
  indices,
  layOut,
  plainRecipe,
  read,
  type Sample,
  samples,
  samplesOf,
} from "../_arrays.ts";
import { ELEMENTWISE, rounding } from "../_oracle.ts";
import { arity, callElementwise, callMethod, infoOf, opsOf } from "../_table.ts";

const NUM_RUNS = 60;

/** The common shape of shapes that broadcast. */
function commonShape(shapes: readonly (readonly number[])[]): number[] {
  const ndim = Math.max(0, ...shapes.map((s) => s.length));
  return Array.from({ length: ndim }, (_, d) => {
    const lengths = shapes.map((s) => s[d - (ndim - s.length)] ?? 1);
    return lengths.find((n) => n !== 1) ?? 1;
  });
}

/** What an operation must give on operands of one dtype. */
function expected(op: rt.OpName, dtype: string, operands: readonly (Sample | number)[]): number[] {
  const oracle = ELEMENTWISE[op];
  if (oracle === undefined) throw new Error(`The oracle knows no operation ${op}: add it`);
  const round = rounding(dtype);
  const shape = commonShape(operands.map((x) => typeof x === "number" ? [] : x.shape));
  const readers = operands.map((x) => {
    if (typeof x === "number") return () => round(x);
    const at = broadcastRead(x);
    return (index: readonly number[]) => round(at(index));
  });
  return indices(shape).map((index) => oracle(round, ...readers.map((reader) => reader(index))));
}

function check(result: rt.NDArray, op: rt.OpName, dtype: rt.DType, operands: readonly (Sample | number)[]): void {
  assertEquals(result.dtype, infoOf(op).result === "bool" ? "bool" : dtype);
  assertEquals(result.shape, commonShape(operands.map((x) => typeof x === "number" ? [] : x.shape)));
  assertSame(read(result), expected(op, dtype, operands), `${op} ${dtype}`);
}

const arraysOf = (operands: readonly (Sample | number)[]) =>
  operands.map((x) => typeof x === "number" ? x : x.a as rt.NDArray);

Deno.test("every elementwise operation of the table has an oracle", () => {
  const names = opsOf("unary", "binary", "ternary", "select");
  assertEquals(names.filter((name) => ELEMENTWISE[name] === undefined), []);
  assertEquals(Object.keys(ELEMENTWISE).filter((name) => !(name in OPS)), []);
});

for (const op of opsOf("unary")) {
  for (const dtype of FLOATS) {
    Deno.test(`${op}() is the oracle's on ${dtype} of any layout`, () => {
      fc.assert(
        fc.property(samples(dtype, anyNumber), fc.boolean(), (x, method) => {
          using result = (method ? callMethod : callElementwise)(op, [x.a as rt.NDArray]);
          check(result, op, dtype, [x]);
        }),
        { numRuns: NUM_RUNS },
      );
    });
  }
}

/** Operands whose shapes broadcast, some of them numbers; the first is an array. */
function operandsOf(op: rt.OpName, dtype: "float32" | "float64"): fc.Arbitrary<(Sample | number)[]> {
  const count = arity(op);
  return broadcastable(count).chain((shapes) =>
    fc.tuple(...shapes.map((shape, k): fc.Arbitrary<Sample | number> => {
      if (op === "where" && k === 0) return samplesOf("bool", shape, fc.constantFrom(0, 1)) as fc.Arbitrary<Sample>;
      const array = samplesOf(dtype, shape, anyNumber) as fc.Arbitrary<Sample>;
      if (k === 0) return array;
      return fc.oneof({ weight: 4, arbitrary: array }, { weight: 1, arbitrary: anyNumber });
    }))
  );
}

for (const op of opsOf("binary", "ternary", "select")) {
  for (const dtype of FLOATS) {
    Deno.test(`${op}() broadcasts ${dtype} of any layout as the oracle does`, () => {
      fc.assert(
        fc.property(operandsOf(op, dtype), fc.boolean(), (operands, method) => {
          // where() with two numbers has no array that says float32.
          const own = operands.slice(op === "where" ? 1 : 0).every((x) => typeof x === "number") ? "float64" : dtype;
          using result = (method ? callMethod : callElementwise)(op, arraysOf(operands));
          check(result, op, own, operands);
        }),
        { numRuns: NUM_RUNS },
      );
    });
  }

  Deno.test(`${op}() computes float32 and float64 together in float64`, () => {
    const mixed = broadcastable(arity(op)).chain((shapes) =>
      fc.tuple(...shapes.map((shape, k): fc.Arbitrary<Sample> => {
        if (op === "where" && k === 0) return samplesOf("bool", shape, fc.constantFrom(0, 1)) as fc.Arbitrary<Sample>;
        return fc.constantFrom(...FLOATS).chain((dtype) => samplesOf(dtype, shape, anyNumber) as fc.Arbitrary<Sample>);
      }))
    );
    let seen = 0;
    fc.assert(
      fc.property(mixed, (operands) => {
        const dtypes = new Set(operands.slice(op === "where" ? 1 : 0).map((x) => x.a.dtype));
        const dtype = dtypes.has("float64") ? "float64" : "float32";
        if (dtypes.size > 1) seen++;
        using result = callElementwise(op, arraysOf(operands));
        check(result, op, dtype, operands);
      }),
      { numRuns: NUM_RUNS },
    );
    assert(seen > NUM_RUNS / 8, `Expected mixed dtypes in many runs, found ${seen}`);
  });
}

for (const op of opsOf("binary")) {
  Deno.test(`${op}() takes a number on either side, rounded to the array's dtype`, () => {
    for (const dtype of FLOATS) {
      const x = layOut(dtype, [3], [0.1, 0.5, 1e10].map(rounding(dtype)), plainRecipe(1));
      for (const scalar of [0.1, -0, Infinity, NaN, 1e300]) {
        const call = callElementwise(op, [scalar, x.a as rt.NDArray]);
        check(call, op, dtype, [scalar, x]);
        check(callElementwise(op, [x.a as rt.NDArray, scalar]), op, dtype, [x, scalar]);
      }
    }
  });

  Deno.test(`${op}() of two numbers is a float64 array without axes`, () => {
    const result = callElementwise(op, [0.1, 0.25]);
    check(result, op, "float64", [0.1, 0.25]);
    assertEquals(result.shape, []);
  });
}

Deno.test("axpy() is alpha * x + y, rounded after each step", () => {
  for (const dtype of FLOATS) {
    const r = rounding(dtype);
    fc.assert(
      fc.property(
        broadcastable(2).chain(([s, t]) => fc.tuple(samplesOf(dtype, s, anyNumber), samplesOf(dtype, t, anyNumber))),
        anyNumber,
        ([x, y], alpha) => {
          using result = rt.axpy(alpha, x.a, y.a);
          const shape = commonShape([x.shape, y.shape]);
          const [atX, atY] = [broadcastRead(x), broadcastRead(y)];
          const expected = indices(shape).map((i) => r(r(r(alpha) * atX(i)) + atY(i)));
          assertSame(read(result), expected, `axpy ${dtype}`);
        },
      ),
      { numRuns: NUM_RUNS },
    );
  }
});

Deno.test("scale() is multiplication by a number", () => {
  fc.assert(fc.property(samples("float32", anyNumber), anyNumber, (x, alpha) => {
    using scaled = rt.scale(x.a, alpha);
    using multiplied = x.a.scale(alpha);
    assertSame(read(scaled), x.values.map((v) => Math.fround(v * Math.fround(alpha))), "scale");
    assertSame(read(multiplied), read(scaled), "a.scale");
  }));
});

Deno.test("clip() leaves out the bounds that are not given", () => {
  const a = rt.array([-3, NaN, 0.5, Infinity]);
  assertSame(read(rt.clip(a)), [-3, NaN, 0.5, Infinity], "no bounds");
  assertSame(read(rt.clip(a, 0)), [0, NaN, 0.5, Infinity], "a lower bound");
  assertSame(read(rt.clip(a, null, 1)), [-3, NaN, 0.5, 1], "an upper bound");
  assertSame(read(a.clip(2, 1)), [1, NaN, 1, 1], "crossed bounds: the upper one wins");
});
