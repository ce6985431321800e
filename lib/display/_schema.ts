/**
 * Checks of the options of plots. Notebook cells are not type-checked, so a misspelt option would silently do nothing.
 *
 * @module
 */
import { z } from "zod";
import { describe } from "./values.ts";

/** Arrays are checked where they are read, with errors of their own. */
const values = z.custom<never>((value) => typeof value === "object" && value !== null, "an NDArray or an array");

const color = z.string().min(1, "a CSS colour");
const pixels = z.number().positive("a positive number of pixels").finite();
const opacity = z.number().min(0, "a number from 0 to 1").max(1, "a number from 0 to 1");
const dash = z.enum(["solid", "dash", "dot", "dashdot"]);
const ends = z.tuple([z.number(), z.number()], "[low, high]");
const texts = z.array(z.string(), "an array of strings");

const axis = z.union([
  z.string(),
  z.strictObject({
    title: z.string().optional(),
    scale: z.enum(["linear", "log", "date", "category"]).optional(),
    range: z.union([ends, z.tuple([z.string(), z.string()])], "[low, high]").optional(),
    reverse: z.boolean().optional(),
    ticks: values.optional(),
    tickLabels: texts.optional(),
    format: z.string().optional(),
  }),
], "a title or an object");

const place = z.union([z.number(), z.string()], "a number or a string");

const guide = z.strictObject({
  x: place.optional(),
  y: place.optional(),
  label: z.string().optional(),
  labelSide: z.enum(["above", "below"]).optional(),
  color: color.optional(),
  dash: dash.optional(),
}).refine(({ x, y }) => (x === undefined) !== (y === undefined), "an object with either x or y");

const plot = {
  title: z.string().optional(),
  subtitle: z.string().optional(),
  xAxis: axis.optional(),
  yAxis: axis.optional(),
  width: pixels.optional(),
  height: pixels.optional(),
  legend: z.boolean().optional(),
  guides: z.array(guide, "an array of guides").optional(),
  layout: z.record(z.string(), z.unknown()).optional(),
};

const error = z.union([z.strictObject({ below: values, above: values }), values], "an array, or { below, above }");

const line = {
  color: color.optional(),
  lineWidth: pixels.optional(),
  dash: dash.optional(),
  markers: z.boolean().optional(),
  fill: z.boolean().optional(),
  opacity: opacity.optional(),
};

const scatter = {
  color: z.union([color, values], "a CSS colour or an array of numbers").optional(),
  size: z.union([pixels, values], "a positive number of pixels, or an array of such").optional(),
  symbol: z.enum(["circle", "square", "diamond", "cross", "x", "triangle-up", "triangle-down", "star"]).optional(),
  opacity: opacity.optional(),
};

const bar = {
  color: z.union([color, z.array(color)], "a CSS colour, or an array of such").optional(),
  opacity: opacity.optional(),
};

const colors = {
  colors: z.union([
    z.enum(["viridis", "cividis", "blues", "greens", "reds", "greys", "redblue"]),
    z.array(color).min(2),
  ], "viridis, cividis, blues, greens, reds, greys, redblue or an array of at least two CSS colours").optional(),
  colorRange: ends.optional(),
  center: z.number().optional(),
  colorTitle: z.string().optional(),
};

const grid = { ...plot, ...colors, x: values.optional(), y: values.optional() };
const named = { name: z.string().optional(), x: values.optional(), y: values };
const points = { error: error.optional(), text: texts.optional() };

/** The options of each kind of plot, and of one series of those that have series. */
export const SCHEMAS = {
  line: z.strictObject({ ...plot, ...line, error: error.optional() }),
  lineSeries: z.strictObject({ ...named, ...line, error: error.optional() }),
  scatter: z.strictObject({ ...plot, ...scatter, ...colors, ...points }),
  scatterSeries: z.strictObject({ ...named, ...scatter, ...points }),
  bar: z.strictObject({
    ...plot,
    ...bar,
    ...points,
    horizontal: z.boolean().optional(),
    stacked: z.boolean().optional(),
    base: z.number().optional(),
  }),
  barSeries: z.strictObject({ ...named, ...bar, ...points }),
  histogram: z.strictObject({
    ...plot,
    bins: z.union(
      [z.number().int("a whole number").min(1, "at least 1").max(10_000, "at most 10,000"), values],
      "a number, or an array of edges",
    ).optional(),
    range: ends.optional(),
    density: z.boolean().optional(),
    color: color.optional(),
    opacity: opacity.optional(),
  }),
  histogramSeries: z.strictObject({
    name: z.string().optional(),
    values,
    color: color.optional(),
    opacity: opacity.optional(),
  }),
  heatmap: z.strictObject({
    ...grid,
    origin: z.enum(["upper", "lower"]).optional(),
    square: z.boolean().optional(),
    cellFormat: z.string().optional(),
  }),
  contour: z.strictObject({
    ...grid,
    levels: z.number().int("a whole number").min(1, "at least 1").max(1000, "at most 1000").optional(),
    filled: z.boolean().optional(),
    labels: z.boolean().optional(),
  }),
  surface: z.strictObject({ ...grid, zAxis: axis.optional(), contours: z.boolean().optional() })
    .omit({ guides: true, legend: true }),
  /** A Plotly figure: what is inside is Plotly's matter. */
  figure: z.strictObject({
    data: z.array(z.record(z.string(), z.unknown()), "an array of traces"),
    layout: z.record(z.string(), z.unknown()).optional(),
    config: z.record(z.string(), z.unknown()).optional(),
    frames: z.array(z.record(z.string(), z.unknown())).optional(),
  }),
  html: z.strictObject({ title: z.string().optional(), plotlyUrl: z.string().min(1).optional() }),
  svg: z.strictObject({ width: pixels.optional(), height: pixels.optional() }),
  progress: z.strictObject({
    label: z.string().optional(),
    total: z.number().int("a whole number").min(0, "at least 0").optional(),
  }),
};

/** One of the things that have options. */
export type SchemaName = keyof typeof SCHEMAS;

type Issue = z.core.$ZodIssue;

/**
 * Checks options that came from outside.
 *
 * @param where what takes them, such as `plot.line()`
 * @throws {TypeError} if one does not exist, or is of the wrong type
 * @throws {RangeError} if one is of the right type and cannot have that value
 */
export function checkOptions(where: string, name: SchemaName, options: unknown): void {
  const result = SCHEMAS[name].safeParse(options, { reportInput: true });
  if (result.success) return;
  const { issue, path } = innermost(result.error.issues[0]);
  const at = path.length === 0 ? where : `${where}: ${pathText(path)}`;
  if (issue.code === "unrecognized_keys") {
    const allowed = keysAt(SCHEMAS[name], path);
    throw new TypeError(`${at} has no option ${JSON.stringify(issue.keys[0])}: expected ${allowed.join(", ")}`);
  }
  const found = `found ${describe(issue.input)}`;
  const message = `${at} must be ${expected(issue)}: ${found}`;
  throw isRange(issue) ? new RangeError(message) : new TypeError(message);
}

/** The issue inside a union that says most: that of the alternative whose kind the value is of. */
function innermost(issue: Issue, before: PropertyKey[] = []): { issue: Issue; path: PropertyKey[] } {
  const path = [...before, ...issue.path];
  if (issue.code === "invalid_union") {
    for (const [inner] of issue.errors) {
      if (inner.path.length > 0 || !ofOtherKind(inner)) return innermost(inner, path);
    }
  }
  return { issue, path };
}

/** Whether a value is not at all what was expected, where others have only a wrong part or are out of range. */
function ofOtherKind(issue: Issue): boolean {
  if (issue.code === "invalid_type") return issue.expected !== "int" || typeof issue.input !== "number";
  return issue.code === "custom" || issue.code === "invalid_value";
}

/** What was expected, from an issue's message: our own words, or zod's without its preamble. */
function expected(issue: Issue): string {
  if (issue.code === "invalid_value") return `one of ${issue.values.join(", ")}`;
  if (issue.code === "invalid_type" && issue.message.startsWith("Invalid input")) {
    return `${/^[aeiou]/.test(issue.expected) ? "an" : "a"} ${issue.expected}`;
  }
  return issue.message;
}

function isRange(issue: Issue): boolean {
  if (issue.code === "invalid_value") return typeof issue.input === "string";
  return issue.code === "too_small" || issue.code === "too_big" ||
    (issue.code === "invalid_type" && typeof issue.input === "number" && issue.expected === "int");
}

function pathText(path: readonly PropertyKey[]): string {
  return path.map((key, i) => typeof key === "number" ? `[${key}]` : `${i > 0 ? "." : ""}${String(key)}`).join("");
}

/** The options that exist at a path of a schema. */
function keysAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): string[] {
  let found = schema;
  for (const key of path) {
    const object = objectIn(found);
    if (object !== undefined && typeof key === "string") found = object.shape[key];
    else if (unwrapped(found) instanceof z.ZodArray) found = (unwrapped(found) as z.ZodArray).element;
  }
  return Object.keys(objectIn(found)?.shape ?? {});
}

function unwrapped(schema: z.core.$ZodType): z.core.$ZodType {
  return schema instanceof z.ZodOptional ? schema.unwrap() : schema;
}

function objectIn(schema: z.core.$ZodType): z.ZodObject | undefined {
  const inner = unwrapped(schema);
  if (inner instanceof z.ZodObject) return inner;
  if (inner instanceof z.ZodUnion) return inner.options.map(objectIn).find((object) => object !== undefined);
  return undefined;
}
