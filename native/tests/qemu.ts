/** Runs the tests on CPUs that are not here: NEON under qemu-aarch64, and x86-64 CPUs without AVX-512 and without AVX. */
import { abiHash, buildDir, type BuildResult, isasOf, libraryUnits } from "../build.ts";
import { compileAll } from "../compile.ts";
import { buildRunner, type Count, exists, run } from "./runner.ts";

/** Emulation is some fifty times slower than the CPU. */
const EFFORT = ["--effort", "4", "--seconds", "900"];

async function arm64(flags: string[], rest: string[]): Promise<Count> {
  const cc = "aarch64-linux-gnu-gcc";
  if (!exists(cc) || !exists("qemu-aarch64")) {
    console.log(`\nNEON under emulation: skipped, this takes ${cc} and qemu-aarch64`);
    return { passed: 0, failed: 0 };
  }
  const dir = `${buildDir()}-qemu-aarch64`;
  const units = libraryUnits("ARM64", `${dir}/obj`, flags);
  await compileAll(cc, units);
  const runner = await buildRunner({
    cc,
    flags,
    objects: units.map((u) => u.object),
    dir: `${dir}/tests`,
    link: ["-static"],
  });
  const isaNames = isasOf("ARM64").map((row) => row.name).join(" ");
  return await run("NEON, under qemu-aarch64", ["qemu-aarch64", runner, ...EFFORT, "--isas", isaNames, ...rest]);
}

/** All emulated CPUs that this machine has the tools for; says which it skips. */
export async function emulate(build: BuildResult, runner: string, rest: string[]): Promise<Count[]> {
  if (!build.flags.some((flag) => flag.includes(abiHash()))) throw new Error("The build's flags lack the ABI hash");
  const counts = [await arm64(build.flags, rest)];
  for (const [cpu, isas] of [["Haswell", "avx2 scalar"], ["Nehalem", "scalar"]]) {
    if (Deno.build.arch !== "x86_64" || !exists("qemu-x86_64")) {
      console.log(`\n${cpu}: skipped, this takes x86-64 and qemu-x86_64`);
      continue;
    }
    // QEMU 7.2 reads all of what vmaskmov masks: no reads at the edge of a page here.
    const args = ["qemu-x86_64", "-cpu", cpu, runner, ...EFFORT, "--isas", isas, "--slack", "64", ...rest];
    counts.push(await run(`${cpu}, under qemu-x86_64`, args));
  }
  return counts;
}
