/**
 * What the command lines of all suites share: kinds of values, checked by zod with messages that name the option and what
 * it allows, and the options that every suite has.
 *
 * @module
 */
import { parseArgs, type ParseArgsOptionsConfig } from "node:util";
import { z } from "zod";
import { type BenchDType, DTYPES } from "./arrays.ts";

/** A command line that cannot be obeyed; the message names what is allowed. */
export class OptionError extends Error {
  /** The error's name. */
  override readonly name = "OptionError";
}

/** What zod tells about a value that it refuses. */
interface Refused {
  readonly input?: unknown;
}

/** Words between commas; one that is named twice counts once. */
export function list<T>(item: z.ZodType<T, string>): z.ZodType<T[], string> {
  const words = z.string().transform((text) => text.split(",").map((word) => word.trim()));
  return words.pipe(z.array(item)).transform((items) => [...new Set(items)]);
}

/** One of some words. */
export function choice<const T extends readonly string[]>(flag: string, allowed: T): z.ZodType<T[number], string> {
  const error = (issue: Refused) => `--${flag}: ${JSON.stringify(issue.input)} is not one of ${allowed.join(", ")}`;
  return z.enum(allowed, { error }) as unknown as z.ZodType<T[number], string>;
}

/** A whole number. */
export function integer(flag: string, min: number, max: number): z.ZodType<number, string> {
  const error = (issue: Refused) =>
    `--${flag}: ${JSON.stringify(issue.input)} is not a whole number from ${min} to ${max}`;
  const inRange = (text: string) => Number(text) >= min && Number(text) <= max;
  return z.string().regex(/^\d+$/, { error, abort: true }).refine(inRange, { error }).transform(Number);
}

/** A whole number, or auto for none. */
export function integerOrAuto(flag: string, min: number, max: number): z.ZodType<number | undefined, string> {
  const error = (issue: Refused) =>
    `--${flag}: ${JSON.stringify(issue.input)} is neither auto nor a whole number from ${min} to ${max}`;
  return z.union([z.literal("auto").transform(() => undefined), integer(flag, min, max)], { error });
}

/** A path, which may be absent. */
export function path(flag: string): z.ZodType<string | undefined, string | undefined> {
  return z.string().min(1, `--${flag} needs a path`).optional();
}

/** A regular expression, which may be absent. */
export function regularExpression(flag: string): z.ZodType<RegExp | undefined, string | undefined> {
  return z.string().transform((text, context) => {
    try {
      return new RegExp(text);
    } catch (error) {
      const message = `--${flag}: ${error instanceof Error ? error.message : error}`;
      context.addIssue({ code: "custom", message, input: text });
      return z.NEVER;
    }
  }).optional();
}

/** The most threads that can be asked for. */
export const MAX_THREADS = 256;
/** Which kernels Raptors uses. */
export const SIMD_MODES = ["auto", "force", "disable"] as const;
/** Which kernels Raptors uses. */
export type SimdMode = (typeof SIMD_MODES)[number];

/** What every suite can be asked. */
export interface CommonOptions {
  /** Element types to run. */
  readonly dtypes: BenchDType[];
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
  /** The Python that has PyTorch, where it is given here. */
  readonly torchPython?: string | undefined;
  /** Whether only the help was asked for. */
  readonly help: boolean;
}

/** Some options of a command line: how `node:util` reads them, what they are when absent, how zod checks them. */
export interface FlagSet<Fields extends z.ZodRawShape = z.ZodRawShape> {
  /** How they are read. */
  readonly flags: ParseArgsOptionsConfig;
  /** What they are when absent. */
  readonly defaults: Readonly<Record<string, string | boolean>>;
  /** How they are checked. */
  readonly fields: Fields;
  /** What the options of every suite are under `--quick`, where the suite has that. */
  readonly quick?: Readonly<Record<string, string>>;
}

/** The options of every suite. */
export const COMMON = {
  flags: {
    "dtypes": { type: "string" },
    "threads": { type: "string" },
    "simd-mode": { type: "string" },
    "warmup": { type: "string" },
    "repeats": { type: "string" },
    "output-json": { type: "string" },
    "csv": { type: "string" },
    "torch": { type: "boolean" },
    "torch-python": { type: "string" },
    "help": { type: "boolean", short: "h" },
  },
  defaults: {
    "dtypes": DTYPES.join(","),
    "threads": "auto",
    "simd-mode": "auto",
    "warmup": "3",
    "repeats": "30",
    "torch": false,
    "help": false,
  },
  fields: {
    "dtypes": list(choice("dtypes", DTYPES)),
    "threads": integerOrAuto("threads", 1, MAX_THREADS),
    "simd-mode": choice("simd-mode", SIMD_MODES),
    "warmup": integer("warmup", 0, 1000),
    "repeats": integer("repeats", 1, 10000),
    "output-json": path("output-json"),
    "csv": path("csv"),
    "torch": z.boolean(),
    "torch-python": path("torch-python"),
    "help": z.boolean(),
  },
} as const satisfies FlagSet;

const COMMON_SCHEMA = z.object(COMMON.fields);

/** The common options under their names in the program. A Python for PyTorch asks for PyTorch. */
export function commonOptions(values: z.infer<typeof COMMON_SCHEMA>): CommonOptions {
  const { dtypes, threads, warmup, repeats, csv, torch, help } = values;
  const { "simd-mode": simdMode, "output-json": outputJson, "torch-python": torchPython } = values;
  return {
    ...{ dtypes, threads, simdMode, warmup, repeats, outputJson, csv },
    ...{ torch: torch || torchPython !== undefined, torchPython, help },
  };
}

/** The lines of the help for the options of every suite. */
export const COMMON_HELP: string = `\
  --dtypes LIST         of ${DTYPES.join(", ")}
  --threads N           threads for Raptors, auto or 1 to ${MAX_THREADS} (default auto)
  --simd-mode MODE      auto: the library's choice, RAPTORS_SIMD honoured; force: the widest SIMD kernels, an
                        error if there are none; disable: scalar kernels (default auto)
  --warmup N            untimed samples of each side before the timed ones (default 3)
  --repeats N           timed samples of each side (default 30; fewer are good for a quick look only)
  --output-json PATH    write results.json there too
  --csv PATH            write results.csv there too
  --torch               compare with PyTorch as well
  --torch-python PATH   the same, with the Python that has it (default: what RAPTORS_TORCH_PYTHON names, else NumPy's)
  -h, --help            this text`;

/**
 * Reads a command line by its flags and their schema.
 *
 * @throws {OptionError} for an unknown option or a value that is not allowed; the message names what is allowed
 */
export function parseFlags<T>(
  args: readonly string[],
  flags: ParseArgsOptionsConfig,
  schema: z.ZodType<T>,
  defaults: Readonly<Record<string, unknown>> = {},
): T {
  return checkFlags(schema, { ...defaults, ...rawFlags(args, flags) });
}

/**
 * The options as they were written.
 *
 * @throws {OptionError} for one that is not among the flags; the message names those that are
 */
export function rawFlags(args: readonly string[], flags: ParseArgsOptionsConfig): Record<string, unknown> {
  try {
    return {
      ...parseArgs({ args: joinNegatives(args), options: flags, strict: true, allowPositionals: false }).values,
    };
  } catch (error) {
    const found = error instanceof Error ? error.message.split(". ")[0] : String(error);
    throw new OptionError(`${found}. The options are ${flagNames(flags)}`);
  }
}

/**
 * Checks options that were read.
 *
 * @throws {OptionError} for values that are not allowed
 */
export function checkFlags<T>(schema: z.ZodType<T>, values: unknown): T {
  const checked = schema.safeParse(values);
  if (!checked.success) throw new OptionError(checked.error.issues.map(({ message }) => message).join("\n"));
  return checked.data;
}

/** The flags as they are written on a command line. */
export function flagNames(flags: ParseArgsOptionsConfig): string {
  return Object.keys(flags).map((flag) => `--${flag}`).join(", ");
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
