/**
 * NumPy figures of an earlier run, for machines on which NumPy cannot be had.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import type { Case } from "./cases.ts";
import { readTextIfAny, writeText } from "./files.ts";
import { type Baseline, parseBaseline, type Results } from "./results.ts";
import type { Timing } from "./stats.ts";

const FOLDER = fileURLToPath(new URL("../baselines/", import.meta.url));

/** The file that holds the figures for a kind of machine. */
export function baselinePath(os: string = Deno.build.os, arch: string = Deno.build.arch): string {
  return `${FOLDER}numpy-${os}-${arch}.json`;
}

/** Reads the figures for this kind of machine; undefined when none were recorded. */
export async function readBaseline(path: string = baselinePath()): Promise<Baseline | undefined> {
  const text = await readTextIfAny(path);
  return text === undefined ? undefined : parseBaseline(text);
}

/** NumPy's recorded time for a case. */
export function recordedTiming(baseline: Baseline | undefined, { op, dtype, size }: Case): Timing | null {
  const row = baseline?.rows.find((r) => r.op === op && r.dtype === dtype && r.shape.every((n) => n === size));
  return row ? { median_us: row.median_us, p95_us: row.p95_us, min_us: row.min_us } : null;
}

/**
 * NumPy's figures of a run, in the form in which they are recorded.
 *
 * @throws {Error} if the run did not measure NumPy itself
 */
export function toBaseline({ machine, rows, small }: Results): Baseline {
  if (!machine.numpy || machine.numpy.recorded) {
    throw new Error("--record-numpy needs a run in which NumPy is measured, and this one had no NumPy");
  }
  const { recorded: _, ...numpy } = machine.numpy;
  return {
    machine: { cpu: machine.cpu, date: machine.date.slice(0, 10), os: machine.os, arch: machine.arch },
    numpy,
    rows: [...rows, ...small].flatMap(({ op, dtype, shape, numpy }) => numpy ? [{ op, dtype, shape, ...numpy }] : []),
  };
}

/** Records NumPy's figures of a run; gives the path. */
export async function recordNumpy(results: Results, path: string = baselinePath()): Promise<string> {
  await writeText(path, JSON.stringify(toBaseline(results), null, 2) + "\n");
  return path;
}
