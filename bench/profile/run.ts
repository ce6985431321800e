/**
 * Profiles a case: builds a library with frame pointers, runs the case in a process of its own, and looks on.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { build } from "../../native/build.ts";
import type { SimdMode } from "../flags.ts";
import { callgrindCommand, callgrindMissing, readCallgrind, switchCounting } from "./callgrind.ts";
import { PERF_DENO_FLAGS, perfMissing, recordWithPerf } from "./perf.ts";
import type { Stack } from "./stacks.ts";

const TARGET = fileURLToPath(new URL("target.ts", import.meta.url));
const CONFIG = fileURLToPath(new URL("../../deno.json", import.meta.url));

const READY = z.object({ kernel: z.string(), threads: z.number().int(), pid: z.number().int() });
const DONE = z.object({ calls: z.number().int() });

/** What looks on. */
export const PROFILERS = ["perf", "callgrind"] as const;
/** What looks on. */
export type Profiler = (typeof PROFILERS)[number];

/** What to profile, and how. */
export interface ProfileRequest {
  /** The case's name. */
  readonly name: string;
  /** Which kernels. */
  readonly simdMode: SimdMode;
  /** Threads; undefined: the library's own choice. */
  readonly threads: number | undefined;
  /** How long to look on. */
  readonly seconds: number;
}

/** What was found. */
export interface Profile {
  /** The kernel that the case ran. */
  readonly kernel: string;
  /** Threads that the call might use. */
  readonly threads: number;
  /** Calls in the time of looking on. */
  readonly calls: number;
  /** How it was found, in a line. */
  readonly how: string;
  /** What the weights count. */
  readonly unit: string;
  /** Where time went. */
  readonly stacks: Stack[];
}

/** The profiler to use, and why it is that one. */
export interface Choice {
  /** The profiler. */
  readonly profiler: Profiler;
  /** Why. */
  readonly why: string;
}

/**
 * Chooses: perf where the machine allows it, for it sees the real CPU; else callgrind.
 *
 * @throws {Error} if what was asked for, or both, cannot be had here
 */
export async function chooseProfiler(
  wanted: Profiler | "auto",
  missing: Record<Profiler, () => Promise<string | undefined>> = { perf: perfMissing, callgrind: callgrindMissing },
): Promise<Choice> {
  const noPerf = wanted === "callgrind" ? "it was asked for" : await missing.perf();
  if (!noPerf) return { profiler: "perf", why: wanted === "perf" ? "it was asked for" : "it may look on here" };
  if (wanted === "perf") throw new Error(noPerf);
  const noCallgrind = await missing.callgrind();
  if (!noCallgrind) return { profiler: "callgrind", why: noPerf };
  throw new Error(wanted === "callgrind" ? noCallgrind : `There is no profiler: ${noPerf}; ${noCallgrind}`);
}

/** Profiles a case, on the library of `RAPTORS_LIB` if that is set. */
export async function profile(request: ProfileRequest, { profiler, why }: Choice): Promise<Profile> {
  const library = Deno.env.get("RAPTORS_LIB") ?? (await build({ profile: true, quiet: true })).library;
  const folder = await Deno.makeTempDir({ prefix: "raptors-profile-" });
  try {
    return await (profiler === "perf" ? withPerf : withCallgrind)(request, library, folder, why);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function withPerf(request: ProfileRequest, library: string, folder: string, why: string): Promise<Profile> {
  const target = await Target.start(request, library, folder, [], PERF_DENO_FLAGS);
  const { kernel, threads, pid } = target.ready;
  const recorded = recordWithPerf(pid, folder);
  // It attaches to every thread first; the process waits meanwhile and uses no CPU.
  await new Promise((resolve) => setTimeout(resolve, 500));
  const calls = await target.run();
  await target.end();
  const { event, stacks } = await recorded();
  return { kernel, threads, calls, stacks, unit: "samples", how: `perf, event ${event}: ${why}` };
}

async function withCallgrind(request: ProfileRequest, library: string, folder: string, why: string): Promise<Profile> {
  // Valgrind runs one thread at a time: with several, it would count their waiting for each other.
  const target = await Target.start({ ...request, threads: 1 }, library, folder, callgrindCommand(folder), []);
  const { kernel, threads, pid } = target.ready;
  await switchCounting(pid, "on");
  const calls = await target.run();
  await switchCounting(pid, "off");
  await target.end();
  const how = `callgrind, instructions of the library on valgrind's CPU and one thread: ${why}`;
  return { kernel, threads, calls, stacks: await readCallgrind(folder), unit: "instructions", how };
}

/** The process that is profiled. */
class Target {
  private constructor(
    readonly ready: z.infer<typeof READY>,
    private readonly process: Deno.ChildProcess,
    private readonly input: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>,
    private readonly lines: AsyncGenerator<string>,
  ) {}

  static async start(
    { name, simdMode, threads, seconds }: ProfileRequest,
    library: string,
    folder: string,
    before: readonly string[],
    denoFlags: readonly string[],
  ): Promise<Target> {
    const program = [Deno.execPath(), "run", "-A", `--config=${CONFIG}`, ...denoFlags, TARGET];
    const [command, ...args] = [...before, ...program, name, simdMode, String(threads ?? "auto"), String(seconds)];
    const process = new Deno.Command(command, {
      args,
      // V8 leaves a log where it runs.
      cwd: folder,
      stdin: "piped",
      stdout: "piped",
      stderr: before.length ? "null" : "inherit",
      env: { RAPTORS_LIB: library },
    }).spawn();
    const lines = linesOf(process.stdout);
    const first = (await lines.next()).value;
    if (first === undefined) {
      const { code } = await process.status;
      throw new Error(`the profiled process ended with exit code ${code} before it was ready`);
    }
    return new Target(READY.parse(JSON.parse(first)), process, process.stdin.getWriter(), lines);
  }

  /** Lets it call the case; gives the number of calls. */
  async run(): Promise<number> {
    await this.input.write(new TextEncoder().encode("\n"));
    const line = (await this.lines.next()).value;
    if (line === undefined) throw await this.#failed();
    return DONE.parse(JSON.parse(line)).calls;
  }

  /** Lets it end. */
  async end(): Promise<void> {
    await this.input.close();
    if (!(await this.process.status).success) throw await this.#failed();
  }

  async #failed(): Promise<Error> {
    return new Error(`the profiled process ended with exit code ${(await this.process.status).code}`);
  }
}

async function* linesOf(stream: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string, undefined> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  return undefined;
}
