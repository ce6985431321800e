/**
 * Measures sizes of tiles on this machine, and picks those that are faster than what follows from the caches.
 *
 * @module
 */
import * as rt from "@raptors/core";
import { type TileSizes, useTiles } from "../../lib/dispatch/tile_sizes.ts";
import { dtypeId } from "../../lib/dispatch/dtype.ts";
import { native } from "../../lib/native/native.ts";
import { ISAS, OPS } from "../../lib/native/symbols.gen.ts";
import { type BenchDType, DTYPES, fill } from "../arrays.ts";
import { localSide, measure, type Side } from "../measure.ts";
import { geomean, median } from "../stats.ts";

/** What is chosen: the bytes that a task moves, or the accumulators of a strip of columns. */
export type TileSize = keyof TileSizes;

/** Sizes that are measured; that which follows from the caches is always among what is measured. */
export const CANDIDATES: Record<TileSize, readonly number[]> = {
  taskBytes: [32, 64, 128, 256, 512].map((kib) => kib * 1024),
  stripBytes: [4, 8, 16, 32, 64].map((kib) => kib * 1024),
};

/** One piece of work, measured with every candidate: microseconds per call by bytes. */
export interface MeasuredTile {
  readonly size: TileSize;
  readonly label: string;
  readonly us: Readonly<Record<string, number>>;
}

/** What was measured of the instruction set in force. */
export interface TunedTiles {
  readonly isa: rt.IsaName;
  /** What follows from the caches. */
  readonly byCaches: TileSizes;
  /** What won. */
  readonly sizes: TileSizes;
  readonly measured: readonly MeasuredTile[];
}

/** By how much a candidate must be faster on the whole: what is within the noise stays with the caches. */
export const MARGIN = 1.03;

/**
 * The candidate to take.
 *
 * @param byCaches the bytes that it must beat
 * @returns that which is faster in the geometric mean by a margin and in no case slower by it; else `byCaches`
 */
export function winnerOf(measured: readonly MeasuredTile[], byCaches: number): number {
  let winner = byCaches, best = MARGIN;
  for (const bytes of Object.keys(measured[0]?.us ?? {})) {
    const ratios = measured.map(({ us }) => us[byCaches] / us[bytes]);
    const mean = geomean(ratios);
    if (mean > best && ratios.every((ratio) => ratio > 1 / MARGIN)) [winner, best] = [Number(bytes), mean];
  }
  return winner;
}

/** The work that tells sizes apart. */
function workOf(size: TileSize, dtype: BenchDType, n: number): { label: string; run: () => void }[] {
  const array = (seed: number) => rt.asarray(fill(dtype, n * n, seed), { shape: [n, n] }) as rt.NDArray<"float64">;
  const [a, b] = [array(1), array(2)];
  const label = (name: string) => `${name} ${dtype} ${n}×${n}`;
  if (size === "stripBytes") {
    const out = rt.zeros([n], { dtype }) as rt.NDArray<"float64">;
    return [{ label: label("sum, axis 0"), run: () => void a.sum({ axis: 0, out }) }];
  }
  const out = array(3);
  return [
    { label: label("add"), run: () => void rt.add(a, b, { out }) },
    { label: label("sum"), run: () => void a.sum() },
  ];
}

function sideOf(isa: rt.IsaName, sizes: TileSizes, name: string, run: () => void): Side {
  const side = localSide(name, run);
  return {
    name,
    time(calls, lead) {
      useTiles(isa, sizes);
      return side.time(calls, lead);
    },
  };
}

/**
 * Measures the tiles of the instruction set in force, in alternation. Sharing goes by the table that ships meanwhile: what
 * is learned about threads is not to come between.
 *
 * @param quick fewer sizes and samples: for a look
 * @param report is called with each piece of work when it is measured
 */
export async function tuneTiles(quick: boolean, report: (measured: MeasuredTile) => void): Promise<TunedTiles> {
  const isa = ISAS[native.rp_active_isa()].name;
  const adaptive = native.rp_adaptive();
  const before = sizesInForce();
  useTiles(isa, undefined);
  const { sizes: byCaches } = sizesInForce();
  const measured: MeasuredTile[] = [];
  const samples = { warmup: quick ? 1 : 3, repeats: quick ? 7 : 31, sampleUs: quick ? 500 : 3000 };
  try {
    native.rp_set_adaptive(0);
    for (const size of ["taskBytes", "stripBytes"] as const) {
      const candidates = [...new Set([...CANDIDATES[size], byCaches[size]])];
      for (const dtype of DTYPES) {
        for (const n of quick ? [512] : [512, 1024, 2048]) {
          for (const { label, run } of workOf(size, dtype, n)) {
            const sides = candidates.map((bytes) => sideOf(isa, { ...byCaches, [size]: bytes }, `${bytes}`, run));
            const times = await measure(sides, samples);
            const us = Object.fromEntries(Object.entries(times).map(([bytes, taken]) => [bytes, median(taken)]));
            measured.push({ size, label, us });
            report(measured.at(-1)!);
          }
        }
      }
    }
  } finally {
    native.rp_set_adaptive(adaptive);
    useTiles(isa, before.tuned ? before.sizes : undefined);
  }
  const winner = (size: TileSize) => winnerOf(measured.filter((m) => m.size === size), byCaches[size]);
  return { isa, byCaches, sizes: { taskBytes: winner("taskBytes"), stripBytes: winner("stripBytes") }, measured };
}

/** What tiles are made to now. Not by kernelFor(), which refuses a bad file: this is how it is replaced. */
function sizesInForce(): { sizes: TileSizes; tuned: boolean } {
  const infoOf = (op: rt.OpName) => {
    const numbers = new Float64Array(5);
    native.rp_tile_info(OPS[op].id, dtypeId("float32"), 1024, 1024, numbers);
    return { budget: numbers[3], tuned: numbers[4] === 2 };
  };
  const [task, strip] = [infoOf("add"), infoOf("sum")];
  return { sizes: { taskBytes: task.budget, stripBytes: strip.budget }, tuned: task.tuned || strip.tuned };
}
