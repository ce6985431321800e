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
  /** Cases that were slower than the baseline in every measurement. */
  readonly regressions: readonly Regression[];
  /** Target cases that were slower than NumPy in every measurement. */
  readonly alerts: readonly Alert[];
  /** Cases that were suspected, and were well in a later measurement. */
  readonly cleared: readonly string[];
  /** Cases that no baseline has. */
  readonly unknown: readonly string[];
  /** Cases that got faster by more than the tolerance. */
  readonly faster: readonly string[];
}

/** How often what is suspected is measured again. */
export const CONFIRMATIONS = 3;

/** What a row is suspected of. */
interface Suspect {
  readonly row: GridRow;
  readonly regression: Regression | undefined;
  readonly alert: Alert | undefined;
}

/**
 * Judges a run. What is suspected is measured again, by `again`, and fails only if every measurement says the same: noise
 * must not fail a run, and that of a whole process, such as where its memory lies, takes other processes to tell. `again` is
 * told how often that has been done before.
 */
export async function judge(
  rows: readonly GridRow[],
  expect: Expect,
  again: (names: readonly string[], round: number) => Promise<readonly GridRow[]>,
): Promise<Verdict> {
  let suspects = rows.map((row) => suspectOf(row, expect)).filter(isSuspect);
  const first = suspects.map(({ row }) => row.name);
  for (let round = 0; round < CONFIRMATIONS && suspects.length; round++) {
    const measured = await again(suspects.map(({ row }) => row.name), round);
    suspects = suspects.map((before) => {
      const row = measured.find(({ name }) => name === before.row.name);
      if (!row) throw new Error(`${before.row.name} was not measured again`);
      const now = suspectOf(row, expect);
      return { row, regression: before.regression && now.regression, alert: before.alert && now.alert };
    }).filter(isSuspect);
  }
  const compared = rows.filter((row) => row.speedup !== null);
  return {
    regressions: suspects.flatMap(({ regression }) => regression ?? []),
    alerts: suspects.flatMap(({ alert }) => alert ?? []),
    cleared: first.filter((name) => !suspects.some(({ row }) => row.name === name)),
    unknown: compared.filter((row) => !expect(row)).map(({ name }) => name),
    faster: compared.filter((row) => {
      const expected = expect(row);
      return expected && row.speedup! > expected.was.numpy / (1 - expected.tolerance);
    }).map(({ name }) => name),
  };
}

function suspectOf(row: GridRow, expect: Expect): Suspect {
  return { row, regression: regressionOf(row, expect(row)), alert: alertOf(row) };
}

function isSuspect({ regression, alert }: Suspect): boolean {
  return regression !== undefined || alert !== undefined;
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
