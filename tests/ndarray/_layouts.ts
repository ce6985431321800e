/**
 * Layouts for tests: which elements they select, and arbitrary ones to try.
 *
 * @module
 */
import fc from "fast-check";
import type { Layout } from "../../lib/dispatch/layout.ts";
import { contiguousStrides } from "../../lib/dispatch/shape.ts";

/** A row-major layout of a shape. */
export function rowMajor(shape: readonly number[]): Layout {
  return { shape, strides: contiguousStrides(shape), offset: 0 };
}

/** The position in the buffer of every element, in row-major order. */
export function positions({ shape, strides, offset }: Layout): number[] {
  let found = [offset];
  for (let axis = 0; axis < shape.length; axis++) {
    found = found.flatMap((at) => Array.from({ length: shape[axis] }, (_, i) => at + i * strides[axis]));
  }
  return found;
}

/** Layouts of up to four axes with any strides and offset: gaps, any order, overlap, repetition, negative steps. */
export const anyLayout: fc.Arbitrary<Layout> = fc
  .array(fc.record({ length: fc.integer({ min: 0, max: 6 }), stride: fc.integer({ min: -12, max: 12 }) }), {
    maxLength: 4,
  })
  .chain((axes) => fc.nat(50).map((offset) => toLayout(axes, offset)));

/**
 * Layouts that are often mergeable: a row-major array whose axes were permuted, reversed and thinned out.
 */
export const viewLayout: fc.Arbitrary<Layout> = fc
  .array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 })
  .chain((shape) =>
    fc.tuple(
      fc.constant(shape),
      fc.shuffledSubarray(shape.map((_, i) => i), { minLength: shape.length }),
      fc.array(fc.constantFrom(1, 1, 1, 2, -1, 0), { minLength: shape.length, maxLength: shape.length }),
      fc.boolean(),
    )
  )
  .map(([shape, order, steps, keepOrder]) => {
    const strides = contiguousStrides(shape);
    const axes = shape.map((length, i) => ({ length, stride: strides[i] * steps[i] + 0 }));
    return toLayout(keepOrder ? axes : order.map((i) => axes[i]), 0);
  });

function toLayout(axes: readonly { length: number; stride: number }[], offset: number): Layout {
  return { shape: axes.map((axis) => axis.length), strides: axes.map((axis) => axis.stride), offset };
}
