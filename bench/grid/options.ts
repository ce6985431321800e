/**
 * The command line of the grid: parsed by `node:util`, checked by zod.
 *
 * @module
 */
import type { ParseArgsOptionsConfig } from "node:util";
import { z } from "zod";
import {
  COMMON,
  type CommonOptions,
  integer,
  integerOrAuto,
  MAX_THREADS,
  parseFlags,
  path,
  regularExpression,
  SIMD_MODES,
} from "../flags.ts";
import { AREAS } from "./schema.ts";

/** Whom to measure against. */
export type Against =
  | { readonly kind: "numpy" }
  | { readonly kind: "torch" }
  | { readonly kind: "self"; readonly rev: string };

/** What the grid is asked to do. */
export interface GridOptions extends Omit<CommonOptions, "dtypes" | "torch"> {
  /** How many of its cases. */
  readonly mode: "quick" | "full";
  /** What the name of a case must match, or its area. */
  readonly only?: RegExp | undefined;
  /** Whom to measure against. */
  readonly against: Against;
  /** Where the run is kept, instead of `bench/results/`. */
  readonly results?: string | undefined;
  /** Whether only the cases were asked for. */
  readonly list: boolean;
}

const FLAGS = {
  "quick": { type: "boolean" },
  "full": { type: "boolean" },
  "only": { type: "string" },
  "against": { type: "string" },
  "threads": COMMON.flags.threads,
  "simd-mode": COMMON.flags["simd-mode"],
  "warmup": COMMON.flags.warmup,
  "repeats": COMMON.flags.repeats,
  "results": { type: "string" },
  "output-json": COMMON.flags["output-json"],
  "csv": COMMON.flags.csv,
  "torch-python": COMMON.flags["torch-python"],
  "list": { type: "boolean" },
  "help": COMMON.flags.help,
} as const satisfies ParseArgsOptionsConfig;

/** `numpy`, `torch` or `self:REV`. */
function against(): z.ZodType<Against, string> {
  return z.string().transform((text, context): Against => {
    if (text === "numpy" || text === "torch") return { kind: text };
    const rev = /^self:(?!-)(.+)$/.exec(text)?.[1];
    if (rev) return { kind: "self", rev };
    const message = `--against: ${JSON.stringify(text)} is not one of numpy, torch, self:REV`;
    context.addIssue({ code: "custom", message, input: text });
    return z.NEVER;
  });
}

const SCHEMA = z.object({
  "quick": z.boolean(),
  "full": z.boolean(),
  "only": regularExpression("only"),
  "against": against(),
  "threads": integerOrAuto("threads", 1, MAX_THREADS),
  "simd-mode": COMMON.fields["simd-mode"],
  "warmup": integer("warmup", 0, 1000),
  "repeats": integer("repeats", 1, 10000),
  "results": path("results"),
  "output-json": path("output-json"),
  "csv": path("csv"),
  "torch-python": path("torch-python"),
  "list": z.boolean(),
  "help": z.boolean(),
}).refine(({ quick, full }) => !(quick && full), { error: "--quick and --full: only one of them" })
  .transform((values): GridOptions => ({
    mode: values.full ? "full" : "quick",
    only: values.only,
    against: values.against,
    threads: values.threads,
    simdMode: values["simd-mode"],
    warmup: values.warmup,
    repeats: values.repeats,
    results: values.results,
    outputJson: values["output-json"],
    csv: values.csv,
    torchPython: values["torch-python"],
    list: values.list,
    help: values.help,
  }));

const DEFAULTS = {
  ...{ quick: false, full: false, against: "numpy", list: false, help: false },
  ...{ "threads": "auto", "simd-mode": "auto", "warmup": "3", "repeats": "30" },
};

/** The text that `--help` prints. */
export const HELP: string = `Measures the grid of operations, and keeps the run in bench/results/<time>/.

Usage: deno task bench [options]

  --quick               the cases of a quick run, at most 3 minutes (default)
  --full                all cases: about an hour
  --only REGEX          cases whose name matches, such as "mean_axis0 float32", or whose area does, of
                        ${AREAS.slice(0, 5).join(", ")},
                        ${AREAS.slice(5).join(", ")}
  --against WHOM        numpy (default); torch; or self:REV, a revision of this repository, which is built in a
                        temporary worktree: this is how a change claims to be faster
  --threads N           threads for Raptors, auto or 1 to ${MAX_THREADS} (default auto)
  --simd-mode MODE      of ${
  SIMD_MODES.join(", ")
}: the library's choice, the widest SIMD kernels, scalar ones (default auto)
  --warmup N            untimed samples of each side before the timed ones (default 3)
  --repeats N           timed samples of each side (default 30; fewer are good for a quick look only)
  --results PATH        where the run is kept (default: bench/results/)
  --output-json PATH    write results.json there too
  --csv PATH            write results.csv there too
  --torch-python PATH   the Python that has PyTorch (default: what RAPTORS_TORCH_PYTHON names, else NumPy's)
  --list                only name the cases
  -h, --help            this text

Environment: RAPTORS_PYTHON names the Python to use for NumPy.
`;

/**
 * Reads the command line.
 *
 * @throws {OptionError} for an unknown option or a value that is not allowed; the message names what is allowed
 */
export function parseGridOptions(args: readonly string[]): GridOptions {
  return parseFlags(args, FLAGS, SCHEMA, DEFAULTS);
}
