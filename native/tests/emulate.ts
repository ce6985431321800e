/**
 * Runs the C tests on CPUs that are not here. Under qemu-user: ARM64 with NEON alone and with SVE of several lengths,
 * x86-64 without AVX-512, and at its baseline. Under Bochs: x86-64 with AVX-512. The digests of all results must be those
 * of this machine.
 */
import { type BuildResult, isasOf } from "../build.ts";
import { missingForBochs, underBochs } from "./bochs.ts";
import { ARM64_PREFIX, buildForArm64, missingForArm64 } from "./cross.ts";
import { compareDigests, type Digests, readDigest } from "./digests.ts";
import { checkInstructions, gnu } from "./instructions.ts";
import { buildRunner, type Count, exists, run } from "./runner.ts";

/** What emulates. */
type Emulator = "qemu-x86_64" | "qemu-aarch64" | "bochs";

/** A CPU to emulate. */
interface Machine {
  name: string;
  emulator: Emulator;
  /** The emulator's name of the CPU. */
  cpu: string;
  /** What detection must find, best first, and the bytes of a vector register of the best. */
  isas: string;
  vector: number;
  /** Whether all of them are tested, not the best alone: each once in all, since an emulator takes minutes. */
  all: boolean;
}

const SVE = isasOf("ARM64").map((row) => row.name).join(" ");
const NEON = SVE.replace("sve ", "");
/** QEMU's most capable CPU, with vectors of so many bits. */
function sve(bits: number): Machine {
  const name = `SVE, ${bits} bits`;
  return {
    name,
    emulator: "qemu-aarch64",
    cpu: `max,sve-default-vector-length=${bits / 8}`,
    isas: SVE,
    vector: bits / 8,
    all: false,
  };
}

/** Real CPUs where QEMU has them, since they also lack what came later: Cortex-A53 has ARMv8.0 and no more. */
const MACHINES: Machine[] = [
  // The slowest one, and so the first.
  {
    name: "AVX-512 (Skylake-X)",
    emulator: "bochs",
    cpu: "corei7_skylake_x",
    isas: "avx512 avx2 scalar",
    vector: 64,
    all: false,
  },
  { name: "NEON (Cortex-A53)", emulator: "qemu-aarch64", cpu: "cortex-a53", isas: NEON, vector: 16, all: true },
  sve(128),
  { name: "SVE, 512 bits (A64FX)", emulator: "qemu-aarch64", cpu: "a64fx", isas: SVE, vector: 64, all: false },
  sve(2048),
  // What QEMU cannot emulate is left out, or it would say so for every thread.
  {
    name: "x86-64-v3 (Haswell)",
    emulator: "qemu-x86_64",
    cpu: "Haswell-noTSX,-pcid,-x2apic,-tsc-deadline,-invpcid",
    isas: "avx2 scalar",
    vector: 32,
    all: false,
  },
  { name: "x86-64 (qemu64)", emulator: "qemu-x86_64", cpu: "qemu64", isas: "scalar", vector: 8, all: true },
];

/** Emulation is some fifty times slower than the CPU. */
const EFFORT = ["--effort", "2", "--seconds", "600", "--digests"];
/** Bochs is slower still, by its own clock as well. */
const BOCHS_EFFORT = ["--effort", "1", "--seconds", "600", "--digests"];
/** Machines at a time. */
const AT_ONCE = 2;

/** The command that runs a machine's runner with these arguments. */
async function commandOf({ emulator, cpu }: Machine, runner: string, args: string[]): Promise<string[]> {
  if (emulator === "bochs") return await underBochs(cpu, runner, [...BOCHS_EFFORT, ...args]);
  // QEMU 7.2 reads all of what vmaskmov masks: no reads at the edge of a page on x86-64.
  const slack = emulator === "qemu-x86_64" ? ["--slack", "64"] : [];
  return [emulator, "-cpu", cpu, runner, ...EFFORT, ...slack, ...args];
}

/** Runs one machine, and prints its report when it is complete. */
async function emulateOne(machine: Machine, runner: string, rest: string[], here: Digests): Promise<Count> {
  const expected = ["--isas", machine.isas, "--vector", `${machine.vector}`, ...(machine.all ? [] : ["--best"])];
  const lines: string[] = [];
  const digests: Digests = new Map();
  const count = await run(
    `${machine.name}, under ${machine.emulator}`,
    await commandOf(machine, runner, [...expected, ...rest]),
    {},
    (line) => readDigest(line, digests) || lines.push(line),
  );
  const compared = compareDigests(here, digests, (line) => lines.push(line));
  console.log(lines.join("\n"));
  return { passed: count.passed + compared.passed, failed: count.failed + compared.failed };
}

/** Runs jobs, a few at a time. */
async function inParallel(jobs: (() => Promise<Count>)[]): Promise<Count[]> {
  const counts: Count[] = [];
  const queue = [...jobs];
  const worker = async (): Promise<void> => {
    for (let job = queue.shift(); job; job = queue.shift()) counts.push(await job());
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return counts;
}

/**
 * All emulated CPUs that this machine has the tools for; says which it skips.
 *
 * @param built this machine's own build
 * @param cc the compiler for ARM64; undefined: as packaged, if that can be
 */
export async function emulate(built: BuildResult, rest: string[], cc: string | undefined): Promise<Count[]> {
  const runner = await buildRunner(built);
  const here: Digests = new Map();
  const native = await run("This machine", [runner, "--digests", "--effort", "1", ...rest, "digests"], {}, (line) => {
    if (!readDigest(line, here)) console.log(line);
  });
  if (rest.length === 0 && here.size === 0) throw new Error("The runner printed no digests");
  const counts = [native];
  const runners = new Map<Emulator, string>();
  if (Deno.build.arch === "x86_64" && exists("qemu-x86_64")) runners.set("qemu-x86_64", runner);
  else console.log("\nOther x86-64 CPUs: skipped, this takes x86-64 and qemu-x86_64");
  const lacking = Deno.build.arch === "x86_64" ? missingForBochs() : "x86-64";
  if (lacking) console.log(`\nAVX-512: skipped, this takes ${lacking}`);
  else runners.set("bochs", await buildRunner(built, ["-static"], "runner-static"));
  const missing = missingForArm64();
  if (missing) {
    console.log(`\nARM64: skipped, this takes ${missing}`);
  } else {
    const cross = await buildForArm64(cc);
    runners.set("qemu-aarch64", cross.runner);
    counts.push(await checkInstructions(cross, "ARM64", gnu(ARM64_PREFIX)));
  }
  const jobs = MACHINES.filter((machine) => runners.has(machine.emulator)).map((machine) => () =>
    emulateOne(machine, runners.get(machine.emulator)!, rest, here)
  );
  counts.push(...await inParallel(jobs));
  return counts;
}
