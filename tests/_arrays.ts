/**
 * Arrays for property tests: the same values in any layout, together with what they must read as.
 *
 * A {@linkcode Sample} starts from a shape and values and hides them in memory: axes permuted, thinned out by steps,
 * reversed, padded, repeated, off alignment. Its values are the oracle; the library only ever sees the view.
 */
import * as rt from "@raptors/core";
import fc from "fast-check";

/** The dtypes that arithmetic has kernels for. */
export const FLOATS = ["float32", "float64"] as const;

/** How the elements of one axis lie in memory. */
export interface AxisRecipe {
  /** The distance between neighbours, in elements of the axis below. */
  step: number;
  /** Whether the axis runs backwards through memory. */
  reversed: boolean;
  /** Unused elements before and after. */
  before: number;
  after: number;
  /** Whether the axis repeats one element. */
  repeated: boolean;
}

/** How an array lies in memory. */
export interface Recipe {
  axes: readonly AxisRecipe[];
  /** The axes from outermost to innermost in memory. */
  order: readonly number[];
  /** Elements of the typed array before the array's memory: takes it off its alignment. */
  lead: number;
}

/** An array and what it must read as. */
export interface Sample<D extends rt.DType = rt.DType> {
  a: rt.NDArray<D>;
  shape: readonly number[];
  /** The elements in row-major order, as the dtype holds them; booleans as 0 and 1. */
  values: readonly number[];
  /** The whole of the memory behind it, what lies between the elements included. */
  memory: rt.TypedArray;
  /** Where each element is in `memory`, in row-major order. */
  places: readonly number[];
}

/** The number of elements of a shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((n, length) => n * length, 1);
}

/** Every index of a shape, in row-major order. */
export function indices(shape: readonly number[]): number[][] {
  let found: number[][] = [[]];
  for (const length of shape) found = found.flatMap((at) => Array.from({ length }, (_, i) => [...at, i]));
  return found;
}

/** Makes the typed array of a dtype. */
export function typedArray(dtype: rt.DType, length: number): rt.TypedArray {
  switch (dtype) {
    case "float32":
      return new Float32Array(length);
    case "float64":
      return new Float64Array(length);
    case "int32":
      return new Int32Array(length);
    case "int64":
      return new BigInt64Array(length);
    default:
      return new Uint8Array(length);
  }
}

/** A plain row-major layout. */
export function plainRecipe(ndim: number): Recipe {
  const axis: AxisRecipe = { step: 1, reversed: false, before: 0, after: 0, repeated: false };
  return { axes: new Array(ndim).fill(axis), order: Array.from({ length: ndim }, (_, d) => d), lead: 0 };
}

/** The layout of a transposed matrix, and its like in other dimensions. */
export function fortranRecipe(ndim: number): Recipe {
  const plain = plainRecipe(ndim);
  return { ...plain, order: plain.order.toReversed() };
}

/**
 * Lays values out in memory. Axes that the recipe repeats take their values from index 0; `values` in the result is what
 * the array then holds.
 */
export function layOut<D extends rt.DType>(
  dtype: D,
  shape: readonly number[],
  given: readonly number[],
  recipe: Recipe,
): Sample<D> {
  const ndim = shape.length;
  const stored = shape.map((n, d) => recipe.axes[d].repeated ? Math.min(n, 1) : n);
  const base = stored.map((n, d) => {
    const { step, before, after } = recipe.axes[d];
    return before + after + (n === 0 ? 0 : (n - 1) * step + 1);
  });
  const memoryShape = recipe.order.map((d) => base[d]);
  const strides = new Array<number>(ndim);
  let stride = 1;
  for (const d of recipe.order.toReversed()) {
    strides[d] = stride;
    stride *= base[d];
  }
  const memory = typedArray(dtype, recipe.lead + sizeOf(memoryShape));
  const fill = memory as { fill(value: number | bigint): unknown; [at: number]: number | bigint };
  // What no kernel may read into a result or write over.
  const garbage = dtype === "int64" ? 77n : 77;
  fill.fill(garbage);

  const places: number[] = [];
  const values: number[] = [];
  const linear = (at: readonly number[]) => at.reduce((sum, i, d) => sum * shape[d] + i, 0);
  for (const at of indices(shape)) {
    let place = recipe.lead;
    const source = at.map((i, d) => recipe.axes[d].repeated ? 0 : i);
    for (let d = 0; d < ndim; d++) {
      const { step, reversed, before } = recipe.axes[d];
      place += (before + (reversed ? stored[d] - 1 - source[d] : source[d]) * step) * strides[d];
    }
    const value = given[linear(source)];
    fill[place] = dtype === "int64" ? BigInt(value) : value;
    places.push(place);
    values.push(Number(fill[place]));
  }

  const flat = memory.subarray(recipe.lead) as rt.TypedArray;
  const whole = rt.asarray(flat, { shape: memoryShape, ...(dtype === "bool" ? { dtype } : {}) });
  const inOrder = whole.transpose(stored.map((_, d) => recipe.order.indexOf(d)));
  const thinned = inOrder.slice(...stored.map((n, d): rt.SliceSpec => {
    const { step, reversed, before } = recipe.axes[d];
    if (n === 0) return { start: before, stop: before };
    if (!reversed) return { start: before, stop: before + (n - 1) * step + 1, step };
    return { start: before + (n - 1) * step, stop: before === 0 ? undefined : before - 1, step: -step };
  }));
  const a = rt.broadcastTo(thinned, shape) as rt.NDArray<D>;
  const text = `${dtype} of shape [${shape}], strides [${a.strides}], offset ${a.offset}: [${
    a.size > 60 ? "…" : values
  }]`;
  // Not enumerable: what fast-check prints of a counterexample.
  return Object.defineProperty({ a, shape, values, memory, places }, fc.toStringMethod, { value: () => text });
}

/** Arbitrary layouts of a shape. */
export function recipes(shape: readonly number[], options: { repeated?: boolean } = {}): fc.Arbitrary<Recipe> {
  const ndim = shape.length;
  const axis = fc.record<AxisRecipe>({
    step: fc.constantFrom(1, 1, 1, 2, 3),
    reversed: fc.constantFrom(false, false, true),
    before: fc.constantFrom(0, 0, 1),
    after: fc.constantFrom(0, 0, 2),
    repeated: options.repeated === false ? fc.constant(false) : fc.constantFrom(false, false, false, true),
  });
  const order = fc.shuffledSubarray(Array.from({ length: ndim }, (_, d) => d), { minLength: ndim });
  return fc.oneof(
    { weight: 1, arbitrary: fc.constant(plainRecipe(ndim)) },
    { weight: 1, arbitrary: fc.constant(fortranRecipe(ndim)) },
    {
      weight: 4,
      arbitrary: fc.record<Recipe>({
        axes: fc.array(axis, { minLength: ndim, maxLength: ndim }),
        order,
        lead: fc.constantFrom(0, 0, 1, 3),
      }),
    },
  );
}

/** Shapes of up to four axes; now and then an axis is longer than a vector register, or empty. */
export const shapes: fc.Arbitrary<number[]> = fc.oneof(
  { weight: 5, arbitrary: fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 4 }) },
  { weight: 1, arbitrary: fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 4 }) },
  { weight: 2, arbitrary: fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 150 })) },
  { weight: 2, arbitrary: fc.tuple(fc.integer({ min: 1, max: 150 }), fc.integer({ min: 1, max: 6 })) },
  { weight: 1, arbitrary: fc.tuple(fc.integer({ min: 1, max: 400 })) },
);

/** Numbers on which elementwise operations may go wrong, and ordinary ones. */
export const anyNumber: fc.Arbitrary<number> = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -9, max: 9 }).map((n) => n / 2) },
  { weight: 2, arbitrary: fc.float() },
  { weight: 1, arbitrary: fc.double() },
  { weight: 2, arbitrary: fc.constantFrom(NaN, Infinity, -Infinity, 0, -0, 1e-40, -5e-324, 3.5e38, 2 ** 23 + 0.5) },
);

/** Numbers whose sums neither overflow nor vanish. */
export const moderateNumber: fc.Arbitrary<number> = fc.oneof(
  fc.integer({ min: -50, max: 50 }).map((n) => n / 4),
  fc.integer({ min: -(2 ** 24), max: 2 ** 24 }).map((n) => n / 2 ** 14),
);

/** The given number of values: drawn from a short arbitrary list, which shrinks well and is quick to make. */
export function valuesOf(size: number, number: fc.Arbitrary<number>): fc.Arbitrary<number[]> {
  return fc.array(number, { minLength: Math.min(1, size), maxLength: Math.min(size, 40) }).map((list) =>
    // A prime step, so that a long array does not repeat in rhythm with a register.
    Array.from({ length: size }, (_, i) => list[i < list.length ? i : (i * 7919 + (i >> 5)) % list.length])
  );
}

/** Samples of a shape. */
export function samplesOf<D extends rt.DType>(
  dtype: D,
  shape: readonly number[],
  number: fc.Arbitrary<number>,
  options: { repeated?: boolean } = {},
): fc.Arbitrary<Sample<D>> {
  return fc.tuple(valuesOf(sizeOf(shape), number), recipes(shape, options))
    .map(([values, recipe]) => layOut(dtype, shape, values, recipe));
}

/** Samples of any shape. */
export function samples<D extends rt.DType>(dtype: D, number: fc.Arbitrary<number>): fc.Arbitrary<Sample<D>> {
  return shapes.chain((shape) => samplesOf(dtype, shape, number));
}

/** Shapes that broadcast to a common one: axes are dropped from the front, or reduced to 1. */
export function broadcastable(count: number): fc.Arbitrary<number[][]> {
  return shapes.chain((shape) =>
    fc.array(
      fc.tuple(
        fc.constantFrom(0, 0, 0, 1, 2, 4),
        fc.array(fc.constantFrom(false, false, true), { minLength: shape.length, maxLength: shape.length }),
      ).map(([drop, ones]) => shape.map((n, d) => ones[d] ? 1 : n).slice(drop)),
      { minLength: count, maxLength: count },
    )
  );
}

/** The value of an operand at an index of the shape that it is broadcast to. */
export function broadcastRead({ shape, values }: Sample | { shape: readonly number[]; values: readonly number[] }) {
  return (index: readonly number[]): number => {
    const skip = index.length - shape.length;
    let at = 0;
    for (let d = 0; d < shape.length; d++) at = at * shape[d] + (shape[d] === 1 ? 0 : index[skip + d]);
    return values[at];
  };
}

/** The elements of an array in row-major order, read one by one; booleans as 0 and 1. */
export function read(a: rt.NDArray): number[] {
  return indices(a.shape).map((at) => Number(a.at(...at)));
}

/** Fails unless both hold the same numbers bit for bit, but that any NaN equals any other. */
export function assertSame(actual: readonly number[], expected: readonly number[], what: string): void {
  if (actual.length !== expected.length) {
    throw new Error(`${what}: expected ${expected.length} elements, found ${actual.length}`);
  }
  for (let i = 0; i < actual.length; i++) {
    if (!Object.is(actual[i], expected[i])) {
      throw new Error(`${what}: element ${i} is ${show(actual[i])}, expected ${show(expected[i])}`);
    }
  }
}

function show(x: number): string {
  return Object.is(x, -0) ? "-0" : String(x);
}
