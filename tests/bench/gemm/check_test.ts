import { assertEquals, assertThrows } from "@std/assert";
import { allocate, type BenchDType, fill } from "../../../bench/arrays.ts";
import type { GemmCase } from "../../../bench/gemm/cases.ts";
import { checkProduct, type Factors, transposed } from "../../../bench/gemm/check.ts";

/** The product in float64, rounded once. */
function multiply({ dtype, m, k, n, batch }: GemmCase, { a, b }: Factors) {
  const out = allocate(dtype, batch * m * n);
  for (let i = 0; i < batch * m; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let p = 0; p < k; p++) sum += a[i * k + p] * b[(Math.floor(i / m) * k + p) * n + j];
      out[i * n + j] = sum;
    }
  }
  return out;
}

for (const dtype of ["float32", "float64"] as const satisfies BenchDType[]) {
  const c: GemmCase = { group: "odd", dtype, m: 5, k: 300, n: 7, batch: 1, orders: "CC" };
  const x = { a: fill(dtype, 5 * 300, 1), b: fill(dtype, 300 * 7, 2) };
  const ours = multiply(c, x);

  Deno.test(`checkProduct() allows the error of any order of sums, and no more: ${dtype}`, () => {
    checkProduct(c, x, ours, ours.slice(), "NumPy");
    let row = 0, column = 0;
    for (let p = 0; p < 300; p++) row += x.a[4 * 300 + p] ** 2, column += x.b[p * 7 + 6] ** 2;
    const bound = 2 * 302 * (dtype === "float32" ? 2 ** -24 : 2 ** -53) * Math.sqrt(row * column);
    const off = (by: number) => {
      const theirs = ours.slice();
      theirs[34] += by;
      return theirs;
    };
    checkProduct(c, x, ours, off(bound * 0.9), "NumPy");
    checkProduct(c, x, ours, off(-bound * 0.9), "NumPy");
    const message = `odd ${dtype} 5x300x7: element 4, 6 is ${ours[34]} in Raptors`;
    assertThrows(() => checkProduct(c, x, ours, off(bound * 1.1), "NumPy"), Error, message);
    assertThrows(() => checkProduct(c, x, ours, off(NaN), "NumPy"), Error, "and NaN in NumPy");
  });

  Deno.test(`checkProduct() finds a product whose factors were taken the wrong way round: ${dtype}`, () => {
    const square: GemmCase = { ...c, m: 6, k: 6, n: 6 };
    const y = { a: fill(dtype, 36, 1), b: fill(dtype, 36, 2) };
    const right = multiply(square, y);
    const wrong = multiply(square, { ...y, a: transposed(y.a, 6, 6) });
    assertThrows(() => checkProduct(square, y, right, wrong, "NumPy"), Error, "element 0, 0");
  });
}

Deno.test("checkProduct() takes each product of a batch for itself", () => {
  const c: GemmCase = { group: "batch", dtype: "float64", m: 2, k: 3, n: 4, batch: 5, orders: "CC" };
  const x = { a: fill("float64", 5 * 6, 1), b: fill("float64", 5 * 12, 2) };
  // The last second factor is much smaller, and so is what its product may be off by.
  x.b.fill(1e-9, 4 * 12);
  const ours = multiply(c, x);
  checkProduct(c, x, ours, ours.slice(), "NumPy");
  const off = (element: number) => ours.map((value, i) => i === element ? value + 1e-15 : value);
  checkProduct(c, x, ours, off(3 * 8), "NumPy");
  assertThrows(() => checkProduct(c, x, ours, off(4 * 8 + 5), "NumPy"), Error, "5 of 2x3x4: element 9, 1 is");
});

Deno.test("checkProduct() wants zeros where nothing is summed, and the right number of elements", () => {
  const c: GemmCase = { group: "odd", dtype: "float64", m: 2, k: 0, n: 2, batch: 1, orders: "CC" };
  const none = { a: new Float64Array(0), b: new Float64Array(0) };
  checkProduct(c, none, new Float64Array(4), new Float64Array(4), "NumPy");
  assertThrows(() => checkProduct(c, none, Float64Array.of(0, 0, 0, 1e-300), new Float64Array(4), "NumPy"), Error);
  assertThrows(() => checkProduct(c, none, new Float64Array(4), new Float64Array(3), "NumPy"), Error, "3 in NumPy");
});

Deno.test("transposed() turns rows into columns", () => {
  assertEquals(transposed(Float64Array.of(1, 2, 3, 4, 5, 6), 2, 3), Float64Array.of(1, 4, 2, 5, 3, 6));
  assertEquals(transposed(Float64Array.of(1, 2, 3), 1, 3), Float64Array.of(1, 2, 3));
  assertEquals(transposed(Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8), 2, 2), Float64Array.of(1, 3, 2, 4, 5, 7, 6, 8));
});
