/**
 * What stands behind every operation, as function and as method: settles dtype, shape and output, then runs it. The class
 * of the result is a parameter, so that this file need not know `NDArray`, which calls it.
 *
 * @module
 */
import { blasAxpy, blasScal } from "../blas/vectors.ts";
import { type DType, type FloatDType, isFloat, promote } from "../dispatch/dtype.ts";
import { isSameView } from "../dispatch/overlap.ts";
import { type Input, runBinaryRun, runCast, runElementwise } from "../dispatch/run.ts";
import { broadcastShapes, checkShape, formatShape, NO_AXES, sameShape } from "../dispatch/shape.ts";
import { type OpInfo, OPS } from "../native/symbols.gen.ts";
import { allocate, type ArrayClass, ArrayCore, disposedError, shareMemory } from "./core.ts";
import type { OutOptions } from "./options.ts";
import { take } from "./pool.ts";

/** What an operand of the wrong kind is called in a message. */
export function describe(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array: make an NDArray of it with array()";
  if (typeof value === "object") return `an object of class ${value.constructor?.name ?? "unknown"}`;
  return typeof value === "string" ? JSON.stringify(value) : `${typeof value} ${String(value)}`;
}

/** The error of an operation that has no kernel for a dtype. */
export function noKernel(name: string, dtype: DType): TypeError {
  return new TypeError(
    `${name}() has no kernel for ${dtype} yet: expected float32 or float64; convert with astype("float64") first`,
  );
}

/** Checks that an operand is an array or a number. */
function checkInput(name: string, value: unknown): asserts value is ArrayCore | number {
  if (typeof value === "number" || value instanceof ArrayCore) return;
  throw new TypeError(`${name}() takes arrays and numbers: found ${describe(value)}`);
}

/** The dtype that arithmetic on these operands has. A number takes the dtype of the arrays; numbers alone are float64. */
function floatDType(name: string, inputs: readonly (ArrayCore | number)[]): FloatDType {
  let dtype: FloatDType | null = null;
  for (const x of inputs) {
    checkInput(name, x);
    if (typeof x === "number") continue;
    if (x._block === null) throw disposedError(x);
    if (!isFloat(x.dtype)) throw noKernel(name, x.dtype);
    dtype = dtype === null ? x.dtype : promote(dtype, x.dtype);
  }
  return dtype ?? "float64";
}

/** The shape to which the operands broadcast. */
function commonShape(inputs: readonly (ArrayCore | number)[]): readonly number[] {
  let shape: readonly number[] | null = null;
  for (const x of inputs) {
    if (typeof x === "number") continue;
    if (shape === null) shape = x.shape;
    else if (x.shape !== shape) shape = broadcastShapes(shape, x.shape);
  }
  // A new shape may be larger than an array can be.
  return shape === null ? NO_AXES : Object.isFrozen(shape) ? shape : checkShape(shape);
}

/** Checks the array that a result is to be written to. */
export function checkOut(
  name: string,
  out: unknown,
  dtype: DType,
  shape: readonly number[],
  inputs: readonly (ArrayCore | number)[],
  mayAlias: boolean,
): ArrayCore {
  if (!(out instanceof ArrayCore)) throw new TypeError(`${name}() takes an NDArray as out: found ${describe(out)}`);
  if (out._block === null) throw disposedError(out);
  if (out.dtype !== dtype) {
    throw new TypeError(`${name}() cannot write to out: expected dtype ${dtype}, found ${out.dtype}`);
  }
  if (!sameShape(out.shape, shape)) {
    throw new RangeError(
      `${name}() cannot write to out: expected shape ${formatShape(shape)}, found ${formatShape(out.shape)}`,
    );
  }
  if (!out.isContiguous && out.size > 0 && out.strides.some((s, d) => s === 0 && out.shape[d] > 1)) {
    throw new RangeError(`${name}() cannot write to out: it is a broadcast view, whose elements share memory`);
  }
  for (const x of inputs) {
    if (typeof x === "number" || !shareMemory(x, out)) continue;
    if (mayAlias && isSameView(x, out)) continue;
    throw new RangeError(
      `${name}() cannot write to out: it overlaps an input${mayAlias ? " without being the same view" : ""}; ` +
        `pass a copy() of the input, or another out`,
    );
  }
  return out;
}

/** Whether the strides are those of a dense array whose axes come in some other order. */
function isPermutedDense(a: ArrayCore): boolean {
  const axes = a.shape.map((n, d) => ({ n, stride: a.strides[d] })).filter((axis) => axis.n !== 1);
  axes.sort((x, y) => x.stride - y.stride);
  let expected = 1;
  for (const { n, stride } of axes) {
    if (stride !== expected) return false;
    expected *= n;
  }
  return true;
}

/**
 * A fresh result. Where the inputs all lie in memory in one other order of axes (Fortran order, say), so does the result,
 * as in NumPy: then the operation is one run.
 */
function allocateLike(
  Class: ArrayClass,
  dtype: DType,
  shape: readonly number[],
  inputs: readonly (ArrayCore | number)[],
): ArrayCore {
  let model: ArrayCore | null = null;
  for (const x of inputs) {
    if (typeof x === "number") continue;
    if (x.isContiguous || !sameShape(x.shape, shape)) return allocate(Class, dtype, shape);
    if (model === null) model = x;
    else if (!model.strides.every((s, d) => s === x.strides[d])) return allocate(Class, dtype, shape);
  }
  if (model === null || model.size === 0 || !isPermutedDense(model)) return allocate(Class, dtype, shape);
  return new Class(take(dtype, model.size), dtype, shape, model.strides, 0, model.size, false);
}

/** Checks options that came from outside: an object with no names but those allowed, such as the example. */
export function checkOptions(
  name: string,
  options: unknown,
  allowed: readonly string[],
  example: string = "{ out }",
): asserts options is object {
  if (typeof options !== "object" || options === null || options instanceof ArrayCore) {
    throw new TypeError(`${name}() takes its options as an object such as ${example}: found ${describe(options)}`);
  }
  checkKeys(name, options, allowed);
}

/** Reads `out` from options that came from outside. */
export function outOf<A>(name: string, options: OutOptions<A> | undefined): A | undefined {
  if (options === undefined) return undefined;
  checkOptions(name, options, OUT_KEYS);
  return options.out;
}

const OUT_KEYS: readonly string[] = ["out"];

/** Refuses options that do not exist: notebook cells are not type-checked, and a misspelt one would do nothing. */
export function checkKeys(name: string, options: object, allowed: readonly string[]): void {
  for (const key in options) {
    if (!allowed.includes(key)) {
      throw new TypeError(`${name}() has no option ${JSON.stringify(key)}: expected ${allowed.join(", ")}`);
    }
  }
}

/** Whether a BLAS library has done what BLAS calls AXPY and SCAL: both write to their operand. */
function doneByBlas(op: OpInfo, inputs: readonly (ArrayCore | number)[], out: ArrayCore): boolean {
  if (op !== AXPY && op !== SCALE && op !== SCAL) return false;
  const [x, alpha, y] = inputs;
  if (typeof x === "number" || typeof alpha !== "number") return false;
  if (op !== AXPY) return isSameView(x, out) && blasScal(alpha, out);
  return y instanceof ArrayCore && isSameView(y, out) && sameShape(x.shape, out.shape) && blasAxpy(alpha, x, out);
}

/** Any elementwise operation whose operands are settled. */
function elementwise(
  Class: ArrayClass,
  op: OpInfo,
  dtype: DType,
  inputs: readonly (ArrayCore | number)[],
  options: OutOptions<ArrayCore> | undefined,
): ArrayCore {
  const result = op.result === "bool" ? "bool" : dtype;
  const shape = commonShape(inputs);
  const given = outOf(op.name, options);
  const out = given === undefined
    ? allocateLike(Class, result, shape, inputs)
    : checkOut(op.name, given, result, shape, inputs, true);
  if (given !== undefined && doneByBlas(op, inputs, out)) return out;
  runElementwise(op, dtype, inputs as readonly Input[], out);
  return out;
}

/** A unary operation. */
export function applyUnary(
  Class: ArrayClass,
  op: OpInfo,
  x: ArrayCore | number,
  options?: OutOptions<ArrayCore>,
): ArrayCore {
  return elementwise(Class, op, floatDType(op.name, [x]), [x], options);
}

/** A binary operation. */
export function applyBinary(
  Class: ArrayClass,
  op: OpInfo,
  a: ArrayCore | number,
  b: ArrayCore | number,
  options?: OutOptions<ArrayCore>,
): ArrayCore {
  // The hot path: small arrays live by it.
  if (a instanceof ArrayCore && a.isContiguous && isFloat(a.dtype) && a.size > 0) {
    if (
      typeof b === "number" ||
      (b instanceof ArrayCore && b.isContiguous && b.dtype === a.dtype && sameShape(b.shape, a.shape))
    ) {
      const dtype: DType = op.result === "bool" ? "bool" : a.dtype;
      if (a._block === null) throw disposedError(a);
      if (typeof b !== "number" && b._block === null) throw disposedError(b);
      const given = outOf(op.name, options);
      if (given === undefined) {
        const fresh = new Class(take(dtype, a.size), dtype, a.shape, a.strides, 0, a.size, true);
        runBinaryRun(op, a, b, fresh);
        return fresh;
      }
      const inputs = [a, b], out = checkOut(op.name, given, dtype, a.shape, inputs, true);
      if (doneByBlas(op, inputs, out)) return out;
      if (out.isContiguous) runBinaryRun(op, a, b, out);
      else runElementwise(op, a.dtype, inputs, out);
      return out;
    }
  }
  const inputs = [a, b];
  return elementwise(Class, op, floatDType(op.name, inputs), inputs, options);
}

/** Checks the factor of `scale`, `axpy` and their like. */
export function checkFactor(name: string, alpha: unknown): number {
  if (typeof alpha === "number") return alpha;
  throw new TypeError(`${name}() takes a number as alpha: found ${describe(alpha)}`);
}

/** An operation on three operands. */
export function applyTernary(
  Class: ArrayClass,
  op: OpInfo,
  inputs: readonly [ArrayCore | number, ArrayCore | number, ArrayCore | number],
  options?: OutOptions<ArrayCore>,
): ArrayCore {
  return elementwise(Class, op, floatDType(op.name, inputs), inputs, options);
}

/** `where`: a condition of dtype bool, and two operands. */
export function applyWhere(
  Class: ArrayClass,
  condition: ArrayCore,
  x: ArrayCore | number,
  y: ArrayCore | number,
  options?: OutOptions<ArrayCore>,
): ArrayCore {
  if (!(condition instanceof ArrayCore)) {
    throw new TypeError(`where() takes a bool array as its condition: found ${describe(condition)}`);
  }
  if (condition._block === null) throw disposedError(condition);
  if (condition.dtype !== "bool") {
    throw new TypeError(
      `where() takes a bool array as its condition: found dtype ${condition.dtype}; convert with astype("bool")`,
    );
  }
  return elementwise(Class, OPS.where, floatDType("where", [x, y]), [condition, x, y], options);
}

/** Conversion, always to new memory unless `out` is given. */
export function applyCast<A extends ArrayCore>(Class: ArrayClass<A>, a: ArrayCore, dtype: DType): A {
  if (a._block === null) throw disposedError(a);
  const out = allocateLike(Class, dtype, a.shape, [a]) as A;
  runCast(a, out);
  return out;
}

/** A row-major copy. */
export function applyCopy<A extends ArrayCore>(Class: ArrayClass<A>, a: ArrayCore): A {
  if (a._block === null) throw disposedError(a);
  const out = allocate(Class, a.dtype, a.shape);
  runCast(a, out);
  return out;
}

/** The rows under which the micro-kernels run: those of the operations that they are, with messages of their own. */
export const AXPY: OpInfo = { ...OPS.mulAdd, name: "axpy" };
/** See {@linkcode AXPY}. */
export const SCALE: OpInfo = { ...OPS.multiply, name: "scale" };
/** See {@linkcode AXPY}. */
export const SCAL: OpInfo = { ...OPS.multiply, name: "scal" };
