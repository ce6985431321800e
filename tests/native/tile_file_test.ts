/** The user's file of tile sizes, in processes that start with it. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import { localBuild } from "../../lib/native/load.ts";
import { PLATFORM } from "../../lib/native/user_file.ts";
import { type RunOptions, type RunResult, runScript, withFolder } from "../_process.ts";

/** Runs a program with a user's file. */
async function withFile(text: string, code: string, options: RunOptions = {}): Promise<RunResult & { file: string }> {
  let result: RunResult & { file: string } | undefined;
  await withFolder(async (folder) => {
    const file = `${folder}/blas-${PLATFORM}.json`;
    await Deno.writeTextFile(file, text);
    const env = { RAPTORS_CACHE: folder, RAPTORS_SIMD: "scalar", ...options.env };
    result = { ...await runScript(`import * as rt from "@raptors/core";\n${code}`, { ...options, env }), file };
  });
  return result!;
}

const SHOW = `const { budget, source } = rt.kernelFor("add", "float32").tile;
  console.log(budget, source, rt.kernelFor("sum", "float32").tile.budget, rt.blasInfo().crossoverFile ?? "shipped");`;
const TUNED = '{ "format": 1, "tiles": { "scalar": { "taskBytes": 32768, "stripBytes": 2048 } } }';

Deno.test("the sizes of the user's file are in force from the start, for their instruction set", async () => {
  const { stdout, stderr } = await withFile(TUNED, SHOW);
  assertEquals(stdout, "32768 tuned 2048 shipped\n", stderr);
  const other = await withFile(TUNED.replace("scalar", "sve"), SHOW);
  assertStringIncludes(other.stdout, " caches ", other.stderr);
});

Deno.test("without permission to read it, the user's file counts as not there, and nobody is asked", async () => {
  const flags = [`--allow-ffi=${fileURLToPath(localBuild())}`, "--allow-env"];
  const { stdout, stderr } = await withFile("{ no JSON", SHOW, { flags });
  assertStringIncludes(stdout, " caches ", stderr);
});

Deno.test("a bad file is refused where tiles are asked for, naming it; results are as ever", async () => {
  const bad = TUNED.replace("32768", "30000");
  const { code, stdout, stderr, file } = await withFile(bad, `console.log(rt.ones([500, 500]).sum());\n${SHOW}`);
  assertEquals([code, stdout], [1, "250000\n"]);
  assertStringIncludes(
    stderr,
    `RangeError: Bad tiles in ${file}: tiles.scalar.taskBytes: expected a power of two from 16384 to 4194304. ` +
      "Run `deno task tune` again, or delete the file",
  );
});
