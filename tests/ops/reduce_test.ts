/** Every reduction of the table against the oracle, over any axes of any layout. */
import * as rt from "@raptors/core";
import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { anyNumber, FLOATS, indices, layOut, moderateNumber, plainRecipe, type Sample, samples } from "../_arrays.ts";
import { assertExpected, reduceOracle } from "../_oracle.ts";
import { callReduce, infoOf, opsOf } from "../_table.ts";

const NUM_RUNS = 120;
const SPECIAL = fc.oneof(
  { weight: 12, arbitrary: moderateNumber },
  { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity, -Infinity, -0, 0) },
);

/** Whether the values are compared exactly, so that any number will do. */
const isExact = (op: rt.OpName) => infoOf(op).tolerance === "exact";
const needsElements = (op: rt.OpName) => ["min", "max", "argmin", "argmax", "iamax"].includes(op);
const isSpread = (op: rt.OpName) => op === "var" || op === "std";

/** The values that end up in each element of the result, in row-major order on both sides. */
function groups(x: Sample, axes: readonly number[]): number[][] {
  const kept = x.shape.map((n, d) => axes.includes(d) ? 1 : n);
  const found = indices(kept).map(() => [] as number[]);
  indices(x.shape).forEach((at, i) => {
    const group = at.reduce((sum, index, d) => sum * kept[d] + (axes.includes(d) ? 0 : index), 0);
    found[group].push(x.values[i]);
  });
  return found;
}

function reducedShape(shape: readonly number[], axes: readonly number[], keepdims: boolean): number[] {
  return shape.flatMap((n, d) => !axes.includes(d) ? [n] : keepdims ? [1] : []);
}

/** prod of many values would leave the range: numbers near 1 in size. */
const factor = fc.constantFrom(1, -1, 1.0625, 0.9375, -1.0625, 1.05, 0.95, -1.05, -0.95, 0, -0);

function numbersFor(op: rt.OpName): fc.Arbitrary<number> {
  return isExact(op) ? anyNumber : op === "prod" ? factor : SPECIAL;
}

function resultDType(op: rt.OpName, dtype: rt.DType): rt.DType {
  const { result } = infoOf(op);
  return result === "same" ? dtype : result === "bool" ? "bool" : "int64";
}

for (const op of opsOf("reduce", "argreduce")) {
  for (const dtype of infoOf(op).dtypes) {
    const numbers = dtype === "bool" ? fc.constantFrom(0, 1) : numbersFor(op);
    const correction = isSpread(op) ? fc.constantFrom(0, 1, 2, 0.5) : fc.constant(0);

    Deno.test(`${op}() of a whole ${dtype} array of any layout is the oracle's`, () => {
      fc.assert(
        fc.property(samples(dtype, numbers), correction, (x, correction) => {
          const a = x.a as rt.NDArray;
          const call = () => callReduce(op, a, isSpread(op) ? { correction } : undefined);
          if (x.values.length === 0 && needsElements(op)) {
            assertThrows(call, RangeError, `${op}() of no elements has no value`);
            return;
          }
          const value = call();
          assertEquals(typeof value, infoOf(op).result === "bool" ? "boolean" : "number");
          assertExpected(Number(value), reduceOracle(op, x.values, dtype, correction), `${op} ${dtype}`);
        }),
        { numRuns: NUM_RUNS },
      );
    });

    Deno.test(`${op}() of ${dtype} along any axes is the oracle's`, () => {
      const single = infoOf(op).family === "argreduce";
      const withAxes = samples(dtype, numbers).filter((x) => x.shape.length > 0).chain((x) => {
        const axes = x.shape.map((_, d) => d);
        return fc.tuple(
          fc.constant(x),
          fc.shuffledSubarray(axes, single ? { minLength: 1, maxLength: 1 } : {}),
          fc.boolean(),
          correction,
          fc.boolean(),
        );
      });
      fc.assert(
        fc.property(withAxes, ([x, axes, keepdims, correction, fromEnd]) => {
          const a = x.a as rt.NDArray;
          const named = axes.map((axis) => fromEnd ? axis - x.shape.length : axis);
          const axis = named.length === 1 ? named[0] : named;
          const shape = reducedShape(x.shape, axes, keepdims);
          const call = () => callReduce(op, a, { axis, keepdims, ...(isSpread(op) ? { correction } : {}) });
          if (needsElements(op) && axes.some((d) => x.shape[d] === 0)) {
            assertThrows(call, RangeError, `${op}() of no elements has no value`);
            return;
          }
          using result = call() as rt.NDArray;
          assertEquals(result.dtype, resultDType(op, dtype));
          assertEquals(result.shape, shape);
          const lists = groups(x, axes);
          indices(shape).forEach((at, i) => {
            const expected = reduceOracle(op, lists[i], dtype, correction);
            assertExpected(Number(result.at(...at)), expected, `${op} ${dtype} over [${axes}] at [${at}]`);
          });
        }),
        { numRuns: NUM_RUNS },
      );
    });
  }

  Deno.test(`${op}() takes its axis alone or as an option, and is a method`, () => {
    const a = layOut("float64", [2, 3], [3, -1, 4, 1, -5, 9], plainRecipe(2)).a;
    const positional = callReduce(op, a as rt.NDArray, 1) as rt.NDArray;
    const asOption = callReduce(op, a as rt.NDArray, { axis: -1 }) as rt.NDArray;
    assertEquals(positional.toArray(), asOption.toArray());
    const method = (a as unknown as Record<string, (options?: unknown) => unknown>)[op].bind(a);
    assertEquals((method(1) as rt.NDArray).toArray(), positional.toArray());
    assertEquals(method(), callReduce(op, a as rt.NDArray));
  });

  Deno.test(`${op}() with keepdims and no axis keeps every axis`, () => {
    const a = rt.array([[3, -1, 4], [1, -5, 9]]);
    const kept = callReduce(op, a, { keepdims: true }) as rt.NDArray;
    assertEquals(kept.shape, [1, 1]);
    assertEquals(Number(kept.item()), Number(callReduce(op, a)));
  });
}

Deno.test("what the table calls exact is compared bit for bit, everything else within a bound", () => {
  for (const op of opsOf("reduce", "argreduce")) {
    for (const dtype of FLOATS) {
      const { tolerance } = reduceOracle(op, [1.5, -2.25, 0.125], dtype);
      assertEquals(tolerance > 0, infoOf(op).tolerance !== "exact", op);
    }
  }
});

Deno.test("a reduction over no axes gives each element's own", () => {
  const a = rt.array([[3, -1], [0, 2]]);
  assertEquals(rt.sum(a, []).toArray(), a.toArray());
  assertEquals(rt.var(a, { axis: [] }).toArray(), [[0, 0], [0, 0]]);
  assertEquals(rt.any(a, { axis: [] }).toArray(), [[true, true], [false, true]]);
});

Deno.test("reductions of foreign memory without elements are those of none", () => {
  for (const memory of [new Float32Array(0), new Float64Array(0), new Float64Array(4).subarray(2, 2)]) {
    const a = rt.asarray(memory as Float64Array<ArrayBuffer>);
    assertEquals([a.sum(), a.prod(), a.any(), a.all()], [0, 1, false, true]);
    assertEquals(a.mean(), NaN);
    const columns = rt.asarray(memory as Float64Array<ArrayBuffer>, { shape: [0, 3] });
    assertEquals(columns.sum(0).toArray(), [0, 0, 0]);
    assertEquals(columns.all(0).toArray(), [true, true, true]);
    assertEquals(columns.sum(1).shape, [0]);
    assertEquals(columns.add(1).shape, [0, 3]);
    assertEquals(columns.astype("int32").shape, [0, 3]);
  }
});

Deno.test("argmin() and argmax() of a view count in the view's row-major order", () => {
  for (const dtype of FLOATS) {
    const a = rt.array([[1, 9, 9], [0, 5, 0]], { dtype });
    assertEquals([a.argmax(), a.argmin()], [1, 3]);
    assertEquals([a.T.argmax(), a.T.argmin()], [2, 1]);
    assertEquals([rt.flip(a).argmax(), rt.flip(a).argmin()], [3, 0]);
    assertEquals(a.argmax(1).toArray(), [1n, 1n]);
  }
});
