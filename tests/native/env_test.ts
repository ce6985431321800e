import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { availableSimd } from "@raptors/core";
import { VARIABLES } from "../../lib/native/env.ts";
import { type Environment, parseEnvironment } from "../../lib/native/env_schema.ts";
import { ISAS } from "../../lib/native/symbols.gen.ts";
import { runScript } from "../_process.ts";

const parse = (values: Record<string, string>): Environment => parseEnvironment((name) => values[name]);

Deno.test("parseEnvironment() of nothing is nothing", () => {
  assertEquals(parse({}), {});
});

Deno.test("parseEnvironment() reads every variable", () => {
  const values = {
    RAPTORS_LIB: "/a/b.so",
    RAPTORS_SIMD: "scalar",
    RAPTORS_THREADS: "3",
    RAPTORS_ADAPTIVE: "0",
    RAPTORS_BLAS: "/a/libblas.so",
    RAPTORS_CACHE: "/tmp/x",
    RAPTORS_MALLOC: "0",
    RAPTORS_DEBUG_MEMORY: "1",
  };
  assertEquals(Object.keys(values).sort(), [...VARIABLES].sort());
  assertEquals(parse(values) as unknown, { ...values, RAPTORS_THREADS: 3 });
});

Deno.test("parseEnvironment() takes any instruction set by name, and auto", () => {
  for (const name of ["auto", ...ISAS.map((isa) => isa.name)]) {
    assertEquals(parse({ RAPTORS_SIMD: name }).RAPTORS_SIMD as string, name);
  }
});

Deno.test("parseEnvironment() takes as RAPTORS_BLAS the names, and what looks like a path", () => {
  const paths = ["./x", "C:\\blas\\mkl_rt.dll", "libmkl_rt.so", "libblis.so.4", "libopenblas.0.dylib", "openblas.dll"];
  for (const value of ["auto", "builtin", "openblas", "accelerate", ...paths]) {
    assertEquals(parse({ RAPTORS_BLAS: value }).RAPTORS_BLAS, value);
  }
  for (const value of ["", "mkl", "OpenBLAS", "libblas.so.x"]) {
    assertThrows(
      () => parse({ RAPTORS_BLAS: value }),
      RangeError,
      `RAPTORS_BLAS: expected auto, builtin, openblas, accelerate, or the path of a CBLAS library, found "${value}"`,
    );
  }
});

Deno.test("parseEnvironment() names what a variable may be, and what it is", () => {
  const threads = "expected a whole number from 1 to 256, found";
  for (const value of ["0", "257", "-1", "1.5", "two", "", " 2", "1e2"]) {
    assertThrows(
      () => parse({ RAPTORS_THREADS: value }),
      RangeError,
      `Bad environment variable RAPTORS_THREADS: ${threads} ${JSON.stringify(value)}`,
    );
  }
  assertThrows(
    () => parse({ RAPTORS_SIMD: "sse2" }),
    RangeError,
    `RAPTORS_SIMD: expected one of auto, ${ISAS.map((isa) => isa.name).join(", ")}, found "sse2"`,
  );
  assertThrows(() => parse({ RAPTORS_LIB: "" }), RangeError, "RAPTORS_LIB: expected the path of a Raptors library");
  assertThrows(() => parse({ RAPTORS_MALLOC: "yes" }), RangeError, "RAPTORS_MALLOC: expected 0");
  assertThrows(() => parse({ RAPTORS_ADAPTIVE: "no" }), RangeError, 'or 1, found "no"');
  assertThrows(() => parse({ RAPTORS_DEBUG_MEMORY: "2" }), RangeError, 'expected 0 or 1, found "2"');
});

Deno.test("parseEnvironment() names every bad variable at once", () => {
  const error = assertThrows(() => parse({ RAPTORS_THREADS: "0", RAPTORS_SIMD: "mmx" }), RangeError);
  assertStringIncludes(error.message, "RAPTORS_THREADS: ");
  assertStringIncludes(error.message, 'found "mmx"');
});

const SHOW = `
  import * as rt from "@raptors/core";
  console.log(rt.kernelFor("add", "float32").isa, rt.threadingInfo().threads);
`;

Deno.test("RAPTORS_SIMD and RAPTORS_THREADS set the instruction set and the threads", async () => {
  const { stdout, stderr } = await runScript(SHOW, { env: { RAPTORS_SIMD: "scalar", RAPTORS_THREADS: "5" } });
  assertEquals(stdout, "scalar 5\n", stderr);
});

Deno.test("RAPTORS_SIMD that this CPU lacks is an error that names what it has", async () => {
  const lacking = ISAS.map((isa) => isa.name).find((name) => !availableSimd().includes(name))!;
  const { code, stderr } = await runScript(SHOW, { env: { RAPTORS_SIMD: lacking } });
  assertEquals(code, 1);
  assertStringIncludes(
    stderr,
    `RAPTORS_SIMD: SIMD mode "${lacking}" is not available: expected one of auto, ${
      availableSimd().join(", ")
    } on this CPU`,
  );
});

Deno.test("RAPTORS_THREADS=0 is an error, not a fallback", async () => {
  const { code, stderr } = await runScript(SHOW, { env: { RAPTORS_THREADS: "0" } });
  assertEquals(code, 1);
  assertStringIncludes(stderr, 'RAPTORS_THREADS: expected a whole number from 1 to 256, found "0"');
});

Deno.test("RAPTORS_ADAPTIVE=0 freezes the table that ships: nothing is timed, and the thresholds decide", async () => {
  const { stdout, stderr } = await runScript(
    `
      import * as rt from "@raptors/core";
      rt.setThreads(2);
      const calls = [10_000, 100_000, 1_000_000].map((n) => {
        const a = rt.ones([n], { dtype: "float32" });
        const before = rt.threadingInfo().jobs;
        for (let i = 0; i < 300; i++) a.sum();
        return rt.threadingInfo().jobs - before;
      });
      const { adaptive, kinds } = rt.threadingInfo();
      const { threshold, bands, alone, shared } = kinds.reduceAll;
      const asTable = bands.every(({ from, decision }) => decision === (from >= threshold ? "shared" : "alone"));
      const whys = [...new Set(bands.map(({ why }) => why))];
      console.log(JSON.stringify({ adaptive, calls, threshold, asTable, whys, timed: alone.calls + shared.calls }));
    `,
    { env: { RAPTORS_ADAPTIVE: "0" } },
  );
  const expected = { adaptive: false, calls: [0, 300, 300], threshold: 2 ** 18, asTable: true, whys: ["frozen"] };
  assertEquals(JSON.parse(stdout || "null"), { ...expected, timed: 0 }, stderr);
});

Deno.test("RAPTORS_MALLOC=0 leaves malloc alone, and everything works", async () => {
  const { stdout, stderr } = await runScript(
    `import * as rt from "@raptors/core"; console.log(rt.ones([2000, 2000]).multiply(2).sum());`,
    { env: { RAPTORS_MALLOC: "0" } },
  );
  assertEquals(stdout, "8000000\n", stderr);
});
