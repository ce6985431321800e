/** What products refuse, and with which words. */
import * as rt from "@raptors/core";
import { assertEquals, assertThrows } from "@std/assert";

/** For arguments of a wrong type. */
// deno-lint-ignore no-explicit-any
const wrong = (value: unknown): any => value;
type Refusal = [run: () => unknown, type: typeof TypeError | typeof RangeError, message: string];

function refuse(cases: Refusal[]): void {
  for (const [run, type, message] of cases) assertThrows(run, type, message);
}

const a = rt.ones([3, 4]), b = rt.ones([5, 6]), x = rt.ones([4]), y = rt.ones([5]);

Deno.test("products name both shapes where inner dimensions differ", () =>
  refuse([
    [
      () => rt.matmul(a, b),
      RangeError,
      "matmul() cannot multiply shapes [3,4] and [5,6]: expected equal inner dimensions, found 4 and 5",
    ],
    [
      () => a.matmul(y),
      RangeError,
      "matmul() cannot multiply shapes [3,4] and [5]: expected equal inner dimensions, found 4 and 5",
    ],
    [() => rt.matmul(x, b), RangeError, "matmul() cannot multiply shapes [4] and [5,6]"],
    [
      () => rt.dot(x, y),
      RangeError,
      "dot() cannot multiply shapes [4] and [5]: expected equal inner dimensions, found 4 and 5",
    ],
    [
      () => rt.dot(a, rt.ones([2, 3, 4])),
      RangeError,
      "dot() cannot multiply shapes [3,4] and [2,3,4]: expected equal lengths of axis 1 and axis 1, found 4 and 3",
    ],
    [() => rt.gemm(1, a, b), RangeError, "gemm() cannot multiply shapes [3,4] and [5,6]"],
    [() => rt.gemv(1, a, y), RangeError, "gemv() cannot multiply shapes [3,4] and [5]"],
    [
      () => rt.vecdot(x, y),
      RangeError,
      "vecdot() cannot multiply shapes [4] and [5] along axis -1: expected equal lengths, found 4 and 5",
    ],
    [
      () => rt.tensordot(a, b),
      RangeError,
      "tensordot() cannot multiply shapes [3,4] and [5,6]: expected equal lengths of axis 0 and axis 0, found 3 and 5",
    ],
    [() => rt.tensordot(a, b, [[1], [-1]]), RangeError, "expected equal lengths of axis 1 and axis 1, found 4 and 6"],
    [() => rt.matmul(rt.ones([2, 3, 4]), rt.ones([3, 4, 5])), RangeError, "Cannot broadcast shapes [2] and [3]"],
    [() => rt.vecdot(rt.ones([2, 4]), rt.ones([3, 4])), RangeError, "Cannot broadcast shapes [2] and [3]"],
  ]));

Deno.test("products refuse arrays with too few axes or too many", () =>
  refuse([
    [
      () => rt.matmul(rt.full([], 1), a),
      RangeError,
      "matmul() takes arrays of at least one axis: found shapes [] and [3,4]",
    ],
    [() => rt.gemm(1, a, x), RangeError, "gemm() takes matrices: found shapes [3,4] and [4]"],
    [() => rt.gemv(1, x, x), RangeError, "gemv() takes a matrix and a vector: found shapes [4] and [4]"],
    [
      () => rt.gemv(1, a, rt.ones([4, 1])),
      RangeError,
      "gemv() takes a matrix and a vector: found shapes [3,4] and [4,1]",
    ],
    [() => rt.ger(1, a, x, a), RangeError, "ger() takes two vectors: found shapes [3,4] and [4]"],
    [() => rt.outer(a, x), RangeError, "outer() takes two vectors: found shapes [3,4] and [4]"],
    [() => rt.vecdot(rt.full([], 1), x), RangeError, "Axis -1 is out of range for an array of 0 dimensions"],
    [() => rt.vecdot(a, x, -2), RangeError, "Axis -2 is out of range for an array of 1 dimension"],
    [() => rt.tensordot(a, x, 2), RangeError, "tensordot() sums over 0 to 1 axes of shapes [3,4] and [4]: found 2"],
    [() => rt.tensordot(a, b, -1), RangeError, "tensordot() sums over 0 to 2 axes"],
    [() => rt.tensordot(a, b, 0.5), RangeError, "found 0.5"],
    [
      () => rt.tensordot(a, a, [[0, 1], [0]]),
      RangeError,
      "tensordot() takes as many axes of either array: found 2 and 1",
    ],
    [() => rt.tensordot(a, a, [[0, 0], [0, 1]]), RangeError, "Axis 0 is given twice"],
    [() => rt.tensordot(a, a, [[2], [0]]), RangeError, "Axis 2 is out of range"],
    [
      () => rt.tensordot(a, a, wrong([0])),
      TypeError,
      "tensordot() takes as axes a number, or a list for either array: found a list of 1",
    ],
    [() => rt.tensordot(a, a, wrong({ axes: "1" })), TypeError, 'found "1"'],
    [() => rt.matmul(rt.ones(new Array(32).fill(1)), rt.ones([1])), RangeError, "matmul() takes at most 31 axes"],
    [() => rt.vecdot(rt.ones(new Array(31).fill(1)), rt.ones([1])), RangeError, "vecdot() takes at most 30 axes"],
  ]));

Deno.test("products refuse an out that overlaps a factor, of another shape or dtype, or that repeats itself", () => {
  const memory = rt.ones([40]);
  const m = memory.slice("0:16").reshape([4, 4]), near = memory.slice("4:20").reshape([4, 4]), c = rt.ones([4, 4]);
  const overlap = "cannot write to out: it overlaps an input; pass a copy() of the input, or another out";
  refuse([
    [() => rt.matmul(m, c, { out: m }), RangeError, `matmul() ${overlap}`],
    [() => rt.matmul(c, m, { out: near }), RangeError, `matmul() ${overlap}`],
    [() => m.matmul(c, { out: m.T }), RangeError, `matmul() ${overlap}`],
    [() => rt.gemm(1, m, c, 1, near), RangeError, `gemm() ${overlap}`],
    [() => rt.gemm(0, m, c, 1, near), RangeError, `gemm() ${overlap}`],
    [() => rt.gemv(1, c, m.slice(0), 0, m.slice(0)), RangeError, `gemv() ${overlap}`],
    [() => rt.ger(1, m.slice(0), c.slice(0), m), RangeError, `ger() ${overlap}`],
    [() => rt.dot(m, c, { out: m }), RangeError, `dot() ${overlap}`],
    [() => rt.vecdot(m, c, { out: m.slice(0) }), RangeError, `vecdot() ${overlap}`],
    [() => rt.tensordot(m, c, { axes: 1, out: m }), RangeError, `tensordot() ${overlap}`],
    [
      () => rt.outer(m.slice(0), c.slice(0), { out: m }),
      RangeError,
      "outer() cannot write to out: it overlaps an input",
    ],
    [
      () => rt.matmul(a, x, { out: rt.ones([4]) }),
      RangeError,
      "matmul() cannot write to out: expected shape [3], found [4]",
    ],
    [
      () => rt.gemm(1, a, a.T, 0, rt.ones([3, 4])),
      RangeError,
      "gemm() cannot write to out: expected shape [3,3], found [3,4]",
    ],
    [() => rt.ger(1, x, x, a), RangeError, "ger() cannot write to out: expected shape [4,4], found [3,4]"],
    [
      () => rt.matmul(m, c, { out: wrong(rt.ones([4, 4], { dtype: "float32" })) }),
      TypeError,
      "matmul() cannot write to out: expected dtype float64, found float32",
    ],
    [
      () => rt.gemv(1, a, x, 0, wrong(rt.ones([3], { dtype: "float32" }))),
      TypeError,
      "gemv() cannot write to out: expected dtype float64, found float32",
    ],
    [() => rt.matmul(m, c, { out: rt.broadcastTo(rt.ones([4]), [4, 4]) }), RangeError, "it is a broadcast view"],
    [() => rt.matmul(m, c, wrong({ out: [1] })), TypeError, "matmul() takes an NDArray as out: found an array"],
  ]);
  assertEquals(memory.sum(), 40, "nothing was written");
});

Deno.test("products refuse other dtypes and what is no array", () => {
  const whole = rt.ones([4], { dtype: "int32" });
  const noKernel = (name: string) =>
    `${name}() has no kernel for int32 yet: expected float32 or float64; convert with astype("float64") first`;
  const calls: Record<string, (first: unknown, second: unknown) => unknown> = {
    matmul: (p, q) => rt.matmul(wrong(p), wrong(q)),
    dot: (p, q) => rt.dot(wrong(p), wrong(q)),
    vecdot: (p, q) => rt.vecdot(wrong(p), wrong(q)),
    outer: (p, q) => rt.outer(wrong(p), wrong(q)),
    tensordot: (p, q) => rt.tensordot(wrong(p), wrong(q), 1),
    gemm: (p, q) => rt.gemm(1, wrong(p), wrong(q)),
    gemv: (p, q) => rt.gemv(1, wrong(p), wrong(q)),
    ger: (p, q) => rt.ger(1, wrong(p), wrong(q), a),
  };
  const gone = rt.ones([4]);
  gone.dispose();
  for (const [name, call] of Object.entries(calls)) {
    refuse([
      [() => call(whole, x), TypeError, noKernel(name)],
      [() => call(x, whole), TypeError, noKernel(name)],
      [() => call([1, 2], x), TypeError, `${name}() takes arrays: found an array: make an NDArray of it with array()`],
      [() => call(x, 2), TypeError, `${name}() takes arrays: found number 2`],
      [() => call(x, gone), TypeError, "This array (float64, shape [4]) was disposed"],
      [() => call(undefined, x), TypeError, `${name}() takes arrays: found undefined`],
    ]);
  }
});

Deno.test("products refuse options and factors of a wrong kind", () =>
  refuse([
    [
      () => rt.matmul(a, x, wrong(3)),
      TypeError,
      "matmul() takes its options as an object such as { out }: found number 3",
    ],
    [() => rt.matmul(a, x, wrong({ ouput: a })), TypeError, 'matmul() has no option "ouput": expected out'],
    [() => rt.dot(a, x, wrong(null)), TypeError, "dot() takes its options as an object such as { out }: found null"],
    [() => rt.dot(a, x, wrong({ axis: 1 })), TypeError, 'dot() has no option "axis": expected out'],
    [() => rt.vecdot(x, x, wrong({ axes: 1 })), TypeError, 'vecdot() has no option "axes": expected axis, out'],
    [
      () => rt.vecdot(x, x, wrong("0")),
      TypeError,
      'vecdot() takes its options as an object such as { out }: found "0"',
    ],
    [
      () => rt.vecdot(x, x, wrong(null)),
      TypeError,
      "vecdot() takes its options as an object such as { out }: found null",
    ],
    [() => rt.vecdot(x, x, wrong({ axis: "0" })), TypeError, 'An axis must be a number: found "0"'],
    [
      () => rt.outer(x, x, wrong(a)),
      TypeError,
      "outer() takes its options as an object such as { out }: found an object of class NDArray",
    ],
    [() => rt.tensordot(x, x, wrong({ axis: 1 })), TypeError, 'tensordot() has no option "axis": expected axes, out'],
    [() => rt.gemm(wrong("1"), a, a.T), TypeError, 'gemm() takes a number as alpha: found "1"'],
    [() => rt.gemm(1, a, a.T, wrong(null), a), TypeError, "gemm() takes a number as beta: found null"],
    [() => rt.gemm(1, a, a.T, 1), TypeError, "gemm() takes an array to add to where beta is not 0: found none"],
    [() => rt.gemv(1, a, x, -1), TypeError, "gemv() takes an array to add to where beta is not 0: found none"],
    [() => rt.ger(1, x, x, wrong(undefined)), TypeError, "ger() takes a matrix to add to: found undefined"],
    [() => rt.ger(wrong(1n), x, x, rt.ones([4, 4])), TypeError, "ger() takes a number as alpha: found bigint 1"],
    [() => rt.scal(wrong(x), wrong(2)), TypeError, "scal() takes a number as alpha: found an object of class NDArray"],
  ]));

Deno.test("a refused product takes no memory", () => {
  const stack = rt.ones([2, 3, 4]), others = rt.ones([3, 4, 5]), single = rt.ones([3, 3], { dtype: "float32" });
  const live = rt.memoryInfo().live;
  refuse([
    [() => rt.matmul(stack, others), RangeError, "Cannot broadcast"],
    [() => rt.vecdot(stack, others), RangeError, "cannot multiply"],
    [() => rt.vecdot(stack, others, 1), RangeError, "cannot multiply"],
    [() => rt.tensordot(stack, others, 1), RangeError, "cannot multiply"],
    [() => rt.tensordot(stack, stack, { axes: [[0, 1, 2], [0, 1, 2]], out: a }), RangeError, "expected shape []"],
    [() => rt.gemm(1, a, a.T, 1, wrong(single)), TypeError, "expected dtype float64, found float32"],
    [() => rt.ger(1, x, y, a), RangeError, "expected shape [4,5], found [3,4]"],
    [() => rt.outer(x, y, { out: a }), RangeError, "expected shape [4,5], found [3,4]"],
  ]);
  assertEquals(rt.memoryInfo().live, live);
});
