/**
 * The operands of the cases, made once per dtype and size and held by every side.
 *
 * @module
 */
import * as rt from "../mod.ts";
import type { BenchDType, FloatArray } from "./arrays.ts";
import type { Case } from "./cases.ts";
import { makeOperands, type Operands, sentOperands } from "./inputs.ts";
import type { PythonWorker } from "./numpy.ts";
import { type Matrix, rawElements, toRaptorsOperands } from "./raptors.ts";

/** What the sides hold for one dtype and size. */
export interface Held {
  /** The name of the operands in the Python processes. */
  readonly id: string;
  /** The operands in Raptors. */
  readonly x: Operands<Matrix>;
  /** The same memory as `x`, for the bare loops. */
  readonly raw: Operands<FloatArray>;
  /** Room for the result of a bare loop, allocated by Raptors as its own results are. */
  readonly room: FloatArray;
}

/** Makes operands when they are first asked for. */
export class Store {
  readonly #workers: readonly PythonWorker[];
  readonly #held = new Map<string, Held>();

  /** A store that also hands the operands to the given Python processes. */
  constructor(workers: readonly PythonWorker[]) {
    this.#workers = workers;
  }

  /** The operands of a case. */
  async get({ dtype, size }: Case): Promise<Held> {
    const id = `${dtype}:${size}`;
    let held = this.#held.get(id);
    if (!held) this.#held.set(id, held = await this.#make(id, dtype, size));
    return held;
  }

  async #make(id: string, dtype: BenchDType, size: number): Promise<Held> {
    const data = makeOperands(dtype, size);
    for (const worker of this.#workers) await worker.put(id, dtype, sentOperands(data));
    const x = toRaptorsOperands(data);
    // The loop that only reads leaves 64 bytes for each thread.
    const room = rt.empty([Math.max(size * size, 64 * 256)], { dtype }) as Matrix;
    const raw = { a: rawElements(x.a), row: rawElements(x.row), column: rawElements(x.column) };
    return { id, x, raw, room: rawElements(room) };
  }
}
