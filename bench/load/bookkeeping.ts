/**
 * What it costs to decide about a call and to learn from it: builds bookkeeping.c with the library's objects and runs it.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { build } from "../../native/build.ts";
import { execute } from "../../native/compile.ts";

/** Nanoseconds of a pair of begin and end, in the median. */
export interface Bookkeeping {
  /** Two readings of the clock, and nothing else. */
  clock: number;
  /** A call that is too small to be timed. */
  untimed: number;
  /** A call of a size that is timed, one in four calls; the readings included. */
  timed: number;
  /** The same where one thread is tried only if shared calls vary. */
  timed_large: number;
  /** A call that learns about streaming stores too, the readings included. */
  timed_stores: number;
  /** A call under `RAPTORS_ADAPTIVE=0`. */
  frozen: number;
}

/** Builds and measures. */
export async function measureBookkeeping(): Promise<Bookkeeping> {
  const { cc, objects, objectDir } = await build({ quiet: true });
  const program = `${objectDir}/bookkeeping`;
  const source = fileURLToPath(new URL("bookkeeping.c", import.meta.url));
  await execute(cc, ["-std=c11", "-O2", source, ...objects, "-o", program, "-lm", "-lpthread"]);
  const { stdout } = await execute(program, []);
  const lines = stdout.trim().split("\n").map((line) => line.split(" "));
  return Object.fromEntries(lines.map(([name, value]) => [name, Number(value)])) as unknown as Bookkeeping;
}
