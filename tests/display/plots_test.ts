/** The Plotly JSON of every kind of plot. */
import { assert, assertEquals, assertGreater, assertStringIncludes, assertThrows } from "@std/assert";
import * as rt from "@raptors/core";
import { type Figure, plot } from "@raptors/core/plot";

/** The traces of a figure, to look into. */
// deno-lint-ignore no-explicit-any
const traces = (figure: Figure): any[] => figure.toJSON().data as any[];
// deno-lint-ignore no-explicit-any
const layout = (figure: Figure): any => figure.toJSON().layout;

const GUIDES = [{ y: 1, label: "one" }, { x: 2 }];
const WHOLE = {
  title: "T",
  subtitle: "S",
  xAxis: "x",
  yAxis: "y",
  width: 500,
  height: 300,
  legend: true,
  guides: GUIDES,
};

/** One figure of every kind, with every option. */
const FIGURES: Record<string, () => Figure> = {
  line: () =>
    plot.line([1, 2, 3], [
      { name: "a", y: [1, 2, 3], color: "red", lineWidth: 1, dash: "dot", markers: true, fill: true, opacity: 0.5 },
      { name: "b", x: [1, 3], y: [1, 2], error: { below: [0.1, 0.2], above: [1, 2] } },
    ], { ...WHOLE, xAxis: { title: "x", scale: "log", range: [1, 10], ticks: [1, 10], tickLabels: ["one", "ten"] } }),
  "line of one": () => plot.line([3, 1, 2], { error: [1, 1, 1], yAxis: { reverse: true, format: ".1f" } }),
  "line with dates": () => plot.line([new Date(0), new Date(1e10)], [1, 2], { xAxis: { scale: "date" } }),
  "line of many": () => plot.line(new Float32Array(30_000)),
  scatter: () =>
    plot.scatter([
      { name: "a", x: [1, 2], y: [3, 4], color: [1, 2], size: [5, 6], symbol: "star", opacity: 1, text: ["p", "q"] },
      { name: "b", y: ["low", "high"], error: [1, 2] },
    ], { ...WHOLE, colors: "cividis", colorRange: [0, 3], colorTitle: "c" }),
  "scatter around a centre": () => plot.scatter([1, 2], { color: [-1, 3], center: 0 }),
  bar: () => plot.bar(["a", "b"], [1, 2], { ...WHOLE, color: ["red", "blue"], text: ["1", "2"], error: [0.1, 0.1] }),
  "bars on two levels": () =>
    plot.bar([["a", "a", "b"], ["x", "y", "x"]], [{ name: "s", y: [1, 2, 3] }, { name: "t", y: [3, 2, 1] }], {
      stacked: true,
      yAxis: { scale: "log" },
      base: 1,
    }),
  "level bars": () => plot.bar(["a", "b"], [1, 2], { horizontal: true, error: [0.1, 0.2], opacity: 0.8 }),
  histogram: () => plot.histogram([1, 2, 2, 3], { ...WHOLE, bins: 3, range: [0, 3], density: true, color: "green" }),
  histograms: () => plot.histogram([{ name: "a", values: [1, 2] }, { name: "b", values: [[1, 3], [2, 2]] }]),
  heatmap: () =>
    plot.heatmap([[1, 2], [3, NaN]], {
      ...WHOLE,
      x: [3, 4],
      y: [1, 2],
      colors: ["#000000", "#ffffff"],
      colorRange: [0, 5],
      colorTitle: "c",
      origin: "lower",
      square: true,
      cellFormat: ".1f",
    }),
  contour: () => plot.contour([[1, 2], [3, 4]], { ...WHOLE, levels: 4, labels: true, center: 2 }),
  "contour lines": () => plot.contour(rt.eye(5), { filled: false, x: [1, 2, 4, 8, 16], xAxis: { scale: "log" } }),
  surface: () => {
    const { guides: _guides, legend: _legend, ...options } = WHOLE;
    return plot.surface([[1, 2], [3, 4]], { ...options, zAxis: "z", contours: true, colorRange: [0, 5], x: [1, 2] });
  },
  figure: () =>
    plot.figure({
      data: [{ type: "violin", y: rt.arange(9) }, { type: "pie", values: [1, 2], labels: ["a", "b"] }],
      layout: { title: { text: "T" } },
    }),
};

for (const [name, make] of Object.entries(FIGURES)) {
  Deno.test(`${name}: plotly.js knows all that is in the figure`, async () => {
    assertEquals(await make().validate(), []);
  });

  Deno.test(`${name}: the figure is JSON`, () => {
    const json = make().toJSON();
    assertEquals(JSON.parse(JSON.stringify(json)), json);
  });
}

Deno.test("validate() names what plotly.js does not know", async () => {
  const figure = plot.figure({
    data: [{ type: "scatter", y: [1, 2], colour: "red", mode: "dashes" }],
    layout: { xaxis: { typ: "log" } },
  });
  const problems = await figure.validate();
  assertEquals(problems.length, 3, problems.join("\n"));
  for (const [i, word] of ["colour", "mode", "typ"].entries()) assertStringIncludes(problems[i], word);
});

Deno.test("line() takes y, x and y, series, and the columns of a matrix", () => {
  assertEquals(traces(plot.line([3, 1, 2])).map(({ x, y }) => [x, y]), [[undefined, [3, 1, 2]]]);
  assertEquals(traces(plot.line(rt.arange(3), rt.ones([3]))).map(({ x, y }) => [x, y]), [[[0, 1, 2], [1, 1, 1]]]);
  const shared = plot.line([1, 2], [{ name: "a", y: [3, 4] }, { name: "b", y: [5], x: [9] }]);
  assertEquals(traces(shared).map(({ name, x, y }) => [name, x, y]), [["a", [1, 2], [3, 4]], ["b", [9], [5]]]);
  const columns = plot.line([7, 8], rt.array([[1, 2, 3], [4, 5, 6]]).T.T);
  assertEquals(traces(columns).map(({ name, x, y }) => [name, x, y]), [
    ["0", [7, 8], [1, 4]],
    ["1", [7, 8], [2, 5]],
    ["2", [7, 8], [3, 6]],
  ]);
  assertEquals(traces(plot.line([])).map(({ y }) => y), [[]]);
});

Deno.test("line() marks points where they are few, and draws many on the graphics card", () => {
  assertEquals(traces(plot.line(new Array(30).fill(1)))[0].mode, "lines+markers");
  assertEquals(traces(plot.line(new Array(31).fill(1)))[0].mode, "lines");
  assertEquals(traces(plot.line(new Array(31).fill(1), { markers: true }))[0].mode, "lines+markers");
  assertEquals(traces(plot.line(new Float64Array(20_000)))[0].type, "scatter");
  assertEquals(traces(plot.line(new Float64Array(20_001)))[0].type, "scattergl");
});

Deno.test("options of the call hold for all series, unless one says otherwise", () => {
  const figure = plot.line([{ y: [1] }, { y: [2], lineWidth: 5 }], {
    width: 700,
    lineWidth: 3,
    dash: "dot",
    opacity: 0.5,
  });
  assertEquals(traces(figure).map(({ line, opacity }) => [line.width, line.dash, opacity]), [
    [3, "dot", 0.5],
    [5, "dot", 0.5],
  ]);
  assertEquals(layout(figure).width, 700);
});

Deno.test("more series than colours are told apart by dashes", () => {
  const lines = traces(plot.line(rt.zeros([2, 20]))).map(({ line }) => `${line.color} ${line.dash}`);
  assertEquals(new Set(lines).size, 20);
});

Deno.test("axes: scales, ranges, ticks, direction", () => {
  const { xaxis, yaxis } = layout(plot.line([1], [1], {
    xAxis: { title: "x", scale: "log", range: [1, 1000], reverse: true },
    yAxis: { ticks: rt.arange(3), tickLabels: ["a", "b", "c"], format: ".1f", reverse: true },
  }));
  assertEquals([xaxis.title.text, xaxis.type], ["x", "log"]);
  assertEquals(xaxis.range.map((end: number) => Math.round(end * 1e9) / 1e9), [3, 0]);
  assertEquals([yaxis.tickvals, yaxis.ticktext, yaxis.tickformat, yaxis.autorange], [
    [0, 1, 2],
    ["a", "b", "c"],
    ".1f",
    "reversed",
  ]);
});

Deno.test("names that look like numbers stay names", () => {
  assertEquals(layout(plot.bar(["512", "1024"], [1, 2])).xaxis.type, "category");
  assertEquals(layout(plot.bar(["a", "b"], [1, 2])).xaxis.type, undefined);
  assertEquals(layout(plot.line(["2024-01-01"], [1])).xaxis.type, undefined);
});

Deno.test("guides are lines across the plot, with labels", () => {
  const { shapes } = layout(plot.line([1, 2], { guides: [{ y: 1, label: "NumPy", color: "red" }, { x: 0.5 }] }));
  assertEquals(shapes.map((s: Record<string, unknown>) => [s.xref, s.x0, s.x1, s.yref, s.y0, s.y1]), [
    ["paper", 0, 1, "y", 1, 1],
    ["x", 0.5, 0.5, "paper", 0, 1],
  ]);
  assertEquals([shapes[0].label.text, shapes[0].line.color, shapes[1].label], ["NumPy", "red", undefined]);
  const { shapes: [over, under] } = layout(plot.line([1, 2], {
    guides: [{ y: 1, label: "a" }, { y: 2, label: "b", labelSide: "below" }],
  }));
  assertEquals([over.label.yanchor, under.label.yanchor], ["bottom", "top"]);
});

Deno.test("layout goes over what the options make", () => {
  const made = layout(plot.line([1], { title: "T", xAxis: "x", layout: { xaxis: { dtick: 2 }, hovermode: "x" } }));
  assertEquals([made.xaxis, made.hovermode, made.title.text], [{ title: { text: "x" }, dtick: 2 }, "x", "<b>T</b>"]);
  const { scene } = layout(plot.surface(rt.eye(2), { layout: { scene: { zaxis: { dtick: 3 } } } }));
  assertEquals(scene.zaxis, { title: { text: "z" }, dtick: 3 });
});

Deno.test("bar() starts bars at the base, and lays them level", () => {
  const [upright] = traces(plot.bar(["a", "b"], [3, 0.5], { base: 1, error: [1, 1] }));
  assertEquals([upright.x, upright.y, upright.base, upright.error_y.array], [["a", "b"], [2, -0.5], [1, 1], [1, 1]]);
  const level = plot.bar(["a", "b"], [3, 0.5], { horizontal: true, error: [1, 1] });
  const [{ x, y, orientation, error_x }] = traces(level);
  assertEquals([x, y, orientation, error_x.array], [[3, 0.5], ["a", "b"], "h", [1, 1]]);
  assertEquals(layout(level).yaxis.autorange, "reversed");
});

Deno.test("heatmap() has row 0 on top unless told otherwise", () => {
  const autorange = (options: Parameters<typeof plot.heatmap>[1]) =>
    layout(plot.heatmap([[1]], options)).yaxis.autorange;
  assertEquals(autorange({}), "reversed");
  assertEquals(autorange({ origin: "lower" }), undefined);
  assertEquals(autorange({ yAxis: { reverse: true } }), true);
});

Deno.test("a centre of colours is in the middle of their range", () => {
  const [{ zmin, zmax }] = traces(plot.heatmap([[-1, 4]], { center: 1 }));
  assertEquals([zmin, zmax], [-2, 4]);
});

Deno.test("contour() puts its levels at round numbers", () => {
  const [{ contours }] = traces(plot.contour([[0, 3], [50, 97]], { levels: 10 }));
  assertEquals([contours.start, contours.end, contours.size], [0, 90, 10]);
  for (const levels of [1, 3, 7, 12, 40]) {
    const [{ contours: { start, end, size } }] = traces(plot.contour([[-0.013, 0], [0.2, 0.71]], { levels }));
    const count = (end - start) / size + 1;
    assert(count >= levels / 3 && count <= levels + 1, `${levels}: ${count}`);
    assertEquals(Number((start / size).toFixed(9)) % 1, 0);
  }
});

Deno.test("figure() reads arrays anywhere", () => {
  const figure = plot.figure({
    data: [{
      type: "scatter",
      x: rt.arange(3).slice("::-1"),
      y: new Float32Array([1, NaN, 3]),
      marker: { size: rt.array([5n, 6n, 7n]), color: undefined },
      customdata: rt.eye(3),
      error_y: { array: [1, new Date(0), 3n] },
    }],
    layout: { width: rt.full([], 300) },
    config: { scrollZoom: true },
    frames: [{ data: [{ y: rt.arange(2) }] }],
  });
  assertEquals(traces(figure), [{
    type: "scatter",
    x: [2, 1, 0],
    y: [1, null, 3],
    marker: { size: [5, 6, 7] },
    customdata: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    error_y: { array: [1, "1970-01-01T00:00:00.000Z", 3] },
  }]);
  const { config, frames, layout } = figure.toJSON();
  assertEquals([config.scrollZoom, frames, layout.width], [true, [{ data: [{ y: [0, 1] }] }], 300]);
});

Deno.test("figure() refuses what JSON cannot hold", () => {
  const circle: Record<string, unknown> = {};
  circle.self = circle;
  const make = (value: unknown) => () => plot.figure({ data: [{ y: value as number[] }] });
  assertThrows(make(circle), TypeError, "plot.figure(): data[0].y.self cannot be in a figure: it contains itself");
  assertThrows(make([() => 1]), TypeError, "data[0].y[0] cannot be in a figure: found a function");
  assertThrows(make(new Map()), TypeError, "data[0].y cannot be in a figure: found a Map");
  assertThrows(make(rt.zeros([2, 2, 2])), RangeError, "data[0].y must have at most 2 dimensions: found shape [2,2,2]");
  assertThrows(make(rt.broadcastTo(rt.zeros([1]), [3e6])), RangeError, "has 3,000,000 values");
  const same = [1, 2];
  plot.figure({ data: [{ x: same, y: same }] });
});

Deno.test("series together may not hold more than a figure does", () => {
  const y = rt.broadcastTo(rt.zeros([1]), [1_100_000]);
  assertThrows(() => plot.line([{ y }, { y }]), RangeError, "A figure has 2,200,000 values");
});

Deno.test("a template of the figure's own takes the place of ours", () => {
  assertEquals(layout(plot.line([1], { layout: { template: "none" } })).template, "none");
  assertGreater(layout(plot.line([1])).template.layout.colorway.length, 5);
});
