/** Static pictures hold what their figures do. */
import { assert, assertAlmostEquals, assertEquals, assertGreater, assertLess, assertMatch } from "@std/assert";
import { assertNotEquals, assertRejects, assertStringIncludes } from "@std/assert";
import * as rt from "@raptors/core";
import { type Figure, plot } from "@raptors/core/plot";
import { decode } from "fast-png";
import { all, type Element, parseSvg, pointsOf, texts } from "./_svg.ts";

async function draw(figure: Figure): Promise<Element> {
  return parseSvg(await figure.toSVG());
}

Deno.test("a line goes through its points", async () => {
  const svg = await draw(plot.line([0, 1, 2, 4], [0, 10, 5, 20], { markers: true }));
  const [line, ...others] = all(svg, ".lines path.js-line");
  assertEquals(others.length, 0);
  const points = pointsOf(line);
  assertEquals(points.length, 4);
  // On linear axes the points of the picture are those of the data, stretched.
  const along = (values: number[], i: number) => (values[i] - values[0]) / (values[3] - values[0]);
  for (const i of [1, 2]) {
    assertAlmostEquals(along(points.map(([x]) => x), i), along([0, 1, 2, 4], i), 0.01);
    assertAlmostEquals(along(points.map(([, y]) => y), i), along([0, 10, 5, 20], i), 0.01);
  }
  assertEquals(all(svg, ".points path.point").length, 4);
});

Deno.test("every series has its line, and its name in the legend", async () => {
  const names = ["one", "two", "three"];
  const svg = await draw(
    plot.line(names.map((name, i) => ({ name, y: [i, i + 1] })), { title: "Title", xAxis: "axis" }),
  );
  assertEquals(all(svg, ".lines path.js-line").length, 3);
  assertEquals(texts(svg, ".legendtext"), names);
  assertEquals(texts(svg, ".gtitle"), ["Title"]);
  assertEquals(texts(svg, ".xtitle"), ["axis"]);
});

Deno.test("names in the legend are not cut off, however wide the reader's font is", async () => {
  const svg = await draw(plot.line([{ name: "one", y: [1, 2] }, { name: "the last", y: [2, 1] }]));
  const [legend] = all(svg, ".legend .scrollbox");
  assertEquals(legend.getAttribute("clip-path"), null);
});

Deno.test("gaps break a line", async () => {
  const svg = await draw(plot.line([1, 2, NaN, 3, 4]));
  assertEquals(all(svg, ".lines path.js-line").map((line) => pointsOf(line).length), [2, 2]);
});

Deno.test("bars are as many and as long as their values", async () => {
  const svg = await draw(plot.bar(["a", "b", "c"], [{ name: "s", y: [1, 2, 4] }, { name: "t", y: [4, 3, 0.5] }]));
  const bars = all(svg, ".bars .point path");
  assertEquals(bars.length, 6);
  const heights = bars.map((bar) => {
    const ys = pointsOf(bar).map(([, y]) => y);
    return Math.max(...ys) - Math.min(...ys);
  });
  [1, 2, 4, 4, 3, 0.5].forEach((value, i) => assertAlmostEquals(heights[i] / heights[0], value, 0.02));
  assertEquals(texts(svg, ".xtick text"), ["a", "b", "c"]);
});

Deno.test("scattered points, bins and boxes are all there", async () => {
  const cloud = await draw(plot.scatter(rt.arange(50), rt.arange(50)));
  assertEquals(all(cloud, ".points path.point").length, 50);
  const bins = await draw(plot.histogram(rt.arange(100), { bins: 7 }));
  assertEquals(all(bins, ".bars .point path").length, 7);
  const boxes = await draw(plot.figure({ data: [{ type: "box", y: [1, 2, 3] }, { type: "box", y: [2, 3, 4] }] }));
  assertEquals(all(boxes, ".boxlayer path.box").length, 2);
});

/** The pixels of the image in a picture. */
function imageOf(svg: Element) {
  const [image, ...others] = all(svg, ".heatmaplayer image");
  assertEquals(others.length, 0);
  const [, data] = image.getAttribute("xlink:href")!.split("base64,");
  const png = decode(Uint8Array.fromBase64(data));
  assertEquals(png.channels, 4);
  return {
    png,
    colorAt: (x: number, y: number) => {
      const at = (Math.floor(y * png.height) * png.width + Math.floor(x * png.width)) * 4;
      return [...png.data.subarray(at, at + 4)];
    },
  };
}

Deno.test("a heatmap is an image of its cells, row 0 on top", async () => {
  const options = { colors: ["#000000", "#ff0000"] };
  const { colorAt } = imageOf(await draw(plot.heatmap([[0, 1], [1, NaN]], options)));
  assertEquals(colorAt(0.25, 0.25), [0, 0, 0, 255]);
  assertEquals(colorAt(0.75, 0.25), [255, 0, 0, 255]);
  assertEquals(colorAt(0.25, 0.75), [255, 0, 0, 255]);
  assertEquals(colorAt(0.75, 0.75)[3], 0);
  const lower = imageOf(await draw(plot.heatmap([[0, 1], [1, 1]], { ...options, origin: "lower" })));
  assertEquals(lower.colorAt(0.25, 0.75), [0, 0, 0, 255]);
});

Deno.test("a heatmap over positions at unequal steps has cells of unequal width", async () => {
  const figure = plot.heatmap([[0, 1, 0]], { x: [0, 1, 9], colors: ["#000000", "#ff0000"] });
  const { png, colorAt } = imageOf(await draw(figure));
  const row = Array.from({ length: png.width }, (_, x) => colorAt((x + 0.5) / png.width, 0.5)[0] > 128);
  // Edges at -0.5, 0.5, 5 and 13: the middle cell takes a third.
  assertAlmostEquals(row.filter(Boolean).length / png.width, 1 / 3, 0.02);
});

Deno.test("contours are drawn, with labels where asked for", async () => {
  const x = rt.linspace(-1, 1, 30);
  const bowl = x.multiply(x).add(x.multiply(x).reshape([30, 1]));
  const svg = await draw(plot.contour(bowl, { levels: 7, labels: true }));
  const levels = all(svg, ".contourlevel");
  assertGreater(levels.length, 5);
  assertGreater(texts(svg, ".contourlabels text").length, 3);
  const bare = await draw(plot.contour(bowl, { levels: 7 }));
  assertEquals(texts(bare, ".contourlabels text"), []);
});

Deno.test("a surface is drawn from above, and says so", async () => {
  const figure = plot.surface(rt.eye(20), { title: "Eye", zAxis: "height", xAxis: "east" });
  const svg = await draw(figure);
  assertGreater(all(svg, ".contourlevel").length, 3);
  assertEquals(texts(svg, ".xtitle"), ["east"]);
  assertEquals(texts(svg, ".annotation-text"), ["height, seen from above"]);
});

Deno.test("what only browsers draw has no static picture, and an error that says so", async () => {
  const figure = plot.figure({ data: [{ type: "scatter3d", x: [1], y: [1], z: [1] }] });
  await assertRejects(() => figure.toSVG(), TypeError, "A static picture cannot show scatter3d: only browsers can");
});

Deno.test("traces beyond the cartesian ones are drawn too", async () => {
  const svg = await draw(plot.figure({ data: [{ type: "scatterpolar", r: [1, 2, 3], theta: [0, 90, 180] }] }));
  assertEquals(all(svg, ".scatterlayer .lines path.js-line").length, 1);
});

Deno.test("the same figure gives the same picture, another one other ids", async () => {
  const make = () => plot.line([{ name: "a", y: [1, 2, 3], fill: true }, { name: "b", y: [3, 2, 1] }]);
  const [first, again] = [await make().toSVG(), await make().toSVG()];
  assertEquals(first, again);
  const other = await plot.line([1, 2, 4]).toSVG();
  const ids = (svg: string) => [...svg.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  assertGreater(ids(first).length, 3);
  assertEquals(new Set(ids(first)).size, ids(first).length);
  assertEquals(ids(first).filter((id) => ids(other).includes(id)), []);
  // Every reference to an id meets one.
  for (const [, id] of first.matchAll(/url\(['"]?#([^'")]+)/g)) assert(ids(first).includes(id), id);
});

Deno.test("figures drawn at once are the same as one after the other", async () => {
  const make = (i: number) => plot.bar([1, 2, i], { title: `Figure ${i}` });
  const together = await Promise.all([3, 4, 5].map((i) => make(i).toSVG()));
  for (const [i, svg] of together.entries()) assertEquals(svg, await make(i + 3).toSVG());
});

Deno.test("the size is that asked for, else the figure's own, else 840 × 420", async () => {
  const size = (svg: string) => /width="(\d+)" height="(\d+)"/.exec(svg)!.slice(1).map(Number);
  const figure = plot.line([1, 2], { width: 500, height: 300 });
  assertEquals(size(await figure.toSVG()), [500, 300]);
  assertEquals(size(await figure.toSVG({ width: 800 })), [800, 300]);
  assertEquals(size(await plot.line([1, 2]).toSVG()), [840, 420]);
  await assertRejects(() => figure.toSVG({ widht: 3 } as never), TypeError, 'toSVG() has no option "widht"');
});

Deno.test("a picture is well-formed and quiet, whatever its texts are", async () => {
  const text = `<script>alert("1")</script> & <i>x</i> ]]> "'`;
  const series = [{ name: text, y: [1, 2] }, { name: `${text}2`, y: [2, 1] }];
  const source = await plot.line([text, "b"], series, { title: text, xAxis: text, guides: [{ y: 1, label: text }] })
    .toSVG();
  const svg = parseSvg(source);
  assertEquals(all(svg, "script").length, 0);
  assert(!/ on\w+=/.test(source.replaceAll(/>[^<]*</g, "><")), "no handlers");
  assertStringIncludes(svg.getAttribute("aria-label")!, "2 points");
  assertEquals(svg.getAttribute("role"), "img");
});

Deno.test("nothing is painted behind the figure", async () => {
  const svg = await draw(plot.line([1, 2]));
  for (const rect of all(svg, ":scope > rect, .bglayer rect")) {
    assertMatch(rect.getAttribute("style") ?? "", /fill-opacity: 0;/);
  }
});

Deno.test("labels and titles are inside of the picture", async () => {
  const names = ["a rather long name of a bar", "another one that is longer still", "c"];
  const svg = await draw(plot.bar(names, [1e6, 2e6, 3e6], { horizontal: true, xAxis: "count", title: "Long names" }));
  // Right-aligned labels end at the axis: its distance from the left edge must leave them room.
  const [label] = all(svg, ".ytick text");
  const right = Number(label.getAttribute("x"));
  assertGreater(right, 180);
  assertLess(right, 320);
});

Deno.test("many points are thinned in the picture only", async () => {
  const n = 300_000;
  const wave = Float64Array.from({ length: n }, (_, i) => Math.sin(i / 5000) + (i === 123_456 ? 5 : 0));
  const figure = plot.line(wave);
  assertEquals((figure.toJSON().data[0].y as number[]).length, n);
  const [line] = all(await draw(figure), ".lines path.js-line");
  const points = pointsOf(line);
  assertGreater(points.length, 200);
  assertLess(points.length, 4 * 761);
  // The one point that stands out is still the highest, at its place.
  const top = points.reduce((best, point) => point[1] < best[1] ? point : best);
  const width = points.at(-1)![0] - points[0][0];
  assertAlmostEquals((top[0] - points[0][0]) / width, 123_456 / n, 0.003);
  assertLess((await figure.toSVG()).length, 100_000);
  assertNotEquals(await figure.toSVG(), await plot.line(wave.map((y) => Math.min(y, 1))).toSVG());
});
