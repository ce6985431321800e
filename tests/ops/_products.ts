/** What products of arrays mean: for each element of the result the pairs of factors that it sums, in their order. */
import type * as rt from "@raptors/core";
import fc from "fast-check";
import { broadcastRead, indices, layOut, recipes, type Sample, sizeOf } from "../_arrays.ts";
import { type Expected, product } from "../blas/_oracle.ts";

/** A dtype that products have. */
export type Float = "float32" | "float64";

/** A shape, and the pairs behind each element in row-major order. */
export interface Pairs {
  shape: number[];
  pairs: (readonly [number, number])[][];
}

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

/** The wider of two dtypes. */
export const wider = (a: rt.DType, b: rt.DType): Float => a === "float32" && b === "float32" ? "float32" : "float64";

/** The shape to which two shapes broadcast; they must. */
function broadcast(a: readonly number[], b: readonly number[]): number[] {
  const ndim = Math.max(a.length, b.length);
  return range(ndim).map((d) => {
    const [m, n] = [a[d - ndim + a.length] ?? 1, b[d - ndim + b.length] ?? 1];
    return m === 1 ? n : m;
  });
}

/** The pairs of `matmul`: 1-D factors are a row or a column, leading axes broadcast. */
export function matmulPairs(a: Sample, b: Sample): Pairs {
  const [row, column] = [a.shape.length === 1, b.shape.length === 1];
  const left = row ? [1, ...a.shape] : a.shape, right = column ? [...b.shape, 1] : b.shape;
  const [m, k] = left.slice(-2), n = right[right.length - 1];
  const batch = broadcast(left.slice(0, -2), right.slice(0, -2));
  const [readA, readB] = [
    broadcastRead({ shape: left, values: a.values }),
    broadcastRead({ shape: right, values: b.values }),
  ];
  const pairs = indices([...batch, m, n]).map((at) => {
    const [i, j] = at.slice(-2), rest = at.slice(0, -2);
    return range(k).map((l): [number, number] => [readA([...rest, i, l]), readB([...rest, l, j])]);
  });
  return { shape: [...batch, ...(row ? [] : [m]), ...(column ? [] : [n])], pairs };
}

/** The pairs of a sum over axes of either array, in pairs. */
export function tensordotPairs(a: Sample, b: Sample, left: readonly number[], right: readonly number[]): Pairs {
  const free = (x: Sample, summed: readonly number[]) => range(x.shape.length).filter((d) => !summed.includes(d));
  const [freeA, freeB] = [free(a, left), free(b, right)];
  const shape = [...freeA.map((d) => a.shape[d]), ...freeB.map((d) => b.shape[d])];
  const sums = indices(left.map((d) => a.shape[d]));
  const [readA, readB] = [broadcastRead(a), broadcastRead(b)];
  const place = (
    ndim: number,
    kept: readonly number[],
    at: readonly number[],
    summed: readonly number[],
    l: number[],
  ) => {
    const index = new Array<number>(ndim).fill(0);
    kept.forEach((d, i) => index[d] = at[i]);
    summed.forEach((d, i) => index[d] = l[i]);
    return index;
  };
  const pairs = indices(shape).map((at) =>
    sums.map((l): [number, number] => [
      readA(place(a.shape.length, freeA, at.slice(0, freeA.length), left, l)),
      readB(place(b.shape.length, freeB, at.slice(freeA.length), right, l)),
    ])
  );
  return { shape, pairs };
}

/** What `alpha · Σ + beta · c` may be; plain products without the last three. */
export function expectedOf(
  dtype: Float,
  { pairs }: Pairs,
  alpha = 1,
  beta = 0,
  c: readonly number[] = [],
): Expected[] {
  return pairs.map((list, i) => product(dtype, alpha, list, beta, c[i] ?? 0));
}

/** An array to write to, in any layout without repeated elements, which holds what it is given. */
export function outs(dtype: Float, shape: readonly number[], values: fc.Arbitrary<number>): fc.Arbitrary<Sample> {
  return fc.tuple(recipes(shape, { repeated: false }), fc.array(values, { minLength: 1, maxLength: 9 }))
    .map(([recipe, list]) =>
      layOut(dtype, shape, range(sizeOf(shape)).map((i) => list[i % list.length]), recipe) as Sample
    );
}
