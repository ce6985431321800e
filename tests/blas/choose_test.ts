/** setBlas(), blasInfo(), shouldUseBlas() and RAPTORS_BLAS: who does the work, and who says so. */
import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import * as rt from "@raptors/core";
import { fileURLToPath } from "node:url";
import { blasProduct } from "../../lib/blas/products.ts";
import { localBuild } from "../../lib/native/load.ts";
import { runScript, withFolder } from "../_process.ts";
import { libraries, openblas } from "./_libraries.ts";

/** Runs with a BLAS, and goes back to the one before. */
function withBlas(name: rt.BlasChoice, run: () => void): void {
  const before = rt.blasInfo().choice;
  rt.setBlas(name);
  try {
    run();
  } finally {
    rt.setBlas(before);
  }
}

/** A test that needs the system's OpenBLAS. */
function withOpenblas(name: string, fn: () => void | Promise<void>): void {
  Deno.test({ name, ignore: openblas.missing !== undefined, fn });
}

const KINDS = ["gemm", "gemv", "ger", "dot", "nrm2", "asum", "axpy", "scal", "iamax"] as const;

Deno.test("setBlas() refuses what is neither a name nor a path, and leaves the choice as it was", () => {
  const expected = "expected auto, builtin, openblas, accelerate, or the path of a CBLAS library, found ";
  withBlas("builtin", () => {
    for (const value of ["openbas", "", "OpenBLAS", 3, undefined, null]) {
      assertThrows(() => rt.setBlas(value as string), TypeError, expected + JSON.stringify(value));
    }
    assertThrows(
      () => rt.setBlas("/nonexistent/libblas.so"),
      RangeError,
      "Cannot use /nonexistent/libblas.so for BLAS",
    );
    assertEquals(rt.blasInfo().choice, "builtin");
  });
});

Deno.test("setBlas('builtin') leaves nothing to a library", () => {
  withBlas("builtin", () => {
    const { provider, threads, config, path, from } = rt.blasInfo();
    const { threads: own } = rt.threadingInfo();
    const { isa } = rt.kernelFor("add", "float32");
    assertEquals([provider, threads, config, path], ["builtin", own, isa, undefined]);
    assertEquals(from.gemm, { float32: null, float64: null });
    assertEquals(rt.shouldUseBlas("gemm", [5000, 5000, 5000], "float64"), false);
  });
});

for (const { name, path, kind, integerSize, missing } of libraries) {
  Deno.test({
    name: `setBlas(path) leaves all work to ${name}, and blasInfo() tells of it`,
    ignore: missing !== undefined,
    fn() {
      withBlas(path, () => {
        const info = rt.blasInfo();
        assertEquals([info.choice, info.provider, info.path, info.integerSize], [path, kind, path, integerSize]);
        assertEquals(info.threads, rt.threadingInfo().threads);
        assertEquals([typeof info.version, typeof info.config], ["string", "string"]);
        for (const work of KINDS) {
          const lengths = work === "gemm" ? [1, 1, 1] : work === "gemv" || work === "ger" ? [1, 1] : [1];
          assertEquals(rt.shouldUseBlas(work, lengths, "float32"), true);
          assertEquals(rt.shouldUseBlas(work, lengths, "float64"), true);
          assertEquals(rt.shouldUseBlas(work, lengths, "int32"), false);
          assertEquals(rt.shouldUseBlas(work, lengths.fill(0), "float32"), false);
        }
      });
    },
  });

  Deno.test({
    name: `setThreads() reaches ${name}`,
    ignore: missing !== undefined,
    fn() {
      const { threads } = rt.threadingInfo();
      withBlas(path, () => {
        for (const n of [1, 3]) {
          rt.setThreads(n);
          assertEquals(rt.blasInfo().threads, n);
        }
        rt.setThreads(threads);
      });
    },
  });
}

withOpenblas("a library that is chosen anew is told how many threads there are by then", () => {
  const { threads } = rt.threadingInfo();
  withBlas("openblas", () => {
    rt.setBlas("builtin");
    rt.setThreads(3);
    rt.setBlas("openblas");
    assertEquals(rt.blasInfo().threads, 3);
    rt.setThreads(threads);
  });
});

Deno.test("shouldUseBlas() refuses kinds that do not exist and sizes of another kind", () => {
  assertThrows(
    () => rt.shouldUseBlas("gem" as "gemm", [1], "float32"),
    TypeError,
    'Unknown kind of work "gem": expected one of gemm, gemv, ger',
  );
  assertThrows(
    () => rt.shouldUseBlas("gemm", [2, 3], "float32"),
    RangeError,
    "The size of gemm is told by 3 lengths: found [2,3]",
  );
});

withOpenblas("metrics() counts who did the work, also where a library cannot take the operands", () => {
  withBlas("openblas", () => {
    rt.resetMetrics();
    const [a, out] = [rt.ones([4, 6]), rt.zeros([4, 4])];
    assertEquals(rt.metrics().blas, undefined);
    assertEquals(blasProduct(1, a, a.T, 0, out), true);
    assertEquals(blasProduct(1, a.slice(":", "::2"), a.slice(":", "::2").T, 0, out), false);
    assertEquals(blasProduct(1, a.slice("::-1"), a.T, 0, out), false);
    assertEquals(rt.metrics(), { blas: { gemm: { blas: 1, builtin: 2 } } });
    rt.resetMetrics();
    assertEquals(rt.metrics(), {});
  });
});

withOpenblas("matmul(), axpy() and scale() leave their work to the library, in place where BLAS works in place", () => {
  withBlas("openblas", () => {
    const a = rt.array([[1, 2], [3, 4]]), x = rt.array([1, 10]), y = rt.array([5, 6]);
    const told = (run: () => rt.NDArray | rt.NDArray<"float64">, expected: unknown, blas: rt.Metrics["blas"]) => {
      rt.resetMetrics();
      assertEquals(run().toArray(), expected as ReturnType<rt.NDArray["toArray"]>);
      assertEquals(rt.metrics().blas, blas);
    };
    const once = { blas: 1, builtin: 0 };
    told(() => a.matmul(a), [[7, 10], [15, 22]], { gemm: once });
    told(() => rt.matmul(a.T, a), [[10, 14], [14, 20]], { gemm: once });
    told(() => a.matmul(x), [21, 43], { gemv: once });
    told(() => rt.axpy(2, x, y), [7, 26], undefined);
    told(() => rt.axpy(2, x, y, { out: y }), [7, 26], { axpy: once });
    told(() => rt.axpy(2, x.slice("::-1"), y, { out: y }), [27, 28], { axpy: { blas: 0, builtin: 1 } });
    told(() => rt.axpy(1, rt.array([1]), y, { out: y }), [28, 29], undefined); // broadcasts
    told(() => rt.scale(y, 2), [56, 58], undefined);
    told(() => rt.scale(y, 2, { out: y }), [56, 58], { scal: once });
    told(() => y.scale(0.5, { out: y }), [28, 29], { scal: once });
    told(() => rt.scale(rt.array([NaN, 1]), 0, { out: y }), [NaN, 0], undefined);
    told(() => rt.scale(y, 0, { out: y }), [NaN, 0], { scal: { blas: 0, builtin: 1 } });
  });
});

withOpenblas("a library is never called with empty operands or detached memory", () => {
  withBlas("openblas", () => {
    const [a, out] = [rt.ones([3, 3]), rt.zeros([3, 3])];
    assertEquals(blasProduct(1, rt.ones([3, 0]), rt.ones([0, 3]), 0, out), false);
    const data = new Float64Array(9);
    const detached = rt.asarray(data, { shape: [3, 3] });
    structuredClone(data, { transfer: [data.buffer] });
    assertThrows(
      () => blasProduct(1, detached, a, 0, out),
      TypeError,
      "matmul() failed: a buffer is empty or detached",
    );
    assertThrows(() => blasProduct(1, a, a, 0, detached), TypeError, "matmul() failed: a buffer is empty or detached");
  });
});

const SHOW = `
  import * as rt from "@raptors/core";
  const { choice, provider, version, note } = rt.blasInfo();
  console.log(choice, provider, version !== undefined, note);
`;

withOpenblas("RAPTORS_BLAS chooses the library, with permissions for both libraries alone", async () => {
  const native = fileURLToPath(localBuild());
  const flags = [`--allow-ffi=${native},${openblas.path}`, "--allow-env=RAPTORS_BLAS"];
  for (const choice of ["openblas", openblas.path]) {
    const { stdout, stderr } = await runScript(SHOW, { env: { RAPTORS_BLAS: choice }, flags });
    assertEquals(stdout, `${choice} openblas true undefined\n`, stderr);
  }
});

Deno.test("RAPTORS_BLAS=builtin is the built-in code", async () => {
  const { stdout, stderr } = await runScript(SHOW, { env: { RAPTORS_BLAS: "builtin" } });
  assertEquals(stdout, "builtin builtin false undefined\n", stderr);
});

Deno.test("RAPTORS_BLAS that cannot be had is an error, not a fallback", async () => {
  for (
    const [value, message] of [
      [
        "openbas",
        'RAPTORS_BLAS: expected auto, builtin, openblas, accelerate, or the path of a CBLAS library, found "o',
      ],
      ["/nonexistent/libblas.so", "RAPTORS_BLAS: Cannot use /nonexistent/libblas.so for BLAS: "],
    ]
  ) {
    const { code, stderr } = await runScript(SHOW, { env: { RAPTORS_BLAS: value } });
    assertEquals(code, 1);
    assertStringIncludes(stderr, message);
  }
});

withOpenblas("a library that may not be opened is an error that says which permission it needs", async () => {
  const flags = [`--allow-ffi=${fileURLToPath(localBuild())}`, "--allow-read", "--allow-env"];
  const named = await runScript(SHOW, { env: { RAPTORS_BLAS: "openblas" }, flags });
  assertEquals(named.code, 1);
  assertStringIncludes(
    named.stderr,
    `RAPTORS_BLAS: BLAS "openblas" is not available: there is no permission to open it, expected such as ` +
      `--allow-ffi=${openblas.path}`,
  );
  const byPath = await runScript(SHOW, { env: { RAPTORS_BLAS: openblas.path }, flags });
  assertEquals(byPath.code, 1);
  assertStringIncludes(byPath.stderr, `NotCapable: Requires ffi access to "${openblas.path}"`);
});

Deno.test("a library that may only be opened after asking is not looked for in the file system either", async () => {
  await withFolder(async (folder) => {
    // Without any permission but the least, import and use must work and ask nothing.
    const flags = [`--allow-ffi=${fileURLToPath(localBuild())}`];
    const { stdout, stderr } = await runScript(SHOW, { flags, env: { RAPTORS_CACHE: folder } });
    assertEquals(stdout, "auto builtin false undefined\n", stderr);
  });
});
