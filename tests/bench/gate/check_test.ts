/** The programs as they are run, on one case that takes no time; a baseline far off on either side decides, not the clock. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { cpus } from "node:os";
import { kernelFor, threadingInfo } from "@raptors/core";
import { writeBaseline } from "../../../bench/gate/files.ts";
import type { Baseline } from "../../../bench/gate/schema.ts";
import { runCommand } from "../../_process.ts";
import { existingPython } from "../_python.ts";

const python = await existingPython();
const ignore = python === undefined;
const NAME = "scale float64 4x4 C";

/** A baseline of this machine in which the case is `numpy` times faster than NumPy. */
function baseline(numpy: number, machine: Partial<Baseline["machines"][0]> = {}): Baseline {
  return {
    ...{ schema: "raptors-baseline-1", os: Deno.build.os, arch: Deno.build.arch },
    isa: kernelFor("sum", "float32").isa,
    tolerance: { default: 0.5, ops: {}, cases: {} },
    machines: [{
      ...{ cpu: cpus()[0]?.model.trim() || `an unnamed ${Deno.build.arch} CPU`, threads: threadingInfo().threads },
      ...{ date: "2026-01-01T00:00:00.000Z", deno: "2.9.6", numpy: "NumPy 2.4.6", commit: null, runs: 1 },
      cases: { [NAME]: { numpy, limit: null } },
      ...machine,
    }],
  };
}

async function check(...baselines: Baseline[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const folder = await Deno.makeTempDir();
  try {
    for (const one of baselines) await writeBaseline(one, folder);
    const args = [
      "run",
      "-A",
      "--no-lock",
      "bench/gate/check.ts",
      "--folder",
      folder,
      "--results",
      folder,
      "--only",
      `^${NAME}$`,
    ];
    const env = {
      RAPTORS_PYTHON: python!,
      RAPTORS_THREADS: String(threadingInfo().threads),
      RAPTORS_SIMD: kernelFor("sum", "float32").isa,
    };
    return await runCommand(Deno.execPath(), [...args, "--repeats", "2", "--warmup", "0", "--pause", "0"], { env });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test({
  name: "bench:check fails with the name of what is slower than its baseline, after a second measurement",
  ignore,
  async fn() {
    const { code, stdout, stderr } = await check(baseline(1e6));
    assertEquals(code, 1, stderr);
    assertStringIncludes(stdout, `Measuring again, longer, what looks slower:\n  ${NAME}`);
    assertStringIncludes(stdout, `REGRESSED: ${NAME}: `);
    assertStringIncludes(stdout, "instead of 1000000×");
    assertStringIncludes(stderr, "bench:check: 1 of 1 cases failed");
  },
});

Deno.test({
  name: "bench:check passes where nothing is slower, and says what it cannot compare",
  ignore,
  async fn() {
    const well = await check(baseline(1e-6));
    assertEquals(well.code, 0, well.stdout + well.stderr);
    assertStringIncludes(well.stdout, "1 cases compared with their baseline: 0 slower");
    assert(!well.stdout.includes("Measuring again"));
    const elsewhere = await check(baseline(1e6, { cpu: "Another CPU" }));
    assertEquals(elsewhere.code, 0, elsewhere.stderr);
    assertStringIncludes(elsewhere.stdout, "only about Another CPU");
    assertStringIncludes(elsewhere.stdout, `In no baseline, so not compared: ${NAME}`);
  },
});

Deno.test("bench:check and bench:record say what is wrong with a command line", async () => {
  for (const program of ["check", "record"]) {
    const run = (...args: string[]) =>
      runCommand(Deno.execPath(), ["run", "-A", "--no-lock", `bench/gate/${program}.ts`, ...args]);
    const bad = await run("--nonsense");
    assertEquals(bad.code, 2, bad.stderr);
    assertStringIncludes(bad.stderr, "Unknown option '--nonsense'");
    const { code, stdout } = await run("--help");
    assertEquals(code, 0);
    assertStringIncludes(stdout, `Usage: deno task bench:${program} [options]`);
  }
});
