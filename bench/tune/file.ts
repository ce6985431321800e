/**
 * The file that `deno task tune` writes.
 *
 * @module
 */
import { dirname } from "node:path";
import { parseCrossovers } from "../../lib/blas/crossover_schema.ts";
import { parseTiles } from "../../lib/dispatch/tile_schema.ts";
import type { Tiles } from "../../lib/dispatch/tile_sizes.ts";
import type { TunedTiles } from "./tiles.ts";
import type { TunedBlas } from "./tune.ts";

/** What is measured of tiles, and where it is from. */
export interface TilesOrigin extends Omit<TunedTiles, "isa" | "sizes"> {
  readonly threads: number;
  readonly date: string;
  readonly quick: boolean;
}

/** What the file holds. Raptors reads `provider`, `from` and `tiles`; the rest tells where these are from. */
export interface TuneFile extends Partial<TunedBlas> {
  readonly format: 1;
  readonly tiles?: Tiles;
  readonly tilesMeasured?: Readonly<Record<string, TilesOrigin>>;
}

/** What was measured before; an empty file where there is none, or where Raptors would refuse it. */
export function readTuneFile(path: string): TuneFile {
  try {
    const text = Deno.readTextFileSync(path);
    parseCrossovers(text);
    parseTiles(text);
    return JSON.parse(text);
  } catch {
    return { format: 1 };
  }
}

/** Adds what was measured of tiles. */
export function withTiles(
  file: TuneFile,
  tuned: TunedTiles,
  origin: Omit<TilesOrigin, "byCaches" | "measured">,
): TuneFile {
  const { isa, sizes, byCaches, measured } = tuned;
  return {
    ...file,
    tiles: { ...file.tiles, [isa]: sizes },
    tilesMeasured: { ...file.tilesMeasured, [isa]: { ...origin, byCaches, measured } },
  };
}

/** Writes a file all at once: another process may be reading it. */
export async function writeTuneFile(path: string, file: TuneFile): Promise<void> {
  await Deno.mkdir(dirname(path), { recursive: true });
  const unfinished = `${path}.${Deno.pid}`;
  await Deno.writeTextFile(unfinished, JSON.stringify(file, null, 2) + "\n");
  await Deno.rename(unfinished, path);
}
