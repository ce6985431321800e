/** What the compiler accepts of plots; `deno check` verifies every expected error. */
import * as rt from "@raptors/core";
import { Figure, plot, type PlotlyTrace, progress } from "@raptors/core/plot";
import { assertInstanceOf, assertThrows } from "@std/assert";

const x = rt.arange(4);
const f32 = rt.ones([4], { dtype: "float32" });
const i64 = rt.ones([4], { dtype: "int64" });
const flags = rt.ones([4], { dtype: "bool" });

Deno.test("arrays of every kind are x, y and z", () => {
  const figures: Figure[] = [
    plot.line(x, f32),
    plot.line(i64),
    plot.line(flags, { title: "t" }),
    plot.line(x, [1, 2, null, undefined]),
    plot.line([1n, 2n], new BigInt64Array(2)),
    plot.line(["a", "b"], new Float32Array(2)),
    plot.line([new Date()], [1]),
    plot.line(x, [{ name: "a", y: f32, error: { below: x, above: x } }]),
    plot.line(x, x as rt.NDArray, undefined),
    plot.scatter(x, f32, { color: i64, size: flags.astype("float64").add(1) }),
    plot.scatter(f32, { size: 3 }),
    plot.bar(["a", "b", "c", "d"], i64),
    plot.bar([["a", "a"], ["x", "y"]], [1, 2], { base: 1 }),
    plot.histogram(rt.zeros([2, 2]), { bins: x }),
    plot.histogram([{ name: "a", values: x }]),
    plot.heatmap(rt.zeros([4, 4], { dtype: "int32" }), { x, y: ["a", "b", "c", "d"] }),
    plot.contour([[1, 2], new Float64Array(2)]),
    plot.surface(rt.eye(4), { x, y: f32 }),
    plot.figure({ data: [{ type: "scatter3d", x, y: f32, z: i64, anything: { goes: x } }] }),
  ];
  for (const figure of figures) assertInstanceOf(figure, Figure);
});

Deno.test("options and types that do not exist are errors of the compiler too", () => {
  // @ts-expect-error: "color"
  assertThrows(() => plot.line(x, x, { colour: "red" }));
  // @ts-expect-error: "dot"
  assertThrows(() => plot.line(x, { dash: "dots" }));
  // @ts-expect-error: "log"
  assertThrows(() => plot.line(x, { xAxis: { scale: "ln" } }));
  // @ts-expect-error: histograms have no base
  assertThrows(() => plot.histogram(x, { base: 1 }));
  // @ts-expect-error: a surface has no legend
  assertThrows(() => plot.surface(rt.eye(2), { legend: true }));
  // @ts-expect-error: lengths are numbers
  assertThrows(() => plot.bar(["a"], ["b"]));
  // @ts-expect-error: a series has y
  assertThrows(() => plot.line([{ x }]));
  // @ts-expect-error: a number is no array
  assertThrows(() => plot.line(5));
  // @ts-expect-error: data is a list
  assertThrows(() => plot.figure({ data: { y: x } }));
  // @ts-expect-error: "scatter"
  const trace: PlotlyTrace = { type: "scater" };
  assertInstanceOf(trace, Object);
  // @ts-expect-error: "label"
  assertThrows(() => progress([1], { title: "a" }));
});

Deno.test("progress() hands on the type of the items", () => {
  const sync: Generator<number, void, void> = progress(new Set([1]));
  const later: AsyncGenerator<string, void, void> = progress((async function* () {
    await Promise.resolve();
    yield "a";
  })());
  assertInstanceOf(sync, Object);
  assertInstanceOf(later, Object);
});
