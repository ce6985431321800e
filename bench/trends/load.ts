/**
 * Reads the runs of the grid that are kept, and names what cannot be read.
 *
 * @module
 */
import { z } from "zod";
import { type GridResults, parseGridResults } from "../grid/schema.ts";

/** What is in the folder of results. */
export interface Kept {
  /** The runs, the oldest first. */
  readonly runs: readonly GridResults[];
  /** Folders of runs that were left out, and why. */
  readonly skipped: readonly { readonly folder: string; readonly why: string }[];
}

/** The folders of runs of the grid begin with their time; those of other suites have names. */
const FOLDER = /^\d{4}-\d\d-\d\dT/;

/**
 * Reads every run under a folder.
 *
 * @throws {Error} if there is no such folder
 */
export async function loadRuns(under: string): Promise<Kept> {
  const runs: GridResults[] = [];
  const skipped: { folder: string; why: string }[] = [];
  for (const folder of await foldersOf(under)) {
    try {
      runs.push(parseGridResults(await Deno.readTextFile(`${under}/${folder}/results.json`)));
    } catch (error) {
      skipped.push({ folder, why: reasonOf(error) });
    }
  }
  return { runs: runs.toSorted((x, y) => x.date < y.date ? -1 : x.date > y.date ? 1 : 0), skipped };
}

async function foldersOf(under: string): Promise<string[]> {
  try {
    const entries = await Array.fromAsync(Deno.readDir(under));
    return entries.filter(({ name, isDirectory }) => isDirectory && FOLDER.test(name)).map(({ name }) => name).sort();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      throw new Error(`There is no folder ${under}: run deno task bench first`);
    }
    throw error;
  }
}

/** In a line: the first of what zod found, or the message. */
function reasonOf(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "it has no results.json";
  if (error instanceof z.ZodError) {
    const { path, message } = error.issues[0];
    const more = error.issues.length > 1 ? `, and ${error.issues.length - 1} more` : "";
    return `results.json is not of the grid's shape: ${path.join(".") || "the whole"}: ${message}${more}`;
  }
  if (error instanceof SyntaxError) return `results.json is not JSON: ${error.message.split("\n")[0]}`;
  return error instanceof Error ? error.message : String(error);
}
