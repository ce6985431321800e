/**
 * Plans: from shapes and strides to the numbers that the native library walks by. Pure, no FFI.
 *
 * A plan is one Float64Array, laid out as `rp_plan` in native/core/plan.h, that is written anew for each call. Axes of
 * length 1 are dropped; where order is free, axes are put in memory order and axes that run on into each other are merged,
 * so that most arrays, whatever their number of dimensions, reach the kernels as one long run.
 *
 * @module
 */
import { MAX_NDIM, type Operand } from "./layout.ts";

/** Positions in the plan. */
export const PLAN = {
  op: 0,
  dtype: 1,
  ndim: 2,
  kept: 3,
  scalars: 4,
  scalar: 5,
  offset: 8,
  outOffset: 11,
  parameter: 12,
  mixed: 13,
  axes: 14,
} as const;

/** Numbers per axis: its length, the strides of three inputs, the stride of the output. */
export const AXIS = 5;

/** The plan of the call in hand; the library reads it and keeps nothing. */
export const plan: Float64Array<ArrayBuffer> = new Float64Array(PLAN.axes + AXIS * MAX_NDIM);

/** An axis while it is being planned: its length and, per operand, the stride; the output is the last. */
interface PlanAxis {
  n: number;
  strides: number[];
}

/** Plans operands that all lie in one run of n elements, from their offsets on; scalars are marked by the caller. */
export function planRun(n: number, out: Operand): void {
  plan[PLAN.ndim] = 1;
  plan[PLAN.outOffset] = out.offset;
  plan[PLAN.axes] = n;
  plan[PLAN.axes + 1] = 1;
  plan[PLAN.axes + 2] = 1;
  plan[PLAN.axes + 3] = 1;
  plan[PLAN.axes + 4] = 1;
}

/** Merges axes that run on into each other, in every operand at once. */
function coalesce(axes: PlanAxis[]): PlanAxis[] {
  const merged: PlanAxis[] = [];
  for (const axis of axes) {
    const outer = merged[merged.length - 1];
    if (outer !== undefined && outer.strides.every((s, k) => s === axis.strides[k] * axis.n)) {
      outer.n *= axis.n;
      outer.strides = axis.strides;
    } else {
      merged.push({ n: axis.n, strides: axis.strides });
    }
  }
  return merged;
}

/** Turns an axis around, in every operand: the offsets move to what was its last element. */
function flip(axis: PlanAxis, offsets: number[]): void {
  for (let k = 0; k < axis.strides.length; k++) {
    if (axis.strides[k] === 0) continue;
    offsets[k] += (axis.n - 1) * axis.strides[k];
    axis.strides[k] = -axis.strides[k];
  }
}

/** By falling stride of operand `k`; equal ones stay as they are. */
function byStride(axes: PlanAxis[], k: number): void {
  axes.sort((a, b) => Math.abs(b.strides[k]) - Math.abs(a.strides[k]));
}

/** Writes axes from position `first` on; `inputs` is the number of operands before the output. */
function write(axes: PlanAxis[], inputs: number, first: number): void {
  let at: number = PLAN.axes + first * AXIS;
  for (const { n, strides } of axes) {
    plan[at] = n;
    for (let k = 0; k < inputs; k++) plan[at + 1 + k] = strides[k];
    plan[at + 4] = strides[inputs];
    at += AXIS;
  }
}

/**
 * Plans an elementwise operation of any layout. The output's memory order decides the order of the walk.
 *
 * @param inputs what is read, or null for a scalar
 * @param strides the strides of each input in the output's shape, 0 where it is stretched
 * @param out what is written
 */
export function planElementwise(
  inputs: readonly (Operand | null)[],
  strides: readonly (readonly number[] | null)[],
  out: Operand,
): void {
  const count = inputs.length;
  const offsets = inputs.map((a) => a?.offset ?? 0);
  offsets.push(out.offset);
  const axes: PlanAxis[] = [];
  for (let d = 0; d < out.shape.length; d++) {
    const n = out.shape[d];
    if (n === 1) continue;
    const axis: PlanAxis = { n, strides: strides.map((s) => s === null ? 0 : s[d]) };
    axis.strides.push(out.strides[d]);
    if (out.strides[d] < 0) flip(axis, offsets);
    axes.push(axis);
  }
  byStride(axes, count);
  const merged = coalesce(axes);
  plan[PLAN.ndim] = merged.length;
  for (let k = 0; k < count; k++) plan[PLAN.offset + k] = offsets[k];
  plan[PLAN.outOffset] = offsets[count];
  write(merged, count, 0);
}

/**
 * Plans a reduction: first the kept axes, then the reduced ones.
 *
 * @param a what is read
 * @param reduced whether each axis is reduced
 * @param out what is written; its axes are the kept ones, in order, and with `keepdims` the reduced ones too, of length 1
 * @param keepdims whether `out` has the reduced axes
 * @param ordered whether the reduced axes must be walked in their logical order (argmin, argmax)
 */
export function planReduce(
  a: Operand,
  reduced: readonly boolean[],
  out: Operand,
  keepdims: boolean,
  ordered: boolean,
): void {
  const offsets = [a.offset, out.offset];
  const kept: PlanAxis[] = [];
  const gone: PlanAxis[] = [];
  let outAxis = 0;
  for (let d = 0; d < a.shape.length; d++) {
    const n = a.shape[d];
    const axis: PlanAxis = { n, strides: [a.strides[d], reduced[d] ? 0 : out.strides[outAxis]] };
    if (!reduced[d] || keepdims) outAxis++;
    if (n === 1) continue;
    if (a.strides[d] < 0 && !(ordered && reduced[d])) flip(axis, offsets);
    (reduced[d] ? gone : kept).push(axis);
  }
  byStride(kept, 0);
  if (!ordered) byStride(gone, 0);
  const keptAxes = coalesce(kept);
  const goneAxes = coalesce(gone);
  plan[PLAN.ndim] = keptAxes.length + goneAxes.length;
  plan[PLAN.kept] = keptAxes.length;
  plan[PLAN.offset] = offsets[0];
  plan[PLAN.outOffset] = offsets[1];
  write(keptAxes, 1, 0);
  write(goneAxes, 1, keptAxes.length);
}
