/** `out:` in every layout, in place, and refused. */
import * as rt from "@raptors/core";
import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  anyNumber,
  assertSame,
  FLOATS,
  moderateNumber,
  plainRecipe,
  read,
  recipes,
  type Sample,
  samplesOf,
  shapes,
  sizeOf,
} from "../_arrays.ts";
import { layOut } from "../_arrays.ts";
import { arity, callElementwise, callReduce, infoOf, opsOf } from "../_table.ts";

const NUM_RUNS = 40;

/** Arrays to write to, of every layout that has no repeated element. */
function outs<D extends rt.DType>(dtype: D, shape: readonly number[]): fc.Arbitrary<Sample<D>> {
  return recipes(shape, { repeated: false })
    .map((recipe) => layOut(dtype, shape, new Array(sizeOf(shape)).fill(1), recipe));
}

/** Fails if anything but the elements of the array was written to. */
function assertUntouched({ memory, places }: Sample, before: rt.TypedArray): void {
  const own = new Set(places);
  for (let i = 0; i < memory.length; i++) {
    if (!own.has(i)) assertEquals(memory[i], before[i], `memory beside the array was written to at ${i}`);
  }
}

function operandsOf(op: rt.OpName, dtype: "float32" | "float64", shape: readonly number[]): fc.Arbitrary<Sample[]> {
  return fc.tuple(...Array.from({ length: arity(op) }, (_, k) => {
    if (op === "where" && k === 0) return samplesOf("bool", shape, fc.constantFrom(0, 1)) as fc.Arbitrary<Sample>;
    return samplesOf(dtype, shape, anyNumber) as fc.Arbitrary<Sample>;
  }));
}

for (const op of opsOf("unary", "binary", "ternary", "select")) {
  Deno.test(`${op}() writes to an out of any layout, and to nothing else`, () => {
    const cases = fc.tuple(shapes, fc.constantFrom(...FLOATS)).chain(([shape, dtype]) =>
      fc.tuple(operandsOf(op, dtype, shape), outs(infoOf(op).result === "bool" ? "bool" : dtype, shape))
    );
    fc.assert(
      fc.property(cases, ([operands, out]) => {
        const arrays = operands.map((x) => x.a as rt.NDArray);
        using fresh = callElementwise(op, arrays);
        const before = out.memory.slice() as rt.TypedArray;
        const result = callElementwise(op, arrays, { out: out.a });
        assertStrictEquals(result, out.a as rt.NDArray);
        assertSame(read(result), read(fresh), op);
        assertUntouched(out as Sample, before);
        operands.forEach((x, k) => assertSame(read(x.a as rt.NDArray), x.values, `input ${k} of ${op}`));
      }),
      { numRuns: NUM_RUNS },
    );
  });

  if (infoOf(op).result !== "same") continue;
  Deno.test(`${op}() works in place, whichever input is the out, in any layout`, () => {
    const cases = fc.tuple(shapes, fc.constantFrom(...FLOATS)).chain(([shape, dtype]) =>
      fc.tuple(
        operandsOf(op, dtype, shape),
        outs(dtype, shape),
        fc.nat(arity(op) - (op === "where" ? 2 : 1)).map((k) => op === "where" ? k + 1 : k),
        fc.boolean(),
      )
    );
    fc.assert(
      fc.property(cases, ([operands, target, which, twice]) => {
        // The target takes the place of one input, with that input's values.
        target.places.forEach((at, i) => (target.memory as Float64Array)[at] = operands[which].values[i]);
        const arrays = operands.map((x, k) => (k === which || (twice && k >= which) ? target.a : x.a) as rt.NDArray);
        using expected = callElementwise(op, arrays);
        const before = target.memory.slice() as rt.TypedArray;
        const result = callElementwise(op, arrays, { out: target.a });
        assertStrictEquals(result, target.a as rt.NDArray);
        assertSame(read(result), read(expected), `${op} in place of input ${which}`);
        assertUntouched(target as Sample, before);
      }),
      { numRuns: NUM_RUNS },
    );
  });
}

for (const op of opsOf("reduce", "argreduce")) {
  Deno.test(`${op}() writes to an out of any layout, and to nothing else`, () => {
    const nonEmpty = shapes.filter((shape) => shape.length > 0 && !shape.includes(0));
    const cases = fc.tuple(nonEmpty, fc.constantFrom(...FLOATS), fc.nat(), fc.boolean()).chain(
      ([shape, dtype, pick, keepdims]) => {
        const axis = pick % shape.length;
        const left = shape.flatMap((n, d) => d !== axis ? [n] : keepdims ? [1] : []);
        const { result } = infoOf(op);
        const outType = result === "same" ? dtype : result === "bool" ? "bool" : "int64";
        return fc.record({
          x: samplesOf(dtype, shape, moderateNumber) as fc.Arbitrary<Sample>,
          out: outs<rt.DType>(outType, left),
          axis: fc.constant(axis),
          keepdims: fc.constant(keepdims),
        });
      },
    );
    fc.assert(
      fc.property(cases, ({ x, out, axis, keepdims }) => {
        const a = x.a as rt.NDArray;
        using fresh = callReduce(op, a, { axis, keepdims }) as rt.NDArray;
        const before = out.memory.slice() as rt.TypedArray;
        const result = callReduce(op, a, { axis, keepdims, out: out.a }) as rt.NDArray;
        assertStrictEquals(result, out.a as rt.NDArray);
        assertSame(read(result), read(fresh), op);
        assertUntouched(out, before);
      }),
      { numRuns: NUM_RUNS },
    );
  });

  Deno.test(`${op}() of everything writes to an out without axes`, () => {
    const a = rt.array([[3, -1, 4], [1, -5, 9]]);
    const { result } = infoOf(op);
    const out = rt.empty([], { dtype: result === "same" ? "float64" : result === "bool" ? "bool" : "int64" });
    assertStrictEquals(callReduce(op, a, { out }), out as rt.NDArray);
    assertEquals(Number(out.item()), Number(callReduce(op, a)));
  });
}

Deno.test("out may interleave with an input without sharing an element", () => {
  const memory = new Float64Array([1, 0, 2, 0, 3, 0]);
  const both = rt.asarray(memory);
  const even = both.slice("::2");
  const odd = both.slice("1::2");
  rt.multiply(even, 10, { out: odd });
  assertEquals([...memory], [1, 10, 2, 20, 3, 30]);
  rt.add(odd, even, { out: odd });
  assertEquals([...memory], [1, 11, 2, 22, 3, 33]);
  const pairs = rt.asarray(new Float64Array([1, 2, 0, 0, 3, 4, 0, 0]), { shape: [2, 4] });
  rt.negative(pairs.slice(":", ":2"), { out: pairs.slice(":", "2:") });
  assertEquals(pairs.toArray(), [[1, 2, -1, -2], [3, 4, -3, -4]]);
});

Deno.test("out of another dtype over the same bytes as an input is refused", () => {
  const memory = new ArrayBuffer(64);
  const floats = rt.asarray(new Float64Array(memory));
  const flags = rt.asarray(new Uint8Array(memory, 0, 8), { dtype: "bool" });
  assertThrows(
    () => rt.isnan(floats, { out: flags }),
    RangeError,
    "isnan() cannot write to out: it overlaps an input without being the same view; pass a copy() of the input",
  );
});

Deno.test("out that overlaps an input in part is refused, by every operation", () => {
  for (const op of opsOf("unary", "binary", "ternary", "select")) {
    if (infoOf(op).result !== "same") continue;
    for (const dtype of FLOATS) {
      const a = layOut(dtype, [8], new Array(8).fill(1), plainRecipe(1)).a as rt.NDArray;
      const [x, shifted, reversed] = [a.slice(":7"), a.slice("1:"), rt.flip(a).slice("1:")];
      for (const out of [shifted, reversed]) {
        const operands = op === "where"
          ? [rt.ones([7], { dtype: "bool" }) as rt.NDArray, x, x]
          : Array.from({ length: arity(op) }, () => x);
        const error = assertThrows(() => callElementwise(op, operands, { out }), RangeError);
        assert(error.message.startsWith(`${op}() cannot write to out: it overlaps an input`), error.message);
      }
      assertEquals(read(a), new Array(8).fill(1));
    }
  }
});

Deno.test("out over memory that another array has handed out is refused where they overlap", () => {
  const a = rt.ones([2, 4]);
  const lent = rt.asarray(a.data.subarray(2, 6), { shape: [2, 2] });
  assertThrows(() => rt.matmul(a.slice(":", ":2"), lent, { out: lent }), RangeError, "overlaps an input");
  assertThrows(() => a.slice(":", ":2").add(1, { out: lent }), RangeError, "overlaps an input");
  const whole = rt.asarray(a.data, { shape: [2, 4] });
  assertStrictEquals(a.add(1, { out: whole }), whole);
  assertEquals(read(a as rt.NDArray), new Array(8).fill(2));
});

Deno.test("out of a binary operation on dense arrays may have any order of elements", () => {
  const a = rt.reshape(rt.arange(6), [2, 3]), out = rt.zeros([3, 2]).T;
  assertStrictEquals(a.add(a, { out }), out);
  assertEquals(read(out as rt.NDArray), [0, 2, 4, 6, 8, 10]);
  const column = rt.zeros([2, 6]).slice(":", "::2");
  a.multiply(3, { out: column });
  assertEquals(read(column as rt.NDArray), [0, 3, 6, 9, 12, 15]);
});

Deno.test("out of a reduction may not overlap its input at all", () => {
  const a = rt.ones([3, 3]);
  assertThrows(
    () => rt.sum(a, { axis: 0, out: a.slice(0) }),
    RangeError,
    "sum() cannot write to out: it overlaps an input; pass a copy() of the input, or another out",
  );
  const same = rt.ones([3, 1]);
  assertThrows(() => rt.sum(same, { axis: 1, keepdims: true, out: same }), RangeError, "overlaps an input");
});

Deno.test("an input that is stretched over its own out is refused", () => {
  const a = rt.ones([3, 3]);
  assertThrows(() => a.add(a.slice(0), { out: a }), RangeError, "overlaps an input");
  assertEquals(a.sum(), 9);
});

Deno.test("out of another shape is refused, also where it would broadcast", () => {
  const a = rt.ones([2, 3]);
  for (const shape of [[3, 2], [6], [1, 2, 3], [2, 1], []]) {
    assertThrows(
      () => a.add(1, { out: rt.empty(shape) }),
      RangeError,
      `add() cannot write to out: expected shape [2,3], found [${shape}]`,
    );
  }
  assertThrows(
    () => a.sum({ axis: 0, out: rt.empty([2]) }),
    RangeError,
    "sum() cannot write to out: expected shape [3], found [2]",
  );
  assertThrows(
    () => a.sum({ axis: 0, keepdims: true, out: rt.empty([3]) }),
    RangeError,
    "expected shape [1,3], found [3]",
  );
});

Deno.test("out of another dtype is refused", () => {
  const a = rt.ones([2]);
  const wrong = rt.empty([2], { dtype: "float32" }) as unknown as rt.NDArray<"float64">;
  assertThrows(
    () => a.add(1, { out: wrong }),
    TypeError,
    "add() cannot write to out: expected dtype float64, found float32",
  );
  const flags = wrong as unknown as rt.NDArray<"bool">;
  assertThrows(() => a.less(1, { out: flags }), TypeError, "expected dtype bool, found float32");
  const index = rt.empty([], { dtype: "int32" }) as unknown as rt.NDArray<"int64">;
  assertThrows(() => a.argmin({ axis: 0, out: index }), TypeError, "expected dtype int64, found int32");
});

Deno.test("out that is a broadcast view or no array is refused", () => {
  const a = rt.ones([2, 3]);
  const view = rt.broadcastTo(rt.ones([3]), [2, 3]);
  assertThrows(() => a.add(1, { out: view }), RangeError, "it is a broadcast view, whose elements share memory");
  const list = [[0, 0, 0], [0, 0, 0]] as unknown as rt.NDArray<"float64">;
  assertThrows(() => a.add(1, { out: list }), TypeError, "add() takes an NDArray as out: found an array");
  assertThrows(
    () => a.add(1, { out: null as unknown as rt.NDArray<"float64"> }),
    TypeError,
    "add() takes an NDArray as out: found null",
  );
});
