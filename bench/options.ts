/**
 * The command line of the demo: parsed by `node:util`, checked by zod.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { z } from "zod";
import { type BenchDType, DTYPES, MAX_SIZE, OP_NAMES, type OpName, SIZES } from "./cases.ts";

/** The most threads that can be asked for. */
export const MAX_THREADS = 256;
/** Which kernels Raptors uses. */
export const SIMD_MODES = ["auto", "force", "disable"] as const;
/** Which kernels Raptors uses. */
export type SimdMode = (typeof SIMD_MODES)[number];

/** What the demo is asked to do. */
export interface Options {
  /** The suite; there is one. */
  readonly suite: "2d";
  /** Operations to run. */
  readonly ops: OpName[];
  /** Element types to run. */
  readonly dtypes: BenchDType[];
  /** Side lengths to run. */
  readonly sizes: number[];
  /** Threads for Raptors; absent: the library's own choice. */
  readonly threads?: number | undefined;
  /** Which kernels Raptors uses. */
  readonly simdMode: SimdMode;
  /** Untimed samples before the first timed one. */
  readonly warmup: number;
  /** Timed samples of each side. */
  readonly repeats: number;
  /** A further place to write results.json to. */
  readonly outputJson?: string | undefined;
  /** A further place to write results.csv to. */
  readonly csv?: string | undefined;
  /** Whether to add a PyTorch side. */
  readonly torch: boolean;
  /** Whether to store NumPy's figures of this run in `baselines/`. */
  readonly recordNumpy: boolean;
  /** Whether only the help was asked for. */
  readonly help: boolean;
}

/** A command line that cannot be obeyed; the message names what is allowed. */
export class OptionError extends Error {
  /** The error's name. */
  override readonly name = "OptionError";
}

const FLAGS = {
  "suite": { type: "string", default: "2d" },
  "ops": { type: "string", default: OP_NAMES.join(",") },
  "dtypes": { type: "string", default: DTYPES.join(",") },
  "sizes": { type: "string", default: SIZES.join(",") },
  "threads": { type: "string", default: "auto" },
  "simd-mode": { type: "string", default: "auto" },
  "warmup": { type: "string", default: "3" },
  "repeats": { type: "string", default: "30" },
  "output-json": { type: "string" },
  "csv": { type: "string" },
  "torch": { type: "boolean", default: false },
  "record-numpy": { type: "boolean", default: false },
  "help": { type: "boolean", short: "h", default: false },
} as const;

/** The text that `--help` prints. */
export const HELP: string = `Compares Raptors with NumPy on 2-D arrays, and writes bench/results/latest/.

Usage: deno task demo [options]

  --suite NAME          2d (the only one)
  --ops LIST            of ${OP_NAMES.join(", ")}
  --dtypes LIST         of ${DTYPES.join(", ")}
  --sizes LIST          side lengths, 1 to ${MAX_SIZE} (default ${SIZES.join(",")})
  --threads N           threads for Raptors, auto or 1 to ${MAX_THREADS} (default auto)
  --simd-mode MODE      auto: the library's choice, RAPTORS_SIMD honoured; force: the widest SIMD kernels, an
                        error if there are none; disable: scalar kernels (default auto)
  --warmup N            untimed samples of each side before the timed ones (default 3)
  --repeats N           timed samples of each side (default 30; fewer are good for a quick look only)
  --output-json PATH    write results.json there too
  --csv PATH            write results.csv there too
  --torch               compare with PyTorch as well (RAPTORS_TORCH_PYTHON names the Python that has it)
  --record-numpy        store NumPy's figures of this run in baselines/, for machines without Python
  -h, --help            this text

Environment: RAPTORS_PYTHON names the Python to use for NumPy; "none" runs without one.
`;

function list<T>(item: z.ZodType<T, string>): z.ZodType<T[], string> {
  const words = z.string().transform((text) => text.split(",").map((word) => word.trim()));
  return words.pipe(z.array(item)).transform((items) => [...new Set(items)]);
}

function choice<const T extends readonly string[]>(flag: string, allowed: T): z.ZodType<T[number], string> {
  const error = (issue: { input?: unknown }) =>
    `--${flag}: ${JSON.stringify(issue.input)} is not one of ${allowed.join(", ")}`;
  return z.enum(allowed, { error }) as unknown as z.ZodType<T[number], string>;
}

function integer(flag: string, min: number, max: number): z.ZodType<number, string> {
  const error = (issue: { input?: unknown }) =>
    `--${flag}: ${JSON.stringify(issue.input)} is not a whole number from ${min} to ${max}`;
  const inRange = (text: string) => Number(text) >= min && Number(text) <= max;
  return z.string().regex(/^\d+$/, { error, abort: true }).refine(inRange, { error }).transform(Number);
}

const THREADS = z.union([z.literal("auto").transform(() => undefined), integer("threads", 1, MAX_THREADS)], {
  error: (issue) =>
    `--threads: ${JSON.stringify(issue.input)} is neither auto nor a whole number from 1 to ${MAX_THREADS}`,
});

const path = (flag: string) => z.string().min(1, `--${flag} needs a path`).optional();

const SCHEMA = z.object({
  "suite": choice("suite", ["2d"] as const),
  "ops": list(choice("ops", OP_NAMES)),
  "dtypes": list(choice("dtypes", DTYPES)),
  "sizes": list(integer("sizes", 1, MAX_SIZE)),
  "threads": THREADS,
  "simd-mode": choice("simd-mode", SIMD_MODES),
  "warmup": integer("warmup", 0, 1000),
  "repeats": integer("repeats", 1, 10000),
  "output-json": path("output-json"),
  "csv": path("csv"),
  "torch": z.boolean(),
  "record-numpy": z.boolean(),
  "help": z.boolean(),
});

/**
 * Reads the command line.
 *
 * @throws {OptionError} for an unknown option or a value that is not allowed; the message names what is allowed
 */
export function parseOptions(args: readonly string[]): Options {
  const values = rawValues(args);
  const parsed = SCHEMA.safeParse(values);
  if (!parsed.success) throw new OptionError(parsed.error.issues.map((issue) => issue.message).join("\n"));
  const {
    "simd-mode": simdMode,
    "output-json": outputJson,
    "record-numpy": recordNumpy,
    ...rest
  } = parsed.data;
  return { ...rest, simdMode, outputJson, recordNumpy };
}

function rawValues(given: readonly string[]): unknown {
  const args = joinNegatives(given);
  try {
    return parseArgs({ args, options: FLAGS, strict: true, allowPositionals: false }).values;
  } catch (error) {
    const found = error instanceof Error ? error.message.split(". ")[0] : String(error);
    throw new OptionError(`${found}. The options are ${Object.keys(FLAGS).map((flag) => `--${flag}`).join(", ")}`);
  }
}

/** Ties `--repeats -1` together: a negative number is a value out of range, not another option. */
function joinNegatives(args: readonly string[]): string[] {
  const joined: string[] = [];
  for (const arg of args) {
    const flag = joined.at(-1);
    if (/^-\d/.test(arg) && flag && /^--[^=]+$/.test(flag)) joined[joined.length - 1] = `${flag}=${arg}`;
    else joined.push(arg);
  }
  return joined;
}
