/** Wrong options and arguments are refused with words that help. */
import { assertEquals, assertThrows } from "@std/assert";
import * as rt from "@raptors/core";
import { plot } from "@raptors/core/plot";

/** Notebook cells are not type-checked: anything may come. */
// deno-lint-ignore no-explicit-any
const loose: any = plot;

/** Calls, the class of the error, and its message. */
const CASES: [string, () => unknown, typeof TypeError | typeof RangeError, string][] = [
  [
    "an unknown option",
    () => loose.line([1], { colour: "red" }),
    TypeError,
    'plot.line() has no option "colour": expected',
  ],
  [
    "an unknown option of an axis",
    () => loose.line([1], { xAxis: { titel: "x" } }),
    TypeError,
    'plot.line(): xAxis has no option "titel": expected title, scale, range, reverse, ticks, tickLabels, format',
  ],
  [
    "an unknown option of a series",
    () => loose.bar([{ y: [1], colour: "red" }]),
    TypeError,
    'plot.bar(): series[0] has no option "colour": expected name, x, y, color, opacity, error, text',
  ],
  [
    "an unknown option of a guide",
    () => loose.line([1], { guides: [{ y: 1 }, { z: 1 }] }),
    TypeError,
    'plot.line(): guides[1] has no option "z": expected x, y, label, labelSide, color, dash',
  ],
  [
    "an option of another plot",
    () => loose.heatmap([[1]], { bins: 3 }),
    TypeError,
    'plot.heatmap() has no option "bins"',
  ],
  ["guides of a surface", () => loose.surface([[1, 2], [3, 4]], { guides: [] }), TypeError, 'has no option "guides"'],
  [
    "a number for a title",
    () => loose.line([1], { title: 5 }),
    TypeError,
    "plot.line(): title must be a string: found 5",
  ],
  [
    "a text for a width",
    () => loose.line([1], { width: "5" }),
    TypeError,
    'plot.line(): width must be a number: found "5"',
  ],
  [
    "a negative width",
    () => loose.line([1], { width: -5 }),
    RangeError,
    "plot.line(): width must be a positive number of pixels: found -5",
  ],
  [
    "an infinite height",
    () => loose.line([1], { height: Infinity }),
    TypeError,
    "plot.line(): height must be a number",
  ],
  [
    "opacity above 1",
    () => loose.line([1], { opacity: 2 }),
    RangeError,
    "plot.line(): opacity must be a number from 0 to 1: found 2",
  ],
  [
    "an unknown dash",
    () => loose.line([1], { dash: "dots" }),
    RangeError,
    'plot.line(): dash must be one of solid, dash, dot, dashdot: found "dots"',
  ],
  [
    "an unknown scale",
    () => loose.line([1], { xAxis: { scale: "ln" } }),
    RangeError,
    'plot.line(): xAxis.scale must be one of linear, log, date, category: found "ln"',
  ],
  [
    "an unknown colour scale",
    () => loose.heatmap([[1]], { colors: "jet" }),
    TypeError,
    "plot.heatmap(): colors must be viridis, cividis, blues, greens, reds, greys, redblue or an array",
  ],
  [
    "a range of one end",
    () => loose.line([1], { xAxis: { range: [1] } }),
    RangeError,
    "plot.line(): xAxis.range must be [low, high]: found an array of 1",
  ],
  [
    "a range with zero on a log axis",
    () => loose.line([1], { xAxis: { scale: "log", range: [0, 1] } }),
    RangeError,
    "plot.line(): xAxis.range must be above 0 on a log axis: found 0",
  ],
  [
    "labels without ticks",
    () => loose.line([1], { xAxis: { tickLabels: ["a"] } }),
    RangeError,
    "plot.line(): xAxis.tickLabels must have one text for each of ticks: found 1 for 0",
  ],
  [
    "a guide without a place",
    () => loose.line([1], { guides: [{ label: "a" }] }),
    TypeError,
    "plot.line(): guides[0] must be an object with either x or y: found an object with the keys label",
  ],
  ["a guide in two places", () => loose.line([1], { guides: [{ x: 1, y: 1 }] }), TypeError, "either x or y"],
  ["no arguments", () => loose.line(), TypeError, "plot.line() takes y, or x and y, or an array of series: found 0"],
  ["three arrays", () => loose.line([1], [2], [3]), TypeError, "plot.line() takes y, or x and y"],
  ["a number", () => loose.line(5), TypeError, "plot.line() takes arrays, and options as an object: found 5"],
  [
    "a set",
    () => loose.line(new Set([1])),
    TypeError,
    "plot.line() takes arrays, and options as an object: found a Set",
  ],
  ["null for y", () => loose.line(null), TypeError, "plot.line() takes arrays, and options as an object: found null"],
  [
    "lengths that differ",
    () => loose.line([1, 2, 3], [1, 2]),
    RangeError,
    "plot.line(): x must have one value for each of the 2 values of y: found 3",
  ],
  [
    "errors that are too few",
    () => loose.line([1, 2], { error: [1] }),
    RangeError,
    "plot.line(): error must have one value for each of the 2 values of y: found 1",
  ],
  ["errors to one side", () => loose.line([1, 2], { error: { above: [1, 1] } }), TypeError, "plot.line(): error"],
  [
    "errors for several lines",
    () => loose.line([{ y: [1] }, { y: [2] }], { error: [1] }),
    TypeError,
    "plot.line(): error is for one series: give it in each series instead",
  ],
  [
    "a series without y",
    () => loose.line([{ x: [1] }]),
    TypeError,
    "plot.line(): series[0]: y must be an NDArray or an array: found undefined",
  ],
  ["a series among numbers", () => loose.line([1, { y: [1] }]), TypeError, "plot.line(): y[1] must be a number"],
  ["too many columns", () => loose.line(rt.zeros([2, 65])), RangeError, "at most 64: found shape [2,65]"],
  ["three dimensions", () => loose.line(rt.zeros([2, 2, 2])), RangeError, "plot.line(): y must have 1 dimension"],
  [
    "names as lengths of bars",
    () => loose.bar(["a"], ["b"]),
    TypeError,
    'plot.bar(): y[0] must be a number: found "b"',
  ],
  [
    "colours that are too few",
    () => loose.bar([1, 2], { color: ["red"] }),
    RangeError,
    "plot.bar(): color must have one",
  ],
  ["a matrix of one dimension", () => loose.heatmap([1, 2]), RangeError, "plot.heatmap(): z must have 2 dimensions"],
  ["an empty matrix", () => loose.heatmap(rt.zeros([0, 3])), RangeError, "plot.heatmap(): z must have elements"],
  [
    "positions that are too few",
    () => loose.heatmap([[1, 2]], { x: [1] }),
    RangeError,
    "plot.heatmap(): x must have one value for each of the 2 columns of z: found 1",
  ],
  [
    "x, y and z one after the other",
    () => loose.contour([1], [1], [[1]]),
    TypeError,
    "plot.contour() takes one matrix, and x and y as options: found 3 arrays",
  ],
  [
    "a matrix too small for lines",
    () => loose.contour([[1, 2]]),
    RangeError,
    "at least 2 rows and columns: found shape [1,2]",
  ],
  [
    "a range of colours upside down",
    () => loose.heatmap([[1]], { colorRange: [2, 1] }),
    RangeError,
    "plot.heatmap(): colorRange must be [low, high]: found [2, 1]",
  ],
  [
    "a centre and a range",
    () => loose.heatmap([[1]], { colorRange: [1, 2], center: 0 }),
    TypeError,
    "center cannot be given",
  ],
  [
    "no bins",
    () => loose.histogram([1], { bins: 0 }),
    RangeError,
    "plot.histogram(): bins must be at least 1: found 0",
  ],
  [
    "half a bin",
    () => loose.histogram([1], { bins: 1.5 }),
    RangeError,
    "plot.histogram(): bins must be a whole number",
  ],
  [
    "edges that fall",
    () => loose.histogram([1], { bins: [1, 3, 2] }),
    RangeError,
    "at least two edges that rise: found [1, 3, 2]",
  ],
  ["a range upside down", () => loose.histogram([1], { range: [2, 1] }), RangeError, "low < high: found [2, 1]"],
  [
    "edges and a range",
    () => loose.histogram([1], { bins: [1, 2], range: [0, 1] }),
    TypeError,
    "range cannot be given",
  ],
  [
    "a figure without data",
    () => loose.figure({ layout: {} }),
    TypeError,
    "plot.figure(): data must be an array of traces",
  ],
  [
    "a figure with more",
    () => loose.figure({ data: [], style: 1 }),
    TypeError,
    'plot.figure() has no option "style": expected data, layout, config, frames',
  ],
  [
    "two arguments for a figure",
    () => loose.figure([], {}),
    TypeError,
    "plot.figure() takes one figure { data, layout }",
  ],
];

for (const [name, call, type, message] of CASES) {
  Deno.test(`${name}: ${message.split(":")[0]}`, () => {
    assertThrows(call, type, message);
  });
}

Deno.test("options that are undefined count as not given", () => {
  const none = { title: undefined, color: undefined, xAxis: undefined, guides: undefined, legend: undefined };
  assertEquals(plot.line([1], none).toJSON(), plot.line([1]).toJSON());
  assertEquals(plot.line([1], undefined).toJSON(), plot.line([1]).toJSON());
});
