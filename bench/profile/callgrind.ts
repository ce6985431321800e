/**
 * Profiles a process with valgrind's callgrind: it runs the program on an emulated CPU and counts every instruction. That
 * knows nothing of caches and of waiting, and valgrind's CPU has no AVX-512; it works where perf is forbidden.
 *
 * @module
 */
import { foldNameless, type Frame, nameless, type Stack } from "./stacks.ts";
import { moduleOf } from "./perf.ts";

/** Whether callgrind is here; if not, why. */
export async function callgrindMissing(): Promise<string | undefined> {
  try {
    const { success } = await new Deno.Command("callgrind_control", { args: ["--version"], stderr: "null" }).output();
    const valgrind = await new Deno.Command("valgrind", { args: ["--version"], stderr: "null" }).output();
    return success && valgrind.success ? undefined : "valgrind does not run";
  } catch {
    return "valgrind is not installed (Debian's package is valgrind)";
  }
}

/** The command before the program: instructions are counted from {@linkcode switchCounting} on, with their callers. */
export function callgrindCommand(folder: string): string[] {
  const names = ["--compress-strings=no", "--compress-pos=no", `--callgrind-out-file=${folder}/callgrind.out`];
  return ["valgrind", "--tool=callgrind", "--instr-atstart=no", "--separate-callers=16", ...names];
}

/** Has a process that runs under callgrind count from now on, or no longer. */
export async function switchCounting(pid: number, to: "on" | "off"): Promise<void> {
  const { success, stdout, stderr } = await new Deno.Command("callgrind_control", { args: ["-i", to, String(pid)] })
    .output();
  const said = new TextDecoder().decode(success ? stdout : stderr).trim();
  if (!success || /error|not found/i.test(said)) throw new Error(`callgrind_control failed: ${said}`);
}

/** What was counted, after the process has ended. */
export async function readCallgrind(folder: string): Promise<Stack[]> {
  const stacks = parseCallgrind(await Deno.readTextFile(`${folder}/callgrind.out`));
  if (stacks.length === 0) throw new Error("callgrind counted nothing in the library");
  return stacks;
}

/**
 * Reads a file of `--separate-callers --compress-strings=no --compress-pos=no`. A function's name carries those of its
 * callers, `inner'outer'outermost`, with a number after one that calls itself; below it, lines `LINE COST` are its own, and
 * the line after `calls=` is what it called. Only what the library did is kept: callgrind cannot name JavaScript's functions,
 * nor tell V8's work for the case from its work on the side, which in so short a time is most of it.
 */
export function parseCallgrind(text: string): Stack[] {
  const costs = new Map<string, number>();
  const modules = new Map<string, string>();
  let object = "";
  let name = "";
  let call = false;
  for (const line of text.split("\n")) {
    const [, key, value] = /^(\w+)=\s*(.*)$/.exec(line) ?? [];
    if (key === "ob") object = value;
    else if (key === "fn") modules.set(withoutCallers(name = value), moduleOf(object));
    else if (key === "calls") call = true;
    else if (/^\d+ \d+$/.test(line)) {
      if (!call) costs.set(name, (costs.get(name) ?? 0) + Number(line.split(" ")[1]));
      call = false;
    }
  }
  const stacks = new Map<string, { frames: Frame[]; weight: number }>();
  for (const [chain, weight] of costs) {
    const names = chain.split("'").filter((n) => !/^\d+$/.test(n)).toReversed();
    const frames = foldNameless(withinLibrary(names.map((n) => frameOf(n, modules))));
    if (frames.length === 0) continue;
    const key = JSON.stringify(frames);
    const stack = stacks.get(key) ?? { frames, weight: 0 };
    stack.weight += weight;
    stacks.set(key, stack);
  }
  return [...stacks.values()];
}

function withoutCallers(name: string): string {
  return name.split("'")[0];
}

function frameOf(name: string, modules: ReadonlyMap<string, string>): Frame {
  const module = modules.get(name) ?? "deno";
  // Code that V8 made lies in no file and has no name here.
  const known = module === "???" ? "deno" : module;
  return /^0x[0-9a-f]+$/i.test(name) ? nameless(known) : { name, module: known };
}

/** The frames from the library on; none of what never got there. */
function withinLibrary(frames: Frame[]): Frame[] {
  const first = frames.findIndex(({ module }) => module === "raptors");
  return first < 0 ? [] : frames.slice(first);
}
