/**
 * The products that are measured. Nothing here computes.
 *
 * @module
 */
import type { BenchDType } from "../arrays.ts";

/** The groups of cases, in the order of the tables. */
export const GROUPS = ["square", "gemv", "dot", "odd"] as const;
/** A group of cases. */
export type Group = (typeof GROUPS)[number];

/** How the elements of the first factor lie: by rows, or by columns. */
export type Order = "C" | "F";

/** One product: m x k times k x n. */
export interface GemmCase {
  /** The group. */
  readonly group: Group;
  /** The element type. */
  readonly dtype: BenchDType;
  /** Rows of the first factor; 1 for a dot product. */
  readonly m: number;
  /** The inner length. */
  readonly k: number;
  /** Columns of the second factor; 1 where that is a vector. */
  readonly n: number;
  /** How the first factor lies. */
  readonly order: Order;
}

/** Side lengths of the square products. */
export const SQUARES = [4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048] as const;
/** Matrices that are multiplied by a vector: from one that an L1 holds to one that no cache holds. */
const GEMV_SHAPES = [[64, 64], [256, 256], [1024, 1024], [4096, 4096]] as const;
/** Lengths of dot products: the same. */
const DOT_LENGTHS = [2 ** 10, 2 ** 13, 2 ** 16, 2 ** 20, 2 ** 23] as const;
/** Shapes that fit nothing: primes, edges, long and thin, flat and wide; [m, k, n]. */
const ODD_SHAPES = [
  ...[7, 31, 67, 127, 257, 509, 1021].map((n) => [n, n, n] as const),
  ...[[13, 17, 19], [17, 257, 31], [127, 31, 509]] as const,
  // A row or a column as a matrix.
  ...[[1, 1, 1], [1, 1000, 1], [1, 1000, 1000], [1000, 1000, 1], [1, 1021, 67], [67, 1021, 1]] as const,
  // As of an outer product.
  ...[[1000, 1, 1000], [257, 1, 509], [4096, 1, 16]] as const,
  // Thin along one axis, along two.
  ...[[1000, 3, 1000], [3, 1000, 3], [1000, 1000, 3], [3, 1000, 1000]] as const,
  ...[[100000, 4, 4], [4, 100000, 4], [4, 4, 100000], [64, 4096, 64], [2048, 8, 2048]] as const,
  // Nothing to sum: zeros.
  [100, 0, 100],
] as const satisfies readonly (readonly [number, number, number])[];

/** Work of a quick run: multiply-adds up to those of 512 x 512 x 512. */
const QUICK_WORK = 2 ** 27;

/** What is asked for. */
export interface Wanted {
  /** The groups. */
  readonly groups: readonly Group[];
  /** The element types. */
  readonly dtypes: readonly BenchDType[];
  /** Side lengths of the square products. */
  readonly sizes: readonly number[];
  /** What the name of a case must match. */
  readonly only?: RegExp | undefined;
  /** Whether to leave the largest products out. */
  readonly quick: boolean;
}

/** The cases, group by group and shape by shape. */
export function listGemmCases({ groups, dtypes, sizes, only, quick }: Wanted): GemmCase[] {
  type Shape = Omit<GemmCase, "group" | "dtype">;
  const shapes: Record<Group, Shape[]> = {
    square: sizes.map((n) => ({ m: n, k: n, n, order: "C" })),
    gemv: (["C", "F"] as const).flatMap((order) => GEMV_SHAPES.map(([m, k]) => ({ m, k, n: 1, order }))),
    dot: DOT_LENGTHS.map((k) => ({ m: 1, k, n: 1, order: "C" })),
    odd: ODD_SHAPES.map(([m, k, n]) => ({ m, k, n, order: "C" })),
  };
  return GROUPS.filter((group) => groups.includes(group))
    .flatMap((group) => dtypes.flatMap((dtype) => shapes[group].map((shape) => ({ group, dtype, ...shape }))))
    .filter((c) => !quick || c.m * c.k * c.n <= QUICK_WORK)
    .filter((c) => only?.test(gemmCaseName(c)) ?? true);
}

/** The shape as the tables show it: "1000×3×1000" for 1000 x 3 times 3 x 1000. */
export function shapeLabel({ group, m, k, n, order }: Omit<GemmCase, "dtype">): string {
  if (group === "dot") return String(k);
  if (group === "gemv") return `${m}×${k} by ${order === "C" ? "rows" : "columns"}`;
  return `${m}×${k}×${n}`;
}

/** The name of a case, for messages and for `--only`: "odd float32 1000x3x1000". */
export function gemmCaseName(c: GemmCase): string {
  return `${c.group} ${c.dtype} ${shapeLabel(c).replaceAll("×", "x")}`;
}

/** The shapes of the factors as the call sees them: vectors have one axis. */
export function factorShapes({ group, m, k, n }: GemmCase): [a: number[], b: number[]] {
  if (group === "dot") return [[k], [k]];
  return [[m, k], group === "gemv" ? [k] : [k, n]];
}

/** Additions and multiplications. */
export function flops({ m, k, n }: GemmCase): number {
  return 2 * m * k * n;
}

/** Bytes that must be read and written at the very least: each factor once, the result once. */
export function gemmBytes({ dtype, m, k, n }: GemmCase): number {
  return (m * k + k * n + m * n) * (dtype === "float32" ? 4 : 8);
}

/** Whether bytes and not sums limit the case. */
export function isBoundByMemory({ group }: Pick<GemmCase, "group">): boolean {
  return group === "gemv" || group === "dot";
}
