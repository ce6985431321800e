/**
 * The command line of the demo: parsed by `node:util`, checked by zod. Each suite has options of its own beside those
 * that all have, and refuses those of another.
 *
 * @module
 */
import type { ParseArgsOptionsConfig } from "node:util";
import { z } from "zod";
import { BLAS_CHOICES, isBlasChoice } from "../lib/native/blas_choice.ts";
import { MAX_SIZE, OP_NAMES, type OpName, SIZES } from "./cases.ts";
import {
  checkFlags,
  choice,
  COMMON,
  COMMON_HELP,
  type CommonOptions,
  commonOptions,
  flagNames,
  type FlagSet,
  integer,
  list,
  OptionError,
  rawFlags,
  regularExpression,
} from "./flags.ts";
import { type Group, GROUPS, SQUARES } from "./gemm/cases.ts";

/** What the suite of 2-D arrays is asked to do. */
export interface Options extends CommonOptions {
  /** The suite. */
  readonly suite: "2d";
  /** Operations to run. */
  readonly ops: OpName[];
  /** Side lengths to run. */
  readonly sizes: number[];
  /** Whether to store NumPy's figures of this run in `baselines/`. */
  readonly recordNumpy: boolean;
}

const FLAGS_2D = {
  flags: { "ops": { type: "string" }, "sizes": { type: "string" }, "record-numpy": { type: "boolean" } },
  defaults: { "ops": OP_NAMES.join(","), "sizes": SIZES.join(","), "record-numpy": false },
  fields: {
    "ops": list(choice("ops", OP_NAMES)),
    "sizes": list(integer("sizes", 1, MAX_SIZE)),
    "record-numpy": z.boolean(),
  },
} as const satisfies FlagSet;

const SCHEMA_2D = z.object({ ...COMMON.fields, ...FLAGS_2D.fields }).transform((values): Options => ({
  suite: "2d",
  ...commonOptions(values),
  ops: values.ops,
  sizes: values.sizes,
  recordNumpy: values["record-numpy"],
}));

/** What the suite of products is asked to do. */
export interface GemmOptions extends CommonOptions {
  /** The suite. */
  readonly suite: "gemm";
  /** Groups of cases to run. */
  readonly groups: Group[];
  /** Side lengths of the square products. */
  readonly sizes: number[];
  /** What the name of a case must match. */
  readonly only?: RegExp | undefined;
  /** Who does Raptors' products, as in `setBlas()`. */
  readonly blas: string;
  /** Whether to leave the largest products out. */
  readonly quick: boolean;
}

const FLAGS_GEMM = {
  flags: {
    "groups": { type: "string" },
    "sizes": { type: "string" },
    "only": { type: "string" },
    "blas": { type: "string" },
    "quick": { type: "boolean" },
  },
  defaults: { "groups": GROUPS.join(","), "sizes": SQUARES.join(","), "blas": "builtin", "quick": false },
  fields: {
    "groups": list(choice("groups", GROUPS)),
    "sizes": list(integer("sizes", 1, MAX_SIZE)),
    "only": regularExpression("only"),
    "blas": z.string().refine(isBlasChoice, {
      error: ({ input }) => `--blas: ${BLAS_CHOICES}, found ${JSON.stringify(input)}`,
    }),
    "quick": z.boolean(),
  },
  quick: { "repeats": "7", "warmup": "1" },
} as const satisfies FlagSet;

const SCHEMA_GEMM = z.object({ ...COMMON.fields, ...FLAGS_GEMM.fields }).transform((values): GemmOptions => {
  const { groups, sizes, only, blas, quick } = values;
  return { suite: "gemm", ...commonOptions(values), groups, sizes, only, blas, quick };
});

/** The suites: their options beside the common ones, and the check of all of them together. */
const SUITES = {
  "2d": { own: FLAGS_2D, schema: SCHEMA_2D },
  "gemm": { own: FLAGS_GEMM, schema: SCHEMA_GEMM },
} as const;
const SUITE_NAMES = Object.keys(SUITES) as (keyof typeof SUITES)[];
const SUITE = choice("suite", SUITE_NAMES);

/** The text that `--help` prints. */
export const HELP: string = `Compares Raptors with NumPy, and writes a report to bench/results/.

Usage: deno task demo [options]

  --suite NAME          2d: reductions, broadcasts and scaling of 2-D arrays; gemm: products of matrices and
                        vectors (default 2d)
${COMMON_HELP}

Of the suite 2d:
  --ops LIST            of ${OP_NAMES.join(", ")}
  --sizes LIST          side lengths, 1 to ${MAX_SIZE} (default ${SIZES.join(",")})
  --record-numpy        store NumPy's figures of this run in baselines/, for machines without Python

Of the suite gemm, whose rivals are NumPy as it is installed, NumPy with the kernels of SkylakeX and of Haswell
(where its BLAS is OpenBLAS), and PyTorch (with --torch, or where RAPTORS_TORCH_PYTHON is set):
  --groups LIST         of ${GROUPS.join(", ")}
  --sizes LIST          side lengths of the square products, 1 to ${MAX_SIZE} (default ${SQUARES.join(",")})
  --only REGEX          cases whose name matches, such as "odd float32 1000x3x1000"
  --blas NAME           who does Raptors' products: builtin, openblas, accelerate, auto, or the path of a CBLAS
                        library (default builtin)
  --quick               7 samples a side, and no product larger than 512 x 512 x 512

Environment: RAPTORS_PYTHON names the Python to use for NumPy; "none" runs without one.
`;

/**
 * Reads the command line.
 *
 * @throws {OptionError} for an unknown option or a value that is not allowed; the message names what is allowed
 */
export function parseOptions(args: readonly string[]): Options | GemmOptions {
  const { suite: name = "2d", ...given } = rawValues(args);
  const suite = checkFlags(SUITE, name);
  const { own, schema }: { own: FlagSet; schema: z.ZodType<Options | GemmOptions> } = SUITES[suite];
  const flags = { ...own.flags, ...COMMON.flags };
  const foreign = Object.keys(given).filter((flag) => !Object.hasOwn(flags, flag));
  if (foreign.length) {
    throw new OptionError(
      `The suite ${suite} has no ${foreign.map((flag) => `--${flag}`).join(", ")}. Its options are ${flagNames(flags)}`,
    );
  }
  const quick = given.quick === true ? own.quick : {};
  return checkFlags(schema, { ...COMMON.defaults, ...own.defaults, ...quick, ...given });
}

/** The options as they were written, whatever the suite. */
function rawValues(given: readonly string[]): Record<string, unknown> {
  const options: ParseArgsOptionsConfig = { "suite": { type: "string" } };
  for (const { own } of Object.values(SUITES)) Object.assign(options, own.flags);
  Object.assign(options, COMMON.flags);
  return rawFlags(given, options);
}
