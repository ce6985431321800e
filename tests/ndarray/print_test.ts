import { assertEquals, assertThrows } from "@std/assert";
import type { DType, TypedArray } from "../../lib/dispatch/dtype.ts";
import type { Layout, Operand } from "../../lib/dispatch/layout.ts";
import { isContiguous, sizeOf } from "../../lib/dispatch/shape.ts";
import { format, inspect, type PrintOptions } from "../../lib/ndarray/print.ts";
import { sliceLayout } from "../../lib/ndarray/slicing.ts";
import { broadcastToLayout, transposeLayout } from "../../lib/ndarray/views.ts";
import { rowMajor } from "./_layouts.ts";

/** One array of print_golden.json, and what NumPy prints for it. */
interface GoldenCase {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly hex?: string;
  readonly ramp?: { readonly start: number; readonly step: number };
  readonly view?: "transposed" | "every second, backwards";
  readonly options?: PrintOptions;
  readonly str: string;
  readonly repr: string;
}

const TYPED_ARRAYS = {
  bool: Uint8Array,
  uint8: Uint8Array,
  int32: Int32Array,
  int64: BigInt64Array,
  float32: Float32Array,
  float64: Float64Array,
};

function operand(buffer: TypedArray, dtype: DType, layout: Layout): Operand {
  const { shape, strides, offset } = layout;
  return { dtype, shape, strides, offset, buffer, size: sizeOf(shape), isContiguous: isContiguous(shape, strides) };
}

function float64(values: number[], shape: number[] = [values.length]): Operand {
  return operand(Float64Array.from(values), "float64", rowMajor(shape));
}

/** The elements that a golden case describes. */
function elements({ dtype, shape, hex, ramp }: GoldenCase): TypedArray {
  if (hex !== undefined) {
    const bytes = Uint8Array.from(hex.match(/../g) ?? [], (byte) => parseInt(byte, 16));
    return new TYPED_ARRAYS[dtype](bytes.buffer);
  }
  const buffer = new TYPED_ARRAYS[dtype](sizeOf(shape));
  for (let i = 0; i < buffer.length; i++) {
    const value = ramp!.start + i * ramp!.step;
    buffer[i] = dtype === "int64" ? BigInt(Math.trunc(value)) : dtype === "bool" ? Number(value !== 0) : value;
  }
  return buffer;
}

/** The array that a golden case describes. */
function goldenOperand(golden: GoldenCase): Operand {
  let layout = rowMajor(golden.shape);
  if (golden.view === "transposed") layout = transposeLayout(layout);
  if (golden.view === "every second, backwards") layout = sliceLayout(layout, ["::-2"]);
  return operand(elements(golden), golden.dtype, layout);
}

const goldens = JSON.parse(await Deno.readTextFile(new URL("./print_golden.json", import.meta.url))) as {
  readonly cases: readonly GoldenCase[];
};

Deno.test("format() prints what NumPy's str() prints", () => {
  assertEquals(goldens.cases.length > 400, true);
  for (const golden of goldens.cases) assertEquals(format(goldenOperand(golden), golden.options), golden.str);
});

Deno.test("inspect() prints what NumPy's repr() prints", () => {
  for (const golden of goldens.cases) assertEquals(inspect(goldenOperand(golden), golden.options), golden.repr);
});

Deno.test("format() aligns the columns of a matrix", () => {
  assertEquals(format(float64([1, 2.5, -3, 40], [2, 2])), "[[ 1.   2.5]\n [-3.  40. ]]");
});

Deno.test("inspect() names the dtype unless the elements show it", () => {
  const float32 = operand(Float32Array.of(1, 2, 3, 4), "float32", rowMajor([2, 2]));
  assertEquals(inspect(float32), "array([[1., 2.],\n       [3., 4.]], dtype=float32)");
  assertEquals(inspect(float64([1, 2])), "array([1., 2.])");
  assertEquals(inspect(operand(BigInt64Array.of(1n), "int64", rowMajor([1]))), "array([1])");
  assertEquals(inspect(operand(Int32Array.of(1), "int32", rowMajor([1]))), "array([1], dtype=int32)");
});

Deno.test("format() reads only the elements that a summary shows", () => {
  const buffer = new Float64Array(12);
  let reads = 0;
  const counting = new Proxy(buffer, {
    get(target, key) {
      reads++;
      return target[Number(key)];
    },
  });
  const layout = broadcastToLayout(rowMajor([12, 1]), [12, 300_000_000]);
  const text = format(operand(counting, "float64", layout));
  assertEquals(text.split("\n").length, 7);
  assertEquals(reads, 36);
});

Deno.test("format() follows strides and offset", () => {
  const buffer = Float64Array.from({ length: 10 }, (_, i) => i);
  assertEquals(
    format(operand(buffer, "float64", { shape: [2, 2], strides: [-4, 1], offset: 5 })),
    "[[5. 6.]\n [1. 2.]]",
  );
});

Deno.test("format() shows everything with a threshold of Infinity", () => {
  const text = format(float64(new Array(2000).fill(0)), { threshold: Infinity, lineWidth: Infinity });
  assertEquals(text, `[${new Array(2000).fill("0.").join(" ")}]`);
});

Deno.test("format() refuses options that make no sense", () => {
  const a = float64([1]);
  assertThrows(() => format(a, { edgeItems: 0 }), RangeError, "edgeItems must be an integer of at least 1: found 0");
  assertThrows(() => format(a, { precision: -1 }), RangeError, "precision must be an integer of at least 0: found -1");
  assertThrows(
    () => inspect(a, { threshold: NaN }),
    RangeError,
    "threshold must be an integer of at least 0: found NaN",
  );
  assertThrows(
    () => format(a, { lineWidth: 1.5 }),
    RangeError,
    "lineWidth must be an integer of at least 1: found 1.5",
  );
  assertThrows(
    () => format(a, { precision: "3" as unknown as number }),
    TypeError,
    'precision must be a number: found "3"',
  );
});
