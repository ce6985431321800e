/**
 * Where the crossover points of this machine are kept.
 *
 * @module
 */
import { environment } from "../native/env.ts";

/** The system and architecture by which crossover points are kept. */
export const PLATFORM = `${Deno.build.os}-${Deno.build.arch}`;

/** A variable that may be read without asking for permission. */
function granted(variable: string): string | undefined {
  if (Deno.permissions.querySync({ name: "env", variable }).state !== "granted") return undefined;
  return Deno.env.get(variable) || undefined;
}

/** The user's folder for files that can be made again. */
function cacheFolder(): string | undefined {
  if (environment.RAPTORS_CACHE !== undefined) return environment.RAPTORS_CACHE;
  const [variable, folder] = Deno.build.os === "windows"
    ? ["LOCALAPPDATA", "/raptors"]
    : Deno.build.os === "darwin"
    ? ["HOME", "/Library/Caches/raptors"]
    : ["HOME", "/.cache/raptors"];
  const xdg = Deno.build.os === "linux" ? granted("XDG_CACHE_HOME") : undefined;
  if (xdg?.startsWith("/")) return `${xdg}/raptors`;
  const home = granted(variable);
  return home === undefined ? undefined : `${home}${folder}`;
}

/**
 * Where `deno task tune` writes what it measured on this machine: in `RAPTORS_CACHE`, else in `raptors` in the user's
 * folder for caches.
 *
 * @returns undefined where nothing tells, or what tells may not be read: this runs at every import, and never asks
 */
export function userFile(): string | undefined {
  const folder = cacheFolder();
  return folder === undefined ? undefined : `${folder}/blas-${PLATFORM}.json`;
}
