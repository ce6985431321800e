/**
 * Single elements: reading, writing, and to and from nested JavaScript arrays.
 *
 * @module
 */
import type { DType, Scalar, TypedArray } from "../dispatch/dtype.ts";
import { formatShape } from "../dispatch/shape.ts";
import type { ArrayCore } from "./core.ts";

/** A value, or arrays of values to any depth. */
export type Nested<T> = T | Nested<T>[];

/** What use of an array throws whose memory went elsewhere with `structuredClone`, `postMessage` or `transfer()`. */
export function detachedError(): TypeError {
  return new TypeError("This array cannot be used any more: its memory was transferred away");
}

/**
 * What lies at a position of a buffer, as the dtype's JavaScript value.
 *
 * @throws {TypeError} if the buffer is detached
 */
export function readElement(dtype: DType, buffer: TypedArray, at: number): Scalar {
  const value = buffer[at];
  if (value === undefined) throw detachedError();
  return dtype === "bool" ? value !== 0 : value;
}

/** The range of the integer dtypes. */
const RANGES: Partial<Record<DType, readonly [number, number]>> = { uint8: [0, 255], int32: [-(2 ** 31), 2 ** 31 - 1] };

/**
 * A JavaScript value as a typed array of the dtype takes it.
 *
 * @throws {TypeError} if it is not of a kind that the dtype holds
 * @throws {RangeError} if an integer dtype cannot hold it
 */
export function toStored(dtype: DType, value: unknown): number | bigint {
  switch (dtype) {
    case "bool":
      if (typeof value === "boolean") return value ? 1 : 0;
      if (typeof value === "number" || typeof value === "bigint") return value ? 1 : 0;
      break;
    case "int64":
      if (typeof value === "bigint") {
        if (value !== BigInt.asIntN(64, value)) throw new RangeError(`int64 cannot hold ${value}: it has 64 bits`);
        return value;
      }
      if (typeof value === "boolean") return value ? 1n : 0n;
      if (typeof value === "number") {
        if (!Number.isSafeInteger(value)) {
          throw new RangeError(`int64 cannot hold ${value}: expected an integer below 2^53 in size, or a bigint`);
        }
        return BigInt(value);
      }
      break;
    case "uint8":
    case "int32": {
      const number = typeof value === "bigint" || typeof value === "boolean" ? Number(value) : value;
      if (typeof number !== "number") break;
      const [low, high] = RANGES[dtype]!;
      if (!Number.isInteger(number) || number < low || number > high) {
        throw new RangeError(`${dtype} cannot hold ${number}: expected an integer from ${low} to ${high}`);
      }
      return number;
    }
    default:
      if (typeof value === "number") return value;
      if (typeof value === "boolean") return value ? 1 : 0;
      if (typeof value === "bigint") return Number(value);
  }
  throw new TypeError(`An element of a ${dtype} array cannot be ${typeof value} ${String(value)}`);
}

/** Stores a value. */
export function writeElement(dtype: DType, buffer: TypedArray, at: number, value: unknown): void {
  if (at >= buffer.length) throw detachedError();
  (buffer as { [index: number]: number | bigint })[at] = toStored(dtype, value);
}

/** Where an element is in the buffer. */
export function position(a: ArrayCore, indices: readonly number[]): number {
  if (indices.length !== a.shape.length) {
    throw new RangeError(
      `Expected ${a.shape.length} indices for shape ${formatShape(a.shape)}: found ${indices.length}; ` +
        `use slice() for part of an array`,
    );
  }
  let at = a.offset;
  for (let d = 0; d < indices.length; d++) {
    const n = a.shape[d];
    const index = indices[d];
    if (!Number.isInteger(index) || index < -n || index >= n) {
      throw new RangeError(`Index ${index} is out of range for axis ${d} of length ${n}`);
    }
    at += (index < 0 ? index + n : index) * a.strides[d];
  }
  return at;
}

/** The elements as nested arrays. */
export function readNested(a: ArrayCore): Nested<Scalar> {
  const buffer = a.buffer;
  const read = (d: number, at: number): Nested<Scalar> => {
    if (d === a.shape.length) return readElement(a.dtype, buffer, at);
    const items = new Array<Nested<Scalar>>(a.shape[d]);
    for (let i = 0; i < items.length; i++) items[i] = read(d + 1, at + i * a.strides[d]);
    return items;
  };
  return read(0, a.offset);
}

/** The elements in a typed array of their own; `copy` makes a row-major copy of an array that is not. */
export function readAll(a: ArrayCore, copy: (a: ArrayCore) => ArrayCore): TypedArray {
  if (a.isContiguous) return a.buffer.slice(a.offset, a.offset + a.size) as TypedArray;
  using dense = copy(a);
  return dense.buffer.slice(0, a.size) as TypedArray;
}

/**
 * The shape of nested arrays.
 *
 * @throws {RangeError} if they are ragged
 */
export function nestedShape(value: unknown): number[] {
  const shape: number[] = [];
  for (let level = value; Array.isArray(level); level = level[0]) shape.push(level.length);
  const verify = (level: unknown, d: number): void => {
    const found = Array.isArray(level) ? level.length : undefined;
    if (found !== shape[d]) {
      throw new RangeError(
        `The nested arrays are ragged: expected shape ${formatShape(shape)}, found ` +
          (found === undefined ? `a value` : `an array of ${found}`) + ` at depth ${d}`,
      );
    }
    if (Array.isArray(level)) { for (const item of level) verify(item, d + 1); }
  };
  verify(value, 0);
  return shape;
}

/** Stores nested values one after the other, from the start of the buffer on. */
export function writeNested(dtype: DType, buffer: TypedArray, value: unknown): void {
  let at = 0;
  const write = (level: unknown): void => {
    if (Array.isArray(level)) { for (const item of level) write(item); }
    else writeElement(dtype, buffer, at++, level);
  };
  write(value);
}
