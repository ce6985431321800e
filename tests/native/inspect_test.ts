/** The checks of `deno task prebuilt` refuse what they are there for. Each library here is a small one that is wrong. */
import { assert, assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { exportedNames } from "../../native/build.ts";
import { execute } from "../../native/compile.ts";
import { isLater, makeStandIns } from "../../native/prebuilt/glibc.ts";
import { inspect } from "../../native/prebuilt/inspect.ts";
import { checkSignature } from "../../native/prebuilt/signature.ts";
import { targetOf, TARGETS } from "../../native/prebuilt/targets.ts";
import { CLANG, LLVM, missingTools } from "../../native/prebuilt/tools.ts";
import { checkObjects } from "../../native/tests/instructions.ts";
import { withFolder } from "../_process.ts";

const ignore = Deno.build.os !== "linux" || missingTools().length > 0;
if (ignore) console.log(`Checks of prebuilt libraries: skipped, this takes Linux and ${missingTools()}`);

/** Compiles C for a platform; the path of the object. */
async function compile(folder: string, platform: string, code: string, ...flags: string[]): Promise<string> {
  await Deno.writeTextFile(`${folder}/code.c`, code);
  const object = `${folder}/code.o`;
  await execute(CLANG, [
    `--target=${targetOf(platform).triple}`,
    "-O2",
    ...flags,
    "-c",
    `${folder}/code.c`,
    "-o",
    object,
  ]);
  return object;
}

/** A Mach-O library of one function. */
async function dylib(folder: string, ...flags: string[]): Promise<Uint8Array> {
  const object = await compile(folder, "macos-arm64", "int one(void) { return 1; }");
  const library = `${folder}/one.dylib`;
  const platform = ["-dylib", "-arch", "arm64", "-platform_version", "macos", "11.0", "11.0"];
  await execute("ld64.lld-19", [...platform, "-undefined", "dynamic_lookup", ...flags, "-o", library, object]);
  return await Deno.readFile(library);
}

Deno.test({
  name: "checkSignature() takes an ad-hoc signature, and refuses a changed page and a missing signature",
  ignore,
  fn: () =>
    withFolder(async (folder) => {
      const signed = await dylib(folder, "-adhoc_codesign");
      assert(checkSignature(signed) > 0);
      signed[200] ^= 1;
      assertThrows(() => checkSignature(signed), Error, "The signature does not fit page 0 of ");
      const unsigned = await dylib(folder, "-no_adhoc_codesign");
      assertThrows(() => checkSignature(unsigned), Error, "Expected a code signature, found none");
      assertThrows(() => checkSignature(new Uint8Array(100)), Error, "Expected a 64-bit Mach-O file");
    }),
});

Deno.test("isLater() compares versions number by number", () => {
  const later = [["2.29", "2.28"], ["2.14", "2.2.5"], ["2.2.5", "2.2"], ["3", "2.99"]];
  for (const [a, b] of later) assertEquals([isLater(a, b), isLater(b, a)], [true, false], `${a} and ${b}`);
  assertEquals(isLater("2.28", "2.28"), false);
});

Deno.test({
  name: "a function that glibc 2.28 lacks is named",
  ignore,
  fn: () =>
    withFolder(async (folder) => {
      const object = await compile(folder, "linux-x64", "int gettid(void); int f(void) { return gettid(); }");
      const message = "The library calls what glibc 2.28 does not have: gettid";
      await assertRejects(() => makeStandIns(targetOf("linux-x64").triple, [object], `${folder}/libs`), Error, message);
    }),
});

/** Calls libc, since a library that needs none is refused too; hidden, so that it is not an export. */
const CALLER = `double atof(const char *);
__attribute__((visibility("hidden"))) double use(const char *s) { return atof(s); }\n`;

Deno.test({
  name: "inspect() refuses other exports, another ABI hash and another architecture than the platform's",
  ignore,
  fn: () =>
    withFolder(async (folder) => {
      const library = `${folder}/libraptors.so`;
      const product = { target: targetOf("linux-x64"), library };
      const make = async (platform: string, code: string) => {
        const object = await compile(folder, platform, code + CALLER, "-fPIC"), { triple } = targetOf(platform);
        const libraries = await makeStandIns(triple, [object], `${folder}/${platform}`);
        const driver = [`--target=${triple}`, "-fuse-ld=lld", "-shared", "-nostdlib", "-Wl,-z,noexecstack"];
        await execute(CLANG, [...driver, object, ...libraries, "-o", library]);
      };
      const all = exportedNames().map((name) => `int ${name}(void) { return 0; }\n`).join("");
      await make("linux-x64", `${all}int surplus(void) { return 0; }\n`);
      const { message } = await assertRejects(() => inspect(product), Error);
      assertStringIncludes(message, " surplus");
      await make("linux-x64", all);
      await assertRejects(() => inspect(product), Error, "does not hold the ABI hash");
      await make("linux-arm64", all);
      await assertRejects(() => inspect(product), Error, "expected x86_64|x86-64, found elf64-littleaarch64");
    }),
});

Deno.test({
  name: "checkObjects() finds one instruction that does not belong, on every platform",
  ignore,
  fn: () =>
    withFolder(async (folder) => {
      const sources: Record<string, string> = {
        X86_64: `void f(float *p) { __asm__ volatile("vmovups (%0), %%ymm0" :: "r"(p) : "xmm0"); }`,
        ARM64: `void f(float *p) { __asm__ volatile(".arch_extension sve\\n rdvl x0, #1" ::: "x0"); (void)p; }`,
      };
      for (const { platform, arch, everywhere } of TARGETS) {
        const clean = await compile(folder, platform, "void f(float *p) { *p += 1; }");
        assertEquals(await checkObjects([clean], arch, LLVM, everywhere), { passed: 1, failed: 0 }, platform);
        const dirty = await compile(folder, platform, sources[arch]);
        assertEquals(await checkObjects([dirty], arch, LLVM, everywhere), { passed: 0, failed: 1 }, platform);
      }
    }),
});
