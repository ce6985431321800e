/** Every operation of the table on NaN, infinities, zeros, subnormals and nothing at all, as NumPy has it. */
import * as rt from "@raptors/core";
import { assert, assertEquals, assertThrows } from "@std/assert";
import golden from "../golden/corner_values.json" with { type: "json" };
import { assertSame, FLOATS, read, sizeOf } from "../_arrays.ts";
import { assertExpected, ELEMENTWISE, reduceOracle, rounding, unitRoundoff } from "../_oracle.ts";
import { ALL_OPS, callElementwise, callReduce, infoOf, opsOf } from "../_table.ts";

const recorded = golden.ops as unknown as Record<string, Record<string, string | string[]>>;

/** What a reduction was asked, and what NumPy said; see reduce_one() in corner_values.py. */
function parseCase(line: string) {
  const [array, axis, keepdims, correction, shape, values] = line.split("; ");
  const options: { axis?: number | number[]; keepdims: boolean; correction?: number } = {
    keepdims: keepdims === "true",
  };
  if (axis !== "null") options.axis = JSON.parse(axis);
  if (correction !== "null") options.correction = Number(correction);
  return { array: Number(array), options, shape: JSON.parse(shape) as number[] | null, values };
}

/** Reads bit patterns, or plain numbers where the dtype is no float. */
function decode(text: string, dtype: rt.DType): number[] {
  if (text === "") return [];
  return text.split(" ").map((word) => {
    if (dtype !== "float32" && dtype !== "float64") return Number(word);
    const view = new DataView(new ArrayBuffer(8));
    if (dtype === "float32") {
      view.setUint32(0, parseInt(word, 16));
      return view.getFloat32(0);
    }
    view.setBigUint64(0, BigInt(`0x${word}`));
    return view.getFloat64(0);
  });
}

function arrayOf(values: number[], dtype: rt.DType, shape: number[] = [values.length]): rt.NDArray {
  return rt.array(values, { dtype }).reshape(shape);
}

/**
 * The deliberate deviations: -0 is below +0 here (IEEE 754-2019 minimum and maximum), where NumPy takes either zero. For
 * these operations a zero of NumPy's is replaced by the one that the oracle gives.
 */
const ORDERS_ZEROS: readonly rt.OpName[] = ["minimum", "maximum", "clip", "min", "max"];

Deno.test("every operation of the table is recorded for each of its dtypes", () => {
  for (const op of ALL_OPS) {
    for (const dtype of infoOf(op).dtypes) {
      assert(recorded[op]?.[dtype], `${op} ${dtype} is missing: run tests/golden/corner_values.py`);
    }
  }
  assertEquals(Object.keys(recorded).filter((op) => !ALL_OPS.includes(op as rt.OpName)), []);
});

/** Compares an elementwise result with NumPy's, on operands given as the oracle takes them. */
function compare(op: rt.OpName, dtype: "float32" | "float64", operands: rt.NDArray[], combinations: number[][]): void {
  const resultType = infoOf(op).result === "bool" ? "bool" : dtype;
  const numpy = decode(recorded[op][dtype] as string, resultType);
  const actual = read(callElementwise(op, operands));
  assertEquals([actual.length, combinations.length], [numpy.length, numpy.length]);
  let swapped = 0;
  const expected = numpy.map((value, i) => {
    if (value !== 0 || !ORDERS_ZEROS.includes(op)) return value;
    const ours = ELEMENTWISE[op]!(rounding(dtype), ...combinations[i]);
    if (!Object.is(ours, value)) swapped++;
    return ours;
  });
  for (let i = 0; i < actual.length; i++) {
    assertSame([actual[i]], [expected[i]], `${op} ${dtype} of [${combinations[i].map(String)}]`);
  }
  // The deviation concerns zeros of unlike sign and nothing else.
  assert(swapped <= numpy.length / 8, `${swapped} results differ from NumPy's`);
}

for (const dtype of FLOATS) {
  const specials = decode(golden.specials[dtype], dtype);
  const some = decode(golden.some[dtype], dtype);
  const few = decode(golden.few[dtype], dtype);
  const along = (values: number[], axis: number, ndim: number) =>
    arrayOf(values, dtype, Array.from({ length: ndim }, (_, d) => d === axis ? values.length : 1));

  for (const op of opsOf("unary")) {
    Deno.test(`${op}() of special ${dtype} values is NumPy's`, () => {
      compare(op, dtype, [along(specials, 0, 1)], specials.map((x) => [x]));
    });
  }

  for (const op of opsOf("binary")) {
    Deno.test(`${op}() of special ${dtype} values is NumPy's`, () => {
      const operands = [along(some, 0, 2), along(some, 1, 2)];
      const pairs = some.flatMap((x) => some.map((y) => [x, y]));
      compare(op, dtype, operands, pairs);
      const dense = [0, 1].map((k) => arrayOf(pairs.map((pair) => pair[k]), dtype));
      compare(op, dtype, dense, pairs);
    });
  }

  for (const op of opsOf("ternary", "select")) {
    Deno.test(`${op}() of special ${dtype} values is NumPy's`, () => {
      const first = op === "where" ? [0, 1] : few;
      const condition = arrayOf([0, 1], "bool", [2, 1, 1]);
      const operands = [op === "where" ? condition : along(few, 0, 3), along(few, 1, 3), along(few, 2, 3)];
      compare(op, dtype, operands, first.flatMap((x) => few.flatMap((y) => few.map((z) => [x, y, z]))));
    });
  }
}

/** The list of values behind each element of a result, in row-major order. */
function groups(values: number[], shape: number[], axis: number | number[] | undefined): number[][] {
  const axes = (axis === undefined ? shape.map((_, d) => d) : [axis].flat()).map((d) => d < 0 ? d + shape.length : d);
  const kept = shape.map((n, d) => axes.includes(d) ? 1 : n);
  const found = Array.from({ length: sizeOf(kept) }, () => [] as number[]);
  for (let i = 0; i < values.length; i++) {
    let rest = i;
    let place = 0;
    let step = 1;
    for (let d = shape.length - 1; d >= 0; d--) {
      if (!axes.includes(d)) place += (rest % shape[d]) * step;
      step *= kept[d];
      rest = Math.floor(rest / shape[d]);
    }
    found[place].push(values[i]);
  }
  return found;
}

for (const op of opsOf("reduce", "argreduce")) {
  for (const dtype of infoOf(op).dtypes) {
    Deno.test(`${op}() of special ${dtype} arrays is NumPy's`, () => {
      const { result } = infoOf(op);
      const resultType = result === "same" ? dtype : result === "bool" ? "bool" : "int64";
      for (const line of recorded[op][dtype] as string[]) {
        const { array, options, shape: expectedShape, values: expected } = parseCase(line);
        const { shape, values: bits } = golden.arrays[dtype][array];
        const values = decode(bits, dtype);
        const a = arrayOf(values, dtype, shape);
        const what = `${op} of ${dtype} [${shape}] [${values.length > 12 ? "…" : values}] ${JSON.stringify(options)}`;
        if (expectedShape === null) {
          const thrown = assertThrows(() => callReduce(op, a, options), what);
          assert(thrown instanceof RangeError && thrown.message.includes("of no elements has no value"), what);
          continue;
        }
        const actual = callReduce(op, a, options);
        const found = actual instanceof rt.NDArray ? read(actual) : [Number(actual)];
        assertEquals(actual instanceof rt.NDArray ? [...actual.shape] : [], expectedShape, what);
        const numpy = decode(expected, resultType);
        const lists = groups(values, shape, options.axis);
        assertEquals(found.length, numpy.length, what);
        found.forEach((value, i) => {
          const oracle = reduceOracle(op, lists[i], dtype, options.correction);
          // Sums may differ within their bound; infinities and NaN may not.
          const tolerance = Number.isFinite(numpy[i]) ? oracle.tolerance : 0;
          const zero = ORDERS_ZEROS.includes(op) && numpy[i] === 0;
          assertExpected(value, { value: zero ? oracle.value : numpy[i], tolerance }, `${what} at ${i}`);
        });
      }
    });
  }
}

for (const dtype of FLOATS) {
  Deno.test(`matmul() of special ${dtype} values is NumPy's`, () => {
    const some = decode(golden.some[dtype], dtype);
    const lists = golden.arrays[dtype].filter(({ shape }) => shape.length === 1)
      .map(({ values }) => decode(values, dtype));
    const matrices = golden.arrays[dtype].filter(({ shape }) => shape.length === 2)
      .map(({ shape, values }) => arrayOf(decode(values, dtype), dtype, shape));
    const [pairs, dots, ...squares] = (recorded.matmul[dtype] as string[]).map((bits) => decode(bits, dtype));

    /** Bit for bit, but within a bound for what is finite; a sum of zeros may be either zero. */
    const compareWith = (numpy: number[], found: number[], bound: (i: number) => number, what: string) => {
      assertEquals(found.length, numpy.length, what);
      found.forEach((value, i) => {
        const near = Number.isFinite(numpy[i]) && Math.abs(value - numpy[i]) <= bound(i);
        if (!near) assertSame([value], [numpy[i]], `${what} at ${i}`);
      });
    };
    const dotBound = (x: readonly number[], y: readonly number[]) =>
      x.length * 2 * unitRoundoff(dtype) * x.reduce((sum, v, i) => sum + Math.abs(v * y[i]), 0);

    const column = arrayOf(some, dtype, [some.length, 1]);
    compareWith(pairs, read(rt.matmul(column, column.T)), () => 0, "matmul of pairs");
    const found = lists.flatMap((x) => read(rt.matmul(arrayOf(x, dtype), arrayOf([...x].reverse(), dtype))));
    compareWith(dots, found, (i) => dotBound(lists[i], [...lists[i]].reverse()), "matmul of lists");
    matrices.forEach((m, k) => {
      const rows = Array.from({ length: m.shape[0] }, (_, i) => read(m.slice(i)));
      const n = rows.length;
      const bound = (at: number) => dotBound(rows[Math.floor(at / n)], rows[at % n]);
      compareWith(squares[k], read(m.matmul(m.T)), bound, `matmul of [${m.shape}]`);
    });
  });
}

Deno.test("a NaN stays NaN, with any payload and sign", () => {
  const odd = new Float64Array(
    new BigUint64Array([0x7ff0000000000001n, 0xfff8000000000123n, 0x7ff8000000000000n]).buffer,
  );
  const a = rt.asarray(odd);
  for (const op of opsOf("unary")) {
    if (infoOf(op).result === "same") assertSame(read(callElementwise(op, [a])), [NaN, NaN, NaN], op);
  }
  assertSame(read(a.isnan()), [1, 1, 1], "isnan");
  assertEquals([a.sum(), a.min(), a.max(), a.argmax(), a.any()], [NaN, NaN, NaN, 0, true]);
});
