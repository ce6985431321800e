import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { compare, geomean, median, quantile, timing } from "../../bench/stats.ts";

Deno.test("quantile() interpolates between neighbours as NumPy does", () => {
  // numpy.quantile([3, 1, 4, 1, 5], [0, 0.25, 0.5, 0.95, 1])
  const samples = [3, 1, 4, 1, 5];
  const quantiles = [0, 0.25, 0.5, 0.95, 1].map((p) => quantile(samples, p));
  [1, 1, 3, 4.8, 5].forEach((expected, i) => assertAlmostEquals(quantiles[i], expected, 1e-12));
  assertEquals(samples, [3, 1, 4, 1, 5], "the samples stay in their order");
});

Deno.test("quantile() sorts by value, not by text", () => assertEquals(quantile([10, 9, 2], 1), 10));

Deno.test("quantile() refuses no samples and fractions outside 0 to 1", () => {
  assertThrows(() => quantile([], 0.5), RangeError, "no samples");
  assertThrows(() => quantile([1], 1.5), RangeError, "the quantile 1.5: expected 0 to 1");
  assertThrows(() => quantile([1], NaN), RangeError, "the quantile NaN");
});

Deno.test("median() takes the middle or the mean of the two in the middle", () => {
  assertEquals(median([5]), 5);
  assertEquals(median([9, 1, 5]), 5);
  assertEquals(median([4, 1, 3, 2]), 2.5);
});

Deno.test("geomean() averages ratios: twice and half cancel out", () => {
  assertAlmostEquals(geomean([2, 0.5]), 1, 1e-15);
  assertAlmostEquals(geomean([1, 10, 100]), 10, 1e-12);
});

Deno.test("geomean() refuses what has no logarithm", () => {
  assertThrows(() => geomean([]), RangeError, "no samples");
  assertThrows(() => geomean([1, 0]), RangeError, "a geometric mean with 0");
  assertThrows(() => geomean([NaN]), RangeError, "a geometric mean with NaN");
});

Deno.test("timing() gives median, 95th percentile and minimum", () => {
  const samples = Array.from({ length: 21 }, (_, i) => 21 - i);
  assertEquals(timing(samples), { median_us: 11, p95_us: 20, min_us: 1 });
});

Deno.test("compare() gives the ratio of the medians and the quartiles of the ratios by round", () => {
  const { speedup, low, high } = compare([1, 2, 1, 2, 1], [4, 4, 4, 4, 4]);
  assertEquals(speedup, 4);
  assertEquals([low, high], [2, 4]);
  assert(compare([2, 2], [1, 1]).speedup < 1, "a slower side has a ratio below 1");
});

Deno.test("compare() refuses samples that do not pair up", () => {
  assertThrows(() => compare([1, 2], [1]), RangeError, "Cannot compare 2 samples with 1");
});
