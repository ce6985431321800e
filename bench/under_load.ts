/**
 * Shows what threading makes of a CPU that another process keeps busy: `deno task bench:load`, options with `--help`.
 *
 * @module
 */
import { z } from "zod";
import { integer, parseFlags } from "./flags.ts";
import type { Bookkeeping } from "./load/bookkeeping.ts";
import type { BandOutcome } from "./load/phases.ts";
import { runProgram } from "./program.ts";
import { type Cell, micros, renderTable, times } from "./terminal.ts";

/** What to run. */
export interface LoadOptions {
  /** Seconds of each of the three phases. */
  readonly seconds: number;
  /** Processes that are busy in the second phase; absent: all CPUs but one. */
  readonly busy?: number | undefined;
  /** KiB that the smallest calls move. */
  readonly from: number;
  /** Whether only the help was asked for. */
  readonly help: boolean;
}

const FLAGS = {
  seconds: { type: "string", default: "14" },
  busy: { type: "string" },
  from: { type: "string", default: "512" },
  help: { type: "boolean", short: "h", default: false },
} as const;

const HELP = `Adds float64 vectors of many sizes in three phases: quiet; with CPUs kept busy by processes that this
program starts and ends; quiet again. Prints for each band of sizes what was decided, and why. First, what deciding costs.

Usage: deno task bench:load [options]

  --seconds N   of each phase (default ${FLAGS.seconds.default})
  --busy N      processes (default: one for each CPU but one)
  --from KIB    the smallest band of sizes, in KiB that a call moves (default ${FLAGS.from.default})
  -h, --help    this text
`;

const SCHEMA = z.object({
  seconds: integer("seconds", 1, 30),
  busy: integer("busy", 0, 64).optional(),
  from: integer("from", 64, 32768),
  help: z.boolean(),
});

/**
 * Reads the command line.
 *
 * @throws {OptionError} for an unknown option or a value that is not allowed; the message names what is allowed
 */
export function parseLoadOptions(args: readonly string[]): LoadOptions {
  return parseFlags(args, FLAGS, SCHEMA);
}

function renderBookkeeping(b: Bookkeeping): string {
  const row = (name: string, nanoseconds: number): Cell[] => [{ text: name }, { text: nanoseconds.toFixed(1) }];
  return renderTable(["", "ns per call"], [
    row("two clock readings, for comparison", b.clock),
    row("too small to be timed (below 64 KiB)", b.untimed),
    row("one in four timed", b.timed),
    row("one in four timed, large", b.timed_large),
    row("the same, streaming stores too", b.timed_stores),
    row("RAPTORS_ADAPTIVE=0", b.frozen),
  ]);
}

const size = (bytes: number): string => bytes < 2 ** 20 ? `${bytes / 1024} KiB` : `${bytes / 2 ** 20} MiB`;

function renderPhase(outcomes: readonly BandOutcome[]): string {
  const rows = outcomes.map(({ band, changedAfter, ...call }) => {
    const { alone, shared, from, decision, why } = band;
    const both = alone.median > 0 && shared.median > 0;
    const ratio = (what: "median" | "p95") => ({ text: both ? times(shared[what] / alone[what]) : "–" });
    return [
      ...[{ text: size(from) }, { text: decision }, { text: why }],
      ...[ratio("median"), ratio("p95"), { text: `${band.changes}` }],
      { text: changedAfter === undefined ? "" : `${(changedAfter / 1000).toFixed(1)} s` },
      ...[{ text: micros(call.median) }, { text: micros(call.p95) }, { text: micros(call.mean) }],
    ];
  });
  const header = ["moved from", "decision", "why", "shared/alone, median", "P95", "changes", "last after"];
  return renderTable([...header, "µs/call median", "P95", "mean"], rows);
}

async function run({ seconds, busy, from }: LoadOptions): Promise<void> {
  // Loaded late, so that --help and a bad option need no native library.
  const { measureBookkeeping } = await import("./load/bookkeeping.ts");
  const { whileBusy } = await import("./load/busy.ts");
  const { makeWork, runPhase } = await import("./load/phases.ts");
  const { cpus, threads } = (await import("@raptors/core")).threadingInfo();
  console.log(renderBookkeeping(await measureBookkeeping()));
  const work = makeWork(from * 1024);
  const processes = busy ?? Math.max(1, cpus - 1);
  console.log(`\n${threads} threads on ${cpus} CPUs; sizes take turns, speeds are those of the last calls of each way`);
  for (const [name, count] of [["quiet", 0], [`${processes} busy`, processes], ["quiet again", 0]] as const) {
    const outcomes = await whileBusy(count, () => runPhase(work, seconds));
    console.log(`\n${name}, ${seconds} s`);
    console.log(renderPhase(outcomes));
  }
}

if (import.meta.main) {
  Deno.exit(await runProgram({ name: "load", help: HELP, parse: parseLoadOptions, run }, Deno.args));
}
