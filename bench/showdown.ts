/**
 * The comparison with NumPy for notebooks: case by case, as a cell asks for it.
 *
 * @module
 */
import * as rt from "../mod.ts";
import { disposedCall } from "./calls.ts";
import { type BenchDType, DTYPES } from "./arrays.ts";
import { type Case, listCases, OP_NAMES, type OpName, SIZES, traits } from "./cases.ts";
import { localSide, measure, type Side } from "./measure.ts";
import { isaOf, threadsInUse } from "./raptors.ts";
import { type Row, summarize } from "./results.ts";
import type { Machine } from "./schema.ts";
import { describeMachine, prepare, type Setup } from "./setup.ts";
import { median } from "./stats.ts";
import { Store } from "./store.ts";
import { pythonSide, Suite } from "./suite.ts";

export type { BenchDType, Case, Machine, OpName, Row };

/** How Raptors may run. What is left out stays as it is. */
export interface Way {
  /** The instruction set, `scalar` for none. */
  readonly simd?: rt.SimdMode;
  /** The number of threads. */
  readonly threads?: number;
}

const SAMPLE_US = 1000;

/** NumPy in a process of its own, the bare loops, and Raptors in this one. */
export class Showdown implements AsyncDisposable {
  /** What it runs on. */
  readonly machine: Machine;
  /** The 36 standard cases: six operations, two dtypes, three sizes. */
  readonly cases: readonly Case[] = listCases(OP_NAMES.filter((op) => traits(op).target), DTYPES, SIZES);
  readonly #setup: Setup;
  readonly #store: Store;
  readonly #suite: Suite;
  readonly #timing: { readonly warmup: number; readonly repeats: number };

  private constructor(setup: Setup, repeats: number) {
    this.#setup = setup;
    this.#timing = { warmup: 3, repeats };
    this.machine = describeMachine(setup, { simdMode: "auto", threads: threadsInUse(), isa: isaOf("sum", "float32") });
    this.#store = new Store(setup.numpy ? [setup.numpy] : []);
    const { limit } = setup;
    const rivals = { ...setup, limit: "missing" in limit ? undefined : limit };
    this.#suite = new Suite(this.#timing, rivals, this.#store, { step: () => {}, stop: () => {} });
  }

  /**
   * Starts NumPy. Where there is no Python, its recorded figures take its place and are labelled so in `machine`.
   *
   * @param options how many samples to take of each side: 30
   */
  static async open(options: { repeats?: number } = {}): Promise<Showdown> {
    const { repeats = 30 } = options;
    return new Showdown(await prepare({ torch: false, threads: threadsInUse() }), repeats);
  }

  /**
   * Checks that both libraries agree on a case, then measures it: Raptors, NumPy and the machine's limit in turns.
   *
   * @throws {Error} if the results differ by more than the operation promises
   */
  compare(c: Case): Promise<Row> {
    return this.#suite.row(c);
  }

  /**
   * Measures a case in several ways of running Raptors, and NumPy, all in turns. Gives the median time of a call in
   * microseconds under the name of each way, and under "NumPy" if there is one.
   */
  async ways(c: Case, ways: Readonly<Record<string, Way>>): Promise<Record<string, number>> {
    const held = await this.#store.get(c);
    const before: Way = { simd: isaOf(c.op, c.dtype) as rt.IsaName, threads: threadsInUse() };
    const sides = Object.entries(ways).map(([name, way]): Side => {
      const side = localSide(name, disposedCall(c.op, held.x));
      return {
        name,
        time(calls: number, lead: number): number | Promise<number> {
          run(way);
          try {
            return side.time(calls, lead);
          } finally {
            run(before);
          }
        },
      };
    });
    if (this.#setup.numpy) sides.push(pythonSide("NumPy", this.#setup.numpy, c, held));
    const samples = await measure(sides, { ...this.#timing, sampleUs: SAMPLE_US });
    return Object.fromEntries(Object.entries(samples).map(([name, times]) => [name, median(times)]));
  }

  /** Ends NumPy's process. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#setup[Symbol.asyncDispose]();
  }

  /** Ends NumPy's process. */
  async close(): Promise<void> {
    await this[Symbol.asyncDispose]();
  }
}

function run({ simd, threads }: Way): void {
  if (simd !== undefined) rt.setSimd(simd);
  if (threads !== undefined) rt.setThreads(threads);
}
