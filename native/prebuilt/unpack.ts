/**
 * Unpacks libraries of the repository's assets, as published or not at all:
 * `deno run -A native/prebuilt/unpack.ts FOLDER [PLATFORM …]`. Each goes to `FOLDER/PLATFORM/`; without platforms, all do.
 * Prints their absolute paths.
 *
 * @module
 */
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { PREBUILT } from "../../lib/native/prebuilt.gen.ts";
import { decodeAsset } from "../../lib/native/prebuilt.ts";
import { sha256 } from "./assets.ts";
import { FILES, TARGETS } from "./targets.ts";

const ASSETS = fileURLToPath(new URL("../../lib/native/prebuilt", import.meta.url));

async function unpack(platform: string, folder: string): Promise<string> {
  const target = TARGETS.find((target) => target.platform === platform);
  const expected = PREBUILT[platform]?.sha256;
  if (!target || !expected) throw new RangeError(`There is no ${platform} among ${Object.keys(PREBUILT)}`);
  const library = await decodeAsset(await Deno.readTextFile(`${ASSETS}/${platform}.txt`));
  const found = sha256(library);
  if (found !== expected) throw new Error(`${platform}: expected SHA-256 ${expected}, found ${found}`);
  const path = `${folder}/${platform}/${FILES[target.system]}`;
  await Deno.mkdir(`${folder}/${platform}`, { recursive: true });
  await Deno.writeFile(path, library);
  return path;
}

const [folder, ...platforms] = Deno.args;
if (!folder) throw new TypeError("Expected a folder");
for (const platform of platforms.length > 0 ? platforms : Object.keys(PREBUILT)) {
  console.log(resolve(await unpack(platform, folder)));
}
