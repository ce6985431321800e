/**
 * The short way of products of matrices and vectors, which small ones live by.
 *
 * @module
 */
import { isBuiltinProduct } from "../blas/products.ts";
import type { DType, FloatDType } from "../dispatch/dtype.ts";
import { runMatmulDense } from "../dispatch/gemm.ts";
import { countContiguous } from "../dispatch/metrics.ts";
import { checkShape, MAX_SIZE, NO_AXES } from "../dispatch/shape.ts";
import type { OpInfo } from "../native/symbols.gen.ts";
import { allocate, type ArrayClass, ArrayCore, shareMemory } from "./core.ts";

/** 0 for a vector or row-major matrix that is dense from the start of its memory on, 1 for the transpose of one, else -1. */
function orderOf(x: ArrayCore): number {
  const { shape, strides } = x;
  if (x.offset !== 0) return -1;
  if (x.isContiguous) return shape.length === 2 || shape.length === 1 ? 0 : -1;
  return shape.length === 2 && strides[0] === 1 && strides[1] === shape[0] ? 1 : -1;
}

/** Whether `a @ b` may be written to `out` without a closer look. */
function isPlainOut(out: ArrayCore, a: ArrayCore, b: ArrayCore): boolean {
  if (!(out instanceof ArrayCore) || out._block === null || !out.isContiguous || out.offset !== 0) return false;
  const { shape } = out;
  return out.dtype === a.dtype && shape.length === a.shape.length + b.shape.length - 2 &&
    (a.shape.length === 1 || shape[0] === a.shape[0]) &&
    (b.shape.length === 1 || shape[shape.length - 1] === b.shape[1]) &&
    !shareMemory(a, out) && !shareMemory(b, out);
}

/** The strides of a vector. */
const ONE_STEP: readonly number[] = Object.freeze([1]);

/** A new array for a product. What a factor has of its shape and strides it lends: they are frozen, and to freeze is slow. */
function newResult(Class: ArrayClass, dtype: DType, m: number, n: number, a: ArrayCore, b: ArrayCore): ArrayCore {
  const size = m * n;
  const row = a.shape.length === 1, column = b.shape.length === 1;
  if (row && column) return allocate(Class, dtype, NO_AXES, NO_AXES, 1);
  if (row || column) {
    const vector = row ? a.shape : b.shape;
    return allocate(Class, dtype, vector[0] === size ? vector : Object.freeze([size]), ONE_STEP, size);
  }
  const like = a.isContiguous && a.shape[1] === n ? a : b.isContiguous && b.shape[0] === m ? b : undefined;
  if (like !== undefined) return allocate(Class, dtype, like.shape, like.strides, size);
  const shape = size < MAX_SIZE ? Object.freeze([m, n]) : checkShape([m, n]);
  const strides = b.strides[0] === n && b.strides[1] === 1 ? b.strides : Object.freeze([n, 1]);
  return allocate(Class, dtype, shape, strides, size);
}

/**
 * `a @ b` for vectors and matrices of one dtype, each dense from the start of its memory, on the built-in code. Undefined
 * for all else, also for what is an error; then nothing has been done. That the factors are float32 or float64 and not
 * disposed has been checked.
 */
export function plainProduct(
  Class: ArrayClass,
  op: OpInfo,
  a: ArrayCore,
  b: ArrayCore,
  given: ArrayCore | undefined,
): ArrayCore | undefined {
  const dtype = a.dtype as FloatDType;
  if (dtype !== b.dtype) return undefined;
  const orderA = orderOf(a), orderB = orderOf(b);
  if (orderA < 0 || orderB < 0) return undefined;
  const k = b.shape[0];
  let m = 1, n = 1;
  if (a.shape.length === 2) {
    if (a.shape[1] !== k) return undefined;
    m = a.shape[0];
  } else if (a.shape[0] !== k) return undefined;
  if (b.shape.length === 2) n = b.shape[1];
  if (m === 0 || n === 0) return undefined;
  if (given !== undefined && !isPlainOut(given, a, b)) return undefined;
  if (!isBuiltinProduct(m, n, k, dtype)) return undefined;
  const out = given ?? newResult(Class, dtype, m, n, a, b);
  countContiguous(op.id);
  runMatmulDense(orderA | orderB << 1, m, n, k, a, b, out);
  return out;
}
