/** `deno task accuracy`: the exact results are exact, the data are as they are said to be, nothing is left out. */
import { assert, assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { HELP, parseAccuracyOptions } from "../../bench/accuracy.ts";
import { FLOAT_OPS, type Operand, operandsOf, type Sizes } from "../../bench/accuracy/cases.ts";
import { DATA, type DataKind, makeData } from "../../bench/accuracy/data.ts";
import { renderAccuracy } from "../../bench/accuracy/markdown.ts";
import { measureAccuracy } from "../../bench/accuracy/measure.ts";
import { type Errors, Oracle, type Question } from "../../bench/accuracy/oracle.ts";
import { DTYPES } from "../../bench/arrays.ts";
import { OptionError } from "../../bench/flags.ts";
import { OPS } from "../../lib/native/symbols.gen.ts";
import { existingPython } from "./_python.ts";

const python = await existingPython();
const ignore = python === undefined;
if (ignore) {
  console.log("The oracle of exact results is not tested: no Python with NumPy >= 2 (RAPTORS_PYTHON names one)");
}

const SMALL: Sizes = {
  elements: 300,
  side: 64,
  tall: [{ dtype: "float32", shape: [20_000, 2] }],
  matmul: { m: 3, k: 100, n: 4 },
};
const NUMPY = {
  library: "NumPy",
  version: "2.4.6",
  python: "3.11",
  blas: "openblas",
  core: "",
  cpu_features: ["AVX2"],
};

const vector = (...data: number[]) => ({ shape: [data.length], data: Float64Array.from(data) });
const vector32 = (...data: number[]) => ({ shape: [data.length], data: Float32Array.from(data) });
const number = (x: number) => ({ shape: [], data: Float64Array.of(x) });

/** The errors of one operation's results. */
async function errorsOf(
  oracle: Oracle,
  question: Omit<Question, "results">,
  op: string,
  result: Question["results"][number]["result"],
  operands: readonly Operand[] = [],
): Promise<Errors> {
  const axis = question.kind === "reduce" ? (result.shape.length ? 0 : null) : null;
  return (await oracle.ask({ ...question, results: [{ op, axis, operands, result }] })).errors[0];
}

Deno.test("FLOAT_OPS are the operations of the table that give float32 or float64", () => {
  const names = FLOAT_OPS.map(({ name }) => name);
  for (const name of ["abs", "divide", "mulAdd", "where", "sum", "var", "nrm2", "matmul"]) {
    assert(names.includes(name as typeof names[number]), name);
  }
  for (const { name, result } of Object.values(OPS)) assertEquals(names.includes(name), result === "same", name);
  assertEquals(operandsOf(OPS.where), ["condition", "a", "b"]);
  assertEquals(operandsOf(OPS.sqrt), ["magnitude"]);
});

Deno.test("makeData() gives the same finite numbers every time, as its kind says", () => {
  for (const kind of Object.keys(DATA) as DataKind[]) {
    for (const dtype of DTYPES) {
      const data = makeData(kind, dtype, [40, 50], 1);
      assertEquals(data, makeData(kind, dtype, [40, 50], 1));
      assert(data.every((x) => Number.isFinite(x) && x !== 0), `${kind} ${dtype}`);
      // Near 4096 a float32 has 2048 steps from one whole number to the next.
      assert(new Set(data).size > 1000, `${kind} ${dtype} repeats itself`);
      assert(data.some((x, i) => x !== makeData(kind, dtype, [40, 50], 2)[i]), "another seed");
    }
  }
  const all = Float64Array.from(makeData("cancelling", "float64", [40, 50], 1));
  const lines = [...Array.from({ length: 40 }, (_, i) => all.subarray(50 * i, 50 * i + 50)), all];
  for (const line of lines) {
    const absolute = line.reduce((sum, x) => sum + Math.abs(x), 0), sum = line.reduce((sum, x) => sum + x, 0);
    assert(absolute / Math.abs(sum) > 3000, "every row cancels, and the whole");
  }
  const bits = makeData("bits", "float32", [4000], 1);
  assert(bits.some((x) => Math.abs(x) < 2 ** -126) && bits.some((x) => Math.abs(x) > 2 ** 126));
});

Deno.test({
  name: "the oracle counts units in the last place of the exact result, at both ends of the range too",
  ignore,
  async fn() {
    await using oracle = await Oracle.start(python!);
    const add = (x: number, y: number, result: number) =>
      errorsOf(
        oracle,
        { kind: "elementwise", dtype: "float64", arrays: { a: vector(x), b: vector(y) } },
        "add",
        vector(result),
        [
          "a",
          "b",
        ],
      );
    const eps = 2 ** -52, least = 2 ** -1074;
    assertEquals(await add(1, 2, 3), { raptors: 0, numpy: 0 });
    assertEquals(await add(1, eps / 4, 1), { raptors: 0.25, numpy: 0.25 });
    assertEquals((await add(1, eps / 4, 1 + 3 * eps)).raptors, 2.75);
    assertEquals((await add(1, 2, 3 + 4 * eps)).raptors, 2, "a unit of 3 is two of 1");
    assertEquals((await add(least, least, 5 * least)).raptors, 3, "subnormal");
    assertEquals(await add(Number.MAX_VALUE, Number.MAX_VALUE, Infinity), { raptors: 0, numpy: 0 });
    assertEquals((await add(Number.MAX_VALUE, Number.MAX_VALUE, Number.MAX_VALUE)).raptors, Infinity);
    assertEquals((await add(1, 2, NaN)).raptors, Infinity);
  },
});

Deno.test({
  name: "the oracle's sums, variances, norms and products are exact where floating-point sums are lost",
  ignore,
  async fn() {
    await using oracle = await Oracle.start(python!);
    const a = vector(2 ** 60, 1, -(2 ** 60), 2 ** -60);
    const reduce = (op: string, result: number, of = a) =>
      errorsOf(oracle, { kind: "reduce", dtype: "float64", arrays: { a: of } }, op, number(result));
    // 1 + 2^-60 rounds to 1; NumPy, in this order, gives 2^-60.
    const sum = await reduce("sum", 1);
    assert(sum.raptors > 2 ** -61 && sum.raptors <= 2 ** -60 && sum.numpy > 0.99, JSON.stringify(sum));
    assert((await reduce("mean", 0.25)).raptors <= 2 ** -60);
    assert((await reduce("asum", 2 ** 61)).raptors < 2 ** -60);
    assert((await reduce("nrm2", Math.SQRT2 * 2 ** 60)).raptors < 2 ** -52);
    const near = vector(1e9 + 1, 1e9 + 2, 1e9 + 4);
    assertEquals((await reduce("var", 14 / 9, near)).raptors < 2 ** -52, true);
    assertEquals((await reduce("std", Math.sqrt(14) / 3, near)).raptors < 2 ** -52, true);
    assertEquals((await reduce("var", 14 / 9 * 1.5, near)).raptors.toFixed(3), "0.500");
    assertEquals((await reduce("prod", 30, vector(2, 3, 5))).raptors, 0);
    assertEquals((await reduce("max", 5, vector(2, 3, 5))).raptors, 0);
    assertEquals((await reduce("min", 3, vector(2, 3, 5))).raptors, 0.5);
    const matrix = (shape: number[], ...data: number[]) => ({ shape, data: Float32Array.from(data) });
    const arrays = { a: matrix([1, 2], 2 ** 20, 3), b: matrix([2, 1], 2 ** 20, 5) };
    const product = { kind: "matmul", dtype: "float32", arrays } as const;
    assertEquals((await errorsOf(oracle, product, "matmul", matrix([1, 1], 2 ** 40))).raptors, 15 / (2 ** 40 + 15));
  },
});

Deno.test({
  name: "the oracle says what it cannot do, and goes on",
  ignore,
  async fn() {
    await using oracle = await Oracle.start(python!);
    const question = { kind: "reduce", dtype: "float32", arrays: { a: vector32(1, 2) } } as const;
    await assertRejects(() => errorsOf(oracle, question, "median", number(1)), Error, "median");
    assertEquals((await errorsOf(oracle, question, "sum", number(3))).raptors, 0);
  },
});

Deno.test({
  name: "a small run measures every operation, is the same twice, and keeps what the table of operations promises",
  ignore,
  async fn() {
    await using oracle = await Oracle.start(python!);
    const found = await measureAccuracy(oracle, SMALL);
    const rows = [...found.elementwise, ...found.reductions, ...found.products];
    const measured = new Set(rows.map(({ op, dtype }) => `${op} ${dtype}`));
    assertEquals([...measured].sort(), FLOAT_OPS.flatMap(({ name }) => DTYPES.map((d) => `${name} ${d}`)).sort());
    for (const { op, dtype, errors } of found.elementwise) {
      for (const [kind, { raptors }] of Object.entries(errors)) {
        assert(raptors <= 0.5 || op === "mulAdd", `${op} ${dtype} ${kind}: ${raptors} ulp`);
      }
    }
    for (const { op, dtype, axis, errors } of [...found.reductions, ...found.tall.flatMap(({ rows }) => rows)]) {
      const eps = dtype === "float32" ? 2 ** -23 : 2 ** -52;
      const { raptors } = errors.positive ?? errors.unit!;
      assert(raptors < (op === "prod" ? 20_000 : 64) * eps, `${op} ${dtype} ${axis}: ${raptors}`);
      if (op === "min" || op === "max") assertEquals(errors.positive, { raptors: 0, numpy: 0 });
    }
    // What NumPy's way of adding along axis 0 costs, and ours does not.
    const [sum] = found.tall[0].rows;
    assert(sum.errors.positive!.raptors * 10 < sum.errors.positive!.numpy, JSON.stringify(sum));
    const page = renderAccuracy(found, SMALL, NUMPY);
    assertEquals(renderAccuracy(await measureAccuracy(oracle, SMALL), SMALL, NUMPY), page);
    assertStringIncludes(page, "64×64");
    assertStringIncludes(page, "20000×2");
  },
});

Deno.test("bench/ACCURACY.md has a row for every operation and dtype", async () => {
  const page = await Deno.readTextFile(new URL("../../bench/ACCURACY.md", import.meta.url));
  for (const { name } of FLOAT_OPS) {
    for (const dtype of DTYPES) {
      assert(new RegExp(`^\\| \`${name}\` +\\| ${dtype} `, "m").test(page), `${name} ${dtype}: run deno task accuracy`);
    }
  }
});

Deno.test("parseAccuracyOptions() reads its option and refuses others", () => {
  assert(parseAccuracyOptions([]).output.endsWith("bench/ACCURACY.md"));
  assertEquals(parseAccuracyOptions(["--output", "/a/b.md"]), { output: "/a/b.md", help: false });
  assertStringIncludes(assertThrows(() => parseAccuracyOptions(["--fast"]), OptionError).message, "--fast");
  assertThrows(() => parseAccuracyOptions(["--output="]), OptionError, "--output needs a path");
  assertStringIncludes(HELP, "--output");
});
