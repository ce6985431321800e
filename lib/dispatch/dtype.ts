/**
 * Element types: their names, typed arrays and promotion rules.
 *
 * @module
 */

/** The name of an element type. `bool` is stored as one byte per element, 0 or 1. */
export type DType = "bool" | "uint8" | "int32" | "int64" | "float32" | "float64";

/** The element types on which arithmetic is defined. */
export type FloatDType = "float32" | "float64";

/** The typed array that stores elements of a dtype. */
export interface TypedArrayOf {
  /** One byte per element, 0 or 1. */
  bool: Uint8Array<ArrayBuffer>;
  /** Unsigned bytes. */
  uint8: Uint8Array<ArrayBuffer>;
  /** Signed 32-bit integers. */
  int32: Int32Array<ArrayBuffer>;
  /** Signed 64-bit integers. */
  int64: BigInt64Array<ArrayBuffer>;
  /** IEEE 754 binary32. */
  float32: Float32Array<ArrayBuffer>;
  /** IEEE 754 binary64. */
  float64: Float64Array<ArrayBuffer>;
}

/** Any typed array that can back an NDArray. */
export type TypedArray = TypedArrayOf[DType];

/** The JavaScript value that one element of a dtype reads as. */
export interface ScalarOf {
  /** `true` or `false`. */
  bool: boolean;
  /** An integer from 0 to 255. */
  uint8: number;
  /** A 32-bit integer. */
  int32: number;
  /** A 64-bit integer. */
  int64: bigint;
  /** A number that binary32 can represent. */
  float32: number;
  /** A number. */
  float64: number;
}

/** Any value that one element can hold. */
export type Scalar = boolean | number | bigint;

/** Every dtype, in the order of promotion; the position is the dtype's id in the native library. */
export const DTYPES: readonly DType[] = ["bool", "uint8", "int32", "int64", "float32", "float64"];

const IDS: Record<DType, number> = { bool: 0, uint8: 1, int32: 2, int64: 3, float32: 4, float64: 5 };
const SIZES: Record<DType, number> = { bool: 1, uint8: 1, int32: 4, int64: 8, float32: 4, float64: 8 };

/** The dtype's id in the native library. */
export function dtypeId(dtype: DType): number {
  return dtype === "float64" ? 5 : dtype === "float32" ? 4 : IDS[dtype];
}

/** Bytes per element. */
export function itemSize(dtype: DType): number {
  return dtype === "float64" ? 8 : dtype === "float32" ? 4 : SIZES[dtype];
}

/** Whether `value` names a dtype. */
export function isDType(value: unknown): value is DType {
  return typeof value === "string" && Object.hasOwn(IDS, value);
}

/**
 * The given value as a dtype.
 *
 * @throws {TypeError} if it names none
 */
export function checkDType(value: unknown): DType {
  if (isDType(value)) return value;
  throw new TypeError(`Unknown dtype ${JSON.stringify(value) ?? String(value)}: expected one of ${DTYPES.join(", ")}`);
}

/** Whether arithmetic kernels exist for this dtype. */
export function isFloat(dtype: DType): dtype is FloatDType {
  return dtype === "float32" || dtype === "float64";
}

/** The dtype of arithmetic between two floating-point dtypes: float32 only where both are. */
export type Promote<D extends DType, E extends DType> = D extends "float32"
  ? (E extends "float32" ? "float32" : "float64")
  : "float64";

/** The dtype of a result: float64 where any is. */
export function promote(a: FloatDType, b: FloatDType): FloatDType {
  return a === "float64" ? a : b;
}
