/** Copies of what is published, in which the local build is the packaged library of this platform. */
import { fileURLToPath } from "node:url";
import { localBuild } from "../lib/native/load.ts";
import { PLATFORM } from "../lib/native/prebuilt.ts";
import { type Packed, packLibrary, writeAssets } from "../native/prebuilt/assets.ts";
import { ROOT } from "./_process.ts";

/** The local build. */
export const LIBRARY: string = fileURLToPath(localBuild());

/** Copies the published files, with the libraries that are in the repository. */
export async function copyPublished(folder: string): Promise<void> {
  for (const name of ["deno.json", "README.md", "LICENSE", "mod.ts", "lib"]) {
    await copy(`${ROOT}${name}`, `${folder}/${name}`);
  }
}

/** Copies the published files, without any library. */
export async function copyPackage(folder: string): Promise<void> {
  await copyPublished(folder);
  await removeIfThere(`${folder}/lib/native/prebuilt`);
  writeAssets([], `${folder}/lib/native`);
}

/** Copies the published files, with the local build packed for this platform. */
export async function stagePackage(folder: string): Promise<Packed> {
  await copyPackage(folder);
  const packed = packLibrary(PLATFORM, LIBRARY);
  writeAssets([packed], `${folder}/lib/native`);
  return packed;
}

/** Copies a file or a folder. */
export async function copy(from: string, to: string): Promise<void> {
  if (!(await Deno.stat(from)).isDirectory) {
    await Deno.mkdir(to.slice(0, to.lastIndexOf("/")), { recursive: true });
    return await Deno.copyFile(from, to);
  }
  for await (const entry of Deno.readDir(from)) await copy(`${from}/${entry.name}`, `${to}/${entry.name}`);
}

async function removeIfThere(path: string): Promise<void> {
  try {
    await Deno.remove(path, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
