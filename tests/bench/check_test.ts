import { assertThrows } from "@std/assert";
import { checkEqual } from "../../bench/check.ts";
import { fill } from "../../bench/arrays.ts";

const size = 64;
const a = fill("float32", size * size, 1);
const scale = { op: "scale", dtype: "float32", size } as const;
const sum = { op: "sum", dtype: "float32", size } as const;

Deno.test("checkEqual() wants elementwise results equal in every bit", () => {
  const ours = a.map((x) => x * 1.5);
  checkEqual(scale, a, ours, ours.slice(), "NumPy");
  const theirs = ours.slice();
  theirs[7] = theirs[7] * (1 + 2 ** -23);
  assertThrows(
    () => checkEqual(scale, a, ours, theirs, "NumPy"),
    Error,
    `scale float32 64x64: element 7 is ${ours[7]} in Raptors and ${theirs[7]} in NumPy, expected equal exactly`,
  );
});

Deno.test("checkEqual() tells 0 from -0 and takes NaN as equal to NaN", () => {
  const ours = new Float32Array(size * size);
  const theirs = ours.slice();
  ours[3] = theirs[3] = NaN;
  checkEqual(scale, a, ours, theirs, "NumPy");
  theirs[0] = -0;
  assertThrows(() => checkEqual(scale, a, ours, theirs, "NumPy"), Error, "element 0");
});

Deno.test("checkEqual() allows sums the error of their order, and no more", () => {
  const total = Array.from(a).reduce((s, x) => s + x);
  const absolute = Array.from(a).reduce((s, x) => s + Math.abs(x), 0);
  const tolerance = 2 * 2 ** -23 * (12 + 40) * absolute;
  const check = (off: number) => checkEqual(sum, a, Float64Array.of(total), Float64Array.of(total + off), "NumPy");
  check(tolerance * 0.9);
  check(-tolerance * 0.9);
  assertThrows(() => check(tolerance * 1.1), Error, "sum float32 64x64: element 0");
  assertThrows(() => check(NaN), Error, "NaN in NumPy");
});

Deno.test("checkEqual() measures each mean along an axis against its own numbers", () => {
  // Row 1 is tiny: an error that row 0 may have is far too large for it.
  const b = new Float64Array([1e6, -1e6, 1e-6, 1e-6]);
  const c = { op: "mean_axis1", dtype: "float64", size: 2 } as const;
  checkEqual(c, b, Float64Array.of(1e-10, 1e-6), Float64Array.of(0, 1e-6), "NumPy");
  assertThrows(
    () => checkEqual(c, b, Float64Array.of(0, 1e-6 + 1e-10), Float64Array.of(0, 1e-6), "NumPy"),
    Error,
    "element 1",
  );
  // The same numbers by columns: both columns hold a large number.
  const columns = { ...c, op: "mean_axis0" } as const;
  checkEqual(columns, b, Float64Array.of(5e5 + 1e-10, -5e5), Float64Array.of(5e5, -5e5), "NumPy");
});

Deno.test("checkEqual() refuses results of different length", () => {
  assertThrows(() => checkEqual(sum, a, new Float64Array(1), new Float64Array(2), "NumPy"), Error, "NumPy 2");
});
