import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import type { Layout } from "../../lib/dispatch/layout.ts";
import { sizeOf } from "../../lib/dispatch/shape.ts";
import {
  broadcastToLayout,
  expandDimsLayout,
  flipLayout,
  moveAxisLayout,
  permuteLayout,
  reshapeLayout,
  resolveShape,
  squeezeLayout,
  swapAxesLayout,
  transposeLayout,
} from "../../lib/ndarray/views.ts";
import { anyLayout, positions, rowMajor, viewLayout } from "./_layouts.ts";

const matrix = rowMajor([3, 4]);
const cube = rowMajor([2, 3, 4]);

Deno.test("resolveShape() fills in the axis given as -1", () => {
  assertEquals(resolveShape([2, -1], 6), [2, 3]);
  assertEquals(resolveShape([-1], 0), [0]);
  assertEquals(resolveShape([-1, 3], 0), [0, 3]);
  assertEquals(resolveShape([-1, 1, 1], 1), [1, 1, 1]);
  assertEquals(resolveShape([], 1), []);
});

Deno.test("resolveShape() refuses shapes that hold another number of elements", () => {
  assertThrows(() => resolveShape([4], 6), RangeError, "Cannot reshape 6 elements to [4]: that holds 4");
  assertThrows(() => resolveShape([], 0), RangeError, "Cannot reshape 0 elements to []: that holds 1");
  assertThrows(() => resolveShape([2], 1), RangeError, "Cannot reshape 1 element to [2]: that holds 2");
  assertThrows(
    () => resolveShape([4, -1], 6),
    RangeError,
    "Cannot reshape 6 elements to [4,-1]: no length of axis 1 holds them",
  );
  assertThrows(() => resolveShape([0, -1], 0), RangeError, "no length of axis 1 holds them");
});

Deno.test("resolveShape() refuses two unknown axes, other negative lengths and what is no shape", () => {
  assertThrows(() => resolveShape([-1, -1], 6), RangeError, "Only one axis of a new shape may be -1: found [-1,-1]");
  assertThrows(() => resolveShape([-2, 3], 6), RangeError, "axis 0 of [-2,3] is -2");
  assertThrows(() => resolveShape([1.5, 4], 6), RangeError, "axis 0 of [1.5,4] is 1.5");
  assertThrows(() => resolveShape(6 as unknown as number[], 6), TypeError, "A shape must be an array");
});

Deno.test("reshapeLayout() keeps a contiguous array in place", () => {
  assertEquals(reshapeLayout(matrix, [2, -1]), { shape: [2, 6], strides: [6, 1], offset: 0 });
  assertEquals(reshapeLayout({ ...matrix, offset: 7 }, [12]), { shape: [12], strides: [1], offset: 7 });
  assertEquals(reshapeLayout(rowMajor([]), [1, 1])?.shape, [1, 1]);
  assertEquals(reshapeLayout(rowMajor([0, 3]), [5, 0])?.shape, [5, 0]);
});

Deno.test("reshapeLayout() splits an axis of a strided view, and joins axes that step evenly", () => {
  assertEquals(reshapeLayout({ shape: [6], strides: [-2], offset: 10 }, [2, 3])?.strides, [-6, -2]);
  assertEquals(reshapeLayout({ shape: [2, 3], strides: [-6, -2], offset: 10 }, [6])?.strides, [-2]);
  assertEquals(reshapeLayout({ shape: [4, 3], strides: [1, 4], offset: 0 }, [2, 2, 3])?.strides, [2, 1, 4]);
  assertEquals(reshapeLayout({ shape: [2, 3], strides: [0, 0], offset: 0 }, [6])?.strides, [0]);
});

Deno.test("reshapeLayout() returns undefined when only a copy will do", () => {
  assertEquals(reshapeLayout(transposeLayout(matrix), [12]), undefined);
  assertEquals(reshapeLayout({ shape: [3, 4], strides: [8, 1], offset: 0 }, [2, 6]), undefined);
  assertEquals(reshapeLayout({ shape: [3, 4], strides: [0, 1], offset: 0 }, [12]), undefined);
});

/** Every way to write a size as a product of up to four lengths. */
function factorizations(size: number, depth = 4): number[][] {
  const found = size === 1 ? [[]] as number[][] : [];
  if (depth === 0) return found;
  for (let length = 1; length <= size; length++) {
    if (size % length === 0) found.push(...factorizations(size / length, depth - 1).map((rest) => [length, ...rest]));
  }
  return found;
}

/** The only strides that could give the layout another shape, if they do: read off its list of elements. */
function viewByBruteForce(layout: Layout, shape: readonly number[]): Layout | undefined {
  const elements = positions(layout);
  let step = elements.length;
  const strides = shape.map((length) => {
    step /= length;
    return length > 1 ? elements[step] - elements[0] : 0;
  });
  const view = { shape, strides, offset: elements[0] };
  return positions(view).every((at, i) => at === elements[i]) ? view : undefined;
}

Deno.test("reshapeLayout() finds a view exactly when there is one, with the elements in the same order", () => {
  let views = 0;
  let copies = 0;
  fc.assert(
    fc.property(fc.oneof(anyLayout, viewLayout), fc.nat(), (layout, choice) => {
      const size = sizeOf(layout.shape);
      fc.pre(size > 0);
      const shapes = factorizations(size);
      const shape = shapes[choice % shapes.length];
      const view = reshapeLayout(layout, shape);
      if (view === undefined) {
        copies++;
        assertEquals(viewByBruteForce(layout, shape), undefined);
      } else {
        views++;
        assertEquals(view.shape, shape);
        assertEquals(positions(view), positions(layout));
      }
    }),
    { numRuns: 1000 },
  );
  // Neither outcome may be missing from what was tried.
  assertEquals(views > 50 && copies > 50, true);
});

Deno.test("reshapeLayout() of an array without elements is a view in any shape that has none", () => {
  fc.assert(fc.property(anyLayout, (layout) => {
    fc.pre(sizeOf(layout.shape) === 0);
    assertEquals(reshapeLayout(layout, [4, 0, 2])?.shape, [4, 0, 2]);
  }));
});

Deno.test("permuteLayout() takes the axes in the order given", () => {
  assertEquals(permuteLayout(cube, [2, 0, -2]), { shape: [4, 2, 3], strides: [1, 12, 4], offset: 0 });
});

Deno.test("permuteLayout() refuses axes that are no permutation", () => {
  assertThrows(() => permuteLayout(cube, [0, 1]), RangeError, "Expected all 3 axes in their new order: found [0,1]");
  assertThrows(() => permuteLayout(cube, [0, 1, 1]), RangeError, "Axis 1 is given twice");
  assertThrows(() => permuteLayout(cube, [0, 1, 3]), RangeError, "Axis 3 is out of range");
});

Deno.test("transposeLayout() reverses the axes", () => {
  assertEquals(transposeLayout(cube), { shape: [4, 3, 2], strides: [1, 4, 12], offset: 0 });
  assertEquals(transposeLayout(rowMajor([])), { shape: [], strides: [], offset: 0 });
});

Deno.test("swapAxesLayout() exchanges two axes", () => {
  assertEquals(swapAxesLayout(cube, 0, -1), { shape: [4, 3, 2], strides: [1, 4, 12], offset: 0 });
  assertEquals(swapAxesLayout(cube, 1, 1).shape, [2, 3, 4]);
  assertThrows(() => swapAxesLayout(cube, 0, 3), RangeError, "Axis 3 is out of range");
});

Deno.test("moveAxisLayout() moves axes and keeps the order of the rest", () => {
  const layout = rowMajor([2, 3, 4, 5]);
  assertEquals(moveAxisLayout(layout, 0, -1).shape, [3, 4, 5, 2]);
  assertEquals(moveAxisLayout(layout, -1, 0).shape, [5, 2, 3, 4]);
  assertEquals(moveAxisLayout(layout, [0, 1], [-1, -2]).shape, [4, 5, 3, 2]);
  assertEquals(moveAxisLayout(layout, [3, 0], [0, 1]).shape, [5, 2, 3, 4]);
  assertThrows(
    () => moveAxisLayout(layout, [0, 1], 0),
    RangeError,
    "one destination for each source axis: found 2 and 1",
  );
});

Deno.test("expandDimsLayout() inserts axes of length 1 at their places in the result", () => {
  assertEquals(expandDimsLayout(matrix, 0), { shape: [1, 3, 4], strides: [0, 4, 1], offset: 0 });
  assertEquals(expandDimsLayout(matrix, -1).shape, [3, 4, 1]);
  assertEquals(expandDimsLayout(matrix, [0, -1]).shape, [1, 3, 4, 1]);
  assertEquals(expandDimsLayout(matrix, []).shape, [3, 4]);
});

Deno.test("expandDimsLayout() refuses places that the result does not have", () => {
  assertThrows(() => expandDimsLayout(matrix, 3), RangeError, "Axis 3 is out of range for an array of 3 dimensions");
  assertThrows(() => expandDimsLayout(matrix, [0, 0]), RangeError, "Axis 0 is given twice");
  assertThrows(
    () => expandDimsLayout(rowMajor(new Array(32).fill(1)), 0),
    RangeError,
    "at most 32 dimensions: found 33",
  );
});

Deno.test("squeezeLayout() removes axes of length 1", () => {
  const layout = { shape: [1, 3, 1, 4], strides: [9, 4, 9, 1], offset: 5 };
  assertEquals(squeezeLayout(layout), { shape: [3, 4], strides: [4, 1], offset: 5 });
  assertEquals(squeezeLayout(layout, 0).shape, [3, 1, 4]);
  assertEquals(squeezeLayout(layout, [0, -2]).shape, [3, 4]);
  assertEquals(squeezeLayout(layout, []).shape, [1, 3, 1, 4]);
});

Deno.test("squeezeLayout() refuses an axis of another length", () => {
  assertThrows(
    () => squeezeLayout(matrix, 0),
    RangeError,
    "Cannot squeeze axis 0 of shape [3,4]: expected length 1, found 3",
  );
  assertThrows(() => squeezeLayout(matrix, 2), RangeError, "Axis 2 is out of range");
});

Deno.test("broadcastToLayout() repeats elements without copying them", () => {
  const row = { shape: [4], strides: [1], offset: 2 };
  assertEquals(broadcastToLayout(row, [3, 4]), { shape: [3, 4], strides: [0, 1], offset: 2 });
  assertEquals(positions(broadcastToLayout(row, [2, 4])), [2, 3, 4, 5, 2, 3, 4, 5]);
  assertThrows(
    () => broadcastToLayout(row, [3, 5]),
    RangeError,
    "Cannot broadcast shape [4] to [3,5]: axis 1 is 4 and 5",
  );
  assertThrows(() => broadcastToLayout(row, [-1, 4]), RangeError, "axis 0 of [-1,4] is -1");
  assertThrows(() => broadcastToLayout(row, [2 ** 30, 4]), RangeError, "fewer than 2^32");
});

Deno.test("flipLayout() reverses the elements along the axes given, or all", () => {
  assertEquals(positions(flipLayout(rowMajor([3]))), [2, 1, 0]);
  assertEquals(positions(flipLayout(rowMajor([2, 3]), 0)), [3, 4, 5, 0, 1, 2]);
  assertEquals(positions(flipLayout(rowMajor([2, 3]), [-1])), [2, 1, 0, 5, 4, 3]);
  assertEquals(positions(flipLayout(rowMajor([2, 3]))), [5, 4, 3, 2, 1, 0]);
  assertEquals(flipLayout(rowMajor([0, 3]), 0).offset, 0);
  assertEquals(Object.is(flipLayout({ shape: [3], strides: [0], offset: 0 }).strides[0], 0), true);
  assertThrows(() => flipLayout(matrix, 2), RangeError, "Axis 2 is out of range");
});

Deno.test("flipLayout() applied twice changes nothing", () => {
  fc.assert(fc.property(anyLayout, (layout) => {
    assertEquals(flipLayout(flipLayout(layout)), layout);
  }));
});
