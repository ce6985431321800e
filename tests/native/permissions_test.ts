/** What Raptors needs of Deno's permissions: `--allow-ffi` for its library, and nothing else. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import { VARIABLES } from "../../lib/native/env.ts";
import { localBuild } from "../../lib/native/load.ts";
import { runScript } from "../_process.ts";

const LIBRARY = fileURLToPath(localBuild());
const FOLDER = LIBRARY.slice(0, LIBRARY.lastIndexOf("/"));

/** Uses a bit of everything: pool, threads, printing, large blocks, raw memory, metrics. */
const PROGRAM = `
  import * as rt from "@raptors/core";
  const a = rt.ones([1000, 1000]);
  using b = rt.tidy(() => a.add(1).T.slice("::2").multiply(2));
  const small = rt.array([[1, 2], [3, 4]], { dtype: "float32" });
  String(small);
  rt.setThreads(2);
  rt.setSimd("auto");
  console.log(b.sum(), small.data.length, rt.threadingInfo().threads, rt.memoryInfo().live > 0, rt.metrics().sum?.contiguous);
`;
const EXPECTED = "2000000 4 2 true 1\n";

async function works(flags: string[], env: Record<string, string> = {}): Promise<void> {
  const { code, stdout, stderr } = await runScript(PROGRAM, { flags: ["--no-check", ...flags], env });
  assertEquals([code, stdout], [0, EXPECTED], stderr);
}

Deno.test("--allow-ffi for the folder of the library is enough", async () => {
  await works([`--allow-ffi=${FOLDER}`]);
});

Deno.test("--allow-ffi for the library itself is enough", async () => {
  await works([`--allow-ffi=${LIBRARY}`]);
});

Deno.test("permissions for the library and for Raptors' own variables are enough to read these", async () => {
  const flags = [`--allow-ffi=${FOLDER}`, `--allow-read=${FOLDER}`, `--allow-env=${VARIABLES.join(",")}`];
  await works(flags, { RAPTORS_MALLOC: "1" });
  const { code, stderr } = await runScript(PROGRAM, { flags, env: { RAPTORS_THREADS: "0" } });
  assertEquals(code, 1);
  assertStringIncludes(stderr, "Bad environment variable RAPTORS_THREADS");
});

Deno.test("without permission to read the environment, Raptors' variables count as not set", async () => {
  await works([`--allow-ffi=${FOLDER}`], { RAPTORS_THREADS: "0", RAPTORS_LIB: "/nonexistent" });
});

Deno.test("without --allow-ffi, the error says which file needs it", async () => {
  const { code, stderr } = await runScript(PROGRAM, { flags: ["--no-check", "--allow-read", "--allow-env"] });
  assertEquals(code, 1);
  assertStringIncludes(stderr, `NotCapable: Requires ffi access to "${LIBRARY}", run again with the --allow-ffi flag`);
});

Deno.test("--allow-ffi for another folder is not enough", async () => {
  const { code, stderr } = await runScript(PROGRAM, { flags: ["--no-check", "--allow-ffi=/nonexistent"] });
  assertEquals(code, 1);
  assertStringIncludes(stderr, `Requires ffi access to "${LIBRARY}"`);
});
