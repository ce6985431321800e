/**
 * What stands behind the matrix product, as function and as method.
 *
 * @module
 */
import { gemm } from "../blas/gemm.ts";
import { isBuiltinProduct } from "../blas/products.ts";
import { type DType, type FloatDType, isFloat, promote } from "../dispatch/dtype.ts";
import { runVectorProducts } from "../dispatch/gemm.ts";
import { type Layout, MAX_NDIM, type Operand } from "../dispatch/layout.ts";
import { countContiguous, countEmpty, countStrided } from "../dispatch/metrics.ts";
import { broadcastShapes, checkShape, formatShape, partOf } from "../dispatch/shape.ts";
import type { OpInfo } from "../native/symbols.gen.ts";
import { applyCast, checkOut, describe, noKernel, outOf } from "./apply.ts";
import { allocate, type ArrayClass, ArrayCore, disposedError } from "./core.ts";
import type { OutOptions } from "./options.ts";
import { plainProduct } from "./plain_product.ts";

function checkFactorArray(name: string, x: unknown): void {
  if (!(x instanceof ArrayCore)) throw new TypeError(`${name}() takes arrays: found ${describe(x)}`);
  if (x._block === null) throw disposedError(x);
  if (!isFloat(x.dtype)) throw noKernel(name, x.dtype);
}

/** Checks the factors of a product: arrays of float32 or float64 that were not disposed. */
export function checkFactors(name: string, a: unknown, b: unknown): void {
  checkFactorArray(name, a);
  checkFactorArray(name, b);
}

/** A shape or strides without those of an axis. */
export function without(list: readonly number[], axis: number): number[] {
  return [...partOf(list, 0, axis), ...partOf(list, axis + 1, list.length)];
}

/** An array seen under other axes, of as many elements. */
export function seenAs(x: ArrayCore, shape: readonly number[], strides: readonly number[]): Operand {
  const { dtype, offset, size, buffer, isContiguous } = x;
  return { dtype, shape, strides, offset, size, buffer, isContiguous };
}

/** The shapes of a product: with both factors as matrices, and as the result has it. */
interface ProductShapes {
  /** Of the result, without the axes of 1-D factors. */
  readonly result: readonly number[];
  /** Of the product of matrices. */
  readonly full: readonly number[];
}

/** The shape of `a @ b`, by the rules of the Array API standard. */
function productShapes(name: string, a: ArrayCore, b: ArrayCore): ProductShapes {
  const row = a.ndim === 1, column = b.ndim === 1;
  if (a.ndim === 0 || b.ndim === 0) {
    throw new RangeError(
      `${name}() takes arrays of at least one axis: found shapes ${formatShape(a.shape)} and ${formatShape(b.shape)}`,
    );
  }
  const k = a.shape[a.ndim - 1], rows = column ? b.shape[0] : b.shape[b.ndim - 2];
  if (k !== rows) {
    throw new RangeError(
      `${name}() cannot multiply shapes ${formatShape(a.shape)} and ${formatShape(b.shape)}: ` +
        `expected equal inner dimensions, found ${k} and ${rows}`,
    );
  }
  const batch = broadcastShapes(partOf(a.shape, 0, a.ndim - 2), partOf(b.shape, 0, b.ndim - 2));
  const m = row ? [] : [a.shape[a.ndim - 2]], n = column ? [] : [b.shape[b.ndim - 1]];
  const result = checkShape([...batch, ...m, ...n]);
  if (batch.length + 3 > MAX_NDIM) {
    throw new RangeError(`${name}() takes at most ${MAX_NDIM - 1} axes: found ${batch.length + 2}`);
  }
  return { result, full: [...batch, m[0] ?? 1, n[0] ?? 1] };
}

/** The result as the product of matrices sees it: with an axis of length 1 for each 1-D factor. */
function fullView(out: ArrayCore, a: ArrayCore, b: ArrayCore, full: readonly number[]): Operand {
  if (a.ndim > 1 && b.ndim > 1) return out;
  const strides = [...out.strides];
  if (b.ndim === 1) strides.push(1);
  if (a.ndim === 1) strides.splice(strides.length - 1, 0, 1);
  return seenAs(out, full, strides);
}

/** A matrix from a factor; `row` where a 1-D one is a row. */
function asMatrix(x: ArrayCore, row: boolean): Operand {
  if (x.ndim > 1) return x;
  const [n] = x.shape, [stride] = x.strides;
  return row ? seenAs(x, [1, n], [1, stride]) : seenAs(x, [n, 1], [stride, 1]);
}

/** Where BLAS would take the matrix as it is: one of its last two axes runs through memory. */
function isMatrixOrder({ strides }: Layout): boolean {
  const ndim = strides.length;
  return ndim < 2 || strides[ndim - 1] === 1 || strides[ndim - 2] === 1;
}

/** Multiplies factors of any dtypes in one of them: what is not of it is brought to it first. */
function multiplyAs(
  Class: ArrayClass,
  dtype: DType,
  a: ArrayCore,
  b: ArrayCore,
  multiply: (a: ArrayCore, b: ArrayCore) => void,
): void {
  const wideA = a.dtype === dtype ? a : applyCast(Class, a, dtype),
    wideB = b.dtype === dtype ? b : applyCast(Class, b, dtype);
  multiply(wideA, wideB);
  if (wideA !== a) wideA.dispose();
  if (wideB !== b) wideB.dispose();
}

/**
 * Products of the vectors along an axis of each factor, whose other axes broadcast.
 *
 * @param axisA the axis of `a`, from 0 on
 * @param axisB the axis of `b`, of the same length
 * @param out of the broadcast shape without the axes, not empty; overlaps neither factor
 */
export function vectorProducts(
  Class: ArrayClass,
  op: OpInfo,
  a: ArrayCore,
  axisA: number,
  b: ArrayCore,
  axisB: number,
  out: ArrayCore,
): void {
  multiplyAs(Class, out.dtype, a, b, (x, y) => {
    if (x.strides[axisA] === 1 && y.strides[axisB] === 1) countContiguous(op.id);
    else countStrided(op.id);
    const k = x.shape[axisA];
    if (isBuiltinProduct(1, 1, k, out.dtype as FloatDType)) {
      runVectorProducts(x, axisA, y, axisB, out);
      return;
    }
    // For a library a row times a column, and a matrix of one element.
    const row = seenAs(x, [...without(x.shape, axisA), 1, k], [...without(x.strides, axisA), 1, x.strides[axisA]]);
    const column = seenAs(y, [...without(y.shape, axisB), k, 1], [...without(y.strides, axisB), y.strides[axisB], 1]);
    gemm(1, row, column, 0, seenAs(out, [...out.shape, 1, 1], [...out.strides, 1, 1]));
  });
}

/** Counts a product by how its operands lie. */
function countOrder(id: number, a: Layout, b: Layout, out: Layout): void {
  if (isMatrixOrder(a) && isMatrixOrder(b) && isMatrixOrder(out)) countContiguous(id);
  else countStrided(id);
}

/** `a @ b` for matrices of one dtype, written to `out`, which is a matrix of it, not empty, and overlaps neither. */
export function matrixProduct(op: OpInfo, a: Operand, b: Operand, out: Operand): void {
  countOrder(op.id, a, b, out);
  gemm(1, a, b, 0, out);
}

/**
 * `alpha * a @ b + beta * out`. Factors of different dtypes are brought to the wider one first.
 *
 * @param out what is written, and with `beta` other than 0 read; a new array when omitted
 */
export function product(
  Class: ArrayClass,
  op: OpInfo,
  a: ArrayCore,
  b: ArrayCore,
  given: ArrayCore | undefined,
  alpha: number,
  beta: number,
): ArrayCore {
  const { name, id } = op;
  checkFactors(name, a, b);
  const plain = alpha === 1 && beta === 0 ? plainProduct(Class, op, a, b, given) : undefined;
  if (plain !== undefined) return plain;
  const dtype: FloatDType = a.dtype === b.dtype
    ? a.dtype as FloatDType
    : promote(a.dtype as FloatDType, b.dtype as FloatDType);
  const { result, full } = productShapes(name, a, b);
  const out = given === undefined
    ? allocate(Class, dtype, result)
    : checkOut(name, given, dtype, result, [a, b], false);
  if (out.size === 0) {
    countEmpty(id);
    return out;
  }
  countOrder(id, a, b, out);
  multiplyAs(Class, dtype, a, b, (x, y) => {
    gemm(alpha, asMatrix(x, true), asMatrix(y, false), beta, fullView(out, a, b, full));
  });
  return out;
}

/** The matrix product of the Array API standard. */
export function applyMatmul(
  Class: ArrayClass,
  op: OpInfo,
  a: ArrayCore,
  b: ArrayCore,
  options?: OutOptions<ArrayCore>,
): ArrayCore {
  return product(Class, op, a, b, outOf(op.name, options), 1, 0);
}
