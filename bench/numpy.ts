/**
 * The other side of the comparison: one Python process that runs NumPy (or PyTorch) and is asked over a pipe. While it
 * works this process waits, and while this process works it waits, so that neither disturbs the other.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { allocate, type BenchDType, bytesOf, DTYPES, type FloatArray } from "./arrays.ts";

const SCRIPT = fileURLToPath(new URL("numpy_worker.py", import.meta.url));

const INFO = z.object({
  library: z.string(),
  version: z.string(),
  python: z.string(),
  blas: z.string(),
  core: z.string(),
  cpu_features: z.array(z.string()),
});
const RESULT = z.object({
  dtype: z.enum(DTYPES),
  shape: z.array(z.number().int().nonnegative()),
  bytes: z.number().int().nonnegative(),
});
const TIME = z.object({ us: z.number().positive() });
const FAILURE = z.object({ error: z.string() });

/** What runs in the Python process. `core` is what OpenBLAS took the CPU for; empty where there is no OpenBLAS. */
export type LibraryInfo = z.infer<typeof INFO>;

/** A result that came back from Python. */
export interface PythonResult {
  /** The element type. */
  readonly dtype: BenchDType;
  /** The shape; empty for a scalar. */
  readonly shape: number[];
  /** The elements in row-major order. */
  readonly data: FloatArray;
}

/** An array to send to Python. */
export interface SentArray {
  /** Its name in Python's statements. */
  readonly name: string;
  /** Its shape; that of the array as it is sent, where `transposed` is set. */
  readonly shape: readonly number[];
  /** The elements in row-major order. */
  readonly data: FloatArray;
  /** Whether Python works on the transpose, a view of what is sent. */
  readonly transposed?: boolean;
}

/** How to start a {@linkcode PythonWorker}. */
export interface WorkerOptions {
  /** The library to time; "numpy" when absent. */
  readonly library?: "numpy" | "torch";
  /**
   * Threads, 1 when absent. PyTorch is told; NumPy's BLAS has its number from the environment, and with more than one the
   * process rests after its work until they are asleep.
   */
  readonly threads?: number;
  /** The environment; that of this process when absent. */
  readonly env?: Record<string, string>;
}

/** A running Python process; `close()` ends it. */
export class PythonWorker implements AsyncDisposable {
  /** What runs in the process. */
  readonly info: LibraryInfo;
  readonly #process: Deno.ChildProcess;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #reader: PipeReader;
  readonly #complaints: Promise<string>;

  private constructor(
    process: Deno.ChildProcess,
    writer: WritableStreamDefaultWriter<Uint8Array>,
    reader: PipeReader,
    complaints: Promise<string>,
    info: LibraryInfo,
  ) {
    this.#process = process;
    this.#writer = writer;
    this.#reader = reader;
    this.#complaints = complaints;
    this.info = info;
  }

  /**
   * Starts a worker and waits until its library is imported.
   *
   * @throws {Error} if Python cannot start or the library cannot be imported; the message carries Python's own
   */
  static async start(python: string, options: WorkerOptions = {}): Promise<PythonWorker> {
    const { library = "numpy", threads = 1, env } = options;
    const process = new Deno.Command(python, {
      args: ["-u", SCRIPT, library, String(threads)],
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
      ...(env && { env, clearEnv: true }),
    }).spawn();
    const worker = new PythonWorker(
      process,
      process.stdin.getWriter(),
      new PipeReader(process.stdout),
      new Response(process.stderr).text(),
      { library: "", version: "", python: "", blas: "", core: "", cpu_features: [] },
    );
    try {
      Object.assign(worker.info, await worker.#ask({ do: "hello" }, INFO));
    } catch (error) {
      await worker.close();
      throw error;
    }
    return worker;
  }

  /** The process. */
  get pid(): number {
    return this.#process.pid;
  }

  /** Sends the arrays that `input` names from then on. */
  async put(input: string, dtype: BenchDType, sent: readonly SentArray[]): Promise<void> {
    const arrays = sent.map(({ name, shape, transposed = false }) => ({ name, shape, transposed }));
    await this.#ask({ do: "put", input, dtype, arrays }, z.object({}), sent.map(({ data }) => bytesOf(data)));
  }

  /** Forgets operands. */
  async drop(input: string): Promise<void> {
    await this.#ask({ do: "drop", input }, z.object({}));
  }

  /** Runs an operation once and fetches its result. */
  async result(op: string, input: string): Promise<PythonResult> {
    const { dtype, shape, bytes } = await this.#ask({ do: "result", op, input }, RESULT);
    const length = shape.reduce((product, n) => product * n, 1);
    const data = allocate(dtype, length);
    if (data.byteLength !== bytes) {
      throw new Error(`${this.info.library} sent ${bytes} bytes for ${op} of ${input}: ${dtype}, ${length} elements`);
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
      throw await this.#ended();
    }
    const line = await this.#reader.line();
    if (line === null) throw await this.#ended();
    const value: unknown = JSON.parse(line);
    const failure = FAILURE.safeParse(value);
    if (failure.success) throw new Error(`Python: ${failure.data.error}`);
    return answer.parse(value);
  }

  async #ended(): Promise<Error> {
    const said = (await this.#complaints).trim().split("\n").at(-1);
    return new Error(`The Python process ended: ${said || "it gave no reason"}`);
  }
}

/** Reads lines and counted bytes from one stream. */
class PipeReader {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  #rest: Uint8Array = new Uint8Array(0);

  constructor(stream: ReadableStream<Uint8Array>) {
    this.#reader = stream.getReader();
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
      if (this.#rest.length === 0 && !await this.#more()) throw new Error("The Python process ended inside a result");
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
