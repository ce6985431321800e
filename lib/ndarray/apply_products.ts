/**
 * What stands behind the products that are not `matmul` itself: each is brought to the product of matrices, by views
 * where strides allow it.
 *
 * @module
 */
import { type FloatDType, promote } from "../dispatch/dtype.ts";
import { MAX_NDIM, type Operand } from "../dispatch/layout.ts";
import { countEmpty } from "../dispatch/metrics.ts";
import { runCast } from "../dispatch/run.ts";
import { broadcastShapes, checkShape, formatShape, normalizeAxes, normalizeAxis, sizeOf } from "../dispatch/shape.ts";
import { type OpInfo, OPS } from "../native/symbols.gen.ts";
import { applyBinary, applyCopy, checkFactor, checkOptions, checkOut, describe, outOf } from "./apply.ts";
import { checkFactors, matrixProduct, product, seenAs, vectorProducts, without } from "./apply_matmul.ts";
import { allocate, type ArrayClass, type ArrayCore, viewOf } from "./core.ts";
import type { Axis, OutOptions, TensordotOptions, VecdotOptions } from "./options.ts";
import { plainProduct } from "./plain_product.ts";
import { permuteLayout, reshapeLayout } from "./views.ts";

/** The product's row under other names, for messages. */
const named = (name: string): OpInfo => ({ ...OPS.matmul, name });
const DOT = named("dot"), VECDOT = named("vecdot"), TENSORDOT = named("tensordot");
const GEMM = named("gemm"), GEMV = named("gemv"), GER = named("ger");
const SCALAR_DOT: OpInfo = { ...OPS.multiply, name: "dot" };
const OUTER: OpInfo = { ...OPS.multiply, name: "outer" };

/** A view with axes of length 1 at the given places, which count in the result. */
function withAxes(Class: ArrayClass, x: ArrayCore, ...places: number[]): ArrayCore {
  const shape = [...x.shape], strides = [...x.strides];
  for (const place of places) {
    shape.splice(place, 0, 1);
    strides.splice(place, 0, 0);
  }
  return viewOf(Class, x, { shape, strides, offset: x.offset });
}

/** The same elements in another shape of as many; a copy where there is no such view. */
function inShape(Class: ArrayClass, x: ArrayCore, shape: readonly number[]): ArrayCore {
  const layout = reshapeLayout(x, shape);
  if (layout !== undefined) return viewOf(Class, x, layout);
  using copy = applyCopy(Class, x);
  return viewOf(Class, copy, reshapeLayout(copy, shape)!);
}

function productDType(a: ArrayCore, b: ArrayCore): FloatDType {
  return promote(a.dtype as FloatDType, b.dtype as FloatDType);
}

/** NumPy's `dot`. */
export function applyDot(
  Class: ArrayClass,
  a: ArrayCore,
  b: ArrayCore,
  options?: OutOptions<ArrayCore>,
): ArrayCore {
  checkFactors("dot", a, b);
  const out = outOf("dot", options);
  if (a.ndim === 0 || b.ndim === 0) return applyBinary(Class, SCALAR_DOT, a, b, options);
  // With more axes on the right, matmul() would take the leading ones for a batch.
  if (a.ndim > 1 && b.ndim > 2) return contract(Class, DOT, a, b, [a.ndim - 1], [b.ndim - 2], out);
  return product(Class, DOT, a, b, out, 1, 0);
}

/** Sums of products along one axis, the others broadcast. */
export function applyVecdot(
  Class: ArrayClass,
  a: ArrayCore,
  b: ArrayCore,
  options: number | VecdotOptions<ArrayCore> = {},
): ArrayCore {
  checkFactors("vecdot", a, b);
  if (typeof options !== "number") checkOptions("vecdot", options, ["axis", "out"]);
  const { axis = -1, out } = typeof options === "number" ? { axis: options } : options;
  const axisA = normalizeAxis(axis, a.ndim), axisB = normalizeAxis(axis, b.ndim);
  const k = a.shape[axisA], other = b.shape[axisB];
  if (k !== other) {
    throw new RangeError(
      `vecdot() cannot multiply shapes ${formatShape(a.shape)} and ${formatShape(b.shape)} along axis ${axis}: ` +
        `expected equal lengths, found ${k} and ${other}`,
    );
  }
  const plain = a.ndim === 1 && b.ndim === 1 ? plainProduct(Class, VECDOT, a, b, out) : undefined;
  if (plain !== undefined) return plain;
  const shape = checkShape(broadcastShapes(without(a.shape, axisA), without(b.shape, axisB)));
  if (shape.length + 3 > MAX_NDIM) {
    throw new RangeError(`vecdot() takes at most ${MAX_NDIM - 2} axes: found ${shape.length + 1}`);
  }
  const dtype = productDType(a, b);
  const result = out === undefined
    ? allocate(Class, dtype, shape)
    : checkOut("vecdot", out, dtype, shape, [a, b], false);
  if (result.size === 0) countEmpty(VECDOT.id);
  else vectorProducts(Class, VECDOT, a, axisA, b, axisB, result);
  return result;
}

/** All products of an element of `a` with one of `b`. */
export function applyOuter(
  Class: ArrayClass,
  a: ArrayCore,
  b: ArrayCore,
  options?: OutOptions<ArrayCore>,
): ArrayCore {
  checkFactors("outer", a, b);
  checkNdims("outer", "two vectors", [a, 1], [b, 1]);
  using column = withAxes(Class, a, 1);
  return applyBinary(Class, OUTER, column, b, options);
}

/** Checks the numbers of axes that BLAS asks for. */
function checkNdims(name: string, expected: string, ...arrays: [ArrayCore, number][]): void {
  if (arrays.every(([x, ndim]) => x.ndim === ndim)) return;
  const shapes = arrays.map(([x]) => formatShape(x.shape)).join(" and ");
  throw new RangeError(`${name}() takes ${expected}: found shapes ${shapes}`);
}

/** The axes that `tensordot` sums over, of either array. */
function contractedAxes(
  a: ArrayCore,
  b: ArrayCore,
  axes: number | readonly [Axis, Axis],
): [readonly number[], readonly number[]] {
  if (typeof axes === "number") {
    if (!Number.isInteger(axes) || axes < 0 || axes > Math.min(a.ndim, b.ndim)) {
      throw new RangeError(
        `tensordot() sums over 0 to ${Math.min(a.ndim, b.ndim)} axes of shapes ${formatShape(a.shape)} and ` +
          `${formatShape(b.shape)}: found ${axes}`,
      );
    }
    const counted = Array.from({ length: axes }, (_, i) => i);
    return [counted.map((i) => a.ndim - axes + i), counted];
  }
  if (!Array.isArray(axes) || axes.length !== 2) {
    throw new TypeError(`tensordot() takes as axes a number, or a list for either array: found ${describeAxes(axes)}`);
  }
  const [left, right] = [normalizeAxes(axes[0], a.ndim), normalizeAxes(axes[1], b.ndim)];
  if (left.length !== right.length) {
    throw new RangeError(`tensordot() takes as many axes of either array: found ${left.length} and ${right.length}`);
  }
  return [left, right];
}

function describeAxes(axes: unknown): string {
  return Array.isArray(axes) ? `a list of ${axes.length}` : describe(axes);
}

/** Sums of products along any axes. */
export function applyTensordot(
  Class: ArrayClass,
  a: ArrayCore,
  b: ArrayCore,
  options: number | readonly [Axis, Axis] | TensordotOptions<ArrayCore> = {},
): ArrayCore {
  checkFactors("tensordot", a, b);
  const isAxes = typeof options === "number" || Array.isArray(options);
  if (!isAxes) checkOptions("tensordot", options, ["axes", "out"]);
  const { axes = 2, out } = (isAxes ? { axes: options } : options) as TensordotOptions<ArrayCore>;
  const [left, right] = contractedAxes(a, b, axes);
  return contract(Class, TENSORDOT, a, b, left, right, out);
}

/** The one step with which axes, in this order, run through memory; undefined where they take more. */
function stepOf({ shape, strides }: ArrayCore, axes: readonly number[]): number | undefined {
  let step: number | undefined, length = 1;
  for (let i = axes.length - 1; i >= 0; i--) {
    const n = shape[axes[i]];
    if (n === 1) continue;
    if (step === undefined) step = strides[axes[i]];
    else if (strides[axes[i]] !== step * length) return undefined;
    length *= n;
  }
  return step ?? 1;
}

/** The array as a matrix, with some axes as its rows and the others as its columns; undefined where only a copy is one. */
function asMatrixOf(
  x: ArrayCore,
  rowAxes: readonly number[],
  columnAxes: readonly number[],
  shape: readonly [number, number],
): Operand | undefined {
  const row = stepOf(x, rowAxes), column = stepOf(x, columnAxes);
  return row === undefined || column === undefined ? undefined : seenAs(x, shape, [row, column]);
}

/** Sums over pairs of axes; what is left of `a` comes before what is left of `b`. */
function contract(
  Class: ArrayClass,
  op: OpInfo,
  a: ArrayCore,
  b: ArrayCore,
  left: readonly number[],
  right: readonly number[],
  out: ArrayCore | undefined,
): ArrayCore {
  const differs = left.findIndex((d, i) => a.shape[d] !== b.shape[right[i]]);
  if (differs >= 0) {
    const [i, j] = [left[differs], right[differs]];
    throw new RangeError(
      `${op.name}() cannot multiply shapes ${formatShape(a.shape)} and ${
        formatShape(b.shape)
      }: expected equal lengths ` +
        `of axis ${i} and axis ${j}, found ${a.shape[i]} and ${b.shape[j]}`,
    );
  }
  const freeA = a.shape.map((_, d) => d).filter((d) => !left.includes(d));
  const freeB = b.shape.map((_, d) => d).filter((d) => !right.includes(d));
  const m = freeA.map((d) => a.shape[d]), n = freeB.map((d) => b.shape[d]), k = sizeOf(left.map((d) => a.shape[d]));
  const shape = checkShape([...m, ...n]);
  const dtype = productDType(a, b);
  const result = out === undefined
    ? allocate(Class, dtype, shape)
    : checkOut(op.name, out, dtype, shape, [a, b], false);
  if (result.size === 0) {
    countEmpty(op.id);
    return result;
  }
  const rows = sizeOf(m), columns = sizeOf(n);
  if (a.dtype === b.dtype && result.isContiguous) {
    const matrixOfA = asMatrixOf(a, freeA, left, [rows, k]), matrixOfB = asMatrixOf(b, right, freeB, [k, columns]);
    if (matrixOfA !== undefined && matrixOfB !== undefined) {
      matrixProduct(op, matrixOfA, matrixOfB, seenAs(result, [rows, columns], [columns, 1]));
      return result;
    }
  }
  using turnedA = viewOf(Class, a, permuteLayout(a, [...freeA, ...left]));
  using turnedB = viewOf(Class, b, permuteLayout(b, [...right, ...freeB]));
  using matrixA = inShape(Class, turnedA, checkShape([rows, k]));
  using matrixB = inShape(Class, turnedB, checkShape([k, columns]));
  const flat = reshapeLayout(result, [rows, columns]);
  if (flat !== undefined) {
    using matrix = viewOf(Class, result, flat);
    product(Class, op, matrixA, matrixB, matrix, 1, 0);
    return result;
  }
  using matrix = product(Class, op, matrixA, matrixB, undefined, 1, 0);
  using full = viewOf(Class, matrix, reshapeLayout(matrix, shape)!);
  runCast(full, result);
  return result;
}

/** `alpha * a @ b + beta * out`, or without `out` a new array. */
function accumulate(
  Class: ArrayClass,
  op: OpInfo,
  alpha: number,
  a: ArrayCore,
  b: ArrayCore,
  beta: number,
  out: ArrayCore | undefined,
): ArrayCore {
  checkFactor(op.name, alpha);
  if (typeof beta !== "number") throw new TypeError(`${op.name}() takes a number as beta: found ${describe(beta)}`);
  if (beta !== 0 && out === undefined) {
    throw new TypeError(`${op.name}() takes an array to add to where beta is not 0: found none`);
  }
  return product(Class, op, a, b, out, alpha, beta);
}

/** BLAS's GEMM, of matrices or of as many as the axes before the last two say. */
export function applyGemm(
  Class: ArrayClass,
  alpha: number,
  a: ArrayCore,
  b: ArrayCore,
  beta: number = 0,
  out?: ArrayCore,
): ArrayCore {
  checkFactors("gemm", a, b);
  if (a.ndim < 2 || b.ndim < 2) {
    throw new RangeError(`gemm() takes matrices: found shapes ${formatShape(a.shape)} and ${formatShape(b.shape)}`);
  }
  return accumulate(Class, GEMM, alpha, a, b, beta, out);
}

/** BLAS's GEMV. */
export function applyGemv(
  Class: ArrayClass,
  alpha: number,
  a: ArrayCore,
  x: ArrayCore,
  beta: number = 0,
  y?: ArrayCore,
): ArrayCore {
  checkFactors("gemv", a, x);
  checkNdims("gemv", "a matrix and a vector", [a, 2], [x, 1]);
  return accumulate(Class, GEMV, alpha, a, x, beta, y);
}

/** BLAS's GER. */
export function applyGer(Class: ArrayClass, alpha: number, x: ArrayCore, y: ArrayCore, a: ArrayCore): ArrayCore {
  checkFactors("ger", x, y);
  checkNdims("ger", "two vectors", [x, 1], [y, 1]);
  if (a === undefined) throw new TypeError("ger() takes a matrix to add to: found undefined");
  using column = withAxes(Class, x, 1);
  using row = withAxes(Class, y, 0);
  return accumulate(Class, GER, alpha, column, row, 1, a);
}
