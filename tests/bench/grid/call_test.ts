import * as rt from "@raptors/core";
import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  type AnyArray,
  bindCall,
  call,
  disposing,
  functionsOf,
  makeOperand,
  plainResult,
  type Raptors,
} from "../../../bench/grid/call.ts";

const RT = rt as unknown as Raptors;
const two = () => rt.array([[1, 2], [3, 4]], { dtype: "float32" }) as unknown as AnyArray;

Deno.test("bindCall() runs functions, methods, lists, constants and calls of calls", () => {
  using a = two() as AnyArray & Disposable;
  const result = (...args: Parameters<typeof call>) => plainResult(bindCall(RT, call(...args), { a }));
  assertEquals(result("sum", "a"), { dtype: "float64", shape: [], data: Float64Array.of(10) });
  assertEquals(result("mean", "a", 0).data, Float32Array.of(2, 3));
  assertEquals(result("any", "a").data, Uint8Array.of(1));
  assertEquals(result(".astype", "a", { value: "float64" }), {
    ...{ dtype: "float64", shape: [2, 2], data: Float64Array.of(1, 2, 3, 4) },
  });
  assertEquals(result("concat", ["a", call("negative", "a")]).shape, [4, 2]);
  assertEquals(result("mean", call("square", call("subtract", "a", 2)), 1).data, Float32Array.of(0.5, 2.5));
  assertEquals(functionsOf(call("mean", call("square", call("subtract", "a", 2)), 1)), ["subtract", "square", "mean"]);
});

Deno.test("disposing() leaves nothing behind, of intermediate results neither", () => {
  using a = two() as AnyArray & Disposable;
  const run = disposing(bindCall(RT, call("add", call("multiply", "a", "a"), call("mean", "a", 0)), { a }));
  const before = rt.memoryInfo().live;
  for (let i = 0; i < 100; i++) run();
  assert(rt.memoryInfo().live <= before, `${before} bytes were in use, now ${rt.memoryInfo().live}`);
});

Deno.test("bindCall() names a function or an operand that is not there", () => {
  assertThrows(() => bindCall(RT, call("frobnicate", 1), {}), TypeError, "There is no function frobnicate");
  assertThrows(() => bindCall(RT, call("sum", "z"), {}), TypeError, "There is no operand z");
});

Deno.test("makeOperand() makes views of what was sent", () => {
  const data = Float32Array.of(1, 2, 3, 4, 5, 6), base = { name: "a", shape: [2, 3], data } as const;
  const elements = (view: Parameters<typeof makeOperand>[1]["view"]) => {
    const { array } = makeOperand(RT, { ...base, view });
    return [array.shape, [...array.toTypedArray() as Float32Array]];
  };
  assertEquals(elements(undefined), [[2, 3], [1, 2, 3, 4, 5, 6]]);
  assertEquals(elements({ slice: ["::-1", "1:"] }), [[2, 2], [5, 6, 2, 3]]);
  assertEquals(elements({ transpose: true }), [[3, 2], [1, 4, 2, 5, 3, 6]]);
  const row = makeOperand(RT, {
    name: "b",
    shape: [2],
    data: Uint8Array.of(0, 1),
    dtype: "bool",
    view: { broadcast: [2, 2] },
  });
  assertEquals([row.array.dtype, [...row.array.toTypedArray() as Uint8Array]], ["bool", [0, 1, 0, 1]]);
});
