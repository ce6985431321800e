/**
 * Finds, checks and opens the native library.
 *
 * @module
 */
import { environment } from "./env.ts";
import { ABI_HASH, SYMBOLS } from "./symbols.gen.ts";

/** The functions of the library. */
export type Native = Deno.DynamicLibrary<typeof SYMBOLS>["symbols"];

const PLATFORM = `${Deno.build.os}-${Deno.build.arch}`;
const FILES: Partial<Record<typeof Deno.build.os, string>> = { darwin: "libraptors.dylib", windows: "raptors.dll" };
const FILE = FILES[Deno.build.os] ?? "libraptors.so";

/** Where the local build leaves the library. */
export function localBuild(): URL {
  return new URL(`../../native/build/${PLATFORM}/${FILE}`, import.meta.url);
}

/** The ABI hash of a library, before anything else of it is called. */
function abiOf(path: string | URL, how: string): string {
  let probe: Deno.DynamicLibrary<{ rp_abi: typeof SYMBOLS.rp_abi }>;
  try {
    probe = Deno.dlopen(path, { rp_abi: SYMBOLS.rp_abi });
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`Cannot open the native library ${path} (${how}): ${reason}`, { cause: error });
  }
  const digits = new Uint8Array(64);
  probe.symbols.rp_abi(digits);
  return new TextDecoder().decode(digits);
}

/** Opens a library, or says why it does not fit. */
function openIfFits(path: string | URL, how: string): Native | string {
  const found = abiOf(path, how);
  if (found === ABI_HASH) return Deno.dlopen(path, SYMBOLS).symbols; // Never closed: a call into a closed library is a crash.
  return `The native library ${path} (${how}) does not fit this version of Raptors: expected ABI ` +
    `${ABI_HASH.slice(0, 12)}, found ${found.slice(0, 12)}. Run \`deno task build\` in the repository, or set ` +
    `RAPTORS_LIB to a library of the same version`;
}

/** Opens a library that must fit. */
function open(path: string | URL, how: string): Native {
  const opened = openIfFits(path, how);
  if (typeof opened === "string") throw new Error(opened);
  return opened;
}

/** Whether a file is there; undefined without the permission to look. */
function isFile(url: URL): boolean | undefined {
  try {
    return Deno.statSync(url).isFile;
  } catch (error) {
    return error instanceof Deno.errors.NotCapable ? undefined : false;
  }
}

/** The local build, or why there is none to use. */
function openLocalBuild(): Native | string {
  const url = localBuild();
  if (url.protocol !== "file:") return "this is not a clone of the repository";
  const nowhere = `expected one at ${url}`;
  const there = isFile(url);
  if (there === false) return nowhere;
  try {
    return openIfFits(url, "the local build");
  } catch (error) {
    // Without the permission to look, opening it was the only way to find out whether it is there.
    if (there === undefined && !(error instanceof Deno.errors.NotCapable)) return nowhere;
    throw error;
  }
}

/** The library of this process: `RAPTORS_LIB`, else a local build that fits, else the one that travels with the package. */
export async function load(): Promise<Native> {
  if (environment.RAPTORS_LIB !== undefined) return open(environment.RAPTORS_LIB, "from RAPTORS_LIB");
  const local = openLocalBuild();
  if (typeof local !== "string") return local;
  const { leastPermissions, prebuiltPlatforms, unpackPrebuilt } = await import("./prebuilt.ts");
  try {
    const unpacked = await unpackPrebuilt(FILE);
    if (!unpacked) throw new Error(noLibrary(local, prebuiltPlatforms()));
    try {
      return open(unpacked.path, "unpacked from the package");
    } finally {
      unpacked.release();
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotCapable)) throw error;
    throw new Deno.errors.NotCapable(`${error.message}. ${leastPermissions()}`, { cause: error });
  }
}

function noLibrary(local: string, platforms: string[]): string {
  // A library that does not fit has said itself what to do.
  if (local.startsWith("The native library")) return local;
  const packaged = platforms.length > 0 ? `, and the package has those of ${platforms.join(", ")}` : "";
  return `There is no native library for ${PLATFORM}: ${local}${packaged}. Run \`deno task build\` in the repository (it ` +
    `needs a C compiler), or set RAPTORS_LIB to the path of one`;
}
