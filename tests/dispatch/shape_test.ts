import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  broadcastShapes,
  broadcastStrides,
  checkNdim,
  checkShape,
  contiguousStrides,
  formatShape,
  isContiguous,
  normalizeAxes,
  normalizeAxis,
  sameShape,
  sizeOf,
} from "../../lib/dispatch/shape.ts";

Deno.test("formatShape() writes the lengths in brackets", () => {
  assertEquals(formatShape([]), "[]");
  assertEquals(formatShape([3, 4]), "[3,4]");
});

Deno.test("checkShape() returns a frozen copy", () => {
  const given = [2, 0, 3];
  const shape = checkShape(given);
  assertEquals(shape, [2, 0, 3]);
  given[0] = 9;
  assertEquals(shape[0], 2);
  assertEquals(Object.isFrozen(shape), true);
  assertEquals(checkShape([]), []);
});

Deno.test("checkShape() turns -0 into 0", () => {
  assertEquals(Object.is(checkShape([-0])[0], 0), true);
});

Deno.test("checkShape() refuses what is not an array of numbers", () => {
  assertThrows(() => checkShape(3), TypeError, "A shape must be an array of axis lengths: found 3");
  assertThrows(() => checkShape("3"), TypeError, 'A shape must be an array of axis lengths: found "3"');
  assertThrows(() => checkShape(undefined), TypeError, "found undefined");
  assertThrows(() => checkShape({ length: 1 }), TypeError, "found an object");
  assertThrows(() => checkShape([2, "3"]), TypeError, 'A shape must hold numbers: axis 1 is "3"');
  assertThrows(() => checkShape([2n]), TypeError, "A shape must hold numbers: axis 0 is a bigint");
  assertThrows(() => checkShape([[2]]), TypeError, "A shape must hold numbers: axis 0 is an array");
});

Deno.test("checkShape() refuses lengths that are negative or not integers", () => {
  assertThrows(() => checkShape([2, -1]), RangeError, "integers of at least 0: axis 1 of [2,-1] is -1");
  assertThrows(() => checkShape([1.5]), RangeError, "axis 0 of [1.5] is 1.5");
  assertThrows(() => checkShape([NaN]), RangeError, "axis 0 of [NaN] is NaN");
  assertThrows(() => checkShape([Infinity]), RangeError, "axis 0 of [Infinity] is Infinity");
});

Deno.test("checkShape() takes 32 dimensions and refuses 33", () => {
  assertEquals(checkShape(new Array(32).fill(1)).length, 32);
  assertThrows(() => checkShape(new Array(33).fill(1)), RangeError, "at most 32 dimensions: found 33");
  assertThrows(() => checkNdim(33), RangeError, "at most 32 dimensions: found 33");
});

Deno.test("checkShape() refuses 2^32 elements and takes one fewer", () => {
  assertEquals(checkShape([2 ** 32 - 1]), [2 ** 32 - 1]);
  assertThrows(
    () => checkShape([65536, 65536]),
    RangeError,
    "Shape [65536,65536] has 4294967296 elements: an array must have fewer than 2^32 = 4294967296",
  );
  assertThrows(() => checkShape([0, 2 ** 32]), RangeError, "an axis must be shorter than 2^32");
});

Deno.test("sizeOf() multiplies the lengths", () => {
  assertEquals(sizeOf([]), 1);
  assertEquals(sizeOf([3, 4]), 12);
  assertEquals(sizeOf([3, 0]), 0);
});

Deno.test("contiguousStrides() steps through memory in row-major order", () => {
  assertEquals(contiguousStrides([]), []);
  assertEquals(contiguousStrides([5]), [1]);
  assertEquals(contiguousStrides([3, 4]), [4, 1]);
  assertEquals(contiguousStrides([2, 3, 4]), [12, 4, 1]);
  assertEquals(contiguousStrides([2, 3, 4, 5]), [60, 20, 5, 1]);
});

Deno.test("isContiguous() ignores the strides of axes of length 1", () => {
  assertEquals(isContiguous([3, 1, 4], [4, 99, 1]), true);
  assertEquals(isContiguous([1, 4], [0, 1]), true);
  assertEquals(isContiguous([], []), true);
});

Deno.test("isContiguous() refuses steps, other orders, repetition and gaps", () => {
  assertEquals(isContiguous([3], [2]), false);
  assertEquals(isContiguous([3], [-1]), false);
  assertEquals(isContiguous([3, 4], [1, 3]), false);
  assertEquals(isContiguous([3, 4], [0, 1]), false);
  assertEquals(isContiguous([3, 4], [5, 1]), false);
});

Deno.test("isContiguous() holds for arrays without elements, whichever axis is empty", () => {
  assertEquals(isContiguous([0, 4], [7, 9]), true);
  assertEquals(isContiguous([4, 0], [7, 9]), true);
});

Deno.test("sameShape() compares lengths and number of axes", () => {
  assertEquals(sameShape([], []), true);
  assertEquals(sameShape([2, 3], [2, 3]), true);
  assertEquals(sameShape([2, 3], [2, 4]), false);
  assertEquals(sameShape([2, 3], [2, 3, 1]), false);
});

Deno.test("broadcastShapes() aligns the last axes and stretches those of length 1", () => {
  assertEquals(broadcastShapes([3, 4], [4]), [3, 4]);
  assertEquals(broadcastShapes([4], [3, 4]), [3, 4]);
  assertEquals(broadcastShapes([3, 1], [1, 4]), [3, 4]);
  assertEquals(broadcastShapes([], [2]), [2]);
  assertEquals(broadcastShapes([], []), []);
  assertEquals(broadcastShapes([1], [0]), [0]);
  assertEquals(broadcastShapes([5, 1, 4], [3, 1]), [5, 3, 4]);
  assertEquals(broadcastShapes([2, 1], [3], [4, 1, 1]), [4, 2, 3]);
});

Deno.test("broadcastShapes() returns an argument that already is the answer", () => {
  const matrix = [3, 4];
  assertEquals(broadcastShapes(matrix, [3, 4]) === matrix, true);
  assertEquals(broadcastShapes([4], matrix) === matrix, true);
});

Deno.test("broadcastShapes() names the axis of the result that does not fit", () => {
  assertThrows(
    () => broadcastShapes([3, 4], [5]),
    RangeError,
    "Cannot broadcast shapes [3,4] and [5]: axis 1 is 4 and 5",
  );
  assertThrows(
    () => broadcastShapes([5], [3, 4]),
    RangeError,
    "Cannot broadcast shapes [5] and [3,4]: axis 1 is 5 and 4",
  );
  assertThrows(
    () => broadcastShapes([2, 3], [3, 3]),
    RangeError,
    "Cannot broadcast shapes [2,3] and [3,3]: axis 0 is 2 and 3",
  );
  assertThrows(() => broadcastShapes([0], [2]), RangeError, "axis 0 is 0 and 2");
  assertThrows(
    () => broadcastShapes([2, 1], [1, 3], [4, 1, 5]),
    RangeError,
    "Cannot broadcast shapes [2,1], [1,3] and [4,1,5]: axis 2 is 3 and 5",
  );
});

/** Shapes of up to four short axes. */
const shapes = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 4 });

Deno.test("broadcastShapes() agrees with a rule applied axis by axis from the end", () => {
  fc.assert(fc.property(fc.array(shapes, { minLength: 2, maxLength: 4 }), (all) => {
    const ndim = Math.max(...all.map((shape) => shape.length));
    const expected: number[] = [];
    let fits = true;
    for (let i = 1; i <= ndim; i++) {
      const lengths = new Set(all.map((shape) => shape.at(-i) ?? 1));
      lengths.delete(1);
      if (lengths.size > 1) fits = false;
      expected.unshift([...lengths][0] ?? 1);
    }
    const [a, b, ...more] = all;
    if (fits) assertEquals(broadcastShapes(a, b, ...more), expected);
    else assertThrows(() => broadcastShapes(a, b, ...more), RangeError, "Cannot broadcast shapes");
  }));
});

Deno.test("broadcastStrides() gives 0 on stretched and new axes, and the own stride elsewhere", () => {
  const row = { shape: [1, 4], strides: [4, 1], offset: 0 };
  assertEquals(broadcastStrides(row, [3, 4]), [0, 1]);
  assertEquals(broadcastStrides(row, [2, 3, 4]), [0, 0, 1]);
  assertEquals(broadcastStrides(row, [1, 4]), [4, 1]);
  assertEquals(broadcastStrides(row, [0, 4]), [0, 1]);
  assertEquals(broadcastStrides({ shape: [], strides: [], offset: 3 }, [2, 2]), [0, 0]);
});

Deno.test("broadcastStrides() refuses a shape that does not fit", () => {
  const row = { shape: [4], strides: [1], offset: 0 };
  assertThrows(
    () => broadcastStrides(row, [3, 5]),
    RangeError,
    "Cannot broadcast shape [4] to [3,5]: axis 1 is 4 and 5",
  );
  assertThrows(() => broadcastStrides(row, [1]), RangeError, "axis 0 is 4 and 1");
  assertThrows(
    () => broadcastStrides({ shape: [1, 4], strides: [4, 1], offset: 0 }, [4]),
    RangeError,
    "Cannot broadcast shape [1,4] to [4]: expected at most 1 dimensions, found 2",
  );
});

Deno.test("normalizeAxis() counts negative axes from the end", () => {
  assertEquals(normalizeAxis(1, 2), 1);
  assertEquals(normalizeAxis(-1, 2), 1);
  assertEquals(normalizeAxis(-2, 2), 0);
  assertEquals(Object.is(normalizeAxis(-0, 2), 0), true);
});

Deno.test("normalizeAxis() says which axes there are", () => {
  assertThrows(
    () => normalizeAxis(2, 2),
    RangeError,
    "Axis 2 is out of range for an array of 2 dimensions: expected -2 to 1",
  );
  assertThrows(() => normalizeAxis(-2, 1), RangeError, "Axis -2 is out of range for an array of 1 dimension: expected");
  assertThrows(() => normalizeAxis(0, 0), RangeError, "for an array of 0 dimensions: it has no axes");
  assertThrows(() => normalizeAxis(0.5, 2), RangeError, "An axis must be an integer: found 0.5");
  assertThrows(() => normalizeAxis(NaN, 2), RangeError, "An axis must be an integer: found NaN");
  assertThrows(() => normalizeAxis("0" as unknown as number, 2), TypeError, 'An axis must be a number: found "0"');
});

Deno.test("normalizeAxes() takes one axis, several or all", () => {
  assertEquals(normalizeAxes(undefined, 3), [0, 1, 2]);
  assertEquals(normalizeAxes(undefined, 0), []);
  assertEquals(normalizeAxes(-1, 3), [2]);
  assertEquals(normalizeAxes([-1, 0], 3), [2, 0]);
  assertEquals(normalizeAxes([], 3), []);
});

Deno.test("normalizeAxes() refuses an axis given twice, up to the last of 32", () => {
  assertThrows(
    () => normalizeAxes([1, -1], 2),
    RangeError,
    "Axis 1 is given twice in [1,-1]: expected each axis at most once",
  );
  assertEquals(normalizeAxes([31, 0], 32), [31, 0]);
  assertThrows(() => normalizeAxes([31, 31], 32), RangeError, "Axis 31 is given twice");
  assertThrows(() => normalizeAxes([0, 2], 2), RangeError, "Axis 2 is out of range");
  assertThrows(() => normalizeAxes(null as unknown as number, 2), TypeError, "An axis must be a number: found null");
});
