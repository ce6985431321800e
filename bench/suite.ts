/**
 * The run: every case measured in its ways, one kind of measurement after the other.
 *
 * @module
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { disposedCall, droppedCall, intoCall, resultOf } from "./calls.ts";
import { bytesMoved, type Case, caseName, givesNumber, listCases, SMALL_OPS, SMALL_SIZES, traits } from "./cases.ts";
import { checkEqual } from "./check.ts";
import type { Limit } from "./limit/limit.ts";
import { fastestLoop, type LimitSide, loopSides } from "./limit/sides.ts";
import { localSide, measure, type MeasureOptions, type Samples, type Side } from "./measure.ts";
import type { PythonWorker } from "./numpy.ts";
import type { Options } from "./options.ts";
import { floatsOf } from "./peer.ts";
import type { Progress } from "./progress.ts";
import { isaOf, threadsInUse, useThreads } from "./raptors.ts";
import { recordedTiming } from "./recorded.ts";
import type { Baseline, Row, SmallRow, Variant, VariantRow } from "./results.ts";
import { compare, type Timing, timing } from "./stats.ts";
import { type Held, Store } from "./store.ts";

/** A sample lasts about a millisecond: a thousand grains of the clock, and the whole run is over in a minute or two. */
const SAMPLE_US = 1000;
/** Long enough for the garbage collector to take its share within the sample. */
const UNDISPOSED_SAMPLE_US = 10_000;

/** Whom Raptors is measured against. */
export interface Rivals {
  /** NumPy, if there is one. */
  readonly numpy?: PythonWorker | undefined;
  /** PyTorch, if asked for. */
  readonly torch?: PythonWorker | undefined;
  /** NumPy's figures of an earlier run, where there is no NumPy. */
  readonly baseline?: Baseline | undefined;
  /** The bare loops, if they could be compiled. */
  readonly limit?: Limit | undefined;
}

/** All that was measured. */
export interface Measured {
  /** The main table. */
  readonly rows: Row[];
  /** The second table. */
  readonly variants: VariantRow[];
  /** The small arrays. */
  readonly small: SmallRow[];
}

/** The number of steps that {@linkcode runSuite} reports. */
export function countSteps({ ops, dtypes, sizes }: Options): number {
  const perOp = ops.reduce((sum, op) => sum + (givesNumber(op) ? 2 : 4), 0);
  return perOp * dtypes.length * sizes.length + SMALL_OPS.length * dtypes.length * SMALL_SIZES.length;
}

/**
 * Measures every case of the options.
 *
 * @throws {Error} if Raptors and a rival do not agree on a result
 */
export async function runSuite(options: Options, rivals: Rivals, progress: Progress): Promise<Measured> {
  const { numpy, torch } = rivals;
  const suite = new Suite(options, rivals, new Store([numpy, torch].filter((w) => w !== undefined)), progress);
  const cases = listCases(options.ops, options.dtypes, options.sizes);
  const rows: Row[] = [];
  for (const c of cases) rows.push(await suite.row(c));
  const small: SmallRow[] = [];
  for (const c of listCases(SMALL_OPS, options.dtypes, SMALL_SIZES)) small.push(await suite.smallRow(c));
  const variants = await suite.variants(cases);
  return { rows, variants, small };
}

/** The cases, measured one by one as they are asked for. */
export class Suite {
  /** A suite that measures with these settings, against these rivals. */
  constructor(
    readonly options: Pick<Options, "warmup" | "repeats">,
    readonly rivals: Rivals,
    readonly store: Store,
    readonly progress: Progress,
  ) {}

  /** The main comparison: a fresh result on both sides, disposed of at once. */
  async row(c: Case): Promise<Row> {
    this.progress.step(caseName(c));
    const held = await this.store.get(c);
    await this.#check(c, held);
    const loops = this.#limitSides(c, held);
    const sides = [localSide("raptors", disposedCall(c.op, held.x)), ...this.#numpySide(c, held), ...loops];
    if (this.rivals.torch) sides.push(pythonSide("torch", this.rivals.torch, c, held));
    const samples = await measure(sides, this.#measureOptions());
    const raptors = timing(samples.raptors);
    const against = this.#againstNumpy(c, samples);
    const torch = samples.torch ? timing(samples.torch) : null;
    const limit = fastestLoop(loops, samples);
    return {
      ...caseFields(c),
      layout: "C",
      threads: threadsInUse(),
      simd: isaOf(c.op, c.dtype),
      target: traits(c.op).target,
      bytes: bytesMoved(c),
      ...against,
      torch,
      torch_speedup: torch && torch.median_us / raptors.median_us,
      gb_per_s: bytesMoved(c) / raptors.median_us / 1000,
      limit,
      limit_share: limit && limit.median_us / raptors.median_us,
    };
  }

  /** The same comparison on an array so small that the call itself is what costs. */
  async smallRow(c: Case): Promise<SmallRow> {
    this.progress.step(caseName(c));
    const held = await this.store.get(c);
    await this.#check(c, held);
    const sides = [localSide("raptors", disposedCall(c.op, held.x)), ...this.#numpySide(c, held)];
    const { raptors, numpy, speedup } = this.#againstNumpy(c, await measure(sides, this.#measureOptions()));
    return { ...caseFields(c), raptors, numpy, speedup };
  }

  /** Other ways of calling, against NumPy's usual way. Garbage is made after all else that it could disturb. */
  async variants(cases: readonly Case[]): Promise<VariantRow[]> {
    const out = await this.#each(cases, async (c, held) => {
      using into = intoCall(c, held.x);
      return into ? await this.#variant(c, held, into.call) : null;
    });
    const threads = threadsInUse();
    useThreads(1);
    const oneThread = await this.#each(cases, (c, held) => this.#variant(c, held, disposedCall(c.op, held.x)));
    useThreads(threads);
    const undisposed = await this.#each(cases, async (c, held) => {
      const call = droppedCall(c.op, held.x);
      if (!call) return null;
      collectGarbage();
      return await this.#variant(c, held, call, UNDISPOSED_SAMPLE_US);
    });
    return cases.map((c, i) => ({
      ...caseFields(c),
      target: traits(c.op).target,
      out: out[i],
      one_thread: oneThread[i],
      undisposed: undisposed[i],
    }));
  }

  async #each(cases: readonly Case[], run: (c: Case, held: Held) => Promise<Variant>): Promise<Variant[]> {
    const results: Variant[] = [];
    for (const c of cases) {
      const result = await run(c, await this.store.get(c));
      if (result) this.progress.step(caseName(c));
      results.push(result);
    }
    return results;
  }

  async #variant(c: Case, held: Held, call: () => void, sampleUs: number = SAMPLE_US): Promise<Variant> {
    const sides = [localSide("raptors", call), ...this.#numpySide(c, held)];
    const { raptors, numpy, speedup } = this.#againstNumpy(c, await measure(sides, this.#measureOptions(sampleUs)));
    return { raptors, numpy, speedup };
  }

  #measureOptions(sampleUs: number = SAMPLE_US): MeasureOptions {
    return { warmup: this.options.warmup, repeats: this.options.repeats, sampleUs };
  }

  #numpySide(c: Case, held: Held): Side[] {
    return this.rivals.numpy ? [pythonSide("numpy", this.rivals.numpy, c, held)] : [];
  }

  #limitSides(c: Case, held: Held): LimitSide[] {
    const { limit } = this.rivals;
    if (!limit) return [];
    const { limit: loop } = traits(c.op);
    const b = loop === "column_add" ? held.raw.column : held.raw.row;
    const work = { loop, a: held.raw.a, b, out: held.room, rows: c.size, cols: c.size };
    return loopSides(limit, work, threadsInUse());
  }

  async #check(c: Case, held: Held): Promise<void> {
    for (const rival of [this.rivals.numpy, this.rivals.torch]) {
      if (!rival) continue;
      const theirs = floatsOf(await rival.result(c.op, held.id));
      checkEqual(c, held.raw.a, resultOf(c.op, held.x), theirs, rival.info.library);
    }
  }

  #againstNumpy(c: Case, samples: Samples): {
    raptors: Timing;
    numpy: Timing | null;
    speedup: number | null;
    speedup_low: number | null;
    speedup_high: number | null;
  } {
    const raptors = timing(samples.raptors);
    if (samples.numpy) {
      const { speedup, low, high } = compare(samples.raptors, samples.numpy);
      return { raptors, numpy: timing(samples.numpy), speedup, speedup_low: low, speedup_high: high };
    }
    const numpy = recordedTiming(this.rivals.baseline, c);
    const speedup = numpy && numpy.median_us / raptors.median_us;
    return { raptors, numpy, speedup, speedup_low: null, speedup_high: null };
  }
}

/** Times an operation of a Python process. */
export function pythonSide(name: string, worker: PythonWorker, c: Case, held: Held): Side {
  return { name, time: (calls, lead) => worker.time(c.op, held.id, calls, lead) };
}

function caseFields({ op, dtype, size }: Case): Pick<Row, "op" | "dtype" | "shape"> {
  return { op, dtype, shape: [size, size] };
}

/** Clears away what earlier cases dropped, so that each begins alike. Node's way of reaching the collector. */
function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  const gc: unknown = runInNewContext("globalThis.gc");
  if (typeof gc === "function") gc();
}
