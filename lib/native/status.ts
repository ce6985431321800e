/**
 * What the native library's status codes mean (native/core/plan.h has the same list).
 *
 * @module
 */

const MESSAGES: Record<number, string> = {
  1: "the library has no such operation",
  2: "the operation has no kernel for this dtype",
  3: "the plan is malformed",
  4: "a buffer is empty or detached: its memory was transferred away",
  5: "there is no memory left for partial results",
  6: "this CPU lacks the instruction set, or the library was built without it",
  7: "the number of threads is out of range",
};

/**
 * Throws what a status other than 0 stands for.
 *
 * @param status what a function of the library returned
 * @param what the call that failed, for the message
 * @throws {TypeError} if there is no kernel for the dtype, or a buffer was detached
 * @throws {RangeError} otherwise
 */
export function throwStatus(status: number, what: string): never {
  const message = `${what} failed: ${MESSAGES[status] ?? `unknown status ${status}`}`;
  if (status === 2 || status === 4) throw new TypeError(message);
  throw new RangeError(message);
}
