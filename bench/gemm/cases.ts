/**
 * The products that are measured. Nothing here computes.
 *
 * @module
 */
import type { BenchDType } from "../arrays.ts";

/** The groups of cases, in the order of the tables. */
export const GROUPS = ["square", "gemv", "dot", "odd", "transposed", "batch"] as const;
/** A group of cases. */
export type Group = (typeof GROUPS)[number];

/** How the elements of the factors lie, the first's and the second's: C by rows, F by columns. */
export const ORDERS = ["CC", "CF", "FC", "FF"] as const;
/** How the elements of the factors lie. */
export type Orders = (typeof ORDERS)[number];
/** What is multiplied, where A and B lie by rows. */
const FORMULAS: Record<Orders, string> = { CC: "AB", CF: "ABᵀ", FC: "AᵀB", FF: "AᵀBᵀ" };

/** One product, m x k times k x n, or a batch of them. */
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
  /** How many products of such factors; 1 but for a batch. */
  readonly batch: number;
  /** How the factors lie. */
  readonly orders: Orders;
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

/** Factors that lie by columns; [orders, m, k, n]. */
const TRANSPOSED_SHAPES = [
  ...(["CF", "FC"] as const).flatMap((orders) => [64, 256, 1024].map((n) => [orders, n, n, n] as const)),
  ["FF", 256, 256, 256],
  // Samples times a layer's weights, x·Wᵀ: a few, and many.
  ...[["CF", 4, 1024, 1024], ["CF", 64, 1024, 1024], ["CF", 1000, 784, 128]] as const,
  // Rows times rows, columns times columns: distances, covariances.
  ...[["CF", 1000, 100, 1000], ["FC", 100, 10000, 100], ["FC", 10, 100000, 10]] as const,
  // Columns that do not end with a line of the caches.
  ...[["CF", 252, 25, 249], ["FC", 257, 509, 127], ["FC", 3906, 16, 145]] as const,
] as const satisfies readonly (readonly [Orders, number, number, number])[];
/** Many products at once; [orders, how many, m, k, n]. */
const BATCHES = [
  ...[["CC", 20000, 4, 4, 4], ["CC", 1000, 16, 16, 16], ["CC", 100, 64, 64, 64], ["CC", 8, 256, 256, 256]] as const,
  ...[["CC", 10000, 3, 3, 1], ["CC", 66, 115, 35, 18], ["FC", 650, 14, 4, 2]] as const,
  // Attention: queries times keys, and the weights times values.
  ...[["CF", 32, 128, 64, 128], ["CC", 32, 128, 128, 64]] as const,
] as const satisfies readonly (readonly [Orders, number, number, number, number])[];

/** Work of a quick run: multiply-adds up to those of 512 x 512 x 512. */
const QUICK_WORK = 2 ** 27;

/** What most cases have: one product, of factors that lie by rows. */
export const PLAIN = { batch: 1, orders: "CC" } as const;

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
    square: sizes.map((n) => ({ m: n, k: n, n, ...PLAIN })),
    gemv: (["CC", "FC"] as const).flatMap((orders) => GEMV_SHAPES.map(([m, k]) => ({ m, k, n: 1, ...PLAIN, orders }))),
    dot: DOT_LENGTHS.map((k) => ({ m: 1, k, n: 1, ...PLAIN })),
    odd: ODD_SHAPES.map(([m, k, n]) => ({ m, k, n, ...PLAIN })),
    transposed: TRANSPOSED_SHAPES.map(([orders, m, k, n]) => ({ m, k, n, ...PLAIN, orders })),
    batch: BATCHES.map(([orders, batch, m, k, n]) => ({ m, k, n, batch, orders })),
  };
  return GROUPS.filter((group) => groups.includes(group))
    .flatMap((group) => dtypes.flatMap((dtype) => shapes[group].map((shape) => ({ group, dtype, ...shape }))))
    .filter((c) => !quick || flops(c) / 2 <= QUICK_WORK)
    .filter((c) => only?.test(gemmCaseName(c)) ?? true);
}

/**
 * The shape as the tables show it: "1000×3×1000" for 1000 x 3 times 3 x 1000, "32 of 128×64×128 ABᵀ" for a batch whose
 * second factors lie by columns.
 */
export function shapeLabel({ group, m, k, n, batch, orders }: Omit<GemmCase, "dtype">): string {
  if (group === "dot") return String(k);
  if (group === "gemv") return `${m}×${k} by ${orders === "CC" ? "rows" : "columns"}`;
  return `${batch === 1 ? "" : `${batch} of `}${m}×${k}×${n}${orders === "CC" ? "" : ` ${FORMULAS[orders]}`}`;
}

/** The name of a case, for messages and for `--only`: "odd float32 1000x3x1000", "batch float32 32 of 128x64x128 ABT". */
export function gemmCaseName(c: GemmCase): string {
  return typed(`${c.group} ${c.dtype} ${shapeLabel(c)}`);
}

/** A label of the tables in letters that keyboards have. */
export function typed(label: string): string {
  return label.replaceAll("×", "x").replaceAll("ᵀ", "T");
}

/** The shapes of the factors as the call sees them: vectors have one axis. */
export function factorShapes({ group, m, k, n, batch }: GemmCase): [a: number[], b: number[]] {
  if (group === "dot") return [[k], [k]];
  if (group === "batch") return [[batch, m, k], [batch, k, n]];
  return [[m, k], group === "gemv" ? [k] : [k, n]];
}

/** Additions and multiplications. */
export function flops({ m, k, n, batch }: Pick<GemmCase, "m" | "k" | "n" | "batch">): number {
  return 2 * batch * m * k * n;
}

/** Bytes that must be read and written at the very least: each factor once, the result once. */
export function gemmBytes({ dtype, m, k, n, batch }: GemmCase): number {
  return batch * (m * k + k * n + m * n) * (dtype === "float32" ? 4 : 8);
}

/** Whether bytes and not sums limit the case. */
export function isBoundByMemory({ group }: Pick<GemmCase, "group">): boolean {
  return group === "gemv" || group === "dot";
}
