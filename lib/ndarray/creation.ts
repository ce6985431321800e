/**
 * Making arrays.
 *
 * @module
 */
import { checkDType, type DType, type TypedArray } from "../dispatch/dtype.ts";
import { checkShape, contiguousStrides, formatShape, sizeOf } from "../dispatch/shape.ts";
import { applyCast, applyCopy, describe } from "./apply.ts";
import { foreignBlock } from "./block.ts";
import { allocate } from "./core.ts";
import { type Nested, nestedShape, toStored, writeNested } from "./elements.ts";
import { NDArray } from "./ndarray.ts";
import { adopt } from "./pool.ts";

/** Options of functions that make arrays. */
export interface CreationOptions<D extends DType> {
  /** The dtype; float64 when omitted. */
  dtype?: D;
}

/** A value that an element can be made of. */
export type Element = number | bigint | boolean;

const TYPED_DTYPES: [new (n: number) => object, DType][] = [
  [Float64Array, "float64"],
  [Float32Array, "float32"],
  [Int32Array, "int32"],
  [BigInt64Array, "int64"],
  [Uint8Array, "uint8"],
];

/** The dtype that a typed array stores; undefined where there is none. */
function dtypeOfTyped(value: unknown): DType | undefined {
  return TYPED_DTYPES.find(([Class]) => value instanceof Class)?.[1];
}

/** The dtype that nested values call for: bool, int64 for bigints, else float64. */
function inferDType(values: unknown): DType {
  let bools = 0, bigints = 0, others = 0;
  const look = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(look);
    else if (typeof value === "boolean") bools++;
    else if (typeof value === "bigint") bigints++;
    else others++;
  };
  look(values);
  if (others === 0 && bools + bigints > 0) return bigints === 0 ? "bool" : bools === 0 ? "int64" : "float64";
  return "float64";
}

/** What `array()` infers from the type of its values. */
export type Inferred<T> = T extends boolean ? "bool" : T extends bigint ? "int64" : "float64";

/** The dtype that a typed array stores. */
export type DTypeOfTyped<T extends TypedArray> = T extends Float64Array ? "float64"
  : T extends Float32Array ? "float32"
  : T extends Int32Array ? "int32"
  : T extends BigInt64Array ? "int64"
  : "uint8";

function dtypeOption<D extends DType>(options: CreationOptions<D> | undefined, otherwise: DType): D {
  if (options !== undefined && (typeof options !== "object" || options === null)) {
    throw new TypeError(`Options are an object such as { dtype: "float32" }: found ${describe(options)}`);
  }
  return checkDType(options?.dtype ?? otherwise) as D;
}

/**
 * An array with the values of nested arrays, of a typed array, or of another array: always a copy.
 *
 * @param values nested arrays of numbers, booleans or bigints, of equal lengths at each depth; or what
 *   {@linkcode asarray} takes
 * @param options `dtype`: when omitted booleans give bool, bigints int64, other values float64, and arrays keep theirs
 * @throws {RangeError} if the nested arrays are ragged, or an integer dtype cannot hold a value
 * @throws {TypeError} if a value is no number, boolean or bigint
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * const a = rt.array([[1, 2], [3, 4]], { dtype: "float32" });
 * console.log(a.shape, a.dtype); // [2, 2] float32
 * console.log(rt.array([true, false]).dtype); // bool
 * ```
 */
export function array<D extends DType>(values: unknown, options: { dtype: D }): NDArray<D>;
/** An array of nested numbers (float64), booleans (bool) or bigints (int64). */
export function array<T extends Element>(values: Nested<T>, options?: { dtype?: never }): NDArray<Inferred<T>>;
/** An array of the values of a typed array, or of another array. */
export function array<T extends TypedArray>(values: T, options?: { dtype?: never }): NDArray<DTypeOfTyped<T>>;
/** A copy of another array. */
export function array<D extends DType>(values: NDArray<D>, options?: { dtype?: never }): NDArray<D>;
/** An array of values that are known only at run time. */
export function array(values: unknown, options?: CreationOptions<DType>): NDArray;
export function array(values: unknown, options?: CreationOptions<DType>): NDArray {
  const typed = dtypeOfTyped(values);
  if (values instanceof NDArray || typed !== undefined) {
    const source: NDArray = values instanceof NDArray ? values : asarray(values as TypedArray);
    try {
      const dtype = dtypeOption(options, source.dtype);
      return dtype === source.dtype ? applyCopy(NDArray, source) : applyCast(NDArray, source, dtype);
    } finally {
      if (source !== values) source.dispose();
    }
  }
  const dtype = dtypeOption(options, inferDType(values));
  const shape = checkShape(nestedShape(values));
  const a = allocate(NDArray, dtype, shape);
  try {
    writeNested(dtype, a.buffer, values);
  } catch (error) {
    a.dispose();
    throw error;
  }
  return a as NDArray;
}

/**
 * An array over existing memory, without a copy where there is one to share.
 *
 * A typed array is wrapped: changes on either side are seen on the other, and it is never recycled. An NDArray is
 * returned as it is. Anything else goes to {@linkcode array}.
 *
 * @param values a Float64Array, Float32Array, Int32Array, BigInt64Array or Uint8Array; an NDArray; or nested arrays
 * @param options `shape`: of the typed array's elements in row-major order, one axis when omitted; `dtype`: `"bool"` for
 *   a Uint8Array of zeros and ones; any other that differs makes a copy
 * @throws {RangeError} if the shape does not fit the number of elements
 * @throws {TypeError} if the memory is resizable or shared
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * const memory = new Float64Array(6);
 * const a = rt.asarray(memory, { shape: [2, 3] });
 * a.set(7, 1, 2);
 * console.log(memory[5]); // 7
 * ```
 */
export function asarray<D extends DType>(
  values: unknown,
  options: { shape?: readonly number[]; dtype: D },
): NDArray<D>;
/** An array over the memory of a typed array. */
export function asarray<T extends TypedArray>(
  values: T,
  options?: { shape?: readonly number[]; dtype?: never },
): NDArray<DTypeOfTyped<T>>;
/** The array itself, or a view of it in another shape. */
export function asarray<D extends DType>(
  values: NDArray<D>,
  options?: { shape?: readonly number[]; dtype?: never },
): NDArray<D>;
/** An array over existing memory, or of nested values, of a dtype that is known only at run time. */
export function asarray(values: unknown, options?: { shape?: readonly number[]; dtype?: DType }): NDArray;
export function asarray(values: unknown, options?: { shape?: readonly number[]; dtype?: DType }): NDArray {
  const stored = dtypeOfTyped(values);
  if (stored === undefined) {
    const wanted = options?.dtype;
    const same = values instanceof NDArray && (wanted === undefined || wanted === values.dtype);
    const a: NDArray = same ? values : array(values, wanted === undefined ? undefined : { dtype: wanted });
    if (options?.shape === undefined) return a;
    try {
      return a.reshape(options.shape);
    } finally {
      if (a !== values) a.dispose();
    }
  }
  const typed = values as TypedArray;
  if (!(typed.buffer instanceof ArrayBuffer) || typed.buffer.resizable) {
    throw new TypeError("asarray() cannot wrap shared or resizable memory: pass a copy (typedArray.slice())");
  }
  const wanted = options?.dtype === undefined ? stored : checkDType(options.dtype);
  const dtype = wanted === "bool" && stored === "uint8" ? "bool" : stored;
  const shape = checkShape(options?.shape === undefined ? [typed.length] : options.shape);
  if (sizeOf(shape) !== typed.length) {
    throw new RangeError(
      `Shape ${formatShape(shape)} has ${sizeOf(shape)} elements, and the typed array has ${typed.length}`,
    );
  }
  const block = foreignBlock(typed);
  adopt(block);
  const strides = Object.freeze(contiguousStrides(shape));
  const a = new NDArray(block, dtype, shape, strides, 0, typed.length, true);
  if (dtype === wanted) return a;
  using wrapped = a;
  return applyCast(NDArray, wrapped, wanted);
}

/**
 * An array with undefined contents: whatever the memory holds.
 *
 * @param shape the length of each axis
 * @throws {RangeError} if a length is negative or no integer, or there are 2^32 elements or more
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * const out = rt.empty([2, 3]);
 * rt.add(rt.ones([2, 3]), 1, { out });
 * ```
 */
export function empty<D extends DType = "float64">(shape: readonly number[], options?: CreationOptions<D>): NDArray<D> {
  return allocate(NDArray, dtypeOption<D>(options, "float64"), checkShape(shape)) as NDArray<D>;
}

/**
 * An array filled with a value.
 *
 * @param shape the length of each axis
 * @param value what every element is set to
 * @param options `dtype`: when omitted a boolean gives bool, a bigint int64, a number float64
 * @throws {RangeError} if the shape is impossible, or an integer dtype cannot hold the value
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * console.log(rt.full([2], 7).toArray()); // [7, 7]
 * ```
 */
export function full<D extends DType>(shape: readonly number[], value: Element, options: { dtype: D }): NDArray<D>;
/** An array filled with a value, of the dtype that the value calls for. */
export function full<T extends Element>(shape: readonly number[], value: T): NDArray<Inferred<T>>;
export function full(shape: readonly number[], value: Element, options?: CreationOptions<DType>): NDArray {
  const dtype = dtypeOption(options, inferDType(value));
  const stored = toStored(dtype, value);
  const a = allocate(NDArray, dtype, checkShape(shape));
  (a.buffer as { fill(value: number | bigint, start: number, end: number): unknown }).fill(stored, 0, a.size);
  return a as NDArray;
}

/**
 * An array of zeros.
 *
 * @param shape the length of each axis
 * @throws {RangeError} if the shape is impossible
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * console.log(rt.zeros([2, 2], { dtype: "int32" }).toArray()); // [[0, 0], [0, 0]]
 * ```
 */
export function zeros<D extends DType = "float64">(shape: readonly number[], options?: CreationOptions<D>): NDArray<D> {
  return full(shape, 0, { dtype: dtypeOption<D>(options, "float64") });
}

/**
 * An array of ones.
 *
 * @param shape the length of each axis
 * @throws {RangeError} if the shape is impossible
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * console.log(rt.ones([3]).sum()); // 3
 * ```
 */
export function ones<D extends DType = "float64">(shape: readonly number[], options?: CreationOptions<D>): NDArray<D> {
  return full(shape, 1, { dtype: dtypeOption<D>(options, "float64") });
}

function checkNumbers(name: string, values: readonly (number | undefined)[]): void {
  for (const value of values) {
    if (value !== undefined && (typeof value !== "number" || !Number.isFinite(value))) {
      throw new TypeError(`${name}() takes finite numbers: found ${describe(value)}`);
    }
  }
}

/** An array of `n` values that a function gives by position. */
function generate<D extends DType>(dtype: D, n: number, value: (i: number) => number): NDArray<D> {
  const a = allocate(NDArray, dtype, checkShape([n]));
  const buffer = a.buffer as { [index: number]: number | bigint };
  for (let i = 0; i < n; i++) buffer[i] = toStored(dtype, value(i));
  return a as unknown as NDArray<D>;
}

/**
 * The numbers from `start` up to, but not including, `stop`.
 *
 * @param start the first number; with one argument, that is `stop` and `start` is 0
 * @param stop the end, which is not included
 * @param step the distance between numbers; it may be negative, and is 1 when omitted
 * @throws {RangeError} if the step is 0
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * console.log(rt.arange(3).toArray(), rt.arange(5, 0, -2).toArray()); // [0, 1, 2] [5, 3, 1]
 * ```
 */
export function arange<D extends DType = "float64">(
  start: number,
  stop?: number,
  step: number = 1,
  options?: CreationOptions<D>,
): NDArray<D> {
  checkNumbers("arange", [start, stop, step]);
  if (step === 0) throw new RangeError("arange() takes a step other than 0");
  const first = stop === undefined ? 0 : start;
  const last = stop === undefined ? start : stop;
  const n = Math.max(0, Math.ceil((last - first) / step));
  return generate(dtypeOption<D>(options, "float64"), n, (i) => first + i * step);
}

/**
 * Evenly spaced numbers from `start` to `stop`, both included.
 *
 * @param start the first number
 * @param stop the last number
 * @param num how many
 * @throws {RangeError} if `num` is negative or no integer
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * console.log(rt.linspace(0, 1, 5).toArray()); // [0, 0.25, 0.5, 0.75, 1]
 * ```
 */
export function linspace<D extends DType = "float64">(
  start: number,
  stop: number,
  num: number = 50,
  options?: CreationOptions<D>,
): NDArray<D> {
  checkNumbers("linspace", [start, stop]);
  if (!Number.isInteger(num) || num < 0) throw new RangeError(`linspace() takes a number of points: found ${num}`);
  const step = num > 1 ? (stop - start) / (num - 1) : 0;
  const value = (i: number): number => i === num - 1 && num > 1 ? stop : start + i * step;
  return generate(dtypeOption<D>(options, "float64"), num, value);
}

/**
 * A matrix with ones on a diagonal.
 *
 * @param rows the number of rows
 * @param columns the number of columns; as many as rows when omitted
 * @param options `k`: which diagonal, above (positive) or below (negative) the main one
 * @throws {RangeError} if the shape is impossible
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * console.log(rt.eye(2).toArray()); // [[1, 0], [0, 1]]
 * ```
 */
export function eye<D extends DType = "float64">(
  rows: number,
  columns: number = rows,
  options?: CreationOptions<D> & { k?: number },
): NDArray<D> {
  const k = options?.k ?? 0;
  if (!Number.isInteger(k)) throw new RangeError(`eye() takes a whole number as k: found ${k}`);
  const a = zeros([rows, columns], { dtype: dtypeOption<D>(options, "float64") });
  for (let i = Math.max(0, -k); i < Math.min(rows, columns - k); i++) a.set(1, i, i + k);
  return a;
}

/** Whether a value is an NDArray. */
export function isNDArray(value: unknown): value is NDArray {
  return value instanceof NDArray;
}
