/**
 * A measurement in a process of its own: with other memory, another NumPy and nothing learned, so that a second one does
 * not repeat what made the first one odd.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { listGrid } from "../grid/cases.ts";
import type { GridCase } from "../grid/case.ts";
import { type GridResults, parseGridResults } from "../grid/schema.ts";
import type { Effort } from "../grid/suite.ts";

const WORKER = fileURLToPath(new URL("apart_worker.ts", import.meta.url));

/** What the other process is asked for. */
export interface ApartRequest {
  /** What the run is called in its results. */
  readonly mode: "check" | "record";
  /** The names of the cases. */
  readonly names: readonly string[];
  /** How much is measured. */
  readonly effort: Effort;
}

/** The cases that are kept and checked. */
export function gateCases(only?: RegExp): GridCase[] {
  return listGrid({ mode: "gate", only, isas: [] });
}

/**
 * Measures against NumPy in another process.
 *
 * @throws {Error} if it fails; what it says goes to standard error
 */
export async function measureApart(request: ApartRequest): Promise<GridResults> {
  const file = await Deno.makeTempFile({ prefix: "raptors-grid-", suffix: ".json" });
  try {
    await Deno.writeTextFile(file, JSON.stringify(request));
    const { success } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", WORKER, file],
      ...{ stdin: "null", stdout: "inherit", stderr: "inherit" },
    }).output();
    if (!success) throw new Error("the measurement failed");
    return parseGridResults(await Deno.readTextFile(file));
  } finally {
    await Deno.remove(file);
  }
}
