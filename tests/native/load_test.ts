/** Finding, checking and refusing the native library. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { definitions } from "../../native/build.ts";
import { compileLibrary, compiler } from "../_compiler.ts";
import { copy, copyPackage, LIBRARY } from "../_package.ts";
import { ROOT, runCommand, type RunOptions, type RunResult, runScript, withFolder } from "../_process.ts";

const USE = `import * as rt from "@raptors/core"; console.log(rt.ones([1000, 3]).add(1).sum());`;

const use = (options: RunOptions): Promise<RunResult> => runScript(USE, options);

/** Copies what a program and the build need of the sources, without any library. */
async function copySources(folder: string): Promise<void> {
  await copyPackage(folder);
  for (const name of ["build.ts", "compile.ts", ...definitions()]) {
    await copy(`${ROOT}native/${name}`, `${folder}/native/${name}`);
  }
}

Deno.test("the local build is found, from any folder", async () => {
  const { code, stdout, stderr } = await use({});
  assertEquals([code, stdout], [0, "6000\n"], stderr);
});

Deno.test("RAPTORS_LIB names the library to load", async () => {
  await withFolder(async (folder) => {
    const elsewhere = `${folder}/a library with spaces.so`;
    await Deno.copyFile(LIBRARY, elsewhere);
    const { code, stdout, stderr } = await use({ env: { RAPTORS_LIB: elsewhere } });
    assertEquals([code, stdout], [0, "6000\n"], stderr);
  });
});

Deno.test("RAPTORS_LIB that names no file is refused, without a fallback", async () => {
  const { code, stderr } = await use({ env: { RAPTORS_LIB: "/nonexistent/libraptors.so" } });
  assertEquals(code, 1);
  assertStringIncludes(stderr, "Cannot open the native library /nonexistent/libraptors.so (from RAPTORS_LIB): ");
});

Deno.test("RAPTORS_LIB that names a text file is refused", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/text.so`, "This is no library.\n".repeat(500));
    const { code, stderr } = await use({ env: { RAPTORS_LIB: `${folder}/text.so` } });
    assertEquals(code, 1);
    assertStringIncludes(stderr, `Cannot open the native library ${folder}/text.so (from RAPTORS_LIB): `);
  });
});

Deno.test("RAPTORS_LIB that is empty is refused", async () => {
  const { code, stderr } = await use({ env: { RAPTORS_LIB: "" } });
  assertEquals(code, 1);
  assertStringIncludes(
    stderr,
    'Bad environment variable RAPTORS_LIB: expected the path of a Raptors library, found ""',
  );
});

Deno.test({
  name: "a library with another ABI hash is refused before anything else of it is called",
  // Needs a C compiler.
  ignore: compiler === undefined,
  fn: () =>
    withFolder(async (folder) => {
      const library = await compileLibrary(
        `${folder}/other.so`,
        `#include <string.h>
         int rp_abi(unsigned char *to) { memset(to, '7', 64); return 0; }`,
      );
      const { code, stderr } = await use({ env: { RAPTORS_LIB: library } });
      assertEquals(code, 1);
      assertMatch(
        stderr,
        /other\.so \(from RAPTORS_LIB\) does not fit this version of Raptors: expected ABI [0-9a-f]{12}, found 777777777777/,
      );
      assertStringIncludes(stderr, "Run `deno task build` in the repository, or set RAPTORS_LIB to a library of");
    }),
});

Deno.test({
  name: "a library that is not Raptors' is refused",
  ignore: compiler === undefined,
  fn: () =>
    withFolder(async (folder) => {
      const library = await compileLibrary(`${folder}/other.so`, "int something_else(void) { return 1; }");
      const { code, stderr } = await use({ env: { RAPTORS_LIB: library } });
      assertEquals(code, 1);
      assertStringIncludes(stderr, `Cannot open the native library ${library} (from RAPTORS_LIB): `);
      assertStringIncludes(stderr, "rp_abi");
    }),
});

Deno.test("without a library the error says where it should be and how to make it", async () => {
  await withFolder(async (folder) => {
    await copySources(folder);
    const { code, stderr } = await use({ cwd: folder });
    assertEquals(code, 1);
    assertStringIncludes(
      stderr,
      `There is no native library for ${Deno.build.os}-${Deno.build.arch}: expected one at file://`,
    );
    assertStringIncludes(
      stderr,
      "Run `deno task build` in the repository (it needs a C compiler), or set RAPTORS_LIB to the path of one",
    );
  });
});

/** Runs native/build.ts in a copy of the sources, after a change to it. */
async function build(env: Record<string, string>, change = (_folder: string) => {}): Promise<RunResult> {
  let result: RunResult | undefined;
  await withFolder(async (folder) => {
    await copySources(folder);
    change(folder);
    const args = ["run", "-A", "--no-lock", "native/build.ts"];
    result = await runCommand(Deno.execPath(), args, { cwd: folder, env });
  });
  return result!;
}

Deno.test("the build without any compiler says what to install", async () => {
  const { code, stderr } = await build({ PATH: "/nonexistent", CC: "" });
  assertEquals(code, 1);
  assertStringIncludes(stderr, "No C compiler was found (tried cc, gcc and clang): install ");
  assertStringIncludes(stderr, "or set CC to one");
  assert(!stderr.includes("    at "), `Expected a message without a stack, found ${stderr}`);
});

Deno.test("the build with a CC that does not run says so, and tries no other", async () => {
  const { code, stderr } = await build({ CC: "/nonexistent/cc" });
  assertEquals(code, 1);
  assertStringIncludes(
    stderr,
    "The C compiler /nonexistent/cc does not run: unset CC, or set it to gcc 12 or later or clang 14 or later",
  );
});

Deno.test("the build says when the generated files are of other definitions", async () => {
  const { code, stderr } = await build({}, (folder) => {
    Deno.writeTextFileSync(`${folder}/native/gemm.def`, "\n", { append: true });
  });
  assertEquals(code, 1);
  assertStringIncludes(stderr, "was made from other native/*.def than are here: run `deno task gen`");
});
