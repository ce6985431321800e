/**
 * The other side of a comparison: one process that is asked over a pipe. While it works this process waits, and while
 * this process works it waits, so that neither disturbs the other.
 *
 * A request is a line of JSON, and the elements of the arrays that it names; an answer is the same. numpy_worker.py has
 * the protocol in full.
 *
 * @module
 */
import { z } from "zod";
import type { FloatArray } from "./arrays.ts";

/** Element types that go over the pipe. */
export const WIRE_DTYPES = ["float32", "float64", "bool", "int64"] as const;
/** An element type that goes over the pipe. */
export type WireDType = (typeof WIRE_DTYPES)[number];
/** Elements that go over the pipe; booleans are bytes. */
export type WireArray = FloatArray | Uint8Array<ArrayBuffer> | BigInt64Array<ArrayBuffer>;

/** An empty typed array. */
export function allocateWire(dtype: WireDType, length: number): WireArray {
  switch (dtype) {
    case "float32":
      return new Float32Array(length);
    case "float64":
      return new Float64Array(length);
    case "bool":
      return new Uint8Array(length);
    case "int64":
      return new BigInt64Array(length);
  }
}

const RESULT = z.object({
  dtype: z.enum(WIRE_DTYPES),
  shape: z.array(z.number().int().nonnegative()),
  bytes: z.number().int().nonnegative(),
});
const TIME = z.object({ us: z.number().positive() });
const FAILURE = z.object({ error: z.string() });

/** A result that came back. */
export interface PeerResult {
  /** The element type. */
  readonly dtype: WireDType;
  /** The shape; empty for a scalar. */
  readonly shape: number[];
  /** The elements in row-major order. */
  readonly data: WireArray;
}

/**
 * The elements of a result that must be floating-point numbers.
 *
 * @throws {TypeError} if they are something else
 */
export function floatsOf({ dtype, data }: PeerResult): FloatArray {
  if (data instanceof Float32Array || data instanceof Float64Array) return data;
  throw new TypeError(`Expected a result of float32 or float64, found ${dtype}`);
}

/** A view of what is sent: a slice for each axis, the last two axes exchanged, or a broadcast to a shape. */
export type SentView =
  | { readonly slice: readonly string[] }
  | { readonly transpose: true }
  | { readonly broadcast: readonly number[] };

/** An array to send. */
export interface SentArray {
  /** Its name in the other side's calls. */
  readonly name: string;
  /** Its shape as it is sent. */
  readonly shape: readonly number[];
  /** The elements in row-major order. */
  readonly data: WireArray;
  /** The element type; that of the call to `put` when absent. */
  readonly dtype?: WireDType;
  /** What the other side works on; all of it when absent. */
  readonly view?: SentView | undefined;
}

/** A process that is being asked. */
export interface Launched {
  /** What it is called in messages, such as "Python". */
  readonly what: string;
  /** The process; its three streams are pipes. */
  readonly process: Deno.ChildProcess;
}

/** A running process; `close()` ends it. */
export class Peer implements AsyncDisposable {
  readonly #what: string;
  readonly #process: Deno.ChildProcess;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #reader: PipeReader;
  readonly #complaints: Promise<string>;
  #ended = false;

  /** Takes a process over. */
  constructor({ what, process }: Launched) {
    this.#what = what;
    this.#process = process;
    this.#writer = process.stdin.getWriter();
    this.#reader = new PipeReader(process.stdout, what);
    this.#complaints = new Response(process.stderr).text();
  }

  /** The process. */
  get pid(): number {
    return this.#process.pid;
  }

  /** Asks what runs there; ends the process where it does not answer. */
  protected async greet<T>(answer: z.ZodType<T>): Promise<T> {
    try {
      return await this.#ask({ do: "hello" }, answer);
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  /** Whether it has ended: nothing more can be asked. */
  get hasEnded(): boolean {
    return this.#ended;
  }

  /** Sends the arrays that `input` names from then on. */
  async put(input: string, dtype: WireDType, sent: readonly SentArray[]): Promise<void> {
    const arrays = sent.map(({ name, shape, dtype, view }) => ({ name, shape, dtype, view }));
    await this.#ask({ do: "put", input, dtype, arrays }, z.object({}), sent.map(({ data }) => bytesOf(data)));
  }

  /** Forgets operands. */
  async drop(input: string): Promise<void> {
    await this.#ask({ do: "drop", input }, z.object({}));
  }

  /** Gives an operation a meaning, in the words of the other side. */
  async define(op: string, definition: Readonly<Record<string, unknown>>): Promise<void> {
    await this.#ask({ do: "define", op, ...definition }, z.object({}));
  }

  /** Runs an operation once and fetches its result. */
  async result(op: string, input: string): Promise<PeerResult> {
    const { dtype, shape, bytes } = await this.#ask({ do: "result", op, input }, RESULT);
    const length = shape.reduce((product, n) => product * n, 1);
    const data = allocateWire(dtype, length);
    if (data.byteLength !== bytes) {
      throw new Error(`${this.#what} sent ${bytes} bytes for ${op} of ${input}: ${dtype}, ${length} elements`);
    }
    await this.#reader.fill(bytesOf(data));
    return { dtype, shape, data };
  }

  /** Runs an operation `lead` times unmeasured and `calls` times measured; gives the measured time in microseconds. */
  async time(op: string, input: string, calls: number, lead: number): Promise<number> {
    return (await this.#ask({ do: "time", op, input, calls, lead }, TIME)).us;
  }

  /** Ends the process and waits for its end. Harmless when it has ended already. */
  async close(): Promise<void> {
    await this.#writer.close().catch(() => {});
    const kill = setTimeout(() => {
      try {
        this.#process.kill("SIGKILL");
      } catch { /* it has just ended */ }
    }, 2000);
    await this.#process.status;
    clearTimeout(kill);
    await this.#reader.cancel();
    await this.#complaints.catch(() => "");
  }

  /** Ends the process. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #ask<T>(request: unknown, answer: z.ZodType<T>, payload: Uint8Array[] = []): Promise<T> {
    try {
      await this.#writer.write(new TextEncoder().encode(JSON.stringify(request) + "\n"));
      for (const part of payload) await this.#writer.write(part);
    } catch {
      throw await this.#end();
    }
    const line = await this.#reader.line();
    if (line === null) throw await this.#end();
    const value: unknown = JSON.parse(line);
    const failure = FAILURE.safeParse(value);
    if (failure.success) throw new Error(`${this.#what}: ${failure.data.error}`);
    return answer.parse(value);
  }

  async #end(): Promise<Error> {
    this.#ended = true;
    const said = (await this.#complaints).trim().split("\n").at(-1);
    return new Error(`The ${this.#what} process ended: ${said || "it gave no reason"}`);
  }
}

/** Reads lines and counted bytes from one stream. */
class PipeReader {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #what: string;
  #rest: Uint8Array = new Uint8Array(0);

  constructor(stream: ReadableStream<Uint8Array>, what: string) {
    this.#reader = stream.getReader();
    this.#what = what;
  }

  /** The next line without its end, or null at the end of the stream. */
  async line(): Promise<string | null> {
    const parts: Uint8Array[] = [];
    for (;;) {
      const end = this.#rest.indexOf(10);
      if (end >= 0) {
        parts.push(this.#rest.subarray(0, end));
        this.#rest = this.#rest.subarray(end + 1);
        return new TextDecoder().decode(new Uint8Array(await new Blob(parts as BlobPart[]).arrayBuffer()));
      }
      parts.push(this.#rest);
      if (!await this.#more()) return null;
    }
  }

  /** Fills `target` with the next bytes. */
  async fill(target: Uint8Array): Promise<void> {
    let filled = 0;
    while (filled < target.length) {
      if (this.#rest.length === 0 && !await this.#more()) {
        throw new Error(`The ${this.#what} process ended inside a result`);
      }
      const part = this.#rest.subarray(0, target.length - filled);
      target.set(part, filled);
      filled += part.length;
      this.#rest = this.#rest.subarray(part.length);
    }
  }

  /** Gives the stream up. */
  async cancel(): Promise<void> {
    await this.#reader.cancel().catch(() => {});
  }

  async #more(): Promise<boolean> {
    const { value, done } = await this.#reader.read();
    this.#rest = value ?? new Uint8Array(0);
    return !done;
  }
}

/** The bytes of a typed array, not copied. */
function bytesOf(array: WireArray): Uint8Array<ArrayBuffer> {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
