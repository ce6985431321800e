/**
 * Runs any revision of Raptors for self.ts: `self_worker.ts MODULE`. The protocol is that of numpy_worker.py, but that
 * `define` brings a call and a way of running it. Imports nothing of Raptors but the module that it is told.
 *
 * @module
 */
import { pathToFileURL } from "node:url";
import { localSide, type Side } from "../measure.ts";
import type { SentArray, WireArray, WireDType } from "../peer.ts";
import { type Steered, type Way, within } from "../way.ts";
import {
  type AnyArray,
  bindCall,
  type Call,
  disposing,
  makeOperand,
  type PlainResult,
  plainResult,
  type Raptors,
} from "./call.ts";

interface Request {
  readonly do: "hello" | "put" | "drop" | "define" | "result" | "time";
  readonly op: string;
  readonly input: string;
  readonly dtype: WireDType;
  readonly arrays: readonly Omit<SentArray, "data">[];
  readonly call: Call;
  readonly way: Way;
  readonly calls: number;
  readonly lead: number;
}

const ARRAYS = { float32: Float32Array, float64: Float64Array, bool: Uint8Array, int64: BigInt64Array };

/** Operands, and calls bound to them. */
class Server {
  readonly #rt: Raptors;
  readonly #inputs = new Map<string, { arrays: Record<string, AnyArray>; all: Set<AnyArray> }>();
  readonly #calls = new Map<string, { call: Call; way: Way }>();
  readonly #sides = new Map<string, Side>();

  constructor(rt: Raptors) {
    this.#rt = rt;
  }

  async answer(request: Request, read: (into: Uint8Array) => void): Promise<[answer: object, result?: PlainResult]> {
    switch (request.do) {
      case "hello":
        return [{ functions: Object.values(this.#rt).filter((value) => typeof value === "function").length }];
      case "put":
        return [this.#put(request, read)];
      case "drop":
        return [this.#drop(request.input)];
      case "define":
        this.#calls.set(request.op, request);
        this.#sides.delete(request.op);
        return [{}];
      case "result": {
        const result = this.#within(request.op, () => plainResult(this.#bind(request)));
        const { dtype, shape, data } = result;
        return [{ dtype, shape, bytes: data.byteLength }, result];
      }
      case "time": {
        const { op, calls, lead } = request;
        if (!this.#sides.has(op)) this.#sides.set(op, localSide(op, disposing(this.#bind(request))));
        return [{ us: await this.#within(op, () => this.#sides.get(op)!.time(calls, lead)) }];
      }
      default:
        throw new TypeError(`Unknown request ${JSON.stringify(request.do)}`);
    }
  }

  #put({ input, dtype, arrays }: Request, read: (into: Uint8Array) => void): object {
    // All is read before any array is made: one that fails must leave nothing in the stream.
    const sent = arrays.map((array): SentArray => {
      const type = array.dtype ?? dtype;
      const data: WireArray = new ARRAYS[type](array.shape.reduce((n, length) => n * length, 1));
      read(new Uint8Array(data.buffer));
      return { ...array, dtype: type, data };
    });
    const made = sent.map((array) => [array.name, makeOperand(this.#rt, array)] as const);
    this.#inputs.set(input, {
      arrays: Object.fromEntries(made.map(([name, { array }]) => [name, array])),
      all: new Set(made.flatMap(([, { array, whole }]) => [array, whole])),
    });
    return {};
  }

  #drop(input: string): object {
    for (const array of this.#inputs.get(input)?.all ?? []) array.dispose();
    this.#inputs.delete(input);
    this.#sides.clear();
    return {};
  }

  #bind({ op, input }: Request): () => unknown {
    const known = this.#calls.get(op), operands = this.#inputs.get(input);
    if (!known || !operands) throw new TypeError(`Not defined: ${known ? input : op}`);
    return bindCall(this.#rt, known.call, operands.arrays);
  }

  /** Runs something in the way of an operation. */
  #within<T>(op: string, run: () => T): T {
    return within(this.#rt as unknown as Steered, this.#calls.get(op)?.way ?? {}, run);
  }
}

/** Reads requests until the input ends. */
async function serve(server: Server): Promise<void> {
  let rest = new Uint8Array(0);
  const more = (): boolean => {
    const chunk = new Uint8Array(1 << 16);
    const count = Deno.stdin.readSync(chunk);
    if (count === null) return false;
    const joined = new Uint8Array(rest.length + count);
    joined.set(rest);
    joined.set(chunk.subarray(0, count), rest.length);
    rest = joined;
    return true;
  };
  const read = (into: Uint8Array): void => {
    let filled = Math.min(rest.length, into.length);
    into.set(rest.subarray(0, filled));
    rest = rest.slice(filled);
    while (filled < into.length) {
      const count = Deno.stdin.readSync(into.subarray(filled));
      if (count === null) throw new Error("The input ended inside an array");
      filled += count;
    }
  };
  for (;;) {
    let end: number;
    while ((end = rest.indexOf(10)) < 0) if (!more()) return;
    const request = JSON.parse(new TextDecoder().decode(rest.subarray(0, end))) as Request;
    rest = rest.slice(end + 1);
    let answer: object, result: PlainResult | undefined;
    try {
      [answer, result] = await server.answer(request, read);
    } catch (error) {
      answer = { error: error instanceof Error ? error.message : String(error) };
    }
    write(new TextEncoder().encode(JSON.stringify(answer) + "\n"));
    if (result) write(new Uint8Array(result.data.buffer, result.data.byteOffset, result.data.byteLength));
  }
}

function write(bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += Deno.stdout.writeSync(bytes.subarray(at));
}

// Only answers may reach standard output, whatever the library prints.
console.log = console.error;
await serve(new Server(await import(pathToFileURL(Deno.args[0]).href)));
