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
const FILES: Partial<Record<typeof Deno.build.os, string>> = {
  linux: "libraptors.so",
  darwin: "libraptors.dylib",
  windows: "raptors.dll",
};

/** Where the local build leaves the library. */
export function localBuild(): URL {
  return new URL(`../../native/build/${PLATFORM}/${FILES[Deno.build.os] ?? "libraptors.so"}`, import.meta.url);
}

/**
 * Opens a library and compares its ABI hash with ours, before anything else of it is called.
 *
 * @throws {Error} if it cannot be opened, is no Raptors library, or was built from other tables
 */
export function openLibrary(path: string | URL, how: string): Native {
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
  const found = new TextDecoder().decode(digits);
  if (found !== ABI_HASH) {
    throw new Error(
      `The native library ${path} (${how}) does not fit this version of Raptors: expected ABI ${
        ABI_HASH.slice(0, 12)
      }, ` +
        `found ${found.slice(0, 12)}. Run \`deno task build\` in the repository, or set RAPTORS_LIB to a library of ` +
        `the same version`,
    );
  }
  // Never closed: a call into a closed library is a crash.
  return Deno.dlopen(path, SYMBOLS).symbols;
}

function exists(url: URL): boolean {
  try {
    return Deno.statSync(url).isFile;
  } catch (error) {
    // Without read permission the only way to find out is to try and open it.
    return error instanceof Deno.errors.NotCapable;
  }
}

/** The library of this process: `RAPTORS_LIB`, else the local build. */
export function load(): Native {
  if (environment.RAPTORS_LIB !== undefined) return openLibrary(environment.RAPTORS_LIB, "from RAPTORS_LIB");
  if (!FILES[Deno.build.os]) {
    throw new Error(`Raptors does not support ${PLATFORM}: expected linux, darwin or windows on x86_64 or aarch64`);
  }
  const url = localBuild();
  if (url.protocol === "file:" && exists(url)) return openLibrary(url, "the local build");
  throw new Error(
    `There is no native library for ${PLATFORM}: expected one at ${url}. Run \`deno task build\` in the repository ` +
      `(it needs a C compiler), or set RAPTORS_LIB to the path of one`,
  );
}
