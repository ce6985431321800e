/** Which libraries are recognised, and which are refused for what reason. */
import { assertEquals, assertThrows } from "@std/assert";
import { fileURLToPath } from "node:url";
import { candidatePaths, isNamed, isOnDisk } from "../../lib/blas/candidates.ts";
import { findProvider, openProvider } from "../../lib/blas/open.ts";
import { NAMINGS } from "../../lib/native/cblas.ts";
import { localBuild } from "../../lib/native/load.ts";
import { compileLibrary, compiler, hasCommand } from "../_compiler.ts";
import { withFolder } from "../_process.ts";
import { libraries, openblas } from "./_libraries.ts";

const CBLAS = new URL("./cblas.c", import.meta.url);

/** A test that compiles a library; on Windows, or without a compiler, it is skipped. */
function compiled(name: string, run: (folder: string) => Promise<void>, ignore = false): void {
  Deno.test({ name, ignore: compiler === undefined || ignore, fn: () => withFolder(run) });
}

for (const { name, path, missing, kind, integerSize } of libraries) {
  Deno.test({
    name: `openProvider() recognises ${name}, its integers and its version`,
    ignore: missing !== undefined,
    fn() {
      const provider = openProvider(path);
      assertEquals([provider.name, provider.path, provider.integerSize], [kind, path, integerSize]);
      const { version } = provider.control;
      if (!/^\d+\.\d+/.test(version ?? "")) throw new Error(`Expected a version, found ${version}`);
    },
  });

  Deno.test({
    name: `${name} is told the number of threads, and tells it`,
    ignore: missing !== undefined,
    fn() {
      const { control } = openProvider(path);
      const before = control.threads();
      for (const n of [1, 2, 3]) {
        assertEquals(control.setThreads(n), true);
        assertEquals(control.threads(), n);
      }
      control.setThreads(before ?? 1);
    },
  });
}

compiled("openProvider() finds functions by every name that is known, with integers of both sizes", async (folder) => {
  for (const [i, { prefix, suffix }] of NAMINGS.entries()) {
    const integerSize = i % 2 === 0 ? 64 : 32;
    const flags = [`-DNAME(f)=${prefix}cblas_##f${suffix && "##"}${suffix}`, `-DINT=int${integerSize}_t`];
    const path = await compileLibrary(`${folder}/${i}.so`, CBLAS, { flags });
    const provider = openProvider(path);
    assertEquals([provider.name, provider.integerSize], ["cblas", integerSize], `${prefix}cblas_dgemm${suffix}`);
    assertEquals([provider.control.threads(), provider.control.setThreads(2)], [undefined, false]);
  }
});

for (
  const [mistake, reason] of Object.entries({
    PRODUCT: "it gives wrong results: a product (gemm) of float32 gave -76 where -94 is right",
    LEADING: "it gives wrong results: a product (gemm) of float32 gave -838 where -94 is right",
    BETA: "it gives wrong results: a product (gemm) of float32 gave NaN where -86 is right",
    INDEX: "it gives wrong results: iamax of float32 gave 3 where 2 is right",
    COUNT: "asum of three elements gave a wrong sum",
    MISSING: "it has no function cblas_sger",
  })
) {
  compiled(`openProvider() refuses a library with a mistake: ${mistake}`, async (folder) => {
    const path = await compileLibrary(`${folder}/wrong.so`, CBLAS, { flags: [`-DWRONG_${mistake}`] });
    assertThrows(() => openProvider(path), RangeError, `Cannot use ${path} for BLAS: ${reason}`);
  });
}

Deno.test("openProvider() refuses a library that is no BLAS", () => {
  const path = fileURLToPath(localBuild());
  assertThrows(() => openProvider(path), RangeError, `Cannot use ${path} for BLAS: it has no CBLAS function, expected`);
});

Deno.test("openProvider() refuses a text file", () =>
  withFolder((folder) => {
    for (const [file, text] of [["long.so", "This is no library.\n".repeat(500)], ["empty.so", ""]]) {
      Deno.writeTextFileSync(`${folder}/${file}`, text);
      assertThrows(() => openProvider(`${folder}/${file}`), RangeError, `${file} for BLAS: it is no library`);
    }
  }));

Deno.test("openProvider() refuses a path at which there is nothing, and a folder", () =>
  withFolder((folder) => {
    assertThrows(() => openProvider(`${folder}/none.so`), RangeError, `Cannot use ${folder}/none.so for BLAS: `);
    assertThrows(() => openProvider(folder), RangeError, `Cannot use ${folder} for BLAS: `);
  }));

const foreign = Deno.build.arch === "x86_64" ? "aarch64" : "x86_64";
const cross = `${foreign.replace("_", "-")}-linux-gnu-gcc`;
const noCross = Deno.build.os !== "linux" || !hasCommand(cross);
if (noCross) console.log(`skipped: a library of another architecture: there is no ${cross}`);

compiled("openProvider() refuses a library for another architecture", async (folder) => {
  const path = await compileLibrary(`${folder}/foreign.so`, "int f(void) { return 1; }", { command: cross });
  assertThrows(
    () => openProvider(path),
    RangeError,
    `it is a library for ${foreign} (ELF), expected ${Deno.build.arch} (ELF)`,
  );
}, noCross);

Deno.test({
  name: "findProvider() finds the system's OpenBLAS",
  ignore: openblas.missing !== undefined,
  fn() {
    const { name, path } = findProvider("openblas");
    assertEquals([name, path], ["openblas", openblas.path]);
  },
});

Deno.test({
  name: "findProvider() says where Accelerate is",
  ignore: Deno.build.os === "darwin",
  fn() {
    assertThrows(
      () => findProvider("accelerate"),
      RangeError,
      `BLAS "accelerate" is not available: it is part of macOS, and this is ${Deno.build.os}`,
    );
  },
});

Deno.test("candidatePaths() knows where each system keeps OpenBLAS", () => {
  const linux = candidatePaths("openblas", { os: "linux", arch: "aarch64" });
  assertEquals(linux[0], "/usr/lib/aarch64-linux-gnu/libopenblas.so.0");
  for (
    const path of [
      ...["/usr/lib/aarch64-linux-gnu/openblas-pthread/libopenblas.so.0", "/usr/lib64/libopenblasp.so.0"],
      ...["/usr/local/lib/libopenblas.so", "/usr/lib/libopenblas.so.3", "libopenblas.so.0"],
    ]
  ) assertEquals(linux.includes(path), true, path);
  const mac = candidatePaths("openblas", { os: "darwin", arch: "aarch64" });
  assertEquals(mac[0], "/opt/homebrew/opt/openblas/lib/libopenblas.dylib");
  assertEquals(mac.includes("/usr/local/opt/openblas/lib/libopenblas.dylib"), true);
  assertEquals(candidatePaths("openblas", { os: "windows", arch: "x86_64" })[0], "libopenblas.dll");
});

Deno.test("candidatePaths() has Accelerate on macOS only, where no file can be seen", () => {
  const paths = candidatePaths("accelerate", { os: "darwin", arch: "aarch64" });
  assertEquals(paths, ["/System/Library/Frameworks/Accelerate.framework/Accelerate"]);
  assertEquals(paths.map(isOnDisk), [false]);
  assertEquals(candidatePaths("accelerate", { os: "linux", arch: "x86_64" }), []);
  assertEquals(["libopenblas.dll", "/usr/lib/libopenblas.so"].map(isOnDisk), [false, true]);
});

Deno.test("isNamed() tells names from paths", () => {
  assertEquals(["openblas", "accelerate", "./openblas", "auto"].map(isNamed), [true, true, false, false]);
});
