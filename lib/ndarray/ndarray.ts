/**
 * The array.
 *
 * @module
 */
import type { DType, Promote, ScalarOf, TypedArrayOf } from "../dispatch/dtype.ts";
import { checkDType } from "../dispatch/dtype.ts";
import { OPS } from "../native/symbols.gen.ts";
import { applyBinary, applyCast, applyCopy, applyTernary, applyUnary, checkFactor, SCALE } from "./apply.ts";
import { applyMatmul } from "./apply_matmul.ts";
import { applyDot } from "./apply_products.ts";
import { applyArgReduce, applyReduce } from "./apply_reduce.ts";
import { ArrayCore, disposedError, viewOf } from "./core.ts";
import { position, readAll, readElement, readNested, writeElement } from "./elements.ts";
import type { Nested } from "./elements.ts";
import { html } from "./html.ts";
import type {
  ArgOptions,
  Axis,
  OutOptions,
  ReduceOptions,
  SpreadOptions,
  WholeOptions,
  WholeSpreadOptions,
} from "./options.ts";
import { format, inspect } from "./print.ts";
import { sliceLayout, type SliceSpec } from "./slicing.ts";
import {
  expandDimsLayout,
  matrixTransposeLayout,
  permuteLayout,
  reshapeLayout,
  resolveShape,
  squeezeLayout,
  transposeLayout,
} from "./views.ts";

/**
 * An n-dimensional array of one dtype.
 *
 * Made by {@linkcode array}, {@linkcode asarray}, {@linkcode zeros} and their like. Operations are methods and functions:
 * `a.add(b)` is `add(a, b)`, and the function's documentation holds for both. Views share memory with the array they are
 * taken from. Memory goes back to the pool when the last array that uses it is disposed, at the end of a block
 * (`using c = a.add(b)`), of a {@linkcode tidy} scope, or by `dispose()`; arrays that nobody disposes are left to the
 * garbage collector.
 *
 * @typeParam D the dtype
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * const a = rt.array([[1, 2], [3, 4]], { dtype: "float32" });
 * using c = a.multiply(2).add(a);
 * console.log(c.toArray()); // [[3, 6], [9, 12]]
 * console.log(a.sum(), a.mean(0).toArray()); // 10 [2, 3]
 * ```
 */
export class NDArray<D extends DType = DType> extends ArrayCore<D> {
  /** The array with its axes in reverse order: a view. */
  get T(): NDArray<D> {
    return viewOf(NDArray, this, transposeLayout(this)) as NDArray<D>;
  }

  /** Every matrix of the last two axes transposed: a view; see {@linkcode matrixTranspose}. */
  get mT(): NDArray<D> {
    return viewOf(NDArray, this, matrixTransposeLayout(this)) as NDArray<D>;
  }

  /**
   * The raw memory: element `(i, j)` is `data[offset + i * strides[0] + j * strides[1]]`. Whoever has seen it may keep
   * it, so from then on this memory is never given to another array; the garbage collector frees it.
   *
   * @throws {TypeError} if the array was disposed
   */
  get data(): TypedArrayOf[D] {
    if (this._block === null) throw disposedError(this);
    return this._block.release(this.dtype) as TypedArrayOf[D];
  }

  /**
   * One element.
   *
   * @param indices one per axis; negative ones count from the end
   * @throws {RangeError} if there are too few or too many, or one is out of range
   */
  at(...indices: number[]): ScalarOf[D] {
    return readElement(this.dtype, this.buffer, position(this, indices)) as ScalarOf[D];
  }

  /**
   * Sets one element.
   *
   * @param value a number, for int64 also a bigint, for bool also a boolean
   * @param indices one per axis; negative ones count from the end
   * @throws {RangeError} if an index is out of range, or an integer dtype cannot hold the value
   */
  set(value: number | bigint | boolean, ...indices: number[]): void {
    writeElement(this.dtype, this.buffer, position(this, indices), value);
  }

  /**
   * The only element of an array that has one.
   *
   * @throws {RangeError} if it has more or none
   */
  item(): ScalarOf[D] {
    if (this.size !== 1) throw new RangeError(`item() takes an array of one element: found ${this.size}`);
    return readElement(this.dtype, this.buffer, this.offset) as ScalarOf[D];
  }

  /** The elements as nested arrays; of a 0-d array, its value. */
  toArray(): Nested<ScalarOf[D]> {
    return readNested(this) as Nested<ScalarOf[D]>;
  }

  /** A copy of the elements, in row-major order. */
  toTypedArray(): TypedArrayOf[D] {
    return readAll(this, (a) => applyCopy(NDArray, a)) as TypedArrayOf[D];
  }

  /** A row-major copy. */
  copy(): NDArray<D> {
    return applyCopy(NDArray, this) as NDArray<D>;
  }

  /**
   * A copy of another dtype. Floats become integers by dropping the fraction, out of range the nearest end of the range,
   * NaN 0, on every machine; integers become smaller ones modulo their width; anything but zero becomes true.
   *
   * @throws {TypeError} if the dtype is unknown
   */
  astype<E extends DType>(dtype: E): NDArray<E> {
    return applyCast(NDArray, this, checkDType(dtype)) as NDArray<E>;
  }

  /**
   * A view of some of the elements, with NumPy's rules.
   *
   * @param specs for each axis an index, which drops it; a range `"start:stop:step"` or `{ start, stop, step }`; or
   *   `":"`. `"..."` stands for all axes not named, `"newaxis"` or null adds one.
   * @throws {RangeError} if an index is out of range, there are too many, a step is zero or a text is malformed
   *
   * @example
   * ```ts
   * import * as rt from "@raptors/core";
   * const a = rt.arange(12).reshape([3, 4]);
   * console.log(a.slice("1:", "::-2").toArray()); // [[7, 5], [11, 9]]
   * console.log(a.slice(-1).toArray()); // [8, 9, 10, 11]
   * ```
   */
  slice(...specs: SliceSpec[]): NDArray<D> {
    return viewOf(NDArray, this, sliceLayout(this, specs)) as NDArray<D>;
  }

  /**
   * The same elements in another shape: a view where the strides allow one, else a copy.
   *
   * @param shape one length may be -1: it follows from the others
   * @throws {RangeError} if the number of elements differs
   */
  reshape(shape: readonly number[]): NDArray<D> {
    const layout = reshapeLayout(this, shape);
    if (layout !== undefined) return viewOf(NDArray, this, layout) as NDArray<D>;
    using copy = this.copy();
    return viewOf(NDArray, copy, reshapeLayout(copy, resolveShape(shape, this.size))!) as NDArray<D>;
  }

  /** A view with the axes in another order, reversed when none is given; see {@linkcode permuteDims}. */
  transpose(axes?: readonly number[]): NDArray<D> {
    const layout = axes === undefined ? transposeLayout(this) : permuteLayout(this, axes);
    return viewOf(NDArray, this, layout) as NDArray<D>;
  }

  /** A view with axes of length 1 added; see {@linkcode expandDims}. */
  expandDims(axis: Axis): NDArray<D> {
    return viewOf(NDArray, this, expandDimsLayout(this, axis)) as NDArray<D>;
  }

  /** A view without the axes of length 1; see {@linkcode squeeze}. */
  squeeze(axis?: Axis): NDArray<D> {
    return viewOf(NDArray, this, squeezeLayout(this, axis)) as NDArray<D>;
  }

  /** `this * b + c` in one pass; see {@linkcode mulAdd}. */
  mulAdd<E extends DType = D, F extends DType = D>(
    b: NDArray<E> | number,
    c: NDArray<F> | number,
    options?: OutOptions<NDArray<Promote<Promote<D, E>, F>>>,
  ): NDArray<Promote<Promote<D, E>, F>> {
    return applyTernary(NDArray, OPS.mulAdd, [this, b, c], options) as NDArray<Promote<Promote<D, E>, F>>;
  }

  /** Each element, no lower than `min` and no higher than `max`; see {@linkcode clip}. */
  clip(
    min?: NDArray<D> | number | null,
    max?: NDArray<D> | number | null,
    options?: OutOptions<NDArray<D>>,
  ): NDArray<D> {
    return applyTernary(NDArray, OPS.clip, [this, min ?? -Infinity, max ?? Infinity], options) as NDArray<D>;
  }

  /** Each element times `alpha`; see {@linkcode scale}. */
  scale(alpha: number, options?: OutOptions<NDArray<D>>): NDArray<D> {
    return applyBinary(NDArray, SCALE, this, checkFactor("scale", alpha), options) as NDArray<D>;
  }

  /** NumPy's product of arrays; see {@linkcode dot}. */
  dot<E extends DType = D>(other: NDArray<E>, options?: OutOptions<NDArray<Promote<D, E>>>): NDArray<Promote<D, E>> {
    return applyDot(NDArray, this, other, options) as NDArray<Promote<D, E>>;
  }

  /** The elements in NumPy's layout. */
  override toString(): string {
    return format(this);
  }

  /** The elements along the first axis: views, or values of a 1-d array. */
  *[Symbol.iterator](): Generator<NDArray<D> | ScalarOf[D]> {
    if (this.ndim === 0) throw new TypeError("A 0-d array has no axis to iterate over: use item()");
    for (let i = 0; i < this.shape[0]; i++) yield this.ndim === 1 ? this.at(i) : this.slice(i);
  }

  /** What `console.log` shows. */
  [Symbol.for("Deno.customInspect")](): string {
    return this.isDisposed ? `NDArray(disposed, ${this.dtype}, [${this.shape.join(",")}])` : inspect(this);
  }

  /** What a Jupyter cell shows: a table, and the text beside it. */
  [Symbol.for("Jupyter.display")](): Record<string, string> {
    return { "text/plain": inspect(this), "text/html": html(this) };
  }

  // Generated from native/ops.def by `deno task gen`: begin

  /** The numerical negative of each element. The method form of `negative()`. */
  negative(options?: OutOptions<NDArray<D>>): NDArray<D> {
    return applyUnary(NDArray, OPS.negative, this, options) as NDArray<D>;
  }

  /** The absolute value of each element. The method form of `abs()`. */
  abs(options?: OutOptions<NDArray<D>>): NDArray<D> {
    return applyUnary(NDArray, OPS.abs, this, options) as NDArray<D>;
  }

  /** The square of each element. The method form of `square()`. */
  square(options?: OutOptions<NDArray<D>>): NDArray<D> {
    return applyUnary(NDArray, OPS.square, this, options) as NDArray<D>;
  }

  /** The square root of each element, correctly rounded; NaN below zero. The method form of `sqrt()`. */
  sqrt(options?: OutOptions<NDArray<D>>): NDArray<D> {
    return applyUnary(NDArray, OPS.sqrt, this, options) as NDArray<D>;
  }

  /** -1, 0 or 1 by the sign of each element; NaN stays NaN. The method form of `sign()`. */
  sign(options?: OutOptions<NDArray<D>>): NDArray<D> {
    return applyUnary(NDArray, OPS.sign, this, options) as NDArray<D>;
  }

  /** The largest integer not above each element. The method form of `floor()`. */
  floor(options?: OutOptions<NDArray<D>>): NDArray<D> {
    return applyUnary(NDArray, OPS.floor, this, options) as NDArray<D>;
  }

  /** The smallest integer not below each element. The method form of `ceil()`. */
  ceil(options?: OutOptions<NDArray<D>>): NDArray<D> {
    return applyUnary(NDArray, OPS.ceil, this, options) as NDArray<D>;
  }

  /** Each element without its fraction. The method form of `trunc()`. */
  trunc(options?: OutOptions<NDArray<D>>): NDArray<D> {
    return applyUnary(NDArray, OPS.trunc, this, options) as NDArray<D>;
  }

  /** The nearest integer of each element, halves to even. The method form of `round()`. */
  round(options?: OutOptions<NDArray<D>>): NDArray<D> {
    return applyUnary(NDArray, OPS.round, this, options) as NDArray<D>;
  }

  /** Whether each element is NaN. The method form of `isnan()`. */
  isnan(options?: OutOptions<NDArray<"bool">>): NDArray<"bool"> {
    return applyUnary(NDArray, OPS.isnan, this, options) as NDArray<"bool">;
  }

  /** Whether each element is an infinity. The method form of `isinf()`. */
  isinf(options?: OutOptions<NDArray<"bool">>): NDArray<"bool"> {
    return applyUnary(NDArray, OPS.isinf, this, options) as NDArray<"bool">;
  }

  /** Whether each element is neither NaN nor an infinity. The method form of `isfinite()`. */
  isfinite(options?: OutOptions<NDArray<"bool">>): NDArray<"bool"> {
    return applyUnary(NDArray, OPS.isfinite, this, options) as NDArray<"bool">;
  }

  /** The sum of each pair of elements. The method form of `add()`. */
  add<E extends DType = D>(
    other: NDArray<E> | number,
    options?: OutOptions<NDArray<Promote<D, E>>>,
  ): NDArray<Promote<D, E>> {
    return applyBinary(NDArray, OPS.add, this, other, options) as NDArray<Promote<D, E>>;
  }

  /** The difference of each pair of elements. The method form of `subtract()`. */
  subtract<E extends DType = D>(
    other: NDArray<E> | number,
    options?: OutOptions<NDArray<Promote<D, E>>>,
  ): NDArray<Promote<D, E>> {
    return applyBinary(NDArray, OPS.subtract, this, other, options) as NDArray<Promote<D, E>>;
  }

  /** The product of each pair of elements. The method form of `multiply()`. */
  multiply<E extends DType = D>(
    other: NDArray<E> | number,
    options?: OutOptions<NDArray<Promote<D, E>>>,
  ): NDArray<Promote<D, E>> {
    return applyBinary(NDArray, OPS.multiply, this, other, options) as NDArray<Promote<D, E>>;
  }

  /** The quotient of each pair of elements. The method form of `divide()`. */
  divide<E extends DType = D>(
    other: NDArray<E> | number,
    options?: OutOptions<NDArray<Promote<D, E>>>,
  ): NDArray<Promote<D, E>> {
    return applyBinary(NDArray, OPS.divide, this, other, options) as NDArray<Promote<D, E>>;
  }

  /** The smaller of each pair of elements; NaN if either is NaN, and -0 is below +0. The method form of `minimum()`. */
  minimum<E extends DType = D>(
    other: NDArray<E> | number,
    options?: OutOptions<NDArray<Promote<D, E>>>,
  ): NDArray<Promote<D, E>> {
    return applyBinary(NDArray, OPS.minimum, this, other, options) as NDArray<Promote<D, E>>;
  }

  /** The larger of each pair of elements; NaN if either is NaN, and -0 is below +0. The method form of `maximum()`. */
  maximum<E extends DType = D>(
    other: NDArray<E> | number,
    options?: OutOptions<NDArray<Promote<D, E>>>,
  ): NDArray<Promote<D, E>> {
    return applyBinary(NDArray, OPS.maximum, this, other, options) as NDArray<Promote<D, E>>;
  }

  /** Whether the elements of each pair are equal. The method form of `equal()`. */
  equal<E extends DType = D>(other: NDArray<E> | number, options?: OutOptions<NDArray<"bool">>): NDArray<"bool"> {
    return applyBinary(NDArray, OPS.equal, this, other, options) as NDArray<"bool">;
  }

  /** Whether the elements of each pair differ. The method form of `notEqual()`. */
  notEqual<E extends DType = D>(other: NDArray<E> | number, options?: OutOptions<NDArray<"bool">>): NDArray<"bool"> {
    return applyBinary(NDArray, OPS.notEqual, this, other, options) as NDArray<"bool">;
  }

  /** Whether the first of each pair is below the second. The method form of `less()`. */
  less<E extends DType = D>(other: NDArray<E> | number, options?: OutOptions<NDArray<"bool">>): NDArray<"bool"> {
    return applyBinary(NDArray, OPS.less, this, other, options) as NDArray<"bool">;
  }

  /** Whether the first of each pair is at most the second. The method form of `lessEqual()`. */
  lessEqual<E extends DType = D>(other: NDArray<E> | number, options?: OutOptions<NDArray<"bool">>): NDArray<"bool"> {
    return applyBinary(NDArray, OPS.lessEqual, this, other, options) as NDArray<"bool">;
  }

  /** Whether the first of each pair is above the second. The method form of `greater()`. */
  greater<E extends DType = D>(other: NDArray<E> | number, options?: OutOptions<NDArray<"bool">>): NDArray<"bool"> {
    return applyBinary(NDArray, OPS.greater, this, other, options) as NDArray<"bool">;
  }

  /** Whether the first of each pair is at least the second. The method form of `greaterEqual()`. */
  greaterEqual<E extends DType = D>(
    other: NDArray<E> | number,
    options?: OutOptions<NDArray<"bool">>,
  ): NDArray<"bool"> {
    return applyBinary(NDArray, OPS.greaterEqual, this, other, options) as NDArray<"bool">;
  }

  /** The sum of the elements. The method form of `sum()`. */
  sum(options?: WholeOptions): number;
  /** Along axes, to an array. */
  sum(options: Axis | ReduceOptions<NDArray<D>>): NDArray<D>;
  sum(options?: Axis | ReduceOptions<NDArray<D>> | WholeOptions): number | NDArray<D> {
    return applyReduce(NDArray, OPS.sum, this, options) as number | NDArray<D>;
  }

  /** The product of the elements. The method form of `prod()`. */
  prod(options?: WholeOptions): number;
  /** Along axes, to an array. */
  prod(options: Axis | ReduceOptions<NDArray<D>>): NDArray<D>;
  prod(options?: Axis | ReduceOptions<NDArray<D>> | WholeOptions): number | NDArray<D> {
    return applyReduce(NDArray, OPS.prod, this, options) as number | NDArray<D>;
  }

  /** The smallest element; NaN if any is NaN. The method form of `min()`. */
  min(options?: WholeOptions): number;
  /** Along axes, to an array. */
  min(options: Axis | ReduceOptions<NDArray<D>>): NDArray<D>;
  min(options?: Axis | ReduceOptions<NDArray<D>> | WholeOptions): number | NDArray<D> {
    return applyReduce(NDArray, OPS.min, this, options) as number | NDArray<D>;
  }

  /** The largest element; NaN if any is NaN. The method form of `max()`. */
  max(options?: WholeOptions): number;
  /** Along axes, to an array. */
  max(options: Axis | ReduceOptions<NDArray<D>>): NDArray<D>;
  max(options?: Axis | ReduceOptions<NDArray<D>> | WholeOptions): number | NDArray<D> {
    return applyReduce(NDArray, OPS.max, this, options) as number | NDArray<D>;
  }

  /** The arithmetic mean of the elements. The method form of `mean()`. */
  mean(options?: WholeOptions): number;
  /** Along axes, to an array. */
  mean(options: Axis | ReduceOptions<NDArray<D>>): NDArray<D>;
  mean(options?: Axis | ReduceOptions<NDArray<D>> | WholeOptions): number | NDArray<D> {
    return applyReduce(NDArray, OPS.mean, this, options) as number | NDArray<D>;
  }

  /** The variance of the elements. The method form of `var()`. */
  var(options?: WholeSpreadOptions): number;
  /** Along axes, to an array. */
  var(options: Axis | SpreadOptions<NDArray<D>>): NDArray<D>;
  var(options?: Axis | SpreadOptions<NDArray<D>> | WholeSpreadOptions): number | NDArray<D> {
    return applyReduce(NDArray, OPS.var, this, options) as number | NDArray<D>;
  }

  /** The standard deviation of the elements. The method form of `std()`. */
  std(options?: WholeSpreadOptions): number;
  /** Along axes, to an array. */
  std(options: Axis | SpreadOptions<NDArray<D>>): NDArray<D>;
  std(options?: Axis | SpreadOptions<NDArray<D>> | WholeSpreadOptions): number | NDArray<D> {
    return applyReduce(NDArray, OPS.std, this, options) as number | NDArray<D>;
  }

  /** The sum of the absolute values of the elements. The method form of `asum()`. */
  asum(options?: WholeOptions): number;
  /** Along axes, to an array. */
  asum(options: Axis | ReduceOptions<NDArray<D>>): NDArray<D>;
  asum(options?: Axis | ReduceOptions<NDArray<D>> | WholeOptions): number | NDArray<D> {
    return applyReduce(NDArray, OPS.asum, this, options) as number | NDArray<D>;
  }

  /** The square root of the sum of the squares of the elements. The method form of `nrm2()`. */
  nrm2(options?: WholeOptions): number;
  /** Along axes, to an array. */
  nrm2(options: Axis | ReduceOptions<NDArray<D>>): NDArray<D>;
  nrm2(options?: Axis | ReduceOptions<NDArray<D>> | WholeOptions): number | NDArray<D> {
    return applyReduce(NDArray, OPS.nrm2, this, options) as number | NDArray<D>;
  }

  /** Whether any element is non-zero; NaN counts as non-zero. The method form of `any()`. */
  any(options?: WholeOptions): boolean;
  /** Along axes, to an array. */
  any(options: Axis | ReduceOptions<NDArray<"bool">>): NDArray<"bool">;
  any(options?: Axis | ReduceOptions<NDArray<"bool">> | WholeOptions): boolean | NDArray<"bool"> {
    return applyReduce(NDArray, OPS.any, this, options) as boolean | NDArray<"bool">;
  }

  /** Whether all elements are non-zero; NaN counts as non-zero. The method form of `all()`. */
  all(options?: WholeOptions): boolean;
  /** Along axes, to an array. */
  all(options: Axis | ReduceOptions<NDArray<"bool">>): NDArray<"bool">;
  all(options?: Axis | ReduceOptions<NDArray<"bool">> | WholeOptions): boolean | NDArray<"bool"> {
    return applyReduce(NDArray, OPS.all, this, options) as boolean | NDArray<"bool">;
  }

  /** The index of the first smallest element, or of the first NaN. The method form of `argmin()`. */
  argmin(options?: WholeOptions): number;
  /** Along an axis, to an array. */
  argmin(options: number | ArgOptions<NDArray<"int64">>): NDArray<"int64">;
  argmin(options?: number | ArgOptions<NDArray<"int64">> | WholeOptions): number | NDArray<"int64"> {
    return applyArgReduce(NDArray, OPS.argmin, this, options) as number | NDArray<"int64">;
  }

  /** The index of the first largest element, or of the first NaN. The method form of `argmax()`. */
  argmax(options?: WholeOptions): number;
  /** Along an axis, to an array. */
  argmax(options: number | ArgOptions<NDArray<"int64">>): NDArray<"int64">;
  argmax(options?: number | ArgOptions<NDArray<"int64">> | WholeOptions): number | NDArray<"int64"> {
    return applyArgReduce(NDArray, OPS.argmax, this, options) as number | NDArray<"int64">;
  }

  /** The index of the first element of the largest absolute value, or of the first NaN. The method form of `iamax()`. */
  iamax(options?: WholeOptions): number;
  /** Along an axis, to an array. */
  iamax(options: number | ArgOptions<NDArray<"int64">>): NDArray<"int64">;
  iamax(options?: number | ArgOptions<NDArray<"int64">> | WholeOptions): number | NDArray<"int64"> {
    return applyArgReduce(NDArray, OPS.iamax, this, options) as number | NDArray<"int64">;
  }

  /** The matrix product. The method form of `matmul()`. */
  matmul<E extends DType = D>(other: NDArray<E>, options?: OutOptions<NDArray<Promote<D, E>>>): NDArray<Promote<D, E>> {
    return applyMatmul(NDArray, OPS.matmul, this, other, options) as NDArray<Promote<D, E>>;
  }

  // Generated from native/ops.def by `deno task gen`: end
}
