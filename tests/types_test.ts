/**
 * What the compiler knows of dtypes. `deno check` verifies every line that starts with `type<`, and every expected error;
 * the other lines show at run time that the types tell the truth.
 */
import * as rt from "@raptors/core";
import { assertEquals, assertThrows } from "@std/assert";

/** True only where A and B are the same type, `any` and unions told apart. */
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false;

/** Compiles only where the value has exactly the type. */
function type<Expected>() {
  return <Actual>(value: Actual, same: Equal<Actual, Expected>): Actual => {
    assertEquals(same as boolean, true);
    return value;
  };
}

const f32 = rt.ones([2, 3], { dtype: "float32" });
const f64 = rt.ones([2, 3]);
const i32 = rt.ones([2, 3], { dtype: "int32" });
const i64 = rt.ones([2, 3], { dtype: "int64" });
const flags = rt.ones([2, 3], { dtype: "bool" });

/** Fails unless the dtype that the compiler knows is the dtype at run time. */
function dtype<D extends rt.DType>(a: rt.NDArray<D>, expected: D): void {
  assertEquals(a.dtype, expected);
}

Deno.test("creation has the dtype of its option, its values or its memory", () => {
  type<rt.NDArray<"float64">>()(rt.zeros([1]), true);
  type<rt.NDArray<"uint8">>()(rt.zeros([1], { dtype: "uint8" }), true);
  type<rt.NDArray<"float32">>()(rt.empty([1], { dtype: "float32" }), true);
  type<rt.NDArray<"float64">>()(rt.arange(3), true);
  type<rt.NDArray<"int32">>()(rt.eye(2, 2, { dtype: "int32" }), true);
  type<rt.NDArray<"float64">>()(rt.array([[1, 2], [3, 4]]), true);
  type<rt.NDArray<"bool">>()(rt.array([true]), true);
  type<rt.NDArray<"int64">>()(rt.array([[1n]]), true);
  type<rt.NDArray<"float32">>()(rt.array([1], { dtype: "float32" }), true);
  type<rt.NDArray<"bool">>()(rt.full([1], true), true);
  type<rt.NDArray<"float64">>()(rt.full([1], 3), true);
  type<rt.NDArray<"float32">>()(rt.asarray(new Float32Array(2)), true);
  type<rt.NDArray<"int64">>()(rt.asarray(new BigInt64Array(2), { shape: [2, 1] }), true);
  type<rt.NDArray<"bool">>()(rt.asarray(new Uint8Array(2), { dtype: "bool" }), true);
  type<rt.NDArray<"float32">>()(rt.asarray(f32), true);
  type<rt.NDArray<"uint8">>()(rt.array(new Uint8Array(1)), true);
  type<rt.NDArray<"int32">>()(rt.array(i32), true);
  dtype(rt.array([true]), "bool");
  dtype(rt.array([[1n]]), "int64");
  dtype(rt.asarray(new Float32Array(2)), "float32");
  dtype(rt.asarray(new Uint8Array(2), { dtype: "bool" }), "bool");
});

Deno.test("arithmetic is float32 where every array is, else float64", () => {
  type<rt.NDArray<"float32">>()(f32.add(f32), true);
  type<rt.NDArray<"float64">>()(f32.add(f64), true);
  type<rt.NDArray<"float64">>()(f64.add(f32), true);
  type<rt.NDArray<"float32">>()(f32.add(2), true);
  type<rt.NDArray<"float64">>()(f64.multiply(2), true);
  type<rt.NDArray<"float32">>()(rt.subtract(f32, 1), true);
  type<rt.NDArray<"float64">>()(rt.divide(f32, f64), true);
  type<rt.NDArray<"float64">>()(rt.add(1, 2), true);
  type<rt.NDArray<"float32">>()(f32.mulAdd(f32, 1), true);
  type<rt.NDArray<"float64">>()(f32.mulAdd(f32, f64), true);
  type<rt.NDArray<"float64">>()(rt.axpy(2, f32, f64), true);
  type<rt.NDArray<"float32">>()(rt.where(flags, f32, f32), true);
  type<rt.NDArray<"float64">>()(rt.where(flags, f32, f64), true);
  type<rt.NDArray<"float32">>()(f32.sqrt(), true);
  type<rt.NDArray<"float32">>()(rt.negative(f32), true);
  type<rt.NDArray<"float32">>()(f32.clip(0, 1), true);
  type<rt.NDArray<"float32">>()(f32.scale(3), true);
  type<rt.NDArray<"float32">>()(f32.dot(f32.T), true);
  type<rt.NDArray<"float64">>()(rt.gemm(1, f32, f64.T), true);
  dtype(f32.add(f64), "float64");
  dtype(f32.add(2), "float32");
  dtype(f32.mulAdd(f32, f64), "float64");
  dtype(rt.where(flags, f32, f64), "float64");
});

Deno.test("comparisons and tests of elements are bool", () => {
  type<rt.NDArray<"bool">>()(f32.less(f64), true);
  type<rt.NDArray<"bool">>()(rt.equal(f32, 1), true);
  type<rt.NDArray<"bool">>()(f64.isnan(), true);
  type<rt.NDArray<"bool">>()(rt.isfinite(f32), true);
  dtype(f32.less(f64), "bool");
  dtype(f64.isnan(), "bool");
});

Deno.test("a reduction is a value, and with an axis, keepdims or out an array", () => {
  type<number>()(f32.sum(), true);
  type<number>()(rt.nrm2(f32), true);
  type<number>()(rt.linalg.norm(f32, { ord: 1 }), true);
  type<rt.NDArray<"float32">>()(rt.linalg.norm(f32, { axis: 0 }), true);
  type<number>()(rt.mean(f64), true);
  type<number>()(f32.var({ correction: 1 }), true);
  type<number>()(f32.argmax(), true);
  type<boolean>()(f32.any(), true);
  type<boolean>()(rt.all(flags), true);
  type<rt.NDArray<"float32">>()(f32.sum(0), true);
  type<rt.NDArray<"float32">>()(f32.sum([0, 1]), true);
  type<rt.NDArray<"float64">>()(rt.mean(f64, { axis: 1, keepdims: true }), true);
  type<rt.NDArray<"float32">>()(f32.std({ axis: 0, correction: 1 }), true);
  type<rt.NDArray<"bool">>()(f32.any(0), true);
  type<rt.NDArray<"bool">>()(flags.all({ axis: 0 }), true);
  type<rt.NDArray<"int64">>()(f32.argmin(0), true);
  type<rt.NDArray<"int64">>()(rt.argmax(f32, { axis: 1, keepdims: true }), true);
  assertEquals([typeof f32.sum(), typeof f32.any(), typeof f32.argmin()], ["number", "boolean", "number"]);
  dtype(f32.argmin(0), "int64");
  dtype(f32.any(0), "bool");
});

Deno.test("elements have the JavaScript type of the dtype", () => {
  type<number>()(f32.at(0, 0), true);
  type<bigint>()(i64.at(0, 0), true);
  type<boolean>()(flags.at(0, 0), true);
  type<number>()(i32.slice(0, "0:1").item(), true);
  type<rt.Nested<number>>()(f64.toArray(), true);
  type<rt.Nested<bigint>>()(i64.toArray(), true);
  type<rt.Nested<boolean>>()(flags.toArray(), true);
  type<Float32Array<ArrayBuffer>>()(f32.toTypedArray(), true);
  type<BigInt64Array<ArrayBuffer>>()(i64.data, true);
  type<Uint8Array<ArrayBuffer>>()(flags.data, true);
  assertEquals([typeof f32.at(0, 0), typeof i64.at(0, 0), typeof flags.at(0, 0)], ["number", "bigint", "boolean"]);
});

Deno.test("views and conversions carry the dtype", () => {
  type<rt.NDArray<"int32">>()(i32.T, true);
  type<rt.NDArray<"int32">>()(i32.slice("1:"), true);
  type<rt.NDArray<"bool">>()(flags.reshape([6]), true);
  type<rt.NDArray<"float32">>()(rt.broadcastTo(f32, [4, 2, 3]), true);
  type<rt.NDArray<"int64">>()(rt.concat([i64, i64]), true);
  type<rt.NDArray<"float32">>()(rt.stack([f32]), true);
  type<rt.NDArray<"uint8">>()(f64.astype("uint8"), true);
  type<rt.NDArray<"float32">>()(f32.copy(), true);
  type<number[]>()(rt.tidy(() => [1]), true);
  type<rt.NDArray<"float32">>()(rt.tidy(() => f32.add(1)), true);
  dtype(f64.astype("uint8"), "uint8");
});

Deno.test("the compiler refuses what throws", () => {
  // @ts-expect-error the result is float64, the out float32
  assertThrows(() => f64.add(f64, { out: f32 }), TypeError);
  // @ts-expect-error the result is bool
  assertThrows(() => f32.less(f32, { out: f32 }), TypeError);
  // @ts-expect-error indices are int64
  assertThrows(() => f32.argmin({ axis: 0, out: f32 }), TypeError);
  // @ts-expect-error a condition is bool
  assertThrows(() => rt.where(f32, f32, f32), TypeError);
  // @ts-expect-error there is no such dtype
  assertThrows(() => rt.zeros([1], { dtype: "float16" }), TypeError);
  // @ts-expect-error there is no such dtype
  assertThrows(() => f32.astype("complex64"), TypeError);
  // @ts-expect-error an operand is an array or a number
  assertThrows(() => f32.add("1"), TypeError);
  // @ts-expect-error an axis is a number
  assertThrows(() => f32.sum({ axis: "0" }), TypeError);
  // @ts-expect-error a shape is a list
  assertThrows(() => rt.zeros(3), TypeError);
  // @ts-expect-error one axis only
  assertThrows(() => f32.argmin([0, 1]), TypeError);
  // @ts-expect-error there is no such operation
  assertThrows(() => rt.kernelFor("cosh", "float32"), TypeError);
  // @ts-expect-error there is no such instruction set
  assertThrows(() => rt.setSimd("sse2"), RangeError);
  // @ts-expect-error shapes are frozen
  assertThrows(() => f32.shape[0] = 1, TypeError);
});
