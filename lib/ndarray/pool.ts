/**
 * The pool: takes back the memory of disposed arrays and gives it to new ones.
 *
 * @module
 */
import { type DType, itemSize } from "../dispatch/dtype.ts";
import { environment } from "../native/env.ts";
import { native } from "../native/native.ts";
import { type Block, freshBlock, onCollected } from "./block.ts";

/** Free blocks by size class, the most recently disposed last: what was used last is still in a cache. */
const free: Block[][] = [];

const physical = native.rp_physical_memory();
const DEFAULT_CAP = Math.min(physical > 0 ? physical / 4 : 2 ** 28, 2 ** 30);

let cap = DEFAULT_CAP;

/** Bytes by what became of them. In a typed array, since a variable that outgrows 31 bits costs an allocation per change. */
const bytes = new Float64Array(5);
const LIVE = 0, POOLED = 1, REUSED = 2, FRESH = 3, COLLECTED = 4;
let clock = 0;

onCollected((lost) => {
  bytes[COLLECTED] += lost;
  bytes[LIVE] -= lost;
});

/**
 * The size class of a number of bytes: four per power of two, so that at most a fifth of a block is unused; multiples of
 * a cache line.
 */
export function sizeClassOf(wanted: number): number {
  if (wanted <= 256) return wanted <= 64 ? 0 : wanted <= 128 ? 1 : wanted <= 192 ? 2 : 3;
  // Shifts, since V8 calls the C library for every `**`.
  if (wanted <= 2 ** 31) {
    const octave = 31 - Math.clz32(wanted - 1);
    return 4 * (octave - 8) + ((wanted - 1) >>> (octave - 2));
  }
  const octave = Math.floor(Math.log2(wanted - 1));
  return 4 * (octave - 7) + Math.ceil(wanted / 2 ** (octave - 2)) - 5;
}

/** The bytes that blocks of a class hold. */
export function bytesOfClass(sizeClass: number): number {
  if (sizeClass < 4) return 64 * (sizeClass + 1);
  const octave = Math.floor(sizeClass / 4) + 7;
  return 2 ** (octave - 2) * (sizeClass % 4 + 5);
}

/* ---- debug mode ---- */

let debug = environment.RAPTORS_DEBUG_MEMORY === "1";
/** Blocks in use and their makers, in debug mode. Weak: being listed keeps nothing alive. */
let watched = new Set<WeakRef<Block>>();

/**
 * Switches the debug mode on or off: while it is on, {@linkcode memoryInfo} names the places that made the arrays which
 * nobody has disposed. It costs several microseconds per array. `RAPTORS_DEBUG_MEMORY=1` has it on from the start.
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * rt.setMemoryDebug(true);
 * const forgotten = rt.zeros([10, 10]);
 * const { site, count, bytes } = rt.memoryInfo().undisposed[0];
 * console.log(count, bytes); // 1 896
 * // site is the file and line of `forgotten`
 * console.log(site.includes(":")); // true
 * forgotten.dispose();
 * rt.setMemoryDebug(false);
 * ```
 */
export function setMemoryDebug(on: boolean): void {
  if (typeof on !== "boolean") throw new TypeError(`setMemoryDebug() takes true or false: found ${String(on)}`);
  debug = on;
  if (!on) watched = new Set();
}

/** The first frame outside this library. */
function creationSite(): string {
  const own = new URL("..", import.meta.url).href;
  const frames = (new Error().stack ?? "").split("\n").slice(1);
  const frame = frames.find((f) => !f.includes(own)) ?? frames[frames.length - 1] ?? "unknown";
  return frame.trim().replace(/^at /, "");
}

function watch(block: Block): void {
  block.site = creationSite();
  watched.add(new WeakRef(block));
}

/* ---- taking and giving back ---- */

/** Counts a block that an array starts to use, whether pooled, fresh or a user's. */
export function adopt(block: Block): void {
  block.references = 1;
  bytes[LIVE] += block.bytes;
  block.token.live += block.bytes;
  if (debug) watch(block);
}

/** A block for `size` elements of a dtype, its contents undefined. */
export function take(dtype: DType, size: number): Block {
  const sizeClass = sizeClassOf(size * itemSize(dtype));
  const list = free[sizeClass];
  let block = list === undefined ? undefined : list.pop();
  if (block === undefined) {
    const capacity = bytesOfClass(sizeClass);
    block = freshBlock(capacity, sizeClass);
    bytes[FRESH] += capacity;
  } else {
    bytes[POOLED] -= block.bytes;
    bytes[REUSED] += block.bytes;
  }
  block.use(dtype);
  block.length = size;
  adopt(block);
  return block;
}

/** Drops one array's claim on a block; the last one puts it back. */
export function drop(block: Block): void {
  if (--block.references > 0) return;
  bytes[LIVE] -= block.bytes;
  block.token.live -= block.bytes;
  if (block.site !== undefined) block.site = undefined;
  const sizeClass = block.sizeClass;
  if (sizeClass < 0) return;
  block.stamp = ++clock;
  const list = free[sizeClass];
  if (list === undefined) free[sizeClass] = [block];
  else list.push(block);
  bytes[POOLED] += block.bytes;
  if (bytes[POOLED] > cap) trim(cap);
}

/** Lets the oldest pooled blocks go until at most so many bytes are left. */
function trim(most: number): void {
  while (bytes[POOLED] > most) {
    let oldest: Block[] | undefined;
    for (const list of free) {
      if (list?.length && (oldest === undefined || list[0].stamp < oldest[0].stamp)) oldest = list;
    }
    const block = oldest?.shift();
    if (block === undefined) return;
    bytes[POOLED] -= block.bytes;
  }
}

/**
 * Sets how many bytes of disposed memory are kept for reuse. The default is a quarter of the machine's memory, at most
 * 1 GiB.
 *
 * @throws {RangeError} if `most` is negative or NaN
 * @throws {TypeError} if it is not a number
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * rt.setPoolCap(0); // keeps nothing
 * rt.setPoolCap(2 ** 30);
 * ```
 */
export function setPoolCap(most: number): void {
  if (typeof most !== "number" || !(most >= 0)) {
    const Class = typeof most === "number" ? RangeError : TypeError;
    throw new Class(
      `setPoolCap() takes a number of bytes of at least 0: found ${
        typeof most === "string" ? JSON.stringify(most) : most
      }`,
    );
  }
  cap = most;
  trim(cap);
}

/** A place in the program and what it made that is still in use. */
export interface Undisposed {
  /** The function, file and line. */
  site: string;
  /** Arrays with memory of their own. */
  count: number;
  /** Their memory, in bytes. */
  bytes: number;
}

/** Where the memory is; all sizes in bytes. */
export interface MemoryInfo {
  /** In use by arrays that are neither disposed nor known to be collected. */
  live: number;
  /** Kept for reuse. */
  pooled: number;
  /** The most that is kept for reuse. */
  poolCap: number;
  /** Served from the pool, in all. */
  reused: number;
  /** Newly allocated, in all. */
  fresh: number;
  /** Reclaimed by the garbage collector because nobody disposed it, in all. */
  collected: number;
  /** Workspace of the native library. */
  scratch: {
    /** Bytes held, whether in use or not. */
    held: number;
    /** Times that workspace was needed. */
    uses: number;
    /** Of these, times that it came from the heap. */
    fromHeap: number;
  };
  /** In debug mode: what is still in use, by the place that made it, the largest first. */
  undisposed: Undisposed[];
}

/**
 * Where the memory of arrays is.
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * const before = rt.memoryInfo().live;
 * {
 *   using a = rt.zeros([100, 100]);
 *   console.assert(rt.memoryInfo().live > before, a.shape);
 * }
 * console.assert(rt.memoryInfo().live === before);
 * ```
 */
export function memoryInfo(): MemoryInfo {
  const sites = new Map<string, Undisposed>();
  for (const reference of watched) {
    const block = reference.deref();
    if (block === undefined || block.site === undefined || block.references === 0) {
      watched.delete(reference);
      continue;
    }
    const entry = sites.get(block.site) ?? { site: block.site, count: 0, bytes: 0 };
    entry.count++;
    entry.bytes += block.bytes;
    sites.set(block.site, entry);
  }
  const scratch = new Float64Array(4);
  native.rp_scratch_info(scratch);
  return {
    live: bytes[LIVE],
    pooled: bytes[POOLED],
    poolCap: cap,
    reused: bytes[REUSED],
    fresh: bytes[FRESH],
    collected: bytes[COLLECTED],
    scratch: { held: scratch[2] * 256 * 1024, uses: scratch[0], fromHeap: scratch[1] },
    undisposed: [...sites.values()].sort((a, b) => b.bytes - a.bytes),
  };
}
