/**
 * The files of baselines/: `<os>-<arch>-<isa>.json`, one for each instruction set, `scalar` among them.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { readTextIfAny, writeText } from "../files.ts";
import { type Baseline, parseBaseline } from "./schema.ts";

/** Where baselines are. */
export const BASELINES: string = fileURLToPath(new URL("../../baselines/", import.meta.url));

/** What a file of baselines holds. */
export interface BaselineKey {
  /** The operating system. */
  readonly os: string;
  /** The architecture. */
  readonly arch: string;
  /** The instruction set. */
  readonly isa: string;
}

/** The path of a baseline. */
export function pathOf({ os, arch, isa }: BaselineKey, folder: string = BASELINES): string {
  return `${folder.replace(/\/?$/, "/")}${os}-${arch}-${isa}.json`;
}

/**
 * Reads a baseline; undefined where there is none.
 *
 * @throws {Error} if the file is broken
 */
export async function readBaseline(key: BaselineKey, folder?: string): Promise<Baseline | undefined> {
  const path = pathOf(key, folder);
  const text = await readTextIfAny(path);
  return text === undefined ? undefined : parseBaseline(text, path);
}

/** Writes a baseline, with its names in order so that changes can be read; gives the path. */
export async function writeBaseline(baseline: Baseline, folder?: string): Promise<string> {
  const path = pathOf(baseline, folder);
  const text = JSON.stringify(baseline, null, 2).replaceAll(
    /\{\s+"numpy": ([\d.]+),\s+"limit": ([\d.]+|null)\s+\}/g,
    '{ "numpy": $1, "limit": $2 }',
  );
  parseBaseline(text, path); // what is written can be read back
  await writeText(path, text + "\n");
  return path;
}
