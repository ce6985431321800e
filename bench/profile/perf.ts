/**
 * Profiles a process with Linux's perf: it looks at the running process a thousand times a second.
 *
 * @module
 */
import { basename } from "node:path";
import { foldNameless, type Frame, nameless, type Stack } from "./stacks.ts";

/** Looks a second; not 1000, so as not to keep step with what happens a thousand times a second. */
const FREQUENCY = "997";

/** Whether perf may look at processes here; if not, why. */
export async function perfMissing(): Promise<string | undefined> {
  const folder = await Deno.makeTempDir();
  try {
    const { success, stderr } = await run("perf", ["record", "-q", "-g", "-o", `${folder}/try`, "--", "true"]);
    return success ? undefined : `perf may not: ${firstLine(stderr)}`;
  } catch {
    return "perf is not installed (Debian's package is linux-perf)";
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Arguments for Deno with which perf knows JavaScript's functions by name. */
export const PERF_DENO_FLAGS: readonly string[] = ["--v8-flags=--perf-basic-prof"];

/** A recording that runs until its process ends. */
export interface Recording {
  /** What was counted: the event, such as "cycles" or "cpu-clock". */
  readonly event: string;
  /** The stacks. */
  readonly stacks: Stack[];
}

/** Records a process from now to its end. The function that it gives waits for that. */
export function recordWithPerf(pid: number, folder: string): () => Promise<Recording> {
  const data = `${folder}/perf.data`;
  const args = ["record", "-q", "-g", "-F", FREQUENCY, "-o", data, "-p", String(pid)];
  const recording = run("perf", args);
  return async () => {
    const { success, stderr } = await recording;
    if (!success) throw new Error(`perf record failed: ${firstLine(stderr)}`);
    const script = await run("perf", ["script", "-i", data, "-F", "comm,pid,tid,event,ip,sym,dso"]);
    // What perf needed for JavaScript's names; V8 writes it there and nowhere else.
    await Deno.remove(`/tmp/perf-${pid}.map`).catch(() => {});
    if (!script.success) throw new Error(`perf script failed: ${firstLine(script.stderr)}`);
    const found = parsePerfScript(script.stdout);
    if (found.stacks.length === 0) throw new Error("perf saw nothing of the process");
    return found;
  };
}

/** Reads what `perf script -F comm,pid,tid,event,ip,sym,dso` prints: a line for a sample, then its stack, innermost first. */
export function parsePerfScript(text: string): Recording {
  const stacks = new Map<string, { frames: Frame[]; weight: number }>();
  let event = "";
  for (const sample of text.split(/\n\s*\n/)) {
    const [head, ...lines] = sample.trim().split("\n");
    const [, comm, pid, tid, name] = /^(.*?)\s+(\d+)\/(\d+)\s+(\S+?):*\s*$/.exec(head ?? "") ?? [];
    if (comm === undefined) continue;
    event ||= name.split(":")[0];
    const inner = lines.map(parseFrame).filter((frame) => frame !== undefined);
    const frames = [threadOf(comm, pid === tid, inner), ...foldNameless(inner.toReversed())];
    const key = JSON.stringify(frames);
    const stack = stacks.get(key) ?? { frames, weight: 0 };
    stack.weight++;
    stacks.set(key, stack);
  }
  return { event, stacks: [...stacks.values()] };
}

function threadOf(comm: string, main: boolean, frames: readonly Frame[]): Frame {
  if (main) return { name: "main thread", module: "thread" };
  return { name: frames.some(({ module }) => module === "raptors") ? "pool threads" : comm, module: "thread" };
}

/** A line such as `  194f4d rp_pool_run (/path/libraptors.so)`. */
function parseFrame(line: string): Frame | undefined {
  const [, symbol, path] = /^\s*[0-9a-f]+\s+(.*?)\s+\((.*)\)\s*$/.exec(line) ?? [];
  if (symbol === undefined || path === "[unknown]") return undefined;
  if (/^\/tmp\/perf-\d+\.map$/.test(path)) return javascriptFrame(symbol);
  const module = moduleOf(path);
  return symbol === "[unknown]" ? nameless(module) : { name: symbol.replace(/\+0x[0-9a-f]+$/, ""), module };
}

/** Of V8's `JS:*disposedCall file:///repo/bench/calls.ts:45:10`, what a reader wants; its stubs are the engine's. */
function javascriptFrame(symbol: string): Frame {
  const [, name, place] = /^(?:JS|Script|Eval|Function):o?[~*^+']*(\S*)\s*(.*)$/.exec(symbol) ?? [];
  if (name === undefined) return nameless("deno");
  const where = basename(place).replace(/:\d+$/, "");
  return { name: name ? `${name} ${where}`.trim() : `(anonymous) ${where}`.trim(), module: "javascript" };
}

/** The short name of a program or library. */
export function moduleOf(path: string): string {
  if (path.startsWith("[kernel") || path.endsWith(".ko")) return "kernel";
  if (path === "[vdso]") return "kernel";
  const name = basename(path).replace(/\.(so|dylib|dll)[.\d]*$/, "");
  return name === "libraptors" ? "raptors" : name;
}

async function run(command: string, args: string[]): Promise<{ success: boolean; stdout: string; stderr: string }> {
  const { success, stdout, stderr } = await new Deno.Command(command, { args, stdin: "null" }).output();
  return { success, stdout: new TextDecoder().decode(stdout), stderr: new TextDecoder().decode(stderr) };
}

function firstLine(text: string): string {
  return text.trim().split("\n").find((line) => line.trim() !== "")?.trim() ?? "it gave no reason";
}
