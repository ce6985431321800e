/** What pictures leave out cannot be seen. */
import { assert, assertAlmostEquals, assertEquals, assertGreater, assertLess } from "@std/assert";
import type { JsonObject } from "../../lib/display/spec.ts";
import { thin } from "../../lib/display/static/thin.ts";

const range = (n: number, f: (i: number) => number) => Array.from({ length: n }, (_, i) => f(i));

// deno-lint-ignore no-explicit-any
function thinned(trace: JsonObject, layout: JsonObject = {}): any {
  return thin(trace, layout).trace;
}

Deno.test("thin() leaves small traces as they are", () => {
  for (const type of ["scatter", "bar", "heatmap", "contour", "box", "pie"]) {
    const trace = { type, x: [1, 2], y: [3, 4], z: [[1, 2], [3, 4]] };
    const { trace: same, note } = thin(trace, {});
    assertEquals([same === trace, note], [true, undefined]);
  }
});

Deno.test("thin() keeps the ends, the lowest and the highest of each column of a line", () => {
  const y = range(100_000, (i) => Math.sin(i * 12.9898) * 43758.5453 % 1);
  const { x: xs, y: ys } = thinned({ type: "scatter", mode: "lines", y });
  assertEquals(xs.length, ys.length);
  assertLess(xs.length, 4 * 641);
  assertEquals([xs[0], xs.at(-1)], [0, 99_999]);
  xs.forEach((x: number, i: number) => assertEquals(ys[i], y[x]));
  for (let column = 0; column < 640; column++) {
    const inColumn = (x: number) => Math.floor(x / 99_999 * 640) === column;
    const before = y.filter((_, x) => inColumn(x));
    const after = ys.filter((_: number, i: number) => inColumn(xs[i]));
    assertEquals(Math.max(...after), Math.max(...before));
    assertEquals(Math.min(...after), Math.min(...before));
  }
});

Deno.test("thin() knows log axes, dates and names", () => {
  const log = thinned({
    type: "scatter",
    mode: "lines",
    x: range(50_000, (i) => i + 1),
    y: range(50_000, (i) => i % 7),
  }, {
    xaxis: { type: "log" },
  });
  // The first decade is a fifth of the axis: all of its few points stay.
  assertEquals(log.x.slice(0, 10), range(10, (i) => i + 1));
  const start = Date.UTC(2024, 0, 1);
  const dates = range(50_000, (i) => i).map((i) => new Date(start + i * 60_000).toISOString());
  const dated = thinned({ type: "scatter", mode: "lines", x: dates, y: range(50_000, (i) => i % 7) });
  assert(dated.x.length < 4 * 641 && dated.x.every((date: string) => dates.includes(date)));
  assertEquals([dated.x[0], dated.x.at(-1)], [dates[0], dates.at(-1)]);
  const names = thinned({ type: "scatter", mode: "lines", x: dates.map((_, i) => `n${i}`), y: range(50_000, () => 1) });
  assertLess(names.x.length, 4 * 641);
});

Deno.test("thin() keeps gaps in lines", () => {
  const y: (number | null)[] = range(50_000, (i) => i);
  for (let i = 20_000; i < 30_000; i++) y[i] = null;
  const out = thinned({ type: "scatter", mode: "lines", y });
  const gap = out.y.indexOf(null);
  assertGreater(gap, 0);
  assertAlmostEquals(out.x[gap], 20_000, 100);
});

Deno.test("thin() keeps the shape of lines that turn back", () => {
  const n = 200_000;
  const x = range(n, (i) => Math.cos(i / n * 2 * Math.PI * 3));
  const y = range(n, (i) => Math.sin(i / n * 2 * Math.PI * 3));
  const out = thinned({ type: "scatter", mode: "lines", x, y });
  assertLess(out.x.length, 10_000);
  assertGreater(out.x.length, 500);
  for (const i of range(out.x.length, (i) => i)) assertAlmostEquals(Math.hypot(out.x[i], out.y[i]), 1, 1e-9);
  assertAlmostEquals(Math.max(...out.x), 1, 0.01);
  assertAlmostEquals(Math.min(...out.y), -1, 0.01);
});

Deno.test("thin() keeps points apart, with all that belongs to them", () => {
  const n = 50_000;
  const x = range(n, (i) => Math.sin(i * 78.233) * 43758.5453 % 1);
  const y = range(n, (i) => Math.sin(i * 12.9898) * 43758.5453 % 1);
  const own = x.map((x) => x * 2);
  const { trace, note } = thin({
    type: "scatter",
    mode: "markers",
    x,
    y,
    text: x.map(String),
    marker: { color: own, size: 5, colorscale: [[0, "a"], [1, "b"]] },
    error_y: { array: own },
  }, {});
  // deno-lint-ignore no-explicit-any
  const out = trace as any;
  assertEquals(note, `${out.x.length.toLocaleString("en")} of 50,000 points`);
  assertLess(out.x.length, 2001);
  assertGreater(out.x.length, 1900);
  assertEquals(out.text, out.x.map(String));
  assertEquals(out.marker.color, out.x.map((x: number) => x * 2));
  assertEquals(out.error_y.array, out.marker.color);
  assertEquals(out.marker.colorscale, [[0, "a"], [1, "b"]]);
  const few = thinned({
    type: "scatter",
    mode: "markers",
    x: [...new Array(5000).fill(0), 1],
    y: new Array(5001).fill(2),
  });
  assertEquals(few.x, [0, 1]);
});

Deno.test("thin() keeps the highest of neighbouring bars", () => {
  const y = range(5000, (i) => i === 2501 ? -50 : i % 5);
  const { trace, note } = thin({ type: "bar", y, width: new Array(5000).fill(1) }, {});
  // deno-lint-ignore no-explicit-any
  const out = trace as any;
  assertEquals([out.y.length, out.x.length, note], [1000, 1000, "1,000 of 5,000 bars"]);
  assertEquals(out.y[500], -50);
  assertEquals(out.y[0], 4);
  assertEquals(out.width[0], 5);
});

Deno.test("thin() takes the means of blocks of cells", () => {
  const z = range(400, (i) => i).map((i) => range(900, (j): number => i + j)) as (number | null)[][];
  z[0] = z[0].map(() => null);
  z[1] = z[1].map(() => null);
  const { trace, note } = thin({ type: "heatmap", z, x: range(900, (j) => 10 * j), texttemplate: "%{z}" }, {});
  // deno-lint-ignore no-explicit-any
  const out = trace as any;
  assertEquals([out.z.length, out.z[0].length, note], [200, 300, "means of 2 × 3 cells"]);
  assertEquals([out.z[0][0], out.z[1][0], out.z[1][1]], [null, 3.5, 6.5]);
  assertEquals([out.x[0], out.x[1], out.y[0], out.y[1]], [10, 40, 0.5, 2.5]);
  assertEquals(out.texttemplate, undefined);
});
