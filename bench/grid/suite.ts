/**
 * The run: every case checked against the rival, then timed against it and against the bare loop that does the same.
 *
 * @module
 */
import * as rt from "../../mod.ts";
import type { FloatArray } from "../arrays.ts";
import { PLAIN } from "../gemm/cases.ts";
import { peakSide } from "../gemm/limits.ts";
import { LEAD_US } from "../gemm/suite.ts";
import type { Limit } from "../limit/limit.ts";
import { loopSides, promising } from "../limit/sides.ts";
import { localSide, measure, type Samples, type Side } from "../measure.ts";
import { type Matrix, rawElements } from "../raptors.ts";
import type { Peer } from "../peer.ts";
import { compare, median, timing } from "../stats.ts";
import { type Way, within } from "../way.ts";
import { waySide } from "../ways.ts";
import { bindCall, disposing, type PlainResult, plainResult } from "./call.ts";
import { type GridCase, wayOf } from "./case.ts";
import { checkResults } from "./expect.ts";
import { type HeldOperands, holdOperands, RT } from "./operands.ts";
import type { Rival } from "./rivals.ts";
import type { GridRow } from "./schema.ts";

/** A sample lasts about a millisecond: a thousand grains of the clock. */
const SAMPLE_US = 1000;

/** What the operands are called in the rival's process. */
const OPERANDS = "operands";

/** How much is measured. */
export interface Effort {
  /** Untimed samples of each side before the first timed one. */
  readonly warmup: number;
  /** Timed samples of each side. */
  readonly repeats: number;
  /** How long a sample lasts; a millisecond when absent. */
  readonly sampleUs?: number;
}

/** Operands, the case's description of them, and the processes that have them too. */
interface Held {
  readonly key: string;
  readonly operands: HeldOperands;
  readonly peers: Set<Peer>;
}

/** Measures cases one by one. Operands are kept for as long as the next case has the same. */
export class GridSuite implements AsyncDisposable {
  #held: Held | undefined;

  /** A suite against one rival, if there is one, and the bare loops, if they could be compiled. */
  constructor(
    readonly rival: Rival | undefined,
    readonly limit: Limit | undefined,
    readonly effort: Effort,
  ) {}

  /**
   * Measures a case: against the rival, or one of the area `kernels` against the scalar kernels.
   *
   * @throws {Error} if the sides do not agree on the result
   */
  async row(c: GridCase): Promise<GridRow> {
    return c.area === "kernels" ? await this.#kernelRow(c) : await this.#rivalRow(c);
  }

  async #rivalRow(c: GridCase): Promise<GridRow> {
    const { rival, effort } = this;
    const held = await this.#hold(c);
    const run = bindCall(RT, c.call, held.arrays);
    const way = wayOf(c);
    const ours = within(rt, way, () => plainResult(run));
    const theirs = await this.#teach(c);
    const peer = rival && typeof theirs === "object" ? rival.peer : undefined;
    if (peer) {
      const { label: who, slack } = rival!;
      checkResults(c, { operands: held.arrays, ours, theirs: theirs as PlainResult, who, slack });
    }
    const loops = this.#limitSides(c, held, ours);
    const here = () =>
      Object.keys(way).length ? waySide("raptors", way, disposing(run)) : localSide("raptors", disposing(run));
    const apart = peer && rival?.ours;
    if (apart) await this.#send(apart, c);
    const sides: Side[] = [
      apart ? peerSide("raptors", apart, c) : here(),
      ...(peer ? [peerSide("rival", peer, c)] : []),
      ...loops,
    ];
    const leadUs = c.area === "gemm" ? LEAD_US : 0;
    const samples = await measure(sides, { sampleUs: SAMPLE_US, ...effort, leadUs });
    const limit = loops.length ? Math.min(...loops.map(({ name }) => median(samples[name]))) : null;
    return {
      ...describe(c, within(rt, way, () => kernelOf(c))),
      ...times(samples, held.bytes + ours.data.byteLength),
      rival: rival?.kind ?? "numpy",
      limit_us: limit,
      limit_share: limit && limit / median(samples.raptors),
      note: typeof theirs === "string" ? theirs : null,
    };
  }

  /** One instruction set against the scalar kernels, both proved to be the ones in force. */
  async #kernelRow(c: GridCase): Promise<GridRow> {
    const held = await this.#hold(c);
    const run = bindCall(RT, c.call, held.arrays);
    const way = wayOf(c), scalar: Way = { ...way, simd: "scalar" };
    const [ours, theirs] = [way, scalar].map((way) => within(rt, way, () => plainResult(run)));
    checkResults(c, { operands: held.arrays, ours, theirs, who: "its scalar kernel" });
    const [kernel, other] = [way, scalar].map((way) => within(rt, way, () => kernelOf(c)));
    for (const [{ isa, kernel: name }, wanted] of [[kernel, c.simd], [other, "scalar"]] as const) {
      if (isa !== wanted || !name.endsWith(`__${wanted}`)) {
        throw new Error(`${c.name}: expected a kernel of ${wanted}, found ${name} of ${isa}`);
      }
    }
    const call = disposing(run);
    const samples = await measure([waySide("raptors", way, call), waySide("rival", scalar, call)], {
      sampleUs: SAMPLE_US,
      ...this.effort,
    });
    return {
      ...describe(c, kernel),
      ...times(samples, held.bytes + ours.data.byteLength),
      ...{ rival: "scalar", limit_us: null, limit_share: null, note: `against ${other.kernel}` },
    };
  }

  /**
   * Teaches the rival the case and asks for its result; else says why it cannot do it. That is an answer where another
   * library or an earlier revision lacks something; NumPy has all that the table names.
   */
  async #teach(c: GridCase): Promise<PlainResult | string> {
    const { rival } = this;
    if (!rival) return "there is no rival";
    try {
      await rival.define(c);
      await this.#send(rival.peer, c);
      return await rival.peer.result(c.name, OPERANDS);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      if (rival.kind === "numpy" || rival.peer.hasEnded) throw new Error(`${c.name}: ${why}`);
      return `${rival.label} cannot do it: ${why}`;
    }
  }

  /** The operands of a case, in Raptors. */
  async #hold(c: GridCase): Promise<HeldOperands> {
    const key = JSON.stringify(c.operands);
    if (this.#held?.key !== key) {
      await this[Symbol.asyncDispose]();
      this.#held = { key, operands: holdOperands(c), peers: new Set() };
    }
    return this.#held!.operands;
  }

  /** Gives a process the operands that are held, if it has not got them. */
  async #send(peer: Peer, c: GridCase): Promise<void> {
    const { operands, peers } = this.#held!;
    if (peers.has(peer)) return;
    await peer.put(OPERANDS, c.dtype, operands.sent);
    peers.add(peer);
  }

  /** Gives the operands back, on all sides. */
  async [Symbol.asyncDispose](): Promise<void> {
    const held = this.#held;
    this.#held = undefined;
    held?.operands[Symbol.dispose]();
    for (const peer of held?.peers ?? []) if (!peer.hasEnded) await peer.drop(OPERANDS);
  }

  #limitSides(c: GridCase, held: HeldOperands, result: PlainResult): Side[] {
    const { limit } = this;
    if (!limit) return [];
    const threads = c.threads ?? rt.threadingInfo().threads;
    if (!c.limit || c.layout !== "C" || c.dtype === "bool") {
      return SAID_BY_BYTES.has(c.area) ? byteSides(limit, held.bytes + result.data.byteLength, threads) : [];
    }
    if (c.limit === "fma") {
      const { expect, dtype } = c;
      if (expect.kind !== "product") return [];
      const { m, k, n } = expect;
      return peakSide({ ...PLAIN, group: "square", dtype, m, k, n }, limit, threads);
    }
    const [rows, cols] = c.shape.length === 2 ? c.shape : [1, c.shape[0]];
    const room = rt.empty([Math.max(result.data.length, 64 * 256)], { dtype: c.dtype }) as Matrix;
    const a = held.raw("a");
    const b: FloatArray = c.operands.length > 1 && c.operands[1].dtype === c.dtype ? held.raw(c.operands[1].name) : a;
    return promising(loopSides(limit, { loop: c.limit, a, b, out: rawElements(room), rows, cols }, threads));
  }
}

/** Areas in which a case without a loop of its own is held against one that moves as many bytes. */
const SAID_BY_BYTES: ReadonlySet<string> = new Set(
  ["elementwise", "reductions", "axis0", "broadcast", "scale", "memory", "expressions"] satisfies GridRow["area"][],
);

/** A loop that reads half of the bytes and writes the other half: what memory allows, whatever is computed. */
function byteSides(limit: Limit, bytes: number, threads: number): Side[] {
  const rows = 64, cols = Math.floor(bytes / 2 / 4 / rows / 16) * 16;
  if (cols === 0) return [];
  const room = () => rawElements(rt.full([rows, cols], 1, { dtype: "float32" }) as Matrix);
  const a = room();
  return promising(loopSides(limit, { loop: "scale", a, b: a, out: room(), rows, cols }, threads));
}

/** Times a case in another process. */
function peerSide(name: string, peer: Peer, c: GridCase): Side {
  return { name, time: (calls, lead) => peer.time(c.name, OPERANDS, calls, lead) };
}

function kernelOf(c: GridCase): { isa: string; kernel: string; threads: number } {
  const { isa, name } = rt.kernelFor(c.tableOp, c.dtype);
  return { isa, kernel: name, threads: rt.threadingInfo().threads };
}

function describe(c: GridCase, ran: { isa: string; kernel: string; threads: number }): Pick<
  GridRow,
  "area" | "name" | "op" | "table_op" | "dtype" | "shape" | "layout" | "simd" | "target" | "isa" | "kernel" | "threads"
> {
  const { area, name, op, tableOp: table_op, dtype, layout, simd, target } = c;
  return { area, name, op, table_op, dtype, shape: [...c.shape], layout, simd, target, ...ran };
}

function times(samples: Samples, bytes: number): Pick<
  GridRow,
  "raptors" | "rival_timing" | "speedup" | "speedup_low" | "speedup_high" | "bytes" | "gb_per_s"
> {
  const raptors = timing(samples.raptors);
  const { speedup, low, high } = samples.rival
    ? compare(samples.raptors, samples.rival)
    : { speedup: null, low: null, high: null };
  return {
    ...{ raptors, rival_timing: samples.rival ? timing(samples.rival) : null, bytes },
    ...{ speedup, speedup_low: low, speedup_high: high, gb_per_s: bytes ? bytes / raptors.median_us / 1000 : null },
  };
}
