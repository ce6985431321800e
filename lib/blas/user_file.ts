/**
 * Where the crossover points of this machine are kept.
 *
 * @module
 */
import { cacheFolder, joinPath } from "../native/cache_folder.ts";

/** The system and architecture by which crossover points are kept. */
export const PLATFORM = `${Deno.build.os}-${Deno.build.arch}`;

/**
 * Where `deno task tune` writes what it measured on this machine: in `RAPTORS_CACHE`, else in `raptors` in the user's
 * folder for caches.
 *
 * @returns undefined where nothing tells, or what tells may not be read: this runs at every import, and never asks
 */
export function userFile(): string | undefined {
  const folder = cacheFolder();
  return folder === undefined ? undefined : joinPath(folder, `blas-${PLATFORM}.json`);
}
