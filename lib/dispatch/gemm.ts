/**
 * Plans and runs matrix products on the library's own kernels. Shapes and dtypes are settled before.
 *
 * @module
 */
import { native } from "../native/native.ts";
import { throwStatus } from "../native/status.ts";
import { OPS } from "../native/symbols.gen.ts";
import { dtypeId } from "./dtype.ts";
import type { Operand } from "./layout.ts";
import { AXIS, PLAN, plan } from "./plan.ts";

/** Writes one axis of the plan: its length, and the strides of the first input, the second input and the output. */
function writeAxis(axis: number, n: number, a: number, b: number, out: number): void {
  const at = PLAN.axes + axis * AXIS;
  plan[at] = n;
  plan[at + 1] = a;
  plan[at + 2] = b;
  plan[at + 4] = out;
}

/** The stride of an axis of the output in an operand that broadcasts to it; axes are counted from the end. */
function batchStride(x: Operand, fromEnd: number): number {
  return strideAlong(x, x.shape.length - fromEnd);
}

/** The stride of axis d in an operand; 0 where it lacks the axis (d < 0) or repeats itself along it. */
function strideAlong({ shape, strides }: Operand, d: number): number {
  return d < 0 || shape[d] === 1 ? 0 : strides[d];
}

/**
 * `out = alpha * a @ b + beta * out` for operands of one dtype, with at least two axes each: `a` (…, m, k), `b` (…, k, n),
 * `out` (…, m, n). The axes before the last two broadcast to those of `out`. With `beta` 0 what is in `out` is not read.
 */
export function runGemm(alpha: number, a: Operand, b: Operand, beta: number, out: Operand): void {
  const ndim = out.shape.length;
  const ra = a.shape.length, rb = b.shape.length;
  for (let d = 0; d < ndim - 2; d++) {
    writeAxis(d, out.shape[d], batchStride(a, ndim - d), batchStride(b, ndim - d), out.strides[d]);
  }
  writeAxis(ndim - 2, out.shape[ndim - 2], a.strides[ra - 2], 0, out.strides[ndim - 2]);
  writeAxis(ndim - 1, out.shape[ndim - 1], 0, b.strides[rb - 1], out.strides[ndim - 1]);
  writeAxis(ndim, a.shape[ra - 1], a.strides[ra - 1], b.strides[rb - 2], 0);
  runPlan(ndim + 1, alpha, a, b, beta, out);
}

/** Runs a product whose axes have been written. */
function runPlan(axes: number, alpha: number, a: Operand, b: Operand, beta: number, out: Operand): void {
  plan[PLAN.op] = OPS.matmul.id;
  plan[PLAN.dtype] = dtypeId(out.dtype);
  plan[PLAN.ndim] = axes;
  plan[PLAN.offset] = a.offset;
  plan[PLAN.offset + 1] = b.offset;
  plan[PLAN.outOffset] = out.offset;
  plan[PLAN.scalar] = alpha;
  plan[PLAN.scalar + 1] = beta;
  const status = native.rp_gemm(plan, a.buffer, b.buffer, out.buffer);
  if (status !== 0) throwStatus(status, "matmul()");
}

/** The stride of an axis of the output in an operand that has one axis more and otherwise broadcasts to it. */
function strideBeside(x: Operand, axis: number, fromEnd: number): number {
  const d = x.shape.length - 1 - fromEnd;
  return strideAlong(x, d < axis ? d : d + 1);
}

/**
 * `out` = the products of the vectors along an axis of `a` and of `b`, which are as long: each is a row times a column.
 * The dtypes are the same, and the other axes broadcast to those of `out`.
 */
export function runVectorProducts(a: Operand, axisA: number, b: Operand, axisB: number, out: Operand): void {
  const ndim = out.shape.length;
  for (let d = 0; d < ndim; d++) {
    const fromEnd = ndim - d;
    writeAxis(d, out.shape[d], strideBeside(a, axisA, fromEnd), strideBeside(b, axisB, fromEnd), out.strides[d]);
  }
  writeAxis(ndim, 1, 1, 0, 1);
  writeAxis(ndim + 1, 1, 0, 1, 1);
  writeAxis(ndim + 2, a.shape[axisA], a.strides[axisA], b.strides[axisB], 0);
  runPlan(ndim + 3, 1, a, b, 0, out);
}

/**
 * `out = a @ b` by a short cut, which small products live by. The operands are dense from the first element of their
 * memory on; `out` is row-major and not empty, and a factor is that or, where told so, its transpose is.
 *
 * @param transposed 1 where `a` is the transpose of a row-major matrix, 2 where `b` is, 3 where both are
 */
export function runMatmulDense(
  transposed: number,
  m: number,
  n: number,
  k: number,
  a: Operand,
  b: Operand,
  out: Operand,
): void {
  const status = native.rp_matmul_dense(dtypeId(out.dtype), transposed, m, n, k, a.buffer, b.buffer, out.buffer);
  if (status !== 0) throwStatus(status, "matmul()");
}
