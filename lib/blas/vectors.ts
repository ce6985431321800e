/**
 * Work on vectors that a BLAS library may do. Each function asks for the decision, and does the work if a library should
 * and can; if not, it says so and has touched nothing, and the caller runs the built-in code. Either way it is counted.
 *
 * @module
 */
import { type FloatDType, isFloat } from "../dispatch/dtype.ts";
import type { Operand } from "../dispatch/layout.ts";
import { type BlasKind, countChoice } from "../dispatch/metrics.ts";
import { chooseProvider, KIND_IDS } from "./choose.ts";
import { asVector, elementsOf, isVector } from "./operands.ts";
import type { Provider, Vector } from "./provider.ts";

/** All elements of an array as one vector; undefined if BLAS cannot take them. */
function vectorOf(x: Operand, name: string): Vector | undefined {
  const step = x.isContiguous ? 1 : x.shape.length === 1 ? x.strides[0] : 0;
  return isVector(x.size, step) ? asVector(elementsOf(x.buffer, name), x.offset, x.size, step) : undefined;
}

/** The library that should do this work; undefined for the built-in code, also for none or two dtypes of elements. */
function choose(kind: BlasKind, x: Operand, y: Operand = x): Provider | undefined {
  if (x.size === 0 || x.dtype !== y.dtype || !isFloat(x.dtype)) return undefined;
  return chooseProvider(KIND_IDS[kind], x.size, x.dtype);
}

/**
 * A number that a library makes of a vector; undefined where the built-in code has to.
 *
 * @param isSure tells whether libraries can be trusted with this vector, of which this is their result
 */
function reduce(
  kind: "nrm2" | "asum" | "iamax",
  x: Operand,
  isSure: (value: number, dtype: FloatDType, vector: Vector, provider: Provider) => boolean,
): number | undefined {
  const provider = choose(kind, x);
  const vector = provider && vectorOf(x, kind);
  const dtype = x.dtype as FloatDType;
  const value = vector && provider![kind](dtype, x.size, vector);
  const done = value !== undefined && isSure(value, dtype, vector!, provider!);
  countChoice(KIND_IDS[kind], done);
  return done ? value : undefined;
}

/** The norm whose square is the smallest number that has all its digits. */
const SMALLEST_NORM = { float32: 2 ** -63, float64: 2 ** -511 };

/**
 * The Euclidean norm of all elements. Not every library scales before it squares: where squares may have overflowed or
 * vanished, its result is not taken.
 *
 * @returns undefined if no library has computed it
 */
export function blasNrm2(x: Operand): number | undefined {
  return reduce("nrm2", x, (norm, dtype) => norm < Infinity && norm >= Math.sqrt(x.size) * SMALLEST_NORM[dtype]);
}

/**
 * The sum of the magnitudes of all elements.
 *
 * @returns undefined if no library has computed it
 */
export function blasAsum(x: Operand): number | undefined {
  return reduce("asum", x, () => true);
}

/**
 * The index of the first element of the largest magnitude. Libraries do not agree on what NaN is: if there is one, which
 * the sum of the magnitudes tells, their result is not taken.
 *
 * @returns undefined if no library has computed it
 */
export function blasIamax(x: Operand): number | undefined {
  return reduce("iamax", x, (_, dtype, vector, provider) => !Number.isNaN(provider.asum(dtype, x.size, vector)));
}

/**
 * `y = alpha·x + y`, in place, for arrays of one shape that are the same or do not overlap.
 *
 * @returns whether a library has done it
 */
export function blasAxpy(alpha: number, x: Operand, y: Operand): boolean {
  // With 0 libraries do nothing at all, where NaN and infinity in x make NaN.
  const provider = alpha === 0 ? undefined : choose("axpy", x, y);
  const from = provider && vectorOf(x, "axpy"), to = provider && vectorOf(y, "axpy");
  const done = from !== undefined && to !== undefined;
  if (done) provider!.axpy(y.dtype as FloatDType, x.size, alpha, from, to);
  countChoice(KIND_IDS.axpy, done);
  return done;
}

/**
 * `x = alpha·x`, in place.
 *
 * @returns whether a library has done it
 */
export function blasScal(alpha: number, x: Operand): boolean {
  // With 0 some libraries store zeros, where NaN and infinity in x make NaN.
  const provider = alpha === 0 ? undefined : choose("scal", x);
  const vector = provider && vectorOf(x, "scal");
  if (vector !== undefined) provider!.scal(x.dtype as FloatDType, x.size, alpha, vector);
  countChoice(KIND_IDS.scal, vector !== undefined);
  return vector !== undefined;
}
