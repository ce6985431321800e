/**
 * The file in which `deno task tune` keeps what it measured on this machine.
 *
 * @module
 */
import { cacheFolder, joinPath } from "./cache_folder.ts";

/** The system and architecture by which measurements are kept. */
export const PLATFORM = `${Deno.build.os}-${Deno.build.arch}`;

/**
 * Where `deno task tune` writes: in `RAPTORS_CACHE`, else in `raptors` in the user's folder for caches.
 *
 * @returns undefined where nothing tells, or what tells may not be read: this runs at every import, and never asks
 */
export function userFile(): string | undefined {
  const folder = cacheFolder();
  return folder === undefined ? undefined : joinPath(folder, `blas-${PLATFORM}.json`);
}

/** The user's file. */
export interface UserFile {
  /** Where it is. */
  readonly path: string;
  /** What is in it: JSON, if all is well. */
  readonly text: string;
}

/** Reads the user's file, if there is one and it may be read; this never asks for permission. */
function read(): UserFile | undefined {
  const path = userFile();
  if (path === undefined || Deno.permissions.querySync({ name: "read", path }).state !== "granted") return undefined;
  try {
    return { path, text: Deno.readTextFileSync(path) };
  } catch {
    return undefined;
  }
}

/** What the user's file held when Raptors was loaded. */
export const USER_FILE: UserFile | undefined = read();
