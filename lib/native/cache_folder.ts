/**
 * Where Raptors keeps what it can make again: the unpacked library, and the crossover points of `deno task tune`.
 *
 * @module
 */
import { environment } from "./env.ts";

const WINDOWS = Deno.build.os === "windows";

/** Joins the parts of a path as this system does. */
export function joinPath(...parts: string[]): string {
  return parts.join(WINDOWS ? "\\" : "/");
}

/** The variables that tell where the platform's caches are. */
export function cacheVariables(): string[] {
  if (WINDOWS) return ["LOCALAPPDATA"];
  return Deno.build.os === "darwin" ? ["HOME"] : ["HOME", "XDG_CACHE_HOME"];
}

/** The value of a variable that may be read without a question: this runs at every import. */
function granted(variable: string): string | undefined {
  if (Deno.permissions.querySync({ name: "env", variable }).state !== "granted") return undefined;
  return Deno.env.get(variable) || undefined;
}

/** The platform's folder for caches, if the environment tells. */
function platformCache(): string | undefined {
  if (WINDOWS) return granted("LOCALAPPDATA");
  const home = granted("HOME");
  if (Deno.build.os === "darwin") return home && joinPath(home, "Library", "Caches");
  const xdg = granted("XDG_CACHE_HOME");
  // The XDG specification has relative paths ignored.
  return xdg?.startsWith("/") ? xdg : home && joinPath(home, ".cache");
}

/**
 * The cache folder: `RAPTORS_CACHE`, else `raptors` in the platform's.
 *
 * @returns undefined where nothing tells, or what tells may not be read
 */
export function cacheFolder(): string | undefined {
  if (environment.RAPTORS_CACHE !== undefined) return environment.RAPTORS_CACHE;
  const platform = platformCache();
  return platform && joinPath(platform, "raptors");
}
