/**
 * The same expectations for whatever `@std/assert` is in this run and for our stand-in, so that a run that reaches JSR
 * proves the two alike.
 */
import * as std from "@std/assert";
import * as own from "./assert.ts";

const holds: [name: string, check: (lib: typeof own) => unknown][] = [
  ["assert() of a true value", (t) => t.assert(1)],
  ["assertExists() of 0", (t) => t.assertExists(0)],
  ["assertEquals() of NaN and NaN", (t) => t.assertEquals([NaN], [NaN])],
  ["assertEquals() of -0 and 0", (t) => t.assertEquals({ a: [-0] }, { a: [0] })],
  ["assertEquals() of typed arrays", (t) => t.assertEquals(Float32Array.of(NaN, -0), Float32Array.of(NaN, 0))],
  ["assertEquals() of bigints", (t) => t.assertEquals(BigInt64Array.of(3n), BigInt64Array.of(3n))],
  ["assertEquals() of maps", (t) => t.assertEquals(new Map([["a", [1]]]), new Map([["a", [1]]]))],
  ["assertEquals() of sets", (t) => t.assertEquals(new Set([1, 2]), new Set([2, 1]))],
  ["assertEquals() of a null prototype", (t) => t.assertEquals({ __proto__: null, a: 1 } as unknown, { a: 1 })],
  ["assertNotEquals() of lengths", (t) => t.assertNotEquals([1], [1, 2])],
  ["assertStrictEquals() of NaN", (t) => t.assertStrictEquals(NaN, NaN)],
  ["assertAlmostEquals() within 1e-7 of the expected", (t) => t.assertAlmostEquals(100, 100.000009)],
  ["assertAlmostEquals() at the tolerance", (t) => t.assertAlmostEquals(1, 1.5, 0.5)],
  ["assertAlmostEquals() of infinities", (t) => t.assertAlmostEquals(Infinity, Infinity)],
  ["assertGreater()", (t) => t.assertGreater(2, 1)],
  ["assertGreaterOrEqual()", (t) => t.assertGreaterOrEqual(1, 1)],
  ["assertLess()", (t) => t.assertLess(1, 2)],
  ["assertLessOrEqual()", (t) => t.assertLessOrEqual(1, 1)],
  ["assertStringIncludes()", (t) => t.assertStringIncludes("raptor", "apt")],
  ["assertMatch()", (t) => t.assertMatch("raptor", /^rap/)],
  ["assertInstanceOf() of a subclass", (t) => t.assertInstanceOf(new RangeError(), Error)],
  ["assertThrows() of anything", (t) => t.assertThrows(() => raise("no error object"))],
  [
    "assertThrows() of a class and message",
    (t) => t.assertThrows(() => raise(new RangeError("axis 3")), Error, "axis"),
  ],
  ["assertRejects() of a class and message", (t) => t.assertRejects(() => reject(new TypeError("x")), TypeError, "x")],
];

const fails: [name: string, check: (lib: typeof own) => unknown][] = [
  ["assert() of 0", (t) => t.assert(0)],
  ["assertExists() of null", (t) => t.assertExists(null)],
  ["assertEquals() of 1 and '1'", (t) => t.assertEquals<unknown>([1], ["1"])],
  ["assertEquals() of null and {}", (t) => t.assertEquals<unknown>(null, {})],
  ["assertEquals() of a missing key", (t) => t.assertEquals<unknown>({ a: undefined }, {})],
  ["assertEquals() of an other key", (t) => t.assertEquals<unknown>({ a: undefined }, { b: undefined })],
  ["assertEquals() of typed array kinds", (t) => t.assertEquals<unknown>(Float32Array.of(1), Float64Array.of(1))],
  ["assertEquals() of an array and a typed array", (t) => t.assertEquals<unknown>([1], Float64Array.of(1))],
  ["assertEquals() of typed array lengths", (t) => t.assertEquals(new Uint8Array(1), new Uint8Array(2))],
  ["assertEquals() of maps", (t) => t.assertEquals(new Map([["a", [1]]]), new Map([["a", [2]]]))],
  ["assertEquals() of classes", (t) => t.assertEquals<unknown>(new (class A {})(), new (class B {})())],
  ["assertNotEquals() of equals", (t) => t.assertNotEquals({ a: 1 }, { a: 1 })],
  ["assertStrictEquals() of -0 and 0", (t) => t.assertStrictEquals(-0, 0)],
  ["assertStrictEquals() of two objects", (t) => t.assertStrictEquals({}, {})],
  ["assertAlmostEquals() of NaN", (t) => t.assertAlmostEquals(NaN, 1, 10)],
  ["assertAlmostEquals() beyond 1e-7 of the expected", (t) => t.assertAlmostEquals(100, 100.00002)],
  ["assertGreater() of equals", (t) => t.assertGreater(1, 1)],
  ["assertGreaterOrEqual() of NaN", (t) => t.assertGreaterOrEqual(NaN, 1)],
  ["assertLess() of equals", (t) => t.assertLess(1, 1)],
  ["assertLessOrEqual()", (t) => t.assertLessOrEqual(2, 1)],
  ["assertStringIncludes()", (t) => t.assertStringIncludes("raptor", "x")],
  ["assertMatch()", (t) => t.assertMatch("raptor", /^apt/)],
  ["assertInstanceOf()", (t) => t.assertInstanceOf(new Error(), RangeError)],
  ["assertThrows() of no throw", (t) => t.assertThrows(() => 1)],
  ["assertThrows() of another class", (t) => t.assertThrows(() => raise(new TypeError("x")), RangeError)],
  ["assertThrows() of another message", (t) => t.assertThrows(() => raise(new TypeError("x")), TypeError, "y")],
  ["assertThrows() of no error object", (t) => t.assertThrows(() => raise("x"), Error)],
  ["assertRejects() of a fulfilled promise", (t) => t.assertRejects(() => Promise.resolve(1))],
  ["assertRejects() of a synchronous throw", (t) => t.assertRejects(() => raise(new Error("x")), Error)],
  ["assertRejects() of another class", (t) => t.assertRejects(() => reject(new TypeError("x")), RangeError)],
  ["fail()", (t) => t.fail("x")],
  ["unreachable()", (t) => t.unreachable()],
];

const libraries = new Map([["the stand-in", own], ["@std/assert", std as unknown as typeof own]]);
if (std.assert === own.assert) libraries.delete("@std/assert");

for (const [which, lib] of libraries) {
  Deno.test(`${which} passes where it should`, async () => {
    for (const [name, check] of holds) {
      const error = await errorOf(() => check(lib));
      if (error !== undefined) throw new Error(`${name} failed`, { cause: error });
    }
  });

  Deno.test(`${which} fails with an AssertionError where it should`, async () => {
    for (const [name, check] of fails) {
      const error = await errorOf(() => check(lib));
      if (!(error instanceof lib.AssertionError)) throw new Error(`${name} gave no AssertionError`, { cause: error });
    }
  });

  Deno.test(`${which} hands back the error that was thrown`, async () => {
    const error = new RangeError("axis 3");
    if (lib.assertThrows(() => raise(error), RangeError) !== error) throw new Error("assertThrows() lost the error");
    if (await lib.assertRejects(() => reject(error)) !== error) throw new Error("assertRejects() lost the error");
  });
}

function raise(error: unknown): never {
  throw error;
}

function reject(error: unknown): Promise<never> {
  return Promise.reject(error);
}

async function errorOf(check: () => unknown): Promise<unknown> {
  try {
    await check();
    return undefined;
  } catch (error) {
    return error;
  }
}
