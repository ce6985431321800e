/**
 * The comparison with NumPy for notebooks: case by case, as a cell asks for it.
 *
 * @module
 */
import { type BenchDType, DTYPES } from "./arrays.ts";
import { disposedCall } from "./calls.ts";
import { type Case, listCases, OP_NAMES, type OpName, SIZES, traits } from "./cases.ts";
import type { MeasureOptions } from "./measure.ts";
import { floatsOf, type SentArray } from "./peer.ts";
import { isaOf, type Matrix, rawElements, threadsInUse } from "./raptors.ts";
import { type Row, summarize, type Summary } from "./results.ts";
import type { Machine } from "./schema.ts";
import { describeMachine, prepare, type Setup } from "./setup.ts";
import { Store } from "./store.ts";
import { pythonSide, Suite } from "./suite.ts";
import type { Way } from "./way.ts";
import { compareWays, isQuick } from "./ways.ts";

export { summarize };
export type { BenchDType, Case, Machine, OpName, Row, Summary, Way };

/** NumPy in a process of its own, the bare loops, and Raptors in this one. */
export class Showdown implements AsyncDisposable {
  /** What it runs on. */
  readonly machine: Machine;
  /** Whether this is a quick run, for tests (`RAPTORS_QUICK=1`): small matrices, few samples. */
  readonly quick: boolean = isQuick();
  /** The three side lengths of the standard cases. */
  readonly sizes: readonly number[] = this.quick ? [64, 128, 256] : SIZES;
  /** The 36 standard cases: six operations, two dtypes, three sizes. */
  readonly cases: readonly Case[] = listCases(OP_NAMES.filter((op) => traits(op).target), DTYPES, this.sizes);
  readonly #setup: Setup;
  readonly #store: Store;
  readonly #suite: Suite;
  readonly #effort: MeasureOptions;

  private constructor(setup: Setup) {
    this.#setup = setup;
    this.#effort = { warmup: this.quick ? 1 : 3, repeats: this.quick ? 3 : 30, sampleUs: 1000 };
    this.machine = describeMachine(setup, { simdMode: "auto", threads: threadsInUse(), isa: isaOf("sum", "float32") });
    this.#store = new Store(setup.numpy ? [setup.numpy] : []);
    const { limit } = setup;
    const rivals = { ...setup, limit: "missing" in limit ? undefined : limit };
    this.#suite = new Suite(this.#effort, rivals, this.#store, { step: () => {}, stop: () => {} });
  }

  /**
   * Starts NumPy. Where there is no Python, its recorded figures take its place and are labelled so in `machine`.
   */
  static async open(): Promise<Showdown> {
    return new Showdown(await prepare({ torch: false, threads: threadsInUse() }));
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
   * Measures a case in several ways of running Raptors, and NumPy, all in turns.
   *
   * @returns the median time of a call in microseconds, under the name of each way, and under "NumPy" if there is one
   */
  async ways(c: Case, ways: Readonly<Record<string, Way>>): Promise<Record<string, number>> {
    const held = await this.#store.get(c);
    const others = this.#setup.numpy ? [pythonSide("NumPy", this.#setup.numpy, c, held)] : [];
    return compareWays(disposedCall(c.op, held.x), ways, others, this.#effort);
  }

  /**
   * What NumPy computes from an array.
   *
   * @returns its elements, one after the other; undefined where there is no NumPy
   */
  async numpy(op: OpName, a: Matrix): Promise<Float32Array | Float64Array | undefined> {
    const { numpy } = this.#setup;
    if (numpy === undefined) return undefined;
    const sent: SentArray = { name: "a", shape: a.shape, data: rawElements(a) };
    await numpy.put("a notebook's", a.dtype, [sent]);
    const result = await numpy.result(op, "a notebook's");
    await numpy.drop("a notebook's");
    return floatsOf(result);
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
