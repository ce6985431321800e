/**
 * Products of matrices and vectors that a BLAS library may do.
 *
 * @module
 */
import type { FloatDType } from "../dispatch/dtype.ts";
import type { Operand } from "../dispatch/layout.ts";
import { type BlasKind, countChoice } from "../dispatch/metrics.ts";
import type { Elements } from "../native/cblas.ts";
import { chooseProvider, KIND_IDS } from "./choose.ts";
import { asMatrix, asVector, elementsOf, isVector, leadingDimension } from "./operands.ts";
import type { Provider } from "./provider.ts";

/** What a product of m by k with k by n is to BLAS. */
function kindOf(m: number, n: number, k: number): BlasKind {
  if (m === 1 || n === 1) return m === n ? "dot" : "gemv";
  return k === 1 ? "ger" : "gemm";
}

/** One product of a call: the sizes, and for each operand the steps from row to row and from column to column. */
interface Task {
  readonly dtype: FloatDType;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly alpha: number;
  readonly beta: number;
  readonly a: Elements;
  readonly aRow: number;
  readonly aColumn: number;
  readonly b: Elements;
  readonly bRow: number;
  readonly bColumn: number;
  readonly out: Elements;
  readonly outRow: number;
  readonly outColumn: number;
}

/** Does one product, from the first elements of its operands on. */
type Run = (a: number, b: number, out: number) => void;

/** The product as seen from the other side: outᵀ = bᵀ·aᵀ. */
function transposed(task: Task): Task {
  return {
    ...task,
    m: task.n,
    n: task.m,
    a: task.b,
    aRow: task.bColumn,
    aColumn: task.bRow,
    b: task.a,
    bRow: task.aColumn,
    bColumn: task.aRow,
    outRow: task.outColumn,
    outColumn: task.outRow,
  };
}

/** How a library does a product; undefined if it cannot take the operands. */
function prepare(provider: Provider, kind: BlasKind, task: Task): Run | undefined {
  if (kind === "dot") return prepareDot(provider, task);
  if (kind === "gemv") {
    return task.n === 1 ? prepareGemv(provider, task) : flip(prepareGemv(provider, transposed(task)));
  }
  const { m, n, outRow, outColumn } = task;
  const leading = leadingDimension(m, n, outRow, outColumn);
  // CBLAS writes rows: where only the columns of `out` are runs, its transpose is computed.
  if (leading < 0) return flip(prepareRows(provider, kind, transposed(task), -leading));
  return leading > 0 ? prepareRows(provider, kind, task, leading) : undefined;
}

/** A run on a transposed task, for the operands in their own order. */
function flip(run: Run | undefined): Run | undefined {
  return run && ((a, b, out) => run(b, a, out));
}

function prepareDot(provider: Provider, { dtype, k, a, aColumn, b, bRow, alpha, beta, out }: Task): Run | undefined {
  if (!isVector(k, aColumn) || !isVector(k, bRow)) return undefined;
  return (ai, bi, oi) => {
    const sum = provider.dot(dtype, k, asVector(a, ai, k, aColumn), asVector(b, bi, k, bRow));
    out[oi] = alpha * sum + (beta === 0 ? 0 : beta * out[oi]);
  };
}

function prepareGemv(provider: Provider, task: Task): Run | undefined {
  const { dtype, m, k, a, aRow, aColumn, b, bRow, alpha, beta, out, outRow } = task;
  const leading = leadingDimension(m, k, aRow, aColumn);
  if (leading === 0 || !isVector(k, bRow) || !isVector(m, outRow)) return undefined;
  return (ai, bi, oi) => {
    const [x, y] = [asVector(b, bi, k, bRow), asVector(out, oi, m, outRow)];
    provider.gemv(dtype, m, k, alpha, asMatrix(a, ai, leading), x, beta, y);
  };
}

/** A product whose result has rows that are runs, `outLeading` apart. */
function prepareRows(provider: Provider, kind: BlasKind, task: Task, outLeading: number): Run | undefined {
  const { dtype, m, n, k, alpha, beta, a, aRow, aColumn, b, bRow, bColumn, out } = task;
  if (kind === "ger" && beta === 1) {
    if (!isVector(m, aRow) || !isVector(n, bColumn)) return undefined;
    return (ai, bi, oi) => {
      const [x, y] = [asVector(a, ai, m, aRow), asVector(b, bi, n, bColumn)];
      provider.ger(dtype, m, n, alpha, x, y, asMatrix(out, oi, outLeading));
    };
  }
  const [aLeading, bLeading] = [leadingDimension(m, k, aRow, aColumn), leadingDimension(k, n, bRow, bColumn)];
  if (aLeading === 0 || bLeading === 0) return undefined;
  return (ai, bi, oi) => {
    const [left, right] = [asMatrix(a, ai, aLeading), asMatrix(b, bi, bLeading)];
    provider.gemm(dtype, m, n, k, alpha, left, right, beta, asMatrix(out, oi, outLeading));
  };
}

/** The step of an operand along axis d of the output; 0 where it broadcasts. */
function batchStep(x: Operand, out: Operand, d: number): number {
  const own = d - out.shape.length + x.shape.length;
  return own < 0 || x.shape[own] === 1 ? 0 : x.strides[own];
}

/** Runs one product for each index of the output's axes from d on, but for the last two. */
function runBatch(
  run: Run,
  operands: readonly [Operand, Operand, Operand],
  d: number,
  at: [number, number, number],
): void {
  const [a, b, out] = operands;
  if (d === out.shape.length - 2) return run(...at);
  for (let i = 0; i < out.shape[d]; i++) {
    const from = (x: Operand, start: number) => start + i * batchStep(x, out, d);
    runBatch(run, operands, d + 1, [from(a, at[0]), from(b, at[1]), from(out, at[2])]);
  }
}

/** Does a product on a library; false if it cannot take the operands, of which none is then touched. */
function runOn(
  provider: Provider,
  kind: BlasKind,
  alpha: number,
  a: Operand,
  b: Operand,
  beta: number,
  out: Operand,
): boolean {
  const [ra, rb, ro] = [a.shape.length, b.shape.length, out.shape.length];
  const run = prepare(provider, kind, {
    dtype: out.dtype as FloatDType,
    m: out.shape[ro - 2],
    n: out.shape[ro - 1],
    k: a.shape[ra - 1],
    alpha,
    beta,
    a: elementsOf(a.buffer, "matmul"),
    aRow: a.strides[ra - 2],
    aColumn: a.strides[ra - 1],
    b: elementsOf(b.buffer, "matmul"),
    bRow: b.strides[rb - 2],
    bColumn: b.strides[rb - 1],
    out: elementsOf(out.buffer, "matmul"),
    outRow: out.strides[ro - 2],
    outColumn: out.strides[ro - 1],
  });
  if (run !== undefined) runBatch(run, [a, b, out], 0, [a.offset, b.offset, out.offset]);
  return run !== undefined;
}

/**
 * `out = alpha·a·b + beta·out` on a BLAS library, if one should and can. With `beta` 0 what is in `out` is not read. A
 * single row or column is a vector to BLAS: what is decided and counted is gemm, gemv, ger or dot by the shape.
 *
 * @param a of shape (…, m, k), float32 or float64
 * @param b of shape (…, k, n), of the same dtype
 * @param out of shape (…, m, n), of the same dtype, to whose leading axes those of a and b broadcast; overlaps neither
 * @returns whether a library has done it; if not, nothing has been touched
 */
export function blasProduct(alpha: number, a: Operand, b: Operand, beta: number, out: Operand): boolean {
  const ndim = out.shape.length;
  const m = out.shape[ndim - 2], n = out.shape[ndim - 1], k = a.shape[a.shape.length - 1];
  const kind = kindOf(m, n, k);
  // Empty products, also in number, are the built-in code's.
  const work = out.size === 0 ? 0 : m * n * k;
  const provider = work === 0 ? undefined : chooseProvider(KIND_IDS[kind], work, out.dtype as FloatDType);
  const done = provider !== undefined && runOn(provider, kind, alpha, a, b, beta, out);
  countChoice(KIND_IDS[kind], done);
  return done;
}

/** Whether the built-in code should do a product of m by k with k by n, none of them 0; if so, it is counted. */
export function isBuiltinProduct(m: number, n: number, k: number, dtype: FloatDType): boolean {
  const kind = KIND_IDS[kindOf(m, n, k)];
  if (chooseProvider(kind, m * n * k, dtype) !== undefined) return false;
  countChoice(kind, false);
  return true;
}
