/**
 * The command lines of `deno task bench:record` and `deno task bench:check`.
 *
 * @module
 */
import type { ParseArgsOptionsConfig } from "node:util";
import { z } from "zod";
import { COMMON, integer, parseFlags, path, regularExpression } from "../flags.ts";

/** What both are told. */
interface GateOptions {
  /** Where baselines are, instead of `baselines/`. */
  readonly folder?: string | undefined;
  /** Where runs are kept, instead of `bench/results/`. */
  readonly results?: string | undefined;
  /** Untimed samples before the first timed one. */
  readonly warmup: number;
  /** Timed samples of each side. */
  readonly repeats: number;
  /** Whether only the help was asked for. */
  readonly help: boolean;
}

/** What to record. */
export interface RecordOptions extends GateOptions {
  /** How many runs, each in processes of its own. */
  readonly runs: number;
}

/** What to check. */
export interface CheckOptions extends GateOptions {
  /** What the name of a case must match, or its area. */
  readonly only?: RegExp | undefined;
  /** Seconds to wait before what is suspected is measured for the second time, and twice that before the third. */
  readonly pause: number;
}

const SHARED_FLAGS = {
  "folder": { type: "string" },
  "results": { type: "string" },
  "warmup": COMMON.flags.warmup,
  "repeats": COMMON.flags.repeats,
  "help": COMMON.flags.help,
} as const satisfies ParseArgsOptionsConfig;
const SHARED = {
  "folder": path("folder"),
  "results": path("results"),
  "warmup": integer("warmup", 0, 1000),
  "repeats": integer("repeats", 1, 10000),
  "help": z.boolean(),
};
const DEFAULTS = { "warmup": "3", "repeats": "30", "help": false };

const SHARED_HELP = `\
  --folder PATH     where the baselines are (default: baselines/)
  --results PATH    where runs are kept (default: bench/results/)
  --warmup N        untimed samples of each side before the timed ones (default 3)
  --repeats N       timed samples of each side (default 30)
  -h, --help        this text`;

/** The text that `bench:record --help` prints. */
export const RECORD_HELP: string =
  `Measures the cases of a quick run, and some of them on scalar kernels, and records their ratios to NumPy and to
the bare loops, with a tolerance for each operation, in baselines/<os>-<arch>-<isa>.json and in ...-scalar.json.
The figures of other machines in these files stay.

Usage: deno task bench:record [options]

  --runs N          runs, each in processes of its own; medians are kept, and what they differ by (default 3)
${SHARED_HELP}
`;

/** The text that `bench:check --help` prints. */
export const CHECK_HELP: string =
  `Measures what bench:record recorded, and fails, with exit code 1, where a case got slower than its tolerance allows
or a target case is slower than NumPy. What is suspected is measured again, longer, up to three times, each in
processes of its own and some time after the last, and fails only if all of them say the same.

Usage: deno task bench:check [options]

  --only REGEX      cases whose name or area matches
  --pause SECONDS   wait so long before measuring again for the second time, and twice as long before the third:
                    what neighbours of the machine do passes (default 20)
${SHARED_HELP}
`;

const RECORD = z.object({ ...SHARED, "runs": integer("runs", 1, 100) });
const CHECK = z.object({ ...SHARED, "only": regularExpression("only"), "pause": integer("pause", 0, 3600) });

/**
 * Reads the command line of `bench:record`.
 *
 * @throws {OptionError} for an unknown option or a value that is not allowed
 */
export function parseRecordOptions(args: readonly string[]): RecordOptions {
  const flags = { "runs": { type: "string" }, ...SHARED_FLAGS } as const;
  return parseFlags<RecordOptions>(args, flags, RECORD, { ...DEFAULTS, "runs": "3" });
}

/**
 * Reads the command line of `bench:check`.
 *
 * @throws {OptionError} for an unknown option or a value that is not allowed
 */
export function parseCheckOptions(args: readonly string[]): CheckOptions {
  const flags = { "only": { type: "string" }, "pause": { type: "string" }, ...SHARED_FLAGS } as const;
  return parseFlags<CheckOptions>(args, flags, CHECK, { ...DEFAULTS, "pause": "20" });
}
