/**
 * The crossover points in force: those that are shipped with the package, or the user's own that `deno task tune` wrote.
 *
 * @module
 */
import { type Crossovers, samePoints } from "./crossover_points.ts";
import shipped from "./crossovers.json" with { type: "json" };
import { PLATFORM, USER_FILE } from "../native/user_file.ts";

/** The points that the package ships for a platform; never a provider where nothing was measured. */
export function shippedCrossovers(platform: string = PLATFORM): Crossovers {
  const found = (shipped.platforms as Record<string, Crossovers>)[platform];
  return found ?? { provider: "openblas", from: samePoints(null) };
}

/** The points in force, and where they are from. */
export interface LoadedCrossovers extends Crossovers {
  /** The user's file; absent: those of the package. */
  file?: string;
  /** What is wrong with the user's file, which is then not used. */
  problem?: string;
}

async function load(): Promise<LoadedCrossovers> {
  if (USER_FILE === undefined) return shippedCrossovers();
  const { path: file, text } = USER_FILE;
  // zod takes longer to load than all of Raptors: only those who have tuned wait for it, and only once.
  const { parseCrossovers } = await import("./crossover_schema.ts");
  try {
    const parsed = parseCrossovers(text);
    return parsed === undefined ? shippedCrossovers() : { ...parsed, file };
  } catch (error) {
    return { ...shippedCrossovers(), file, problem: (error as Error).message };
  }
}

/** Read once, when Raptors is loaded. */
export const crossovers: LoadedCrossovers = await load();
