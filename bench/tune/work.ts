/**
 * The work that is tuned: one public call for each kind, the same for both sides.
 *
 * @module
 */
import * as rt from "@raptors/core";
import type { BenchDType } from "../arrays.ts";
import { fill } from "../arrays.ts";

/** The kinds that a public function does, so that it matters who does them. */
export const TUNED_KINDS = ["gemm", "gemv", "ger", "dot", "axpy", "scal"] as const;
/** See {@linkcode TUNED_KINDS}. */
export type TunedKind = (typeof TUNED_KINDS)[number];

/** One size of one kind, ready to run. */
export interface Work {
  /** The size in words, such as "64×64×64". */
  readonly label: string;
  /** The size as crossover points count it. */
  readonly work: number;
  /** Does it once, into memory that is there. */
  readonly run: () => void;
}

const SIDES = [4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048];
const LENGTHS = [2 ** 6, 2 ** 10, 2 ** 14, 2 ** 18, 2 ** 22];

/** The sizes of a kind; those of a quick run are fewer, and not the largest. */
export function sizesOf(kind: TunedKind, quick: boolean): number[] {
  const isMatrix = kind === "gemm" || kind === "gemv" || kind === "ger";
  const sizes = isMatrix ? SIDES : LENGTHS;
  return quick ? sizes.filter((_, i) => isMatrix ? i % 2 === 1 && i < 8 : i < 4) : sizes;
}

/** Makes the operands of a kind: square matrices of that side, or vectors of that length. */
export function makeWork(kind: TunedKind, dtype: BenchDType, n: number): Work {
  let seed = 0;
  const array = (...shape: number[]) =>
    rt.asarray(fill(dtype, shape.reduce((x, y) => x * y, 1), ++seed), { shape }) as rt.NDArray<"float64">;
  const times = (...lengths: number[]) => ({ label: lengths.join("×"), work: lengths.reduce((x, y) => x * y, 1) });
  switch (kind) {
    case "gemm": {
      const [a, b, out] = [array(n, n), array(n, n), array(n, n)];
      return { ...times(n, n, n), run: () => void rt.matmul(a, b, { out }) };
    }
    case "gemv": {
      const [a, x, out] = [array(n, n), array(n), array(n)];
      return { ...times(n, n), run: () => void rt.matmul(a, x, { out }) };
    }
    case "ger": {
      const [x, y, out] = [array(n, 1), array(1, n), array(n, n)];
      return { ...times(n, n), run: () => void rt.matmul(x, y, { out }) };
    }
    case "dot": {
      const [x, y, out] = [array(n), array(n), array()];
      return { ...times(n), run: () => void rt.matmul(x, y, { out }) };
    }
    case "axpy": {
      // A factor that keeps y in range however often it is added.
      const [x, y] = [array(n), array(n)];
      let alpha = 0.5;
      return { ...times(n), run: () => void rt.axpy(alpha = -alpha, x, y, { out: y }) };
    }
    case "scal": {
      const x = array(n);
      return { ...times(n), run: () => void rt.scale(x, -1, { out: x }) };
    }
  }
}
