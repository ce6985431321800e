/** Bins and counts are NumPy's. */
import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import * as rt from "@raptors/core";
import { plot } from "@raptors/core/plot";
import golden from "./histogram_golden.json" with { type: "json" };

interface Bars {
  y: number[];
  customdata: [number, number, number][];
}

function barsOf(...args: Parameters<typeof plot.histogram>): Bars {
  return plot.histogram(...args).toJSON().data[0] as unknown as Bars;
}

for (const { name, dtype, values, bins, range, counts, edges } of golden.cases) {
  Deno.test(`histogram() counts as NumPy does: ${name}`, () => {
    const chosen = bins === "auto" ? {} : { bins: bins as number | number[] };
    const options = { ...chosen, ...(range === undefined ? {} : { range: range as [number, number] }) };
    const { y, customdata } = barsOf(rt.array(values, { dtype: dtype as rt.DType }), options);
    assertEquals(y, counts);
    const found = [...customdata.map(([low]) => low), customdata.at(-1)![1]];
    assertEquals(found.length, edges.length);
    // NumPy computes edges in the dtype of the values, we in float64.
    const accuracy = dtype === "float32" ? 3e-7 : 1e-12;
    found.forEach((edge, i) => assertAlmostEquals(edge, edges[i], accuracy * (1 + Math.abs(edges[i]))));
  });
}

Deno.test("histogram() counts any shape, layout and dtype", () => {
  const a = rt.arange(24).reshape([2, 3, 4]);
  const all = barsOf(a, { bins: 6 }).y;
  assertEquals(all, [4, 4, 4, 4, 4, 4]);
  assertEquals(barsOf(rt.permuteDims(a, [2, 0, 1]), { bins: 6 }).y, all);
  assertEquals(barsOf(a.astype("int64"), { bins: 6 }).y, all);
  assertEquals(barsOf(a.slice("...", "::-2"), { bins: [0, 12, 24] }).y, [6, 6]);
  assertEquals(barsOf(new Float32Array([0, 1, 1]), { bins: 2 }).y, [1, 2]);
  assertEquals(barsOf(new BigInt64Array([0n, 1n, 1n]), { bins: 2 }).y, [1, 2]);
  assertEquals(barsOf([[0, 1], [1, 1]], { bins: 2 }).y, [1, 3]);
  assertEquals(barsOf(rt.array([true, false, true]), { bins: 2 }).y, [1, 2]);
  assertThrows(() => plot.histogram(["a"] as never), TypeError, 'values[0] must be a number: found "a"');
});

Deno.test("histogram() leaves out what is not finite, and says so", () => {
  const figure = plot.histogram([1, NaN, 2, Infinity], { bins: 1 });
  assertEquals(String(figure).split("\n")[0], "Histogram: 2 values in 1 bin from 1 to 2; 2 not finite and left out");
  assertEquals(barsOf([1, NaN, 2], { bins: 1 }).y, [2]);
  assertEquals(barsOf([NaN], { bins: 2 }).y, [0, 0]);
});

Deno.test("histogram() takes more values than a figure holds", () => {
  const { y } = barsOf(rt.broadcastTo(rt.arange(4), [1_000_000, 4]), { bins: 4 });
  assertEquals(y, [1e6, 1e6, 1e6, 1e6]);
});

Deno.test("histogram() counts several sets in the same bins", () => {
  const figure = plot.histogram([{ name: "a", values: [0, 1] }, { name: "b", values: [9, 10, 10] }], { bins: 2 });
  const [a, b] = figure.toJSON().data as unknown as Bars[];
  assertEquals([a.y, b.y], [[2, 0], [0, 3]]);
  assertEquals(a.customdata.map(([low]) => low), b.customdata.map(([low]) => low));
});

Deno.test("a density has an area of 1, whatever the widths are", () => {
  const { y, customdata } = barsOf([1, 2, 2, 3, 7], { bins: [0, 2, 3, 10], density: true });
  assertEquals(y, [1 / 5 / 2, 2 / 5, 2 / 5 / 7]);
  assertAlmostEquals(y.reduce((sum, d, i) => sum + d * (customdata[i][1] - customdata[i][0]), 0), 1, 1e-12);
});
