/**
 * `deno task test:emulated`: the tests on CPUs that are not here. The C tests run on all of native/tests/emulate.ts; a part of
 * these tests runs in Deno for ARM64 with the library that was built for it. (Not those that start processes: an
 * emulated process cannot start another.) The last line is the sum, `N passed, N failed`.
 */
import { denoArm64 } from "./_deno_arm64.ts";
import { jsrReachable } from "./offline/deno.ts";
import { type Count, finish, runDenoTests, runNativeTests, total } from "./_suite.ts";
import { buildForArm64, missingForArm64 } from "../native/tests/cross.ts";

/** What is about the library and its calls; the C tests have seen the kernels. */
const CALLS = ["dispatch/introspect", "dispatch/metrics", "ops/corner_values"];

/** What runs on which CPU, with the instruction set that it must have. In parts of like length. */
const RUNS: { cpu: string; simd: string; tests: string[] }[] = [
  { cpu: "a64fx", simd: "sve", tests: CALLS },
  { cpu: "a64fx", simd: "sve", tests: ["ops/reduce"] },
  // Threads on one of them only: with SVE, that takes ten times as long.
  { cpu: "cortex-a53", simd: "neon", tests: [...CALLS, "dispatch/threading"] },
];

async function inDenoForArm64(): Promise<Count[]> {
  const deno = missingForArm64() ?? await denoArm64();
  if (typeof deno === "string") {
    console.log(`\nDeno for ARM64: skipped, this takes ${deno}`);
    return [];
  }
  const { library } = await buildForArm64();
  const jsr = await jsrReachable();
  // Side by side: most of an emulated test is one thread's work.
  return await Promise.all(RUNS.map(({ cpu, simd, tests }) => {
    const heading = `\nDeno ${deno.version} for ARM64 on ${cpu}, RAPTORS_SIMD=${simd}, with ${library}`;
    const args = ["--no-check", ...tests.map((name) => `tests/${name}_test.ts`)];
    const env = { ...deno.env, RAPTORS_LIB: library, RAPTORS_SIMD: simd };
    const print = (output: string) => console.log(`${heading}\n${output}`);
    return runDenoTests(args, { jsr, env, deno: deno.command(cpu), print });
  }));
}

async function main(): Promise<Count> {
  if (Deno.args.length > 0) throw new TypeError(`Expected no arguments, found ${Deno.args.join(" ")}`);
  return total([await runNativeTests(["--emulated"]), ...await inDenoForArm64()]);
}

finish(await main());
