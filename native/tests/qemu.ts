/**
 * Runs the C tests on CPUs that are not here, under qemu-user: ARM64 with NEON alone and with SVE of every length, x86-64
 * without AVX-512, and at its baseline. The digests of all results must be those of this machine.
 */
import { isasOf } from "../build.ts";
import { ARM64_PREFIX, buildForArm64, type CrossBuilder, missingFor } from "./cross.ts";
import { compareDigests, type Digests, readDigest } from "./digests.ts";
import { checkInstructions, gnu } from "./instructions.ts";
import { type Count, exists, run } from "./runner.ts";

/** A CPU to emulate. */
interface Machine {
  name: string;
  /** What to run there: a cross build, or this machine's own. */
  build: CrossBuilder | "native";
  /** QEMU's name of the CPU. */
  cpu: string;
  /** What detection must find, best first, and the bytes of a vector register of the best. */
  isas: string;
  vector: number;
}

const SVE = isasOf("ARM64").map((row) => row.name).join(" ");
const NEON = SVE.replace("sve ", "");
/** QEMU's most capable CPU, with vectors of so many bits. */
function sve(bits: number, build: CrossBuilder): Machine {
  const name = `SVE, ${bits} bits, ${build}`;
  return { name, build, cpu: `max,sve-default-vector-length=${bits / 8}`, isas: SVE, vector: bits / 8 };
}

/** Real CPUs where QEMU has them, since they also lack what came later: Cortex-A53 has ARMv8.0 and no more. */
const MACHINES: Machine[] = [
  { name: "NEON (Cortex-A53), gcc", build: "gcc", cpu: "cortex-a53", isas: NEON, vector: 16 },
  sve(128, "gcc"),
  { name: "SVE, 512 bits (A64FX), gcc", build: "gcc", cpu: "a64fx", isas: SVE, vector: 64 },
  { name: "NEON (Cortex-A53), prebuilt", build: "prebuilt", cpu: "cortex-a53", isas: NEON, vector: 16 },
  sve(256, "prebuilt"),
  sve(2048, "prebuilt"),
  // What QEMU cannot emulate is left out, or it would say so for every thread.
  {
    name: "x86-64-v3 (Haswell)",
    build: "native",
    cpu: "Haswell-noTSX,-pcid,-x2apic,-tsc-deadline,-invpcid",
    isas: "avx2 scalar",
    vector: 32,
  },
  { name: "x86-64 (qemu64)", build: "native", cpu: "qemu64", isas: "scalar", vector: 8 },
];

/** Emulation is some fifty times slower than the CPU. */
const EFFORT = ["--effort", "2", "--seconds", "600", "--digests"];
/** Machines at a time. */
const AT_ONCE = 2;

/** Runs one machine, and prints its report when it is complete. */
async function emulateOne(machine: Machine, runner: string, rest: string[], here: Digests): Promise<Count> {
  const qemu = machine.build === "native" ? "qemu-x86_64" : "qemu-aarch64";
  const expected = ["--isas", machine.isas, "--vector", `${machine.vector}`];
  // QEMU 7.2 reads all of what vmaskmov masks: no reads at the edge of a page on x86-64.
  const slack = machine.build === "native" ? ["--slack", "64"] : [];
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

/** All emulated CPUs that this machine has the tools for; says which it skips. */
export async function emulate(runner: string, rest: string[]): Promise<Count[]> {
  const here: Digests = new Map();
  const native = await run("This machine", [runner, "--digests", "--effort", "1", ...rest, "digests"], {}, (line) => {
    if (!readDigest(line, here)) console.log(line);
  });
  if (rest.length === 0 && here.size === 0) throw new Error("The runner printed no digests");
  const counts = [native];
  const runners = new Map<Machine["build"], string>();
  if (Deno.build.arch === "x86_64" && exists("qemu-x86_64")) runners.set("native", runner);
  else console.log("\nOther x86-64 CPUs: skipped, this takes x86-64 and qemu-x86_64");
  for (const builder of ["gcc", "prebuilt"] as const) {
    const missing = missingFor(builder) ?? (exists("qemu-aarch64") ? undefined : "qemu-aarch64");
    if (missing) {
      console.log(`\nARM64, ${builder}: skipped, this takes ${missing}`);
      continue;
    }
    const cross = await buildForArm64(builder);
    runners.set(builder, cross.runner);
    counts.push(await checkInstructions(cross, "ARM64", gnu(ARM64_PREFIX)));
  }
  const jobs = MACHINES.filter((machine) => runners.has(machine.build)).map((machine) => () =>
    emulateOne(machine, runners.get(machine.build)!, rest, here)
  );
  counts.push(...await inParallel(jobs));
  return counts;
}
