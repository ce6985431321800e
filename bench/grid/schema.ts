/**
 * The shape of results.json of a run of the grid.
 *
 * @module
 */
import { z } from "zod";
import { MACHINE, MEASURING, POSITIVE, TIMING } from "../schema.ts";

/** The areas of the grid, in the order of the tables. */
export const AREAS = [
  ...["elementwise", "reductions", "axis0", "broadcast", "scale", "gemm", "small", "memory", "expressions"] as const,
  "kernels",
] as const;
/** A part of the grid. */
export type Area = (typeof AREAS)[number];

/** How the first operand lies in memory. */
export const LAYOUTS = ["C", "F", "sliced", "strided", "reversed", "broadcast"] as const;
/** How the first operand lies in memory. */
export type GridLayout = (typeof LAYOUTS)[number];

/** Element types of the grid's first operands. */
export const GRID_DTYPES = ["float32", "float64", "bool"] as const;
/** The element type of a case's first operand. */
export type GridDType = (typeof GRID_DTYPES)[number];

/** Whom Raptors is measured against: other libraries, an earlier revision of itself, or its own scalar kernels. */
export const RIVALS = ["numpy", "torch", "self", "scalar"] as const;
/** Whom Raptors is measured against. */
export type RivalKind = (typeof RIVALS)[number];

const COUNT = z.number().int().nonnegative();
const LENGTH = z.number().int().positive();

/** One case of one run. */
export const GRID_ROW = z.object({
  area: z.enum(AREAS),
  /** What tells the case from all others of the grid, such as `add float32 1024x1024 F`; the key of baselines and trends. */
  name: z.string().min(1),
  /** What is called, such as `mean_axis0`; tolerances are kept by it. */
  op: z.string().min(1),
  /** The operation of native/ops.def that does the work; the last one, where an expression has several. */
  table_op: z.string().min(1),
  dtype: z.enum(GRID_DTYPES),
  /** The shape of the first operand, as the call sees it. */
  shape: z.array(LENGTH),
  layout: z.enum(LAYOUTS),
  /** Threads that a call might use. */
  threads: LENGTH,
  /** `auto`, or the instruction set that the case forces. */
  simd: z.string(),
  /** The instruction set that was in force. */
  isa: z.string(),
  /** The kernel that `kernelFor()` named while it was in force. */
  kernel: z.string(),
  /** Whether it is one of the 36 cases that must be faster than NumPy. */
  target: z.boolean(),
  /** Bytes that the call must read and write at the very least. */
  bytes: COUNT,
  rival: z.enum(RIVALS),
  raptors: TIMING,
  /** Null where the rival cannot do it; `note` says why. */
  rival_timing: TIMING.nullable(),
  /** The ratio of the medians, the rival's over Raptors'; the quartiles are of the ratios within each round. */
  speedup: POSITIVE.nullable(),
  speedup_low: POSITIVE.nullable(),
  speedup_high: POSITIVE.nullable(),
  gb_per_s: POSITIVE.nullable(),
  /**
   * The median of the fastest bare loop that does the same, or, where bench/limit/ has none, that moves as many bytes.
   * Null for small arrays and microbenchmarks.
   */
  limit_us: POSITIVE.nullable(),
  /** The limit's time over Raptors' time: 1 is as fast as the machine. */
  limit_share: POSITIVE.nullable(),
  /** What a reader must know of this row. */
  note: z.string().nullable(),
});
/** One case of one run. */
export type GridRow = z.infer<typeof GRID_ROW>;

/** The state of the sources that ran. */
export const REVISION = z.object({
  /** The commit, in full. */
  commit: z.string().regex(/^[0-9a-f]{40,64}$/),
  /** The first line of its message. */
  subject: z.string(),
  /** Whether files differed from the commit. */
  dirty: z.boolean(),
});
/** The state of the sources that ran. */
export type Revision = z.infer<typeof REVISION>;

/** The rows in a few numbers; only rows that have a rival's time count. */
export const GRID_SUMMARY = z.object({
  cases: COUNT,
  faster: COUNT,
  min: POSITIVE.nullable(),
  geomean: POSITIVE.nullable(),
});
/** The rows in a few numbers. */
export type GridSummary = z.infer<typeof GRID_SUMMARY>;

/** All that results.json of the grid holds. */
export const GRID_RESULTS = z.object({
  /** What kind of file this is, and the version of its shape. */
  schema: z.literal("raptors-grid-1"),
  /** When the run began, in ISO 8601. */
  date: z.iso.datetime(),
  machine: MACHINE,
  /** The version of Raptors, as deno.json has it. */
  version: z.string(),
  /** Null outside a git repository. */
  revision: REVISION.nullable(),
  /** The rival of the rows that are not of the area `kernels`. */
  against: z.object({
    kind: z.enum(RIVALS),
    /** Such as `NumPy 2.4.6`, or `self:HEAD~1`. */
    label: z.string(),
    /** The commit of an earlier revision. */
    commit: z.string().nullable(),
  }),
  options: MEASURING.extend({
    mode: z.enum(["quick", "full", "check", "record"]),
    /** The regular expression that picked cases. */
    only: z.string().nullable(),
    /** How long the run took, in seconds. */
    seconds: z.number().nonnegative(),
  }),
  /** The rows against `against`. */
  summary: GRID_SUMMARY,
  /** The 36 cases alone; `cases` is less than 36 where the run did not measure them all. */
  targets: GRID_SUMMARY,
  rows: z.array(GRID_ROW),
});
/** All that results.json of the grid holds. */
export type GridResults = z.infer<typeof GRID_RESULTS>;

/**
 * Reads results.json of the grid.
 *
 * @throws {Error} if the text is not what the grid writes
 */
export function parseGridResults(json: string): GridResults {
  return GRID_RESULTS.parse(JSON.parse(json));
}
