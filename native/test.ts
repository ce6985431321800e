/**
 * Runs the C tests: `deno run -A native/test.ts [--sanitize] [--prebuilt] [--emulated] [--wine] [--filter NAME] [--cc COMPILER]`.
 *
 * Without options: every test at full length, and what the objects contain. `--sanitize` instead runs the tests under ASan
 * and UBSan, and what uses threads under TSan. `--prebuilt` instead runs them on the objects of the library that travels
 * with the package for this platform, rebuilt. `--emulated` instead runs them on emulated CPUs (tests/emulate.ts), and
 * looks into the objects for ARM64. `--wine` instead runs those of the prebuilt Windows library under Wine. `--filter`
 * picks the groups whose name contains it. `--cc` names the compiler, with `--emulated` that for ARM64. The last line is
 * `N passed, N failed`.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { PLATFORM } from "../lib/native/prebuilt.ts";
import { build, type BuildOptions, type BuildResult } from "./build.ts";
import { buildTarget, targetOf } from "./prebuilt/targets.ts";
import { checkTools } from "./prebuilt/tools.ts";
import { checkInstructions } from "./tests/instructions.ts";
import { emulate } from "./tests/emulate.ts";
import { buildRunner, type Count, exists, run } from "./tests/runner.ts";
import { underWine } from "./tests/wine.ts";

/** TSan's shadow memory does not stand every random layout of the address space, and setarch is there to ask for none. */
function fixedLayout(): string[] {
  return Deno.build.os === "linux" && exists("setarch") ? ["setarch", "-R"] : [];
}

async function sanitized(options: BuildOptions, rest: string[]): Promise<Count[]> {
  const address = await build({ ...options, sanitize: "address" });
  const thread = await build({ ...options, sanitize: "thread" });
  const withAddress = await buildRunner(address, ["-fsanitize=address,undefined"]);
  const withThread = await buildRunner(thread, ["-fsanitize=thread"]);
  const limit = ["--seconds", "600"];
  return [
    await run("Under ASan and UBSan", [withAddress, "--effort", "15", ...limit, ...rest]),
    await run("Under TSan", [...fixedLayout(), withThread, "--effort", "4", ...limit, ...rest, "driver", "pool"], {
      TSAN_OPTIONS: "halt_on_error=1",
    }),
  ];
}

/** Every test at full length on a build, and what its objects contain. */
async function tested(built: BuildResult, rest: string[]): Promise<Count[]> {
  const count = await run(`With ${built.cc}`, [await buildRunner(built), "--seconds", "300", ...rest]);
  if (rest.length > 0) return [count];
  return [count, await checkInstructions(built, Deno.build.arch === "x86_64" ? "X86_64" : "ARM64")];
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    args: Deno.args,
    options: {
      sanitize: { type: "boolean" },
      prebuilt: { type: "boolean" },
      emulated: { type: "boolean" },
      wine: { type: "boolean" },
      filter: { type: "string" },
      cc: { type: "string" },
    },
  });
  if (Deno.build.os === "windows") {
    // The runner guards memory with mmap and counts CPU time with getrusage. tests/ run the library through the FFI.
    console.log("The C tests are skipped: they take a POSIX system");
    console.log("0 passed, 0 failed");
    return;
  }
  const options: BuildOptions = { quiet: true, ...(values.cc ? { cc: values.cc } : {}) };
  const rest = values.filter === undefined ? [] : ["--filter", values.filter];
  const counts: Count[] = [];
  if (values.sanitize) counts.push(...await sanitized(options, rest));
  if (values.emulated) {
    counts.push(...await emulate(await build({ quiet: true }), rest, values.cc));
  }
  if (values.wine) counts.push(...await underWine(rest));
  if (values.prebuilt) {
    checkTools();
    counts.push(...await tested(await buildTarget(targetOf(PLATFORM)), rest));
  }
  if (!values.sanitize && !values.prebuilt && !values.emulated && !values.wine) {
    counts.push(...await tested(await build(options), rest));
  }
  const passed = counts.reduce((sum, c) => sum + c.passed, 0);
  const failed = counts.reduce((sum, c) => sum + c.failed, 0);
  console.log(`\n${passed} passed, ${failed} failed`);
  Deno.exit(failed === 0 && passed > 0 ? 0 : 1);
}

if (import.meta.main) {
  try {
    await main();
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    Deno.exit(1);
  }
}
