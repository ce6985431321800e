/**
 * What a library must get right before anything is left to it: one small case of every function, in both dtypes, with
 * leading dimensions and steps that differ from the sizes. All values are small integers, so that the right result is
 * one number and not a range.
 *
 * @module
 */
import type { FloatDType } from "../dispatch/dtype.ts";
import type { Elements } from "../native/cblas.ts";
import type { Matrix, Provider, Vector } from "./provider.ts";

const M = 5;
const N = 7;
const K = 3;
/** Elements before the first of every operand. */
const OFFSET = 2;
/** What stands where nothing may be written. */
const UNTOUCHED = -77;

/** Small integers that repeat in no step of the sizes. */
const value = (i: number, seed: number): number => (i * 37 + seed * 11) % 17 - 8;

const make = (dtype: FloatDType, n: number): Elements =>
  dtype === "float32" ? new Float32Array(n) : new Float64Array(n);

/** A matrix of `rows` by `columns`, stored as it is or transposed, in rows that are longer than they need to be. */
function matrix(dtype: FloatDType, rows: number, columns: number, transposed: boolean, seed: number): Matrix {
  const leading = (transposed ? rows : columns) + 2 + seed;
  const data = make(dtype, OFFSET + (transposed ? columns : rows) * leading).fill(UNTOUCHED);
  const a = { data, offset: OFFSET, transposed, leading };
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) data[place(a, i, j)] = value(i * columns + j, seed);
  return a;
}

/** Where an element of a matrix is. */
function place({ offset, transposed, leading }: Matrix, i: number, j: number): number {
  return offset + (transposed ? j * leading + i : i * leading + j);
}

/** A vector of n elements that do not lie side by side. */
function vector(dtype: FloatDType, n: number, seed: number): Vector {
  const step = 2 + seed;
  const data = make(dtype, OFFSET + n * step).fill(UNTOUCHED);
  for (let i = 0; i < n; i++) data[OFFSET + i * step] = value(i, seed);
  return { data, offset: OFFSET, step };
}

const at = (x: Vector, i: number): number => x.data[x.offset + i * x.step];

/** The sum of f(0) to f(n - 1). */
function sum(n: number, f: (i: number) => number): number {
  let total = 0;
  for (let i = 0; i < n; i++) total += f(i);
  return total;
}

/** The first difference between what was expected and what a call left. */
function difference(call: string, expected: Elements, found: Elements): string | undefined {
  const i = expected.findIndex((x, i) => x !== found[i]);
  return i < 0 ? undefined : `${call} gave ${found[i]} where ${expected[i]} is right`;
}

/** `c = alpha·a·b + beta·c` for every combination of stored orders. */
function checkGemm(provider: Provider, dtype: FloatDType, beta: number): string | undefined {
  const alpha = 2;
  for (const [transA, transB] of [[false, false], [true, false], [false, true], [true, true]]) {
    const a = matrix(dtype, M, K, transA, 1);
    const b = matrix(dtype, K, N, transB, 2);
    const c = matrix(dtype, M, N, false, 3);
    const expected = c.data.slice();
    for (let i = 0; i < M; i++) {
      for (let j = 0; j < N; j++) {
        const product = sum(K, (k) => a.data[place(a, i, k)] * b.data[place(b, k, j)]);
        const to = place(c, i, j);
        expected[to] = alpha * product + beta * c.data[to];
        if (beta === 0) c.data[to] = NaN; // which must not be read
      }
    }
    provider.gemm(dtype, M, N, K, alpha, a, b, beta, c);
    const fault = difference(`a product (gemm) of ${dtype}`, expected, c.data);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function checkGemv(provider: Provider, dtype: FloatDType, transposed: boolean): string | undefined {
  const a = matrix(dtype, M, N, transposed, 1);
  const x = vector(dtype, N, 0);
  const y = vector(dtype, M, 1);
  const expected = y.data.slice();
  for (let i = 0; i < M; i++) {
    expected[y.offset + i * y.step] = 2 * sum(N, (j) => a.data[place(a, i, j)] * at(x, j)) - 3 * at(y, i);
  }
  provider.gemv(dtype, M, N, 2, a, x, -3, y);
  return difference(`a matrix times a vector (gemv) of ${dtype}`, expected, y.data);
}

function checkGer(provider: Provider, dtype: FloatDType): string | undefined {
  const a = matrix(dtype, M, N, false, 1);
  const x = vector(dtype, M, 0);
  const y = vector(dtype, N, 1);
  const expected = a.data.slice();
  for (let i = 0; i < M; i++) for (let j = 0; j < N; j++) expected[place(a, i, j)] += 2 * at(x, i) * at(y, j);
  provider.ger(dtype, M, N, 2, x, y, a);
  return difference(`an outer product (ger) of ${dtype}`, expected, a.data);
}

function checkVectors(provider: Provider, dtype: FloatDType): string | undefined {
  const x = vector(dtype, N, 1);
  const y = vector(dtype, N, 2);
  const expected = y.data.slice();
  for (let i = 0; i < N; i++) expected[y.offset + i * y.step] += 3 * at(x, i);
  const numbers = (name: string, right: number, found: number) =>
    right === found ? undefined : `${name} of ${dtype} gave ${found} where ${right} is right`;
  const faults = [
    numbers("dot", sum(N, (i) => at(x, i) * at(y, i)), provider.dot(dtype, N, x, y)),
    numbers("asum", sum(N, (i) => Math.abs(at(x, i))), provider.asum(dtype, N, x)),
    numbers("iamax", largest(N, x), provider.iamax(dtype, N, x)),
    checkNorm(provider, dtype),
  ];
  provider.axpy(dtype, N, 3, x, y);
  faults.push(difference(`axpy of ${dtype}`, expected, y.data));
  for (let i = 0; i < N; i++) expected[y.offset + i * y.step] *= -2;
  provider.scal(dtype, N, -2, y);
  faults.push(difference(`scal of ${dtype}`, expected, y.data));
  return faults.find((fault) => fault !== undefined);
}

function largest(n: number, x: Vector): number {
  let best = 0;
  for (let i = 1; i < n; i++) if (Math.abs(at(x, i)) > Math.abs(at(x, best))) best = i;
  return best;
}

/** The norm of (2, -3, 6) is 7; libraries scale before they square, so that the last bit is theirs. */
function checkNorm(provider: Provider, dtype: FloatDType): string | undefined {
  const x = { data: make(dtype, 6), offset: 1, step: 2 };
  x.data.set([UNTOUCHED, 2, UNTOUCHED, -3, UNTOUCHED, 6]);
  const found = provider.nrm2(dtype, 3, x);
  return Math.abs(found - 7) < 1e-5 ? undefined : `nrm2 of ${dtype} gave ${found} where 7 is right`;
}

/** What a provider gets wrong, as a sentence; undefined if nothing. */
export function findFault(provider: Provider): string | undefined {
  for (const dtype of ["float32", "float64"] as const) {
    const fault = checkGemm(provider, dtype, -1) ?? checkGemm(provider, dtype, 0) ??
      checkGemv(provider, dtype, false) ?? checkGemv(provider, dtype, true) ??
      checkGer(provider, dtype) ?? checkVectors(provider, dtype);
    if (fault !== undefined) return fault;
  }
  return undefined;
}
