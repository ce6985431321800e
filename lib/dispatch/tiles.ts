/**
 * The tiles of this machine: those that follow from its caches, or what `deno task tune` measured.
 *
 * @module
 */
import { USER_FILE } from "../native/user_file.ts";
import type { IsaName } from "../native/symbols.gen.ts";
import { useTiles } from "./tile_sizes.ts";

/**
 * Puts the sizes of the user's file in force.
 *
 * @returns what is wrong with the file, which is then not used
 */
async function load(): Promise<string | undefined> {
  if (USER_FILE === undefined) return undefined;
  // zod takes longer to load than all of Raptors: only those who have tuned wait for it.
  const { parseTiles } = await import("./tile_schema.ts");
  try {
    for (const [isa, sizes] of Object.entries(parseTiles(USER_FILE.text))) useTiles(isa as IsaName, sizes);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

const problem = await load();

/**
 * Refuses to speak of tiles where the user's file is bad. Results do not depend on tiles, so that a program which never
 * asks runs on, with those that follow from the caches.
 *
 * @throws {RangeError} naming the file and what is wrong with it
 */
export function expectGoodTiles(): void {
  if (problem === undefined) return;
  throw new RangeError(
    `Bad tiles in ${USER_FILE?.path}: ${problem}. Run \`deno task tune\` again, or delete the file`,
  );
}
