/**
 * The library that travels with the package as text: base64 of gzip. A module of its own, loaded only where no other library
 * is found.
 *
 * @module
 */
import { cacheFolder, cacheVariables, fromCache, type Held, verify } from "./cache.ts";
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
  const { sha256 } = PREBUILT[PLATFORM];
  return await fromCache({
    sha256,
    name,
    content: async () => {
      const library = await decodeAsset(await importAsset(PLATFORM));
      await verify(library, sha256, `The packaged library for ${PLATFORM}`, "Fetch the package again with --reload");
      return library;
    },
  });
}

/**
 * The text of an asset. Its name is computed, so that Deno fetches the one that is needed and no other: as a part of the
 * package, which takes no network permission and is held to the registry's checksums.
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
