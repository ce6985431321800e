/**
 * Where Raptors may keep files between runs.
 *
 * @module
 */
import { environment } from "./env.ts";

/** A variable that may be read without asking for permission. */
function granted(variable: string): string | undefined {
  if (Deno.permissions.querySync({ name: "env", variable }).state !== "granted") return undefined;
  return Deno.env.get(variable) || undefined;
}

/**
 * The folder for files that can be made again: `RAPTORS_CACHE`, else `raptors` in the user's cache folder.
 *
 * @returns undefined where nothing tells, or what tells may not be read; this never asks for permission
 */
export function cacheFolder(): string | undefined {
  if (environment.RAPTORS_CACHE !== undefined) return environment.RAPTORS_CACHE;
  const [variable, folder] = Deno.build.os === "windows"
    ? ["LOCALAPPDATA", "/raptors"]
    : Deno.build.os === "darwin"
    ? ["HOME", "/Library/Caches/raptors"]
    : ["HOME", "/.cache/raptors"];
  const xdg = Deno.build.os === "linux" ? granted("XDG_CACHE_HOME") : undefined;
  if (xdg !== undefined) return `${xdg}/raptors`;
  const home = granted(variable);
  return home === undefined ? undefined : `${home}${folder}`;
}
