/**
 * What our tests use of `@std/assert`, on Deno's built-in `node:assert`, for machines that cannot reach JSR.
 * `import_map.json` puts it in the place of the real one; `assert_test.ts` holds both to the same behaviour.
 */
import { AssertionError as NodeAssertionError, deepStrictEqual } from "node:assert";
import { inspect, isDeepStrictEqual } from "node:util";

// deno-lint-ignore no-explicit-any
type Class<T> = abstract new (...args: any[]) => T;

/** The error of every failed assertion. */
export class AssertionError extends NodeAssertionError {
  constructor(message: string) {
    super({ message });
  }
}

export function fail(msg?: string): never {
  throw new AssertionError(`Failed assertion${suffix(msg)}`);
}

export function unreachable(msg?: string): never {
  throw new AssertionError(`Unreachable${suffix(msg)}`);
}

export function assert(condition: unknown, msg = "Expected a true value"): asserts condition {
  if (!condition) throw new AssertionError(msg);
}

export function assertExists<T>(actual: T, msg?: string): asserts actual is NonNullable<T> {
  assert(actual !== undefined && actual !== null, `Expected a value, found ${actual}${suffix(msg)}`);
}

export function assertEquals<T>(actual: T, expected: T, msg?: string): void {
  if (!equal(actual, expected)) {
    throw new AssertionError(`Values are not equal${suffix(msg)}\n${diff(actual, expected)}`);
  }
}

export function assertNotEquals<T>(actual: T, expected: T, msg?: string): void {
  assert(!equal(actual, expected), `Expected anything but ${inspect(expected)}${suffix(msg)}`);
}

export function assertStrictEquals<T>(actual: unknown, expected: T, msg?: string): asserts actual is T {
  assert(Object.is(actual, expected), `Expected ${inspect(expected)}, found ${inspect(actual)}${suffix(msg)}`);
}

export function assertAlmostEquals(actual: number, expected: number, tolerance?: number, msg?: string): void {
  if (Object.is(actual, expected)) return;
  const allowed = tolerance ?? (Number.isFinite(expected) ? Math.abs(expected * 1e-7) : 1e-7);
  const delta = Math.abs(expected - actual);
  assert(delta <= allowed, `Expected ${expected} ± ${allowed}, found ${actual}, off by ${delta}${suffix(msg)}`);
}

export function assertGreater<T>(actual: T, expected: T, msg?: string): void {
  assert(actual > expected, msg ?? `Expected more than ${inspect(expected)}, found ${inspect(actual)}`);
}

export function assertGreaterOrEqual<T>(actual: T, expected: T, msg?: string): void {
  assert(actual >= expected, msg ?? `Expected at least ${inspect(expected)}, found ${inspect(actual)}`);
}

export function assertLess<T>(actual: T, expected: T, msg?: string): void {
  assert(actual < expected, msg ?? `Expected less than ${inspect(expected)}, found ${inspect(actual)}`);
}

export function assertLessOrEqual<T>(actual: T, expected: T, msg?: string): void {
  assert(actual <= expected, msg ?? `Expected at most ${inspect(expected)}, found ${inspect(actual)}`);
}

export function assertStringIncludes(actual: string, expected: string, msg?: string): void {
  assert(actual.includes(expected), `Expected "${actual}" to include "${expected}"${suffix(msg)}`);
}

export function assertMatch(actual: string, expected: RegExp, msg?: string): void {
  assert(expected.test(actual), `Expected "${actual}" to match ${expected}${suffix(msg)}`);
}

export function assertInstanceOf<T>(actual: unknown, type: Class<T>, msg?: string): asserts actual is T {
  assert(actual instanceof type, `Expected an instance of ${type.name}, found ${inspect(actual)}${suffix(msg)}`);
}

export function assertThrows(fn: () => unknown, msg?: string): unknown;
export function assertThrows<E extends Error>(fn: () => unknown, type: Class<E>, includes?: string, msg?: string): E;
export function assertThrows(fn: () => unknown, ...expected: Expected): unknown {
  try {
    fn();
  } catch (error) {
    return checkError(error, expected);
  }
  throw new AssertionError("Expected the function to throw");
}

type Async = () => PromiseLike<unknown>;
export function assertRejects(fn: Async, msg?: string): Promise<unknown>;
export function assertRejects<E extends Error>(fn: Async, type: Class<E>, includes?: string, msg?: string): Promise<E>;
export async function assertRejects(fn: Async, ...expected: Expected): Promise<unknown> {
  let promise: PromiseLike<unknown>;
  try {
    promise = fn();
  } catch {
    throw new AssertionError("Expected a rejected promise, but the function threw before it returned one");
  }
  assert(typeof promise?.then === "function", "Expected the function to return a promise");
  try {
    await promise;
  } catch (error) {
    return checkError(error, expected);
  }
  throw new AssertionError("Expected the promise to be rejected");
}

type Expected = [typeOrMessage?: Class<Error> | string, includes?: string, msg?: string];

function checkError(error: unknown, [type, includes = "", msg]: Expected): unknown {
  if (type === undefined || typeof type === "string") return error;
  assertInstanceOf(error, type, msg);
  assertStringIncludes(error.message, includes, msg);
  return error;
}

/** Deep equality as `@std/assert` has it: NaN equals NaN, and unlike `node:assert`, -0 equals 0. */
function equal(a: unknown, b: unknown): boolean {
  if (a === b || (a !== a && b !== b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if ((a.constructor ?? Object) !== (b.constructor ?? Object)) return false;
  if (a instanceof Map && b instanceof Map) {
    return a.size === b.size && [...a].every(([key, value]) => b.has(key) && equal(value, b.get(key)));
  }
  if ([Set, Date, RegExp, ArrayBuffer, DataView].some((type) => a instanceof type)) return isDeepStrictEqual(a, b);
  if (Array.isArray(a) || ArrayBuffer.isView(a)) {
    const [x, y] = [a, b] as unknown as ArrayLike<unknown>[];
    let i = 0;
    while (i < x.length && equal(x[i], y[i])) i++;
    return i === x.length && x.length === y.length;
  }
  const keys = Object.keys(a);
  type Keyed = Record<string, unknown>;
  return keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && equal((a as Keyed)[key], (b as Keyed)[key]));
}

function diff(actual: unknown, expected: unknown): string {
  try {
    deepStrictEqual(actual, expected);
  } catch (error) {
    return (error as Error).message.replace(/^.*\n/, "");
  }
  return `Expected ${inspect(expected)}, found ${inspect(actual)}`;
}

function suffix(msg: string | undefined): string {
  return msg ? `: ${msg}` : "";
}
