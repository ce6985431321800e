/**
 * Is a run slower than its baseline? Nothing here measures.
 *
 * @module
 */
import type { GridRow } from "../grid/schema.ts";
import type { Baseline, BaselineMachine, Ratios } from "./schema.ts";

/** A case that fell behind its baseline. */
export interface Regression {
  /** The case. */
  readonly name: string;
  /** What it should reach. */
  readonly was: Ratios;
  /** What it reached. */
  readonly now: Ratios;
  /** The share by which it may fall. */
  readonly tolerance: number;
}

/** A target case that is slower than NumPy. */
export interface Alert {
  /** The case. */
  readonly name: string;
  /** How many times faster than NumPy it was: less than 1. */
  readonly speedup: number;
}

/** What a row of a run is judged by. */
export interface Expected {
  /** The baseline's ratios. */
  readonly was: Ratios;
  /** The share by which they may fall. */
  readonly tolerance: number;
}

/** Finds what a row is judged by; undefined where the baselines have nothing about it. */
export type Expect = (row: GridRow) => Expected | undefined;

/** The ratios of a row; undefined where it was not compared. */
export function ratiosOf({ speedup, limit_share }: GridRow): Ratios | undefined {
  return speedup === null ? undefined : { numpy: speedup, limit: limit_share };
}

/**
 * Whether a row fell behind: its ratio to NumPy by more than the tolerance, and its share of the limit too, where both
 * runs have one. Each yardstick may itself be disturbed; a slower kernel is slower by both.
 */
export function regressionOf(row: GridRow, expected: Expected | undefined): Regression | undefined {
  const now = ratiosOf(row);
  if (!now || !expected) return undefined;
  const { was, tolerance } = expected;
  const fell = (before: number, after: number) => after < before * (1 - tolerance);
  if (!fell(was.numpy, now.numpy)) return undefined;
  if (was.limit !== null && now.limit !== null && !fell(was.limit, now.limit)) return undefined;
  return { name: row.name, was, now, tolerance };
}

/** Whether a row is a target case that lost. */
export function alertOf({ name, target, speedup }: GridRow): Alert | undefined {
  return target && speedup !== null && speedup < 1 ? { name, speedup } : undefined;
}

/** What a check found. */
export interface Verdict {
  /** Cases that were slower than the baseline twice. */
  readonly regressions: readonly Regression[];
  /** Target cases that were slower than NumPy twice. */
  readonly alerts: readonly Alert[];
  /** Cases that were suspected, and were well in the second measurement. */
  readonly cleared: readonly string[];
  /** Cases that no baseline has. */
  readonly unknown: readonly string[];
  /** Cases that got faster by more than the tolerance. */
  readonly faster: readonly string[];
}

/**
 * Judges a run. What is suspected is measured again, by `again`, and fails only if that says the same: noise must not
 * fail a run.
 */
export async function judge(
  rows: readonly GridRow[],
  expect: Expect,
  again: (names: readonly string[]) => Promise<readonly GridRow[]>,
): Promise<Verdict> {
  const isBad = (row: GridRow) => (regressionOf(row, expect(row)) ?? alertOf(row)) !== undefined;
  const suspected = rows.filter(isBad);
  const second = suspected.length ? await again(suspected.map(({ name }) => name)) : [];
  for (const { name } of suspected) {
    if (!second.some((row) => row.name === name)) throw new Error(`${name} was not measured again`);
  }
  const confirmed = second.filter((row) => suspected.some(({ name }) => name === row.name));
  const compared = rows.filter((row) => row.speedup !== null);
  return {
    regressions: confirmed.flatMap((row) => {
      // Slow in the second measurement alone is noise of that one: both must say it.
      const first = suspected.find(({ name }) => name === row.name)!;
      return regressionOf(first, expect(first)) ? [regressionOf(row, expect(row))].filter((x) => x !== undefined) : [];
    }),
    alerts: confirmed.flatMap((row) => {
      const first = suspected.find(({ name }) => name === row.name)!;
      return alertOf(first) ? [alertOf(row)].filter((x) => x !== undefined) : [];
    }),
    cleared: confirmed.filter((row) => !isBad(row)).map(({ name }) => name),
    unknown: compared.filter((row) => !expect(row)).map(({ name }) => name),
    faster: compared.filter((row) => {
      const expected = expect(row);
      return expected && row.speedup! > expected.was.numpy / (1 - expected.tolerance);
    }).map(({ name }) => name),
  };
}

/** The figures of a machine like this one. */
export function machineOf(baseline: Baseline | undefined, cpu: string, threads: number): BaselineMachine | undefined {
  return baseline?.machines.find((machine) => machine.cpu === cpu && machine.threads === threads);
}

/** The tolerance of a case: its own, else its operation's, else that of all. */
export function toleranceOf({ tolerance }: Baseline, { op, name }: Pick<GridRow, "op" | "name">): number {
  if (Object.hasOwn(tolerance.cases, name)) return tolerance.cases[name];
  return Object.hasOwn(tolerance.ops, op) ? tolerance.ops[op] : tolerance.default;
}
