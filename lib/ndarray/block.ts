/**
 * Blocks: the memory behind arrays, aligned and reference-counted.
 *
 * A small block is a piece of a slab, since a typed array of its own costs over a microsecond and a view of an existing
 * buffer thirty nanoseconds. Every other block has a buffer to itself.
 *
 * @module
 */
import type { DType, TypedArray } from "../dispatch/dtype.ts";
import { itemSize } from "../dispatch/dtype.ts";
import { native } from "../native/native.ts";

/** What the garbage collector's callback needs to know of memory that is gone. */
export interface Token {
  /** Bytes in use when it was collected: what nobody disposed. */
  live: number;
}

/** Which typed array stores a dtype; dtypes that share one share a number. */
const KINDS: Record<DType, number> = { bool: 0, uint8: 0, int32: 1, int64: 2, float32: 3, float64: 4 };

/** Makes the typed array of a kind. */
function makeView(kind: number, buffer: ArrayBuffer, start: number, bytes: number): TypedArray {
  switch (kind) {
    case 0:
      return new Uint8Array(buffer, start, bytes);
    case 1:
      return new Int32Array(buffer, start, bytes >>> 2);
    case 2:
      return new BigInt64Array(buffer, start, bytes / 8);
    case 3:
      return new Float32Array(buffer, start, bytes / 4);
    default:
      return new Float64Array(buffer, start, bytes / 8);
  }
}

/** Memory that one or more arrays share. */
export class Block {
  /** Where the memory is. */
  #buffer: ArrayBuffer;
  /** The first byte, on a cache line. */
  #start: number;
  /** Bytes that it can hold. */
  readonly bytes: number;
  /** Its size class; -1: not ours, or handed out, so never recycled. */
  sizeClass: number;
  /** Arrays that use it. */
  references = 0;
  /** The memory as the dtype in use sees it. */
  view!: TypedArray;
  /** The elements of that dtype that were asked for; there may be room for more. */
  length = 0;
  /** Accounting of collected memory; a slab's pieces share one. */
  token: Token;
  /** When it was put back, for trimming the oldest. */
  stamp = 0;
  /** Where it was taken, in debug mode. */
  site: string | undefined = undefined;
  /** The kind of `view`; -1 before there is one. */
  #kind = -1;
  readonly #views: (TypedArray | undefined)[] = [undefined, undefined, undefined, undefined, undefined];

  /** A block over existing memory. */
  constructor(buffer: ArrayBuffer, start: number, bytes: number, sizeClass: number, token: Token) {
    this.#buffer = buffer;
    this.#start = start;
    this.bytes = bytes;
    this.sizeClass = sizeClass;
    this.token = token;
  }

  /** Whether it is a piece of a slab, whose buffer other blocks use too. */
  get shared(): boolean {
    return this.sizeClass >= 0 && this.bytes <= SMALL_BYTES;
  }

  /** Whether no byte of the two can be the same: what was never handed out is nobody else's. */
  isApartFrom(other: Block): boolean {
    return this !== other && (this.sizeClass >= 0 || other.sizeClass >= 0);
  }

  /** Prepares it for elements of a dtype. */
  use(dtype: DType): void {
    const kind = dtype === "float64" ? 4 : dtype === "float32" ? 3 : KINDS[dtype];
    if (kind === this.#kind) return;
    this.#kind = kind;
    this.view = this.#views[kind] ??= makeView(kind, this.#buffer, this.#start, this.bytes);
  }

  /**
   * The raw memory, for the user to keep: from now on this block is never recycled. A piece of a slab moves to a buffer
   * of its own first, so that no alias of another array's memory gets out.
   */
  release(dtype: DType): TypedArray {
    const bytes = this.length * itemSize(dtype);
    if (this.shared) {
      const copy = new ArrayBuffer(this.bytes);
      new Uint8Array(copy).set(new Uint8Array(this.#buffer, this.#start, this.bytes));
      this.#buffer = copy;
      this.#start = 0;
      this.#views.fill(undefined);
      this.#kind = -1;
      this.use(dtype);
      // From here on it is collected by itself, not with its slab.
      this.token.live -= this.bytes;
      this.token = { live: this.bytes };
      registry.register(this, this.token);
    }
    this.sizeClass = -1;
    return bytes === this.view.byteLength ? this.view : makeView(KINDS[dtype], this.#buffer, this.#start, bytes);
  }
}

/** Wraps a typed array that a user brought, without a copy. */
export function foreignBlock(view: TypedArray): Block {
  const token: Token = { live: 0 };
  const block = new Block(view.buffer, view.byteOffset, view.byteLength, -1, token);
  registry.register(block, token);
  block.view = view;
  block.length = view.length;
  return block;
}

/** Blocks up to here are pieces of slabs. */
export const SMALL_BYTES = 4096;
/** The size of a slab. */
const SLAB_BYTES = 256 * 1024;
const LINE = 64;
/** From here on blocks are worth asking for huge pages, which takes about a microsecond. */
const HUGE_BYTES = 256 * 1024;
/**
 * What lies between two blocks from a megabyte on. On huge pages, memory banks see how far apart two arrays are: an array
 * that is written where another is read, a whole number of huge pages away, takes 1.2 times as long.
 */
const APART = 40 * 1024;
const APART_FROM = 1024 * 1024;

let slab: ArrayBuffer | null = null;
let slabToken: Token | null = null;
let slabNext = 0;

/** Bytes from the start of `buffer` to its first cache line. */
function misalignment(buffer: ArrayBuffer): number {
  return (LINE - native.rp_address_bits(new Uint8Array(buffer, 0, 1), LINE - 1)) & (LINE - 1);
}

/** Called when memory is collected that was never disposed. */
const registry = new FinalizationRegistry<Token>((token) => {
  collected(token.live);
});
let collected: (bytes: number) => void = () => {};

/** Sets what is told the bytes of collected memory. */
export function onCollected(callback: (bytes: number) => void): void {
  collected = callback;
}

/** A fresh block of a size class; small ones are multiples of a cache line. */
export function freshBlock(bytes: number, sizeClass: number): Block {
  if (bytes <= SMALL_BYTES) {
    if (slab === null || slabToken === null || slabNext + bytes > SLAB_BYTES) {
      slab = new ArrayBuffer(SLAB_BYTES);
      slabToken = { live: 0 };
      slabNext = misalignment(slab);
      registry.register(slab, slabToken);
    }
    const block = new Block(slab, slabNext, bytes, sizeClass, slabToken);
    slabNext += bytes;
    return block;
  }
  let buffer: ArrayBuffer;
  try {
    buffer = new ArrayBuffer(bytes + LINE + (bytes >= APART_FROM ? APART : 0));
  } catch (cause) {
    throw new RangeError(
      `Out of memory: no ${bytes} bytes for an array. Dispose arrays that are done with (\`using\`, tidy(), dispose())`,
      { cause },
    );
  }
  const start = misalignment(buffer);
  // For the next blocks most of all: some of this one is cleared already, and pages that were touched stay as they are.
  if (bytes >= HUGE_BYTES) native.rp_advise_huge(new Uint8Array(buffer, start, bytes), bytes);
  const token: Token = { live: 0 };
  const block = new Block(buffer, start, bytes, sizeClass, token);
  registry.register(block, token);
  return block;
}
