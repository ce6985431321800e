/**
 * `tidy`: disposes what a function made and did not return.
 *
 * @module
 */

interface Disposable {
  dispose(): void;
}

/** The arrays made so far in each scope that is open, innermost last. */
const scopes: Disposable[][] = [];
/** The innermost scope; read on every creation, so not looked up. */
let current: Disposable[] | null = null;

/** Enters an array into the open scope, if there is one. */
export function track(array: Disposable): void {
  if (current !== null) current.push(array);
}

/** Adds the arrays that a value contains, however deep in arrays, maps, sets and plain objects. */
function collect(value: unknown, found: Set<unknown>): void {
  if (typeof value !== "object" || value === null || found.has(value)) return;
  found.add(value);
  if (Array.isArray(value) || value instanceof Set) { for (const item of value) collect(item, found); }
  else if (value instanceof Map) { for (const item of value.values()) collect(item, found); }
  else if (Object.getPrototypeOf(value) === Object.prototype) {
    for (const item of Object.values(value)) collect(item, found);
  }
}

/**
 * Runs a function and disposes every array that was made inside, but for those in what it returns (alone, or in arrays,
 * maps, sets and plain objects). If the function throws, all are disposed. Scopes nest: what an inner one returns belongs
 * to the outer one.
 *
 * @param body a function that is not asynchronous
 * @returns what the function returns
 * @throws {TypeError} if the function returns a promise: what it makes later could not be seen
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * const a = rt.array([[1, 2], [3, 4]]);
 * using centred = rt.tidy(() => a.subtract(a.mean(0)).divide(a.std(0)));
 * console.log(centred.toArray()); // [[-1, -1], [1, 1]]
 * ```
 */
export function tidy<T>(body: () => T): T {
  const made: Disposable[] = [];
  scopes.push(made);
  current = made;
  const kept = new Set<unknown>();
  let outer: Disposable[] | null = null;
  try {
    const result = body();
    if (result instanceof Promise) {
      // It will most likely fail on what is disposed here; the error below says why.
      result.catch(() => {});
      throw new TypeError("tidy() takes a function that is not asynchronous: found one that returns a promise");
    }
    collect(result, kept);
    return result;
  } finally {
    scopes.pop();
    outer = scopes.length > 0 ? scopes[scopes.length - 1] : null;
    current = outer;
    for (const array of made) {
      if (!kept.has(array)) array.dispose();
      else if (outer !== null) outer.push(array);
    }
  }
}
