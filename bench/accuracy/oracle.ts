/**
 * The Python process that knows the exact results, exact.py.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { BenchDType, FloatArray } from "../arrays.ts";
import type { Operand, ReducedAxis } from "./cases.ts";

const SCRIPT = fileURLToPath(new URL("exact.py", import.meta.url));

const ERROR = z.union([z.number().nonnegative(), z.literal("Infinity").transform(() => Infinity)]);
const ANSWER = z.object({
  errors: z.array(z.object({ raptors: ERROR, numpy: ERROR })),
  condition: ERROR.nullable(),
});
const FAILURE = z.object({ error: z.string() });

/** The largest error of each side. */
export type Errors = z.infer<typeof ANSWER>["errors"][number];
/** Errors of each result that was sent, and the condition of its data where it is a reduction. */
export type Answer = z.infer<typeof ANSWER>;

/** Plain data of a shape. */
export interface Sent {
  /** The shape; empty for a number. */
  readonly shape: readonly number[];
  /** The elements by rows. */
  readonly data: FloatArray;
}

/** What to compare. */
export interface Question {
  /** What is compared. */
  readonly kind: "elementwise" | "reduce" | "matmul";
  /** The dtype of the arrays, and of results that are no numbers. */
  readonly dtype: BenchDType;
  /** The operands. */
  readonly arrays: Readonly<Partial<Record<Operand, Sent>>>;
  /** Raptors' results. */
  readonly results: readonly {
    readonly op: string;
    readonly axis?: ReducedAxis;
    readonly operands?: readonly Operand[];
    readonly result: Sent;
  }[];
}

/** A running exact.py. */
export class Oracle implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  readonly #reader: ReadableStreamDefaultReader<string>;
  readonly #folder: string;

  private constructor(process: Deno.ChildProcess, folder: string) {
    this.#process = process;
    this.#writer = process.stdin.getWriter();
    this.#reader = process.stdout.pipeThrough(new TextDecoderStream()).getReader();
    this.#folder = folder;
  }

  /** Starts it. `python` has NumPy. */
  static async start(python: string): Promise<Oracle> {
    const folder = await Deno.makeTempDir({ prefix: "raptors-accuracy-" });
    const process = new Deno.Command(python, { args: ["-u", SCRIPT], stdin: "piped", stdout: "piped" }).spawn();
    return new Oracle(process, folder);
  }

  /**
   * Compares results of both sides with the exact ones.
   *
   * @throws {Error} if Python cannot answer; the message carries its own
   */
  async ask({ kind, dtype, arrays, results }: Question): Promise<Answer> {
    let files = 0;
    const write = async ({ shape, data }: Sent) => {
      const path = `${this.#folder}/${files++}`;
      await Deno.writeFile(path, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
      return { shape, path };
    };
    const sent: Record<string, unknown> = {};
    for (const [name, array] of Object.entries(arrays)) sent[name] = await write(array);
    const wanted = [];
    for (const { op, axis = null, operands = [], result } of results) {
      wanted.push({ op, axis, operands, ...await write(result) });
    }
    const request = JSON.stringify({ kind, dtype, arrays: sent, results: wanted });
    await this.#writer.write(new TextEncoder().encode(request + "\n"));
    const answer: unknown = JSON.parse(await this.#line());
    const failure = FAILURE.safeParse(answer);
    if (failure.success) throw new Error(`Python: ${failure.data.error}`);
    return ANSWER.parse(answer);
  }

  /** Ends it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#writer.close().catch(() => {});
    await this.#process.status;
    await this.#reader.cancel();
    await Deno.remove(this.#folder, { recursive: true });
  }

  /** One answer: a question is asked only after the one before is answered. */
  async #line(): Promise<string> {
    let text = "";
    while (!text.includes("\n")) {
      const { value, done } = await this.#reader.read();
      if (done) throw new Error("The Python process of the exact results ended");
      text += value;
    }
    return text;
  }
}
