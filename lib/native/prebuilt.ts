/**
 * The library that travels with the package as text: base64 of gzip. A module of its own, loaded only where no other library
 * is found.
 *
 * @module
 */
import { fromCache, type Held, verify } from "./cache.ts";
import { cacheFolder, cacheVariables } from "./cache_folder.ts";
import { PREBUILT } from "./prebuilt.gen.ts";

const SYSTEMS: Partial<Record<typeof Deno.build.os, string>> = { linux: "linux", windows: "windows", darwin: "macos" };
const ARCHITECTURES: Record<typeof Deno.build.arch, string> = { x86_64: "x64", aarch64: "arm64" };

/** What this platform is called among the assets. */
export const PLATFORM = `${SYSTEMS[Deno.build.os] ?? Deno.build.os}-${ARCHITECTURES[Deno.build.arch]}`;

/** The platforms that the package has a library for. */
export function prebuiltPlatforms(): string[] {
  return Object.keys(PREBUILT);
}

/** What to allow, as a sentence. */
export function leastPermissions(): string {
  const folder = cacheFolder() ?? "$HOME/.cache/raptors";
  const flags = ["ffi", "read", "write"].map((name) => `--allow-${name}="${folder}"`).join(" ");
  return `Raptors unpacks its library there once, and opens it. These are enough: ${flags} ` +
    `--allow-env="RAPTORS_*,${cacheVariables().join(",")}"`;
}

/**
 * The library for this platform, unpacked; undefined where the package has none.
 *
 * @param name the file name that it gets
 * @throws {Error} if it is not what this version was published with, or there is no place for it
 */
export async function unpackPrebuilt(name: string): Promise<Held | undefined> {
  if (!Object.hasOwn(PREBUILT, PLATFORM)) return undefined;
  return await fromCache({ sha256: PREBUILT[PLATFORM].sha256, name, content: unpack });
}

/** This platform's library, as it was published or not at all. */
async function unpack(): Promise<Uint8Array<ArrayBuffer>> {
  const what = `The packaged library for ${PLATFORM}`, remedy = "Fetch the package again with --reload";
  const text = await importAsset(PLATFORM);
  let library;
  try {
    library = await decodeAsset(text);
  } catch (error) {
    throw new Error(`${what} is refused: ${(error as Error).message}. It was damaged or tampered with. ${remedy}`, {
      cause: error,
    });
  }
  await verify(library, PREBUILT[PLATFORM].sha256, what, remedy);
  return library;
}

/**
 * The text of an asset. Its name is computed, so that Deno fetches the one that is needed and no other, as a part of the
 * package, which takes no network permission. What is imported so, Deno 2.9.6 does not compare with the registry's checksums,
 * as it does with all other files: the sums in prebuilt.gen.ts are what the library is held to.
 */
async function importAsset(platform: string): Promise<string> {
  try {
    return (await import(`./prebuilt/${platform}.txt`, { with: { type: "text" } })).default;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`Cannot load the packaged library for ${platform}: ${reason}`, { cause: error });
  }
}

/**
 * The library of an asset.
 *
 * @throws {TypeError} if it is not base64 of gzip
 */
export async function decodeAsset(text: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const packed = Uint8Array.fromBase64(text.trim());
    const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
    return await new Response(unpacked).bytes();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TypeError(`Expected a library as base64 of gzip: ${reason}`, { cause: error });
  }
}
