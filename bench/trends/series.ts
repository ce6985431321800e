/**
 * What the kept runs tell together: series of runs that can be compared, lines through them, and what changed at their end.
 *
 * @module
 */
import { type Area, AREAS, type GridResults, type GridRow } from "../grid/schema.ts";
import { geomean } from "../stats.ts";

/** A change of this part is told, where the quartiles of before and after do not meet either. */
const NOTABLE = 0.05;

/** A case, or an area, through the runs of a series. */
export interface Line {
  /** Its name: the case's, or the area's. */
  readonly name: string;
  /** What is called; for an area, how many cases its mean is of. */
  readonly op: string;
  /** The area. */
  readonly area: Area;
  /** The speed-up in each run; null where the run has none. */
  readonly speedup: readonly (number | null)[];
  /** The quartiles of the speed-up within each run. */
  readonly low: readonly (number | null)[];
  /** The quartiles of the speed-up within each run. */
  readonly high: readonly (number | null)[];
  /** The limit's time over Raptors' time in each run. */
  readonly limit: readonly (number | null)[];
}

/** Runs that can be compared: of one machine, one number of threads, one choice of kernels, and one rival. */
export interface Series {
  /** What they have in common. */
  readonly title: string;
  /** The runs, the oldest first. */
  readonly runs: readonly GridResults[];
  /** Geometric means of areas. */
  readonly areas: readonly Line[];
  /** The cases, area by area. */
  readonly cases: readonly Line[];
}

/** A case that is faster or slower in the latest run than when it was measured before. */
export interface Change {
  /** The case. */
  readonly line: Line;
  /** The run before that has the case, as a place in the series. */
  readonly before: number;
  /** The latest run, as a place in the series. */
  readonly after: number;
  /** The speed-up after over the speed-up before: above 1, it became faster. */
  readonly ratio: number;
}

/** The series of some runs, the one with the latest run first. */
export function seriesOf(runs: readonly GridResults[]): Series[] {
  const groups = new Map<string, GridResults[]>();
  for (const run of runs) {
    const title = titleOf(run);
    groups.set(title, [...groups.get(title) ?? [], run]);
  }
  const latest = (group: readonly GridResults[]) => group.at(-1)!.date;
  return [...groups].toSorted(([, x], [, y]) => latest(x) < latest(y) ? 1 : -1).map(([title, group]) => {
    const cases = casesOf(group);
    return { title, runs: group, cases, areas: areasOf(group, cases) };
  });
}

function titleOf({ machine, against }: GridResults): string {
  const { cpu, os, arch, threads, isa, simd_mode } = machine;
  // A newer NumPy is the same rival; an earlier revision is another with each commit.
  const rival = { numpy: "NumPy", torch: "PyTorch", scalar: "scalar kernels", self: against.label }[against.kind];
  const count = `${threads} ${threads === 1 ? "thread" : "threads"}`;
  return `${cpu}, ${os} ${arch}, ${isa}${simd_mode === "auto" ? "" : ` (${simd_mode})`}, ${count}, against ${rival}`;
}

function casesOf(runs: readonly GridResults[]): Line[] {
  const rows = runs.map(({ rows }) => new Map(rows.map((row) => [row.name, row])));
  // In the order of the latest run, then what only earlier runs have.
  const names = [...new Set(rows.toReversed().flatMap((own) => [...own.keys()]))];
  const lines = names.map((name): Line => {
    const through = rows.map((own) => own.get(name));
    const of = (field: "speedup" | "speedup_low" | "speedup_high" | "limit_share") =>
      through.map((row) => row?.[field] ?? null);
    const { op, area } = through.findLast((row) => row !== undefined)!;
    const [speedup, low, high, limit] = [of("speedup"), of("speedup_low"), of("speedup_high"), of("limit_share")];
    return { name, op, area, speedup, low, high, limit };
  });
  return AREAS.flatMap((area) => lines.filter((line) => line.area === area));
}

/**
 * The mean of an area goes through the same cases in every run: those that all runs of the latest whole run's mode have. A
 * run that lacks one of them has no mean. Cases that force the scalar kernels are in no mean but that of the kernels.
 */
function areasOf(runs: readonly GridResults[], cases: readonly Line[]): Line[] {
  const whole = runs.filter(({ options }) => options.only === null);
  const mode = whole.at(-1)?.options.mode;
  const needed = runs.map(({ options }) => options.only === null && options.mode === mode);
  const forced = new Set(runs.flatMap(({ rows }) => rows.filter(isForced).map(({ name }) => name)));
  return AREAS.flatMap((area): Line[] => {
    const common = cases.filter((line) =>
      line.area === area && !forced.has(line.name) && line.speedup.every((s, i) => !needed[i] || s !== null)
    );
    if (!mode || common.length === 0) return [];
    const mean = (field: "speedup" | "limit", lines: readonly Line[]) =>
      runs.map((_, i) => {
        const values = lines.map((line) => line[field][i]);
        return values.length && values.every((value) => value !== null) ? geomean(values) : null;
      });
    const limited = common.filter((line) => line.limit.every((share, i) => !needed[i] || share !== null));
    const none = runs.map(() => null);
    const op = `${common.length} ${common.length === 1 ? "case" : "cases"}`;
    return [{
      name: area,
      op,
      area,
      speedup: mean("speedup", common),
      low: none,
      high: none,
      limit: mean("limit", limited),
    }];
  });
}

function isForced({ area, simd }: GridRow): boolean {
  return area !== "kernels" && simd !== "auto";
}

/** The cases of the latest run that differ by more than noise from when they were measured before; the largest loss first. */
export function changesOf({ cases, runs }: Series): Change[] {
  const after = runs.length - 1;
  return cases.flatMap((line): Change[] => {
    const before = line.speedup.findLastIndex((speedup, i) => speedup !== null && i < after);
    if (before < 0 || line.speedup[after] === null) return [];
    const ratio = line.speedup[after]! / line.speedup[before]!;
    return Math.abs(ratio - 1) > NOTABLE && !meet(line, before, after) ? [{ line, before, after, ratio }] : [];
  }).toSorted((x, y) => x.ratio - y.ratio);
}

/** Whether the quartiles of two runs overlap; where they are not known, nothing speaks for noise. */
function meet({ low, high }: Line, i: number, j: number): boolean {
  const [lowI, highI, lowJ, highJ] = [low[i], high[i], low[j], high[j]];
  if (lowI === null || highI === null || lowJ === null || highJ === null) return false;
  return lowI <= highJ && lowJ <= highI;
}
