/**
 * Shows where a case spends its time: `deno task profile --case "mean_axis0 float32 2048"`.
 *
 * @module
 */
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { writeText } from "./files.ts";
import {
  checkFlags,
  choice,
  integer,
  integerOrAuto,
  MAX_THREADS,
  path,
  rawFlags,
  SIMD_MODES,
  type SimdMode,
} from "./flags.ts";
import { CASE_NAMES, parseCase, type ProfileCase } from "./profile/case.ts";
import { renderFlame } from "./profile/flame.ts";
import { chooseProfiler, type Profile, profile, type Profiler, PROFILERS } from "./profile/run.ts";
import { type HotSpot, hotSpots } from "./profile/stacks.ts";
import { runProgram } from "./program.ts";
import { type Cell, renderTable } from "./terminal.ts";

/** What to profile. */
export interface ProfileOptions {
  /** The case. */
  readonly case: ProfileCase;
  /** What looks on. */
  readonly with: Profiler | "auto";
  /** How long. */
  readonly seconds: number;
  /** Threads for Raptors; absent: the library's own choice. */
  readonly threads?: number | undefined;
  /** Which kernels Raptors uses. */
  readonly simdMode: SimdMode;
  /** The folder of the flame graph; absent: `bench/results/profile/`. */
  readonly output?: string | undefined;
  /** Whether only the help was asked for. */
  readonly help: boolean;
}

const FLAGS = {
  "case": { type: "string" },
  "with": { type: "string", default: "auto" },
  "seconds": { type: "string", default: "3" },
  "threads": { type: "string", default: "auto" },
  "simd-mode": { type: "string", default: "auto" },
  "output": { type: "string" },
  "help": { type: "boolean", short: "h", default: false },
} as const;

const SCHEMA = z.object({
  "case": z.string({ error: `--case is missing; expected ${CASE_NAMES}` }),
  "with": choice("with", ["auto", ...PROFILERS]),
  "seconds": integer("seconds", 1, 600),
  "threads": integerOrAuto("threads", 1, MAX_THREADS),
  "simd-mode": choice("simd-mode", SIMD_MODES),
  "output": path("output"),
  "help": z.boolean(),
});

/** The text that `--help` prints. */
export const HELP: string = `Shows where a case spends its time: hot spots, and a flame graph in bench/results/profile/.

Usage: deno task profile --case NAME [options]

  --case NAME        ${CASE_NAMES.replaceAll("\n", "\n                     ")}
  --with PROFILER    perf: looks at the running CPU, Linux only; callgrind: counts instructions on an emulated CPU without
                     AVX-512, on one thread; auto: perf where the machine allows it (default auto)
  --seconds N        how long to look on, 1 to 600 (default 3)
  --threads N        auto or 1 to ${MAX_THREADS} (default auto)
  --simd-mode MODE   auto, force or disable, as for the demo (default auto)
  --output FOLDER    where the flame graph goes instead
  -h, --help         this text

Environment: RAPTORS_LIB names the library to look at, as it is (default: one is built with frame pointers, without which
perf does not know who called a kernel).`;

/**
 * Reads the command line.
 *
 * @throws {OptionError} if it cannot be obeyed, saying what is allowed
 */
export function parseProfileOptions(args: readonly string[]): ProfileOptions {
  const values = rawFlags(args, FLAGS);
  if (values.help) values.case ??= "sum float32 512";
  const { "simd-mode": simdMode, case: name, ...rest } = checkFlags(SCHEMA, values);
  return { ...rest, simdMode, case: parseCase(name) };
}

/** The hot spots as a table: whatever took a two-hundredth of the time itself, at most 20. */
export function renderHotSpots(spots: readonly HotSpot[]): string {
  const share = (part: number): Cell => ({ text: `${(part * 100).toFixed(1)} %` });
  const rows = spots.filter(({ self }) => self >= 0.005).slice(0, 20).map((spot): Cell[] => [
    { text: spot.name },
    { text: spot.module },
    { text: "" },
    share(spot.self),
    share(spot.total),
  ]);
  return renderTable(["function", "in", "", "self", "with what it calls"], rows);
}

async function run(options: ProfileOptions): Promise<void> {
  const { name } = options.case;
  const chosen = await chooseProfiler(options.with);
  console.error(`Profiling ${name} with ${chosen.profiler} (${chosen.why}) …`);
  const found: Profile = await profile({ ...options, name, threads: options.threads }, chosen);
  const { kernel, threads, calls, how, unit, stacks } = found;
  const subtitle = `${kernel}, threads: ${threads}, ${calls} calls · ${how}`;
  console.log(`${name} · ${subtitle}\n`);
  console.log(renderHotSpots(hotSpots(stacks)));
  const folder = resolve(options.output ?? fileURLToPath(new URL("results/profile", import.meta.url)));
  const file = `${folder}/${name.replaceAll(/[^\w.-]+/g, "_")}.svg`;
  await writeText(file, renderFlame(stacks, { title: name, subtitle, unit }));
  console.log(`\nWritten:\n  ${file}`);
}

if (import.meta.main) {
  Deno.exit(await runProgram({ name: "profile", help: HELP, parse: parseProfileOptions, run }, Deno.args));
}
