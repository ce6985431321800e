/** Conversion between all dtypes against a plain oracle: DESIGN's rules are the same on every machine. */
import * as rt from "@raptors/core";
import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { layOut, recipes, samplesOf, shapes, sizeOf } from "../_arrays.ts";

const DTYPES = ["bool", "uint8", "int32", "int64", "float32", "float64"] as const;
type DType = (typeof DTYPES)[number];

const BITS: Partial<Record<DType, [bits: number, signed: boolean]>> = {
  uint8: [8, false],
  int32: [32, true],
  int64: [64, true],
};

/** Numbers at and beyond the ends of every integer dtype, and where floats lose whole numbers. */
const EDGES = [7, 8, 23, 24, 31, 32, 52, 53, 62, 63, 64, 65].flatMap((
  e,
) => [2 ** e - 1, 2 ** e, 2 ** e + 1, 2 ** e * 1.75])
  .flatMap((x) => [x, -x]);
const floats = fc.oneof(
  fc.constantFrom(
    0,
    -0,
    0.5,
    -0.5,
    0.999,
    -0.999,
    1.5,
    255.9,
    NaN,
    Infinity,
    -Infinity,
    1e-300,
    5e-324,
    1e300,
    ...EDGES,
  ),
  fc.double(),
  fc.double({ min: -300, max: 300, noNaN: true }),
);

/** The values that a dtype is tested with, as JavaScript has them. */
function valuesOf(dtype: DType): fc.Arbitrary<number | bigint | boolean> {
  switch (dtype) {
    case "bool":
      return fc.boolean();
    case "uint8":
      return fc.integer({ min: 0, max: 255 });
    case "int32":
      return fc.oneof(fc.integer(), fc.constantFrom(0, -1, 2 ** 31 - 1, -(2 ** 31), 2 ** 24 + 1, -(2 ** 24) - 1));
    case "int64":
      return fc.oneof(
        fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
        // Halfway between two float32, where rounding to float64 first would go wrong.
        fc.constantFrom(0n, -1n, 2n ** 63n - 1n, -(2n ** 63n), 2n ** 53n + 1n, (2n ** 24n + 1n) * 2n ** 36n + 1n),
        fc.constantFrom(-((2n ** 24n + 1n) * 2n ** 36n) - 1n, (2n ** 24n + 3n) * 2n ** 36n - 1n, 2n ** 61n + 2n ** 37n),
      );
    case "float32":
      return floats.map(Math.fround);
    default:
      return floats;
  }
}

/** A whole number as the nearest binary32, ties to even. */
function toFloat32(n: bigint): number {
  const size = n < 0n ? -n : n;
  const extra = BigInt(Math.max(0, size.toString(2).length - 24));
  const half = extra > 0n ? 1n << (extra - 1n) : 0n;
  let kept = size >> extra;
  const rest = size - (kept << extra);
  if (rest > half || (rest === half && half > 0n && (kept & 1n) === 1n)) kept += 1n;
  const value = Number(kept << extra);
  return n < 0n ? -value : value;
}

/** What a value becomes: floats saturate, integers wrap around. */
function convert(value: number | bigint | boolean, from: DType, to: DType): number | bigint | boolean {
  if (to === "bool") return typeof value === "number" ? value !== 0 : Boolean(value);
  const number = typeof value === "boolean" ? Number(value) : value;
  const integer = BITS[to];
  if (integer === undefined) {
    if (typeof number === "bigint") return to === "float32" ? toFloat32(number) : Number(number);
    return to === "float32" ? Math.fround(number) : number;
  }
  const [bits, signed] = integer;
  const low = signed ? -(2n ** BigInt(bits - 1)) : 0n;
  const high = low + 2n ** BigInt(bits) - 1n;
  let n: bigint;
  if (from === "float32" || from === "float64") {
    if (Number.isNaN(number)) n = 0n;
    else if (Number.isFinite(number)) n = BigInt(Math.trunc(number as number));
    else n = number > 0 ? high : low;
    n = n < low ? low : n > high ? high : n;
  } else {
    n = signed ? BigInt.asIntN(bits, BigInt(number)) : BigInt.asUintN(bits, BigInt(number));
  }
  return to === "int64" ? n : Number(n);
}

for (const from of DTYPES) {
  for (const to of DTYPES) {
    Deno.test(`astype() from ${from} to ${to} is the oracle's, bit for bit`, () => {
      fc.assert(
        fc.property(fc.array(valuesOf(from), { minLength: 1, maxLength: 90 }), fc.nat(3), (values, skip) => {
          const a = rt.array(values as number[], { dtype: from });
          for (const view of [a, a.slice(`${Math.min(skip, values.length)}:`), a.slice("::-2")]) {
            const result = view.astype(to);
            assertEquals(result.dtype as string, to);
            const source = view.toArray() as (number | bigint | boolean)[];
            const found = result.toArray() as (number | bigint | boolean)[];
            source.forEach((value, i) => {
              const expected = convert(value, from, to);
              if (!Object.is(found[i], expected)) {
                throw new Error(`${from} ${value} became ${found[i]}, expected the ${to} ${expected}`);
              }
            });
          }
        }),
        { numRuns: 60 },
      );
    });
  }
}

Deno.test("astype() and copy() keep the elements of any layout in place", () => {
  const cases = fc.tuple(fc.constantFrom(...DTYPES), fc.constantFrom(...DTYPES), shapes)
    .chain(([from, to, shape]) => fc.tuple(fc.constant(to), samplesOf<rt.DType>(from, shape, fc.constantFrom(0, 1))));
  fc.assert(
    fc.property(cases, ([to, x]) => {
      const expected = x.values;
      for (const result of [x.a.astype(to), x.a.copy(), rt.array(x.a, { dtype: to })]) {
        assertEquals(result.shape, x.shape);
        assertEquals([...result.toTypedArray()].map(Number), expected);
      }
      assertEquals(x.a.copy().isContiguous, true);
    }),
    { numRuns: 200 },
  );
});

Deno.test("astype() of the same dtype is a copy", () => {
  const a = rt.array([1, 2]);
  const b = a.astype("float64");
  b.set(9, 0);
  assertEquals(a.toArray(), [1, 2]);
});

Deno.test("astype() keeps Fortran order, copy() makes row-major", () => {
  const f = rt.ones([3, 4]).T;
  assertEquals(f.astype("int32").strides, [1, 4]);
  assertEquals(f.copy().strides, [3, 1]);
});

Deno.test("astype() refuses a dtype that there is none of", () => {
  assertThrows(
    () => rt.ones([1]).astype("float16" as unknown as "float32"),
    TypeError,
    'Unknown dtype "float16": expected one of bool, uint8, int32, int64, float32, float64',
  );
});

Deno.test("elements between those of a view are neither read nor converted", () => {
  fc.assert(
    fc.property(shapes.chain((s) => fc.tuple(fc.constant(s), recipes(s, { repeated: false }))), ([s, recipe]) => {
      const x = layOut("float64", s, new Array(sizeOf(s)).fill(2), recipe);
      assertEquals([...x.a.astype("uint8").toTypedArray()], new Array(sizeOf(s)).fill(2));
    }),
  );
});
