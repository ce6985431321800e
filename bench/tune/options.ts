/**
 * The command line of `deno task tune`.
 *
 * @module
 */
import { z } from "zod";
import { BLAS_CHOICES, isBlasChoice } from "../../lib/native/blas_choice.ts";
import { choice, list, parseFlags } from "../flags.ts";
import { TUNED_KINDS, type TunedKind } from "./work.ts";

/** What can be measured. */
export const PARTS = ["blas", "tiles"] as const;
/** See {@linkcode PARTS}. */
export type Part = (typeof PARTS)[number];

/** What to measure. */
export interface TuneOptions {
  /** Fewer sizes and samples: for a look, not for keeping. */
  readonly quick: boolean;
  /** The library: `openblas`, `accelerate` or a path. */
  readonly blas: string;
  /** What to measure: where a BLAS library overtakes, and sizes of tiles. */
  readonly what: Part[];
  /** The kinds of work. */
  readonly kinds: TunedKind[];
  /** Where to write, instead of the user's own file; "none" for nowhere. */
  readonly output?: string | undefined;
  /** Whether only the help was asked for. */
  readonly help: boolean;
}

const FLAGS = {
  quick: { type: "boolean", default: false },
  blas: { type: "string", default: Deno.build.os === "darwin" ? "accelerate" : "openblas" },
  what: { type: "string", default: PARTS.join(",") },
  kinds: { type: "string", default: TUNED_KINDS.join(",") },
  output: { type: "string" },
  help: { type: "boolean", short: "h", default: false },
} as const;

/** The text that `--help` prints. */
export const HELP: string = `Measures from which size on a BLAS library is faster than the built-in code, and keeps it
for \`auto\`; and how large tiles should be for the instruction set in force (RAPTORS_SIMD), which changes no result. The
same public calls run on all sides, in alternation; medians decide.

Usage: deno task tune [options]

  --quick          fewer sizes and samples: for a look
  --what LIST      of ${PARTS.join(", ")}; what is left out stays as it was measured before
  --blas NAME      openblas, accelerate, or the path of a CBLAS library (default ${FLAGS.blas.default})
  --kinds LIST     of ${TUNED_KINDS.join(", ")}; the others are never left to the library
  --output PATH    write there, not to the file that Raptors reads; none: write nothing
  -h, --help       this text
`;

const SCHEMA = z.object({
  quick: z.boolean(),
  blas: z.string().refine((text) => isBlasChoice(text) && text !== "auto" && text !== "builtin", {
    error: ({ input }) => `--blas: ${BLAS_CHOICES.replace("auto, builtin, ", "")}, found ${JSON.stringify(input)}`,
  }),
  what: list(choice("what", PARTS)),
  kinds: z.string().transform((text) => [...new Set(text.split(",").map((word) => word.trim()))]).pipe(
    z.array(z.enum(TUNED_KINDS, {
      error: ({ input }) => `--kinds: ${JSON.stringify(input)} is not one of ${TUNED_KINDS.join(", ")}`,
    })),
  ),
  output: z.string().min(1, "--output needs a path, or none").optional(),
  help: z.boolean(),
});

/**
 * Reads the command line.
 *
 * @throws {OptionError} for an unknown option or a value that is not allowed; the message names what is allowed
 */
export function parseTuneOptions(args: readonly string[]): TuneOptions {
  return parseFlags(args, FLAGS, SCHEMA);
}
