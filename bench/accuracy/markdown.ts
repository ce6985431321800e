/**
 * The page of the accuracy tables, as it is kept in the repository.
 *
 * @module
 */
import type { LibraryInfo } from "../numpy.ts";
import { ELEMENTWISE_DATA, MATMUL_DATA, REDUCE_DATA, type Sizes } from "./cases.ts";
import { DATA, type DataKind } from "./data.ts";
import type { Accuracy, AccuracyRow } from "./measure.ts";
import type { Errors } from "./oracle.ts";

/** A result of one operation on one kind of data. */
interface Finding extends Errors {
  readonly name: string;
  /** A difference that says nothing: one unit in the last place of the exact result. */
  readonly unit: number;
}

/** Writes the page. */
export function renderAccuracy(found: Accuracy, sizes: Sizes, numpy: LibraryInfo): string {
  const { m, k, n } = sizes.matmul;
  const square = `${sizes.side}×${sizes.side}`;
  return `# Accuracy against NumPy

The largest error of every operation of the table that gives floating-point numbers, Raptors and NumPy side by side on the
same data. Written by \`deno task accuracy\`; a later run writes the same figures, for the data are fixed, and Raptors gives
the same bits on any CPU and on any number of threads. NumPy's may differ on another CPU: these are of NumPy
${numpy.version} with ${numpy.blas} and ${highest(numpy.cpu_features)}.

The exact results come from arithmetic that does not round: every float is an integer times a power of two, and Python's
integers have any length (\`bench/accuracy/exact.py\`). Square roots and products of many factors are exact to more than
190 bits.

${summary(found)}

Kinds of data:

${kinds()}

## Elementwise operations

Units in the last place of the exact result, the largest of ${sizes.elements} elements. A result that is the exact one
rounded has at most 0.5; an operation that needs no rounding has 0. \`mulAdd\` rounds twice, on both sides, so that its error
has no bound where product and addend cancel.

${table(found.elementwise, ELEMENTWISE_DATA, ulps)}

## Reductions of ${square} matrices

Errors relative to the exact result, the largest of all results along the axis. One unit in the last place is about 1.2e-7
of a float32 and 2.2e-16 of a float64. Where the sum cancels, any error in it is as many times as large in proportion:
Σ|x| is, at most, the following multiple of |Σx|, for one of the rows, columns or the whole. ${conditions(found)}
The variance of \`offset\` is small against the square of the mean in the same way. \`prod\` is measured on data of the kind
\`unit\` instead of \`positive\`: a hard case for a tree of short products, for while a float32 product stays near 1, rounding
leans to one side, by about 2e-10 a factor. NumPy's one long product soon leaves that neighbourhood. Both are far within the
bound of \`prod\`, the number of factors times eps.

${table(withUnit(found.reductions), REDUCE_DATA, relative)}

## Tall arrays, along axis 0

Millions of rows, data of the kind \`positive\`. NumPy adds the rows one after the other along axis 0, and its error grows with
their number; Raptors adds along every axis in a tree.

${tallTable(found)}

## Products

${m}×${k} times ${k}×${n}; the first factor is of the kind that heads the column, the second of the kind \`positive\`.

${table(found.products, MATMUL_DATA, relative)}
`;
}

/** How often Raptors is at least as accurate, and where it is not. */
function summary(found: Accuracy): string {
  const all = [
    ...findings(found.elementwise, () => 1),
    ...findings(found.reductions, epsilon),
    ...found.tall.flatMap(({ shape, rows }) => findings(rows, epsilon, ` of ${shape.join("×")}`)),
    ...findings(found.products, epsilon),
  ];
  const worse = all.filter(({ raptors, numpy, unit }) => raptors - numpy > unit);
  const better = all.filter(({ raptors, numpy, unit }) => numpy - raptors > unit);
  const worst = worse.toSorted((x, y) => y.raptors / y.numpy - x.raptors / x.numpy).slice(0, 5);
  const losses = worst.map(({ name, raptors, numpy }) => `- ${name}: ${figure(raptors)} against ${figure(numpy)}`);
  return `Of ${all.length} pairs, the errors are within one unit in the last place of each other in ${
    all.length - better.length - worse.length
  }; else Raptors' is the smaller in ${better.length}, and the larger in ${worse.length}${
    losses.length
      ? `. The most it is larger (of a whole array there is one result only, and one side may be lucky):\n\n${
        losses.join("\n")
      }`
      : "."
  }`;
}

function epsilon({ dtype }: AccuracyRow): number {
  return dtype === "float32" ? 2 ** -23 : 2 ** -52;
}

function findings(rows: readonly AccuracyRow[], unit: (row: AccuracyRow) => number, suffix = ""): Finding[] {
  return rows.flatMap((row) =>
    Object.entries(row.errors).map(([kind, { raptors, numpy }]) => {
      const where = row.axis === "–" ? "" : row.axis === "all" ? ", whole array" : `, axis ${row.axis}`;
      return { name: `\`${row.op}\` ${row.dtype}${where}${suffix}, ${kind}`, raptors, numpy, unit: unit(row) };
    })
  );
}

function kinds(): string {
  return Object.entries(DATA).map(([kind, what]) => `- \`${kind}\`: ${what}`).join("\n");
}

function conditions({ conditions }: Accuracy): string {
  const part = ({ kind, dtype, condition }: Accuracy["conditions"][number]) =>
    `${dtype} \`${kind}\` ${condition.toPrecision(2).replace(/e\+?/, "e")}`;
  return `${conditions.filter(({ condition }) => condition > 1.5).map(part).join(", ")}; else 1.`;
}

/** The errors on `unit` under the heading `positive`, which the operation is not measured on. */
function withUnit(rows: readonly AccuracyRow[]): AccuracyRow[] {
  return rows.map((row) => row.errors.unit ? { ...row, errors: { positive: row.errors.unit } } : row);
}

function table(rows: readonly AccuracyRow[], kinds: readonly DataKind[], format: (error: number) => string): string {
  const hasAxis = rows.some(({ axis }) => axis !== "–");
  const head = ["operation", "dtype", ...(hasAxis ? ["axis"] : []), ...kinds.flatMap((k) => [k, "NumPy"])];
  const body = rows.map(({ op, dtype, axis, errors }) => [
    ...[`\`${op}\``, dtype, ...(hasAxis ? [axis] : [])],
    ...kinds.flatMap((kind) => pair(errors[kind], format)),
  ]);
  return markdown(head, body, hasAxis ? 3 : 2);
}

function tallTable({ tall }: Accuracy): string {
  const body = tall.flatMap(({ shape, rows }) =>
    rows.map(({ op, dtype, axis, errors }) => [
      ...[`\`${op}\``, dtype, shape.join("×"), axis],
      ...pair(errors.positive ?? errors.unit, relative),
    ])
  );
  return markdown(["operation", "dtype", "shape", "axis", "Raptors", "NumPy"], body, 4);
}

function pair(errors: Errors | undefined, format: (error: number) => string): string[] {
  return errors ? [format(errors.raptors), format(errors.numpy)] : ["", ""];
}

function ulps(error: number): string {
  return error === 0 ? "0" : error < 100 ? error.toFixed(2) : figure(error);
}

function relative(error: number): string {
  return figure(error);
}

/** Two digits. */
function figure(error: number): string {
  return error === 0 ? "0" : error === Infinity ? "∞" : error.toExponential(1).replace("e+", "e").replace(/e0$/, "");
}

/** A table that is laid out as `deno fmt` has it: columns as wide as what is in them. */
function markdown(head: readonly string[], body: readonly (readonly string[])[], left: number): string {
  const widths = head.map((text, i) => Math.max(3, text.length, ...body.map((row) => row[i].length)));
  const line = (row: readonly string[]) =>
    `| ${row.map((text, i) => i < left ? text.padEnd(widths[i]) : text.padStart(widths[i])).join(" | ")} |`;
  const rule = widths.map((width, i) => i < left ? "-".repeat(width) : `${"-".repeat(width - 1)}:`);
  return [line(head), `| ${rule.join(" | ")} |`, ...body.map(line)].join("\n");
}

/** The widest of the vector instruction sets that NumPy found. */
function highest(features: readonly string[]): string {
  const known = [
    "AVX512_SPR",
    "AVX512_ICL",
    "AVX512_SKX",
    "X86_V4",
    "AVX512F",
    "AVX2",
    "X86_V3",
    "SVE",
    "ASIMD",
    "NEON",
  ];
  return known.find((name) => features.includes(name)) ?? "no vector instructions that it names";
}
