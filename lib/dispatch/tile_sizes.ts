/**
 * The sizes that tiles are made of, and what may be chosen for them.
 *
 * @module
 */
import { native } from "../native/native.ts";
import { type IsaName, ISAS } from "../native/symbols.gen.ts";

/** What tiles are made to; whatever these are, no bit of a result changes. */
export interface TileSizes {
  /** Bytes that a task moves. */
  taskBytes: number;
  /** Bytes of the accumulators of a strip of columns. */
  stripBytes: number;
}

/** Sizes by instruction set; where one is missing, its sizes follow from the caches. */
export type Tiles = Partial<Record<IsaName, TileSizes>>;

/** The least and the most bytes of a task (native/core/tiles.h). */
export const TASK_BOUNDS = [16 * 1024, 4 * 1024 * 1024] as const;
/** The least and the most bytes of a strip (native/core/tiles.h). */
export const STRIP_BOUNDS = [1024, 256 * 1024] as const;

/**
 * Puts sizes in force for an instruction set, for the whole process.
 *
 * @param sizes powers of two within the bounds; undefined for those that follow from the caches
 * @throws {RangeError} if the library refuses them
 */
export function useTiles(isa: IsaName, sizes: TileSizes | undefined): void {
  const id = ISAS.findIndex(({ name }) => name === isa);
  if (native.rp_tune_tiles(id, sizes?.taskBytes ?? 0, sizes?.stripBytes ?? 0) !== 0) {
    throw new RangeError(`The library refuses tiles of ${JSON.stringify(sizes)} for ${isa}`);
  }
}
