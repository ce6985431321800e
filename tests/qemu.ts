/**
 * `deno task test:qemu`: the tests on CPUs that are not here. The C tests run on all of native/tests/qemu.ts; a part of
 * these tests runs in Deno for ARM64 with the library that was built for it. (Not those that start processes: an
 * emulated process cannot start another.) The last line is the sum, `N passed, N failed`.
 */
import { denoArm64 } from "./_deno_arm64.ts";
import { jsrReachable } from "./offline/deno.ts";
import { type Count, finish, runDenoTests, runNativeTests, total } from "./_suite.ts";
import { buildForArm64, missingFor } from "../native/tests/cross.ts";
import { exists } from "../native/tests/runner.ts";

/** What runs on which CPU, with the instruction set that it must have, on which library. In parts of like length. */
const RUNS: { cpu: string; simd: string; library: "gcc" | "prebuilt"; paths: string[] }[] = [
  {
    cpu: "a64fx",
    simd: "sve",
    library: "gcc",
    paths: ["dispatch", "ops/bad_input_test.ts", "ops/corner_values_test.ts", "ops/elementwise_test.ts"],
  },
  { cpu: "a64fx", simd: "sve", library: "gcc", paths: ["ops/reduce_test.ts"] },
  { cpu: "cortex-a53", simd: "neon", library: "prebuilt", paths: ["dispatch", "ops/corner_values_test.ts"] },
];

async function inDenoForArm64(): Promise<Count[]> {
  const missing = missingFor("gcc") ?? (exists("qemu-aarch64") ? undefined : "qemu-aarch64");
  const deno = missing ?? await denoArm64();
  if (typeof deno === "string") {
    console.log(`\nDeno for ARM64: skipped, this takes ${deno}`);
    return [];
  }
  const gcc = (await buildForArm64("gcc")).library;
  // Without clang, gcc's library on that CPU too.
  const libraries = { gcc, prebuilt: missingFor("prebuilt") ? gcc : (await buildForArm64("prebuilt")).library };
  const jsr = await jsrReachable();
  // Side by side: most of an emulated test is one thread's work.
  return await Promise.all(RUNS.map(({ cpu, simd, library: wanted, paths }) => {
    const library = libraries[wanted];
    const heading = `\nDeno ${deno.version} for ARM64 on ${cpu}, RAPTORS_SIMD=${simd}, with ${library}`;
    const args = ["--no-check", ...paths.map((path) => `tests/${path}`)];
    const env = { ...deno.env, RAPTORS_LIB: library, RAPTORS_SIMD: simd };
    const print = (output: string) => console.log(`${heading}\n${output}`);
    return runDenoTests(args, { jsr, env, deno: deno.command(cpu), print });
  }));
}

async function main(): Promise<Count> {
  if (Deno.args.length > 0) throw new TypeError(`Expected no arguments, found ${Deno.args.join(" ")}`);
  return total([await runNativeTests(["--qemu"]), ...await inDenoForArm64()]);
}

finish(await main());
