/**
 * A CBLAS library behind one interface: sizes are numbers whatever its integers are, matrices are row-major, and where
 * an operand begins is an offset in its buffer.
 *
 * @module
 */
import type { FloatDType } from "../dispatch/dtype.ts";
import type { Cblas, CblasControl, Elements, Int } from "../native/cblas.ts";

/** Sizes, leading dimensions and increments that every library takes, whatever its integers are. */
export const MAX_SIZE: number = 2 ** 31 - 1;

/** A matrix as BLAS takes it. */
export interface Matrix {
  /** The elements. */
  readonly data: Elements;
  /** Where its first element is. */
  readonly offset: number;
  /** Whether what is stored is the transpose of what is meant. */
  readonly transposed: boolean;
  /** The step from one stored row to the next; at least the length of a stored row. */
  readonly leading: number;
}

/** A vector as BLAS takes it. */
export interface Vector {
  /** The elements. */
  readonly data: Elements;
  /** Where its first element is. */
  readonly offset: number;
  /** The step from one element to the next, at least 1. */
  readonly step: number;
}

/** What a library is: `accelerate` where that was asked for, else what it says of itself; `cblas` if it says nothing. */
export type ProviderName = "openblas" | "accelerate" | "blis" | "mkl" | "cblas";

/** What multiplies in place of the built-in code. `n`, `m` and `k` are at least 1. */
export interface Provider {
  /** What it is. */
  readonly name: ProviderName;
  /** The path by which it was opened. */
  readonly path: string;
  /** How long its integers are, in bits. */
  readonly integerSize: 32 | 64;
  /** Version, configuration and threads. */
  readonly control: CblasControl;
  /** `c = alpha·a·b + beta·c`, with `a` of m by k, `b` of k by n and `c` of m by n, not transposed. */
  gemm(
    ...args: [
      ...[dtype: FloatDType, m: number, n: number, k: number, alpha: number, a: Matrix, b: Matrix],
      ...[beta: number, c: Matrix],
    ]
  ): void;
  /** `y = alpha·a·x + beta·y`, with `a` of m by n. */
  gemv(
    ...args: [dtype: FloatDType, m: number, n: number, alpha: number, a: Matrix, x: Vector, beta: number, y: Vector]
  ): void;
  /** `a = alpha·x·yᵀ + a`, with `a` of m by n, not transposed. */
  ger(dtype: FloatDType, m: number, n: number, alpha: number, x: Vector, y: Vector, a: Matrix): void;
  /** The sum of products of n pairs. */
  dot(dtype: FloatDType, n: number, x: Vector, y: Vector): number;
  /** The Euclidean norm of n elements. */
  nrm2(dtype: FloatDType, n: number, x: Vector): number;
  /** The sum of the magnitudes of n elements. */
  asum(dtype: FloatDType, n: number, x: Vector): number;
  /** The index of the first of n elements that has the largest magnitude. */
  iamax(dtype: FloatDType, n: number, x: Vector): number;
  /** `y = alpha·x + y`. */
  axpy(dtype: FloatDType, n: number, alpha: number, x: Vector, y: Vector): void;
  /** `x = alpha·x`. */
  scal(dtype: FloatDType, n: number, alpha: number, x: Vector): void;
}

// The values of CBLAS's enumerations, the same in every library.
const ROW_MAJOR = 101;
const NO_TRANS = 111;
const TRANS = 112;

const flag = (a: Matrix): number => a.transposed ? TRANS : NO_TRANS;

/** From the first element on; a view is made only where there is an offset. */
const from = ({ data, offset }: Matrix | Vector): Elements => offset === 0 ? data : data.subarray(offset);

/** Puts a library behind the interface. */
export function makeProvider(
  identity: Pick<Provider, "name" | "path" | "integerSize" | "control">,
  functions: Record<FloatDType, Cblas>,
): Provider {
  // 64-bit integers go as BigInts: see lib/native/cblas.ts.
  const int: (n: number) => Int = identity.integerSize === 32 ? (n) => n : BigInt;
  return {
    ...identity,
    gemm(dtype, m, n, k, alpha, a, b, beta, c) {
      functions[dtype].gemm(
        ROW_MAJOR,
        flag(a),
        flag(b),
        int(m),
        int(n),
        int(k),
        alpha,
        from(a),
        int(a.leading),
        from(b),
        int(b.leading),
        beta,
        from(c),
        int(c.leading),
      );
    },
    gemv(dtype, m, n, alpha, a, x, beta, y) {
      functions[dtype].gemv(
        ROW_MAJOR,
        flag(a),
        // CBLAS counts the rows and columns of what is stored.
        int(a.transposed ? n : m),
        int(a.transposed ? m : n),
        alpha,
        from(a),
        int(a.leading),
        from(x),
        int(x.step),
        beta,
        from(y),
        int(y.step),
      );
    },
    ger(dtype, m, n, alpha, x, y, a) {
      functions[dtype].ger(
        ROW_MAJOR,
        int(m),
        int(n),
        alpha,
        from(x),
        int(x.step),
        from(y),
        int(y.step),
        from(a),
        int(a.leading),
      );
    },
    dot: (dtype, n, x, y) => functions[dtype].dot(int(n), from(x), int(x.step), from(y), int(y.step)),
    nrm2: (dtype, n, x) => functions[dtype].nrm2(int(n), from(x), int(x.step)),
    asum: (dtype, n, x) => functions[dtype].asum(int(n), from(x), int(x.step)),
    iamax: (dtype, n, x) => functions[dtype].iamax(int(n), from(x), int(x.step)),
    axpy: (dtype, n, alpha, x, y) => functions[dtype].axpy(int(n), alpha, from(x), int(x.step), from(y), int(y.step)),
    scal: (dtype, n, alpha, x) => functions[dtype].scal(int(n), alpha, from(x), int(x.step)),
  };
}
