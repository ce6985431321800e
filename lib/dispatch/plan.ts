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

/**
 * By falling stride of operand `k`; equal ones stay as they are. An axis that repeats the same elements comes first: what
 * it repeats is then in the caches.
 */
function byStride(axes: PlanAxis[], k: number): void {
  const rank = ({ strides }: PlanAxis) => Math.abs(strides[k]) || Number.MAX_SAFE_INTEGER;
  axes.sort((a, b) => rank(b) - rank(a));
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

/** The axes of an elementwise plan in the making: lengths, and strides of three inputs and the output for each axis. */
const lengths = new Float64Array(MAX_NDIM);
const steps = new Float64Array(MAX_NDIM * 4);

/** Moves the last of `count` axes up to its place by falling output stride; equal ones stay in order. */
function settleLast(count: number): void {
  for (let d = count - 1; d > 0 && Math.abs(steps[d * 4 + 3]) > Math.abs(steps[d * 4 - 1]); d--) {
    const n = lengths[d];
    lengths[d] = lengths[d - 1];
    lengths[d - 1] = n;
    for (let k = 0; k < 4; k++) {
      const step = steps[d * 4 + k];
      steps[d * 4 + k] = steps[d * 4 - 4 + k];
      steps[d * 4 - 4 + k] = step;
    }
  }
}

/** Writes the axes in hand, those that run on into each other as one. */
function writeMerged(count: number): void {
  let axes = 0;
  let at: number = PLAN.axes;
  for (let d = 0; d < count; d++) {
    const n = lengths[d];
    const s = d * 4;
    const outer = at - AXIS;
    if (
      axes > 0 && plan[outer + 1] === steps[s] * n && plan[outer + 2] === steps[s + 1] * n &&
      plan[outer + 3] === steps[s + 2] * n && plan[outer + 4] === steps[s + 3] * n
    ) {
      plan[outer] *= n;
      at = outer;
    } else {
      plan[at] = n;
      axes++;
    }
    for (let k = 0; k < 4; k++) plan[at + 1 + k] = steps[s + k];
    at += AXIS;
  }
  plan[PLAN.ndim] = axes;
}

/**
 * Plans an elementwise operation of any layout. The output's memory order decides the order of the walk. Written without
 * allocating: small arrays that broadcast come this way.
 *
 * @param inputs what is read: arrays whose shapes broadcast to the output's, or numbers
 * @param out what is written
 */
export function planElementwise(inputs: readonly (Operand | number)[], out: Operand): void {
  const ndim = out.shape.length;
  for (let k = 0; k < 3; k++) {
    const x = inputs[k];
    plan[PLAN.offset + k] = x === undefined || typeof x === "number" ? 0 : x.offset;
  }
  plan[PLAN.outOffset] = out.offset;
  let count = 0;
  for (let d = 0; d < ndim; d++) {
    const n = out.shape[d];
    if (n === 1) continue;
    const s = count * 4;
    // An axis that the output walks backwards is turned around, in every operand: it starts at its other end.
    const backwards = out.strides[d] < 0;
    for (let k = 0; k < 3; k++) {
      const x = inputs[k];
      let step = 0;
      if (x !== undefined && typeof x !== "number") {
        const own = d - ndim + x.shape.length;
        if (own >= 0 && x.shape[own] !== 1) step = x.strides[own];
        if (backwards) {
          plan[PLAN.offset + k] += (n - 1) * step;
          step = -step;
        }
      }
      steps[s + k] = step;
    }
    steps[s + 3] = Math.abs(out.strides[d]);
    if (backwards) plan[PLAN.outOffset] += (n - 1) * out.strides[d];
    lengths[count++] = n;
    settleLast(count);
  }
  writeMerged(count);
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
