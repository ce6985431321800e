/**
 * Work that a BLAS library may do. Each function asks for the decision, and does the work if a library should and can;
 * if not, it says so and has touched nothing, and the caller runs the built-in code. Either way it is counted.
 *
 * Shapes, dtypes and overlap are settled before. Operands of two dtypes, and empty ones, are the built-in code's.
 *
 * @module
 */
import { type FloatDType, isFloat } from "../dispatch/dtype.ts";
import type { Operand } from "../dispatch/layout.ts";
import { type BlasKind, countChoice } from "../dispatch/metrics.ts";
import { chooseProvider, KIND_IDS } from "./choose.ts";
import { asMatrix, asVector } from "./operands.ts";
import type { Provider } from "./provider.ts";

/** The library that should do this work; undefined for the built-in code. */
function choose(kind: BlasKind, work: number, ...operands: Operand[]): Provider | undefined {
  const { dtype } = operands[0];
  if (work === 0 || !isFloat(dtype)) return undefined;
  for (let i = 1; i < operands.length; i++) if (operands[i].dtype !== dtype) return undefined;
  return chooseProvider(KIND_IDS[kind], work, dtype);
}

/** Counts who does the work, and tells it. */
function settle(kind: BlasKind, done: boolean): boolean {
  countChoice(KIND_IDS[kind], done);
  return done;
}

/**
 * `out = alpha·a·b + beta·out`. With `beta` 0, `out` is not read.
 *
 * @param a of shape [m, k]
 * @param b of shape [k, n]
 * @param out of shape [m, n]; overlaps neither
 * @returns whether a library has done it
 */
export function blasGemm(alpha: number, a: Operand, b: Operand, beta: number, out: Operand): boolean {
  const [m, k] = a.shape;
  const n = b.shape[1];
  const provider = choose("gemm", m * n * k, a, b, out);
  const c = provider && asMatrix(out, false, "gemm");
  if (!provider || !c) return settle("gemm", false);
  // Where the columns of `out` are runs, its transpose is computed: out' = b'·a'.
  const swap = c.transposed;
  const left = swap ? asMatrix(b, true, "gemm") : asMatrix(a, false, "gemm");
  const right = swap ? asMatrix(a, true, "gemm") : asMatrix(b, false, "gemm");
  if (!left || !right) return settle("gemm", false);
  const [rows, columns] = swap ? [n, m] : [m, n];
  const dtype = out.dtype as FloatDType;
  provider.gemm(dtype, rows, columns, k, alpha, left, right, beta, { ...c, transposed: false });
  return settle("gemm", true);
}

/**
 * `out = alpha·a·x + beta·out`. With `beta` 0, `out` is not read.
 *
 * @param a of shape [m, n]
 * @param x of shape [n]
 * @param out of shape [m]; overlaps neither
 * @returns whether a library has done it
 */
export function blasGemv(alpha: number, a: Operand, x: Operand, beta: number, out: Operand): boolean {
  const [m, n] = a.shape;
  const provider = choose("gemv", m * n, a, x, out);
  if (provider === undefined) return settle("gemv", false);
  const matrix = asMatrix(a, false, "gemv");
  const [from, to] = [asVector(x, "gemv"), asVector(out, "gemv")];
  if (!matrix || !from || !to) return settle("gemv", false);
  provider.gemv(a.dtype as FloatDType, m, n, alpha, matrix, from, beta, to);
  return settle("gemv", true);
}

/**
 * `out = alpha·x·yᵀ + out`.
 *
 * @param x of shape [m]
 * @param y of shape [n]
 * @param out of shape [m, n]; overlaps neither
 * @returns whether a library has done it
 */
export function blasGer(alpha: number, x: Operand, y: Operand, out: Operand): boolean {
  const provider = choose("ger", out.size, x, y, out);
  if (provider === undefined) return settle("ger", false);
  const a = asMatrix(out, false, "ger");
  const [left, right] = [asVector(x, "ger"), asVector(y, "ger")];
  if (!a || !left || !right) return settle("ger", false);
  const dtype = out.dtype as FloatDType;
  if (a.transposed) provider.ger(dtype, y.size, x.size, alpha, right, left, { ...a, transposed: false });
  else provider.ger(dtype, x.size, y.size, alpha, left, right, a);
  return settle("ger", true);
}

/** A number that a library makes of one or two vectors; undefined where the built-in code has to. */
function reduce(
  kind: "dot" | "nrm2" | "asum" | "iamax",
  x: Operand,
  y: Operand | undefined,
): number | undefined {
  const provider = y === undefined ? choose(kind, x.size, x) : choose(kind, x.size, x, y);
  const left = provider && asVector(x, kind);
  const right = provider && y && asVector(y, kind);
  if (!provider || !left || (y !== undefined && !right)) {
    settle(kind, false);
    return undefined;
  }
  settle(kind, true);
  const dtype = x.dtype as FloatDType;
  return kind === "dot" ? provider.dot(dtype, x.size, left, right!) : provider[kind](dtype, x.size, left);
}

/**
 * The sum of products of two vectors of one length.
 *
 * @returns undefined if no library has computed it
 */
export function blasDot(x: Operand, y: Operand): number | undefined {
  return reduce("dot", x, y);
}

/**
 * The Euclidean norm of all elements.
 *
 * @returns undefined if no library has computed it
 */
export function blasNrm2(x: Operand): number | undefined {
  return reduce("nrm2", x, undefined);
}

/**
 * The sum of the magnitudes of all elements.
 *
 * @returns undefined if no library has computed it
 */
export function blasAsum(x: Operand): number | undefined {
  return reduce("asum", x, undefined);
}

/**
 * The index of the first element of the largest magnitude; libraries do not agree on what NaN is.
 *
 * @returns undefined if no library has computed it
 */
export function blasIamax(x: Operand): number | undefined {
  return reduce("iamax", x, undefined);
}

/**
 * `y = alpha·x + y`, for vectors of one length or row-major arrays of one shape that are the same or do not overlap.
 *
 * @returns whether a library has done it
 */
export function blasAxpy(alpha: number, x: Operand, y: Operand): boolean {
  // With 0 libraries do nothing at all, where NaN and infinity in x make NaN.
  const provider = alpha === 0 ? undefined : choose("axpy", x.size, x, y);
  const [from, to] = [provider && asVector(x, "axpy"), provider && asVector(y, "axpy")];
  if (!provider || !from || !to) return settle("axpy", false);
  provider.axpy(y.dtype as FloatDType, x.size, alpha, from, to);
  return settle("axpy", true);
}

/**
 * `x = alpha·x`, in place.
 *
 * @returns whether a library has done it
 */
export function blasScal(alpha: number, x: Operand): boolean {
  // With 0 some libraries store zeros, where NaN and infinity in x make NaN.
  const provider = alpha === 0 ? undefined : choose("scal", x.size, x);
  const vector = provider && asVector(x, "scal");
  if (!provider || !vector) return settle("scal", false);
  provider.scal(x.dtype as FloatDType, x.size, alpha, vector);
  return settle("scal", true);
}
