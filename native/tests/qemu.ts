/**
 * Runs the C tests on CPUs that are not here, under qemu-user: ARM64 with NEON alone and with SVE of several lengths,
 * x86-64 without AVX-512, and at its baseline. The digests of all results must be those of this machine.
 */
import { type Arch, isasOf } from "../build.ts";
import { ARM64_PREFIX, buildForArm64, missingForArm64 } from "./cross.ts";
import { compareDigests, type Digests, readDigest } from "./digests.ts";
import { checkInstructions, gnu } from "./instructions.ts";
import { type Count, exists, run } from "./runner.ts";

/** A CPU to emulate. */
interface Machine {
  name: string;
  /** Whose build runs there: ARM64's by a cross compiler, or this machine's own. */
  arch: Arch;
  /** QEMU's name of the CPU. */
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
    arch: "ARM64",
    cpu: `max,sve-default-vector-length=${bits / 8}`,
    isas: SVE,
    vector: bits / 8,
    all: false,
  };
}

/** Real CPUs where QEMU has them, since they also lack what came later: Cortex-A53 has ARMv8.0 and no more. */
const MACHINES: Machine[] = [
  { name: "NEON (Cortex-A53)", arch: "ARM64", cpu: "cortex-a53", isas: NEON, vector: 16, all: true },
  sve(128),
  { name: "SVE, 512 bits (A64FX)", arch: "ARM64", cpu: "a64fx", isas: SVE, vector: 64, all: false },
  sve(2048),
  // What QEMU cannot emulate is left out, or it would say so for every thread.
  {
    name: "x86-64-v3 (Haswell)",
    arch: "X86_64",
    cpu: "Haswell-noTSX,-pcid,-x2apic,-tsc-deadline,-invpcid",
    isas: "avx2 scalar",
    vector: 32,
    all: false,
  },
  { name: "x86-64 (qemu64)", arch: "X86_64", cpu: "qemu64", isas: "scalar", vector: 8, all: true },
];

/** Emulation is some fifty times slower than the CPU. */
const EFFORT = ["--effort", "2", "--seconds", "600", "--digests"];
/** Machines at a time. */
const AT_ONCE = 2;

/** Runs one machine, and prints its report when it is complete. */
async function emulateOne(machine: Machine, runner: string, rest: string[], here: Digests): Promise<Count> {
  const qemu = machine.arch === "X86_64" ? "qemu-x86_64" : "qemu-aarch64";
  const expected = ["--isas", machine.isas, "--vector", `${machine.vector}`, ...(machine.all ? [] : ["--best"])];
  // QEMU 7.2 reads all of what vmaskmov masks: no reads at the edge of a page on x86-64.
  const slack = machine.arch === "X86_64" ? ["--slack", "64"] : [];
  const lines: string[] = [];
  const digests: Digests = new Map();
  const count = await run(
    `${machine.name}, under ${qemu}`,
    [qemu, "-cpu", machine.cpu, runner, ...EFFORT, ...expected, ...slack, ...rest],
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
 * @param runner this machine's own
 * @param cc the compiler for ARM64; undefined: as packaged, if that can be
 */
export async function emulate(runner: string, rest: string[], cc: string | undefined): Promise<Count[]> {
  const here: Digests = new Map();
  const native = await run("This machine", [runner, "--digests", "--effort", "1", ...rest, "digests"], {}, (line) => {
    if (!readDigest(line, here)) console.log(line);
  });
  if (rest.length === 0 && here.size === 0) throw new Error("The runner printed no digests");
  const counts = [native];
  const runners = new Map<Arch, string>();
  if (Deno.build.arch === "x86_64" && exists("qemu-x86_64")) runners.set("X86_64", runner);
  else console.log("\nOther x86-64 CPUs: skipped, this takes x86-64 and qemu-x86_64");
  const missing = missingForArm64();
  if (missing) {
    console.log(`\nARM64: skipped, this takes ${missing}`);
  } else {
    const cross = await buildForArm64(cc);
    runners.set("ARM64", cross.runner);
    counts.push(await checkInstructions(cross, "ARM64", gnu(ARM64_PREFIX)));
  }
  const jobs = MACHINES.filter((machine) => runners.has(machine.arch)).map((machine) => () =>
    emulateOne(machine, runners.get(machine.arch)!, rest, here)
  );
  counts.push(...await inParallel(jobs));
  return counts;
}
