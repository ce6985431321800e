/** Crossover points: what the files may hold, and how `auto` goes by them. */
import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { fileURLToPath } from "node:url";
import { samePoints, workOf } from "../../lib/blas/crossover_points.ts";
import { parseCrossovers } from "../../lib/blas/crossover_schema.ts";
import { shippedCrossovers } from "../../lib/blas/crossovers.ts";
import shipped from "../../lib/blas/crossovers.json" with { type: "json" };
import { PLATFORM, userFile } from "../../lib/native/user_file.ts";
import { localBuild } from "../../lib/native/load.ts";
import { type RunOptions, type RunResult, runScript, withFolder } from "../_process.ts";
import { openblas } from "./_libraries.ts";

const never = { float32: null, float64: null };

Deno.test("parseCrossovers() reads points; kinds that are missing are never left to a library", () => {
  const gemm = { float32: 1000, float64: null };
  const text = JSON.stringify({ format: 1, provider: "openblas", from: { gemm }, measured: "whatever else" });
  assertEquals(parseCrossovers(text), { provider: "openblas", from: { ...samePoints(null), gemm } });
});

Deno.test("parseCrossovers() of a file about tiles alone is nothing", () => {
  assertEquals(parseCrossovers('{ "format": 1, "tiles": {} }'), undefined);
  assertThrows(() => parseCrossovers('{ "format": 1, "tiles": {}, "from": {} }'), RangeError, "provider: ");
});

Deno.test("parseCrossovers() names everything that is wrong", () => {
  const gemm = { float32: 1000, float64: null };
  const wrong = (value: unknown) => assertThrows(() => parseCrossovers(JSON.stringify(value)), RangeError).message;
  assertStringIncludes(wrong({ format: 2, provider: "openblas", from: {} }), "format: expected 1");
  assertStringIncludes(wrong({ format: 1, from: {} }), "provider: expected openblas, accelerate or a path");
  assertStringIncludes(
    wrong({ format: 1, provider: "", from: {} }),
    "provider: expected openblas, accelerate or a path",
  );
  for (const point of [0, -1, "1000", undefined]) {
    const message = wrong({ format: 1, provider: "openblas", from: { gemm: { ...gemm, float32: point } } });
    assertEquals(message, "from.gemm.float32: expected a number from 1 on, or null");
  }
  assertStringIncludes(
    wrong({ format: 1, provider: "openblas", from: { gem: gemm } }),
    'from: Unrecognized key: "gem"',
  );
  assertStringIncludes(wrong({ format: 1, provider: "openblas", from: { gemm: { ...gemm, int8: 1 } } }), "from.gemm: ");
  assertStringIncludes(wrong([]), "the file: ");
  assertThrows(() => parseCrossovers("{"), RangeError, "it is not JSON: ");
});

Deno.test("the points that the package ships are in the form that is checked, for platforms that exist", () => {
  for (const [platform, crossovers] of Object.entries(shipped.platforms)) {
    assertEquals(/^(linux|darwin|windows)-(x86_64|aarch64)$/.test(platform), true, platform);
    assertEquals(parseCrossovers(JSON.stringify(crossovers))?.from, shippedCrossovers(platform).from);
  }
});

Deno.test("where nothing was measured, nothing is left to a library", () => {
  assertEquals(shippedCrossovers("plan9-vax"), { provider: "openblas", from: samePoints(null) });
});

Deno.test("userFile() is in RAPTORS_CACHE, else where the system keeps caches", async () => {
  const show = `import { userFile } from ${JSON.stringify(import.meta.resolve("../../lib/native/user_file.ts"))};
    console.log(userFile() ?? "none");`;
  const where = async (options: RunOptions) => (await runScript(show, options)).stdout.trim();
  const name = `blas-${PLATFORM}.json`;
  const home = { HOME: "/home/a", XDG_CACHE_HOME: "" };
  assertEquals(await where({ env: { ...home, RAPTORS_CACHE: "/x" } }), `/x/${name}`);
  if (Deno.build.os === "linux") {
    assertEquals(await where({ env: home }), `/home/a/.cache/raptors/${name}`);
    assertEquals(await where({ env: { ...home, XDG_CACHE_HOME: "/y" } }), `/y/raptors/${name}`);
  }
  assertEquals(await where({ env: home, flags: ["--allow-env=RAPTORS_CACHE"] }), "none");
  assertEquals(userFile()?.endsWith(name), true);
});

Deno.test("workOf() is the number of products", () => {
  assertEquals([workOf([2, 3, 5]), workOf([2, 3]), workOf([7]), workOf([4, 0, 2])], [30, 6, 7, 0]);
});

const PROGRAM = `
  import * as rt from "@raptors/core";
  const told = [rt.shouldUseBlas("gemm", [9, 10, 10], "float64"), rt.shouldUseBlas("gemm", [10, 10, 10], "float64"),
    rt.shouldUseBlas("gemm", [999, 999, 999], "float32"), rt.shouldUseBlas("dot", [1e6], "float64")];
  const { choice, provider, crossoverFile, note, from } = rt.blasInfo();
  console.log(JSON.stringify({ told, choice, provider, crossoverFile, note, gemm: from.gemm }));
`;

interface Told {
  told: boolean[];
  choice: string;
  provider: string;
  crossoverFile?: string;
  note?: string;
  gemm: unknown;
}

/** Runs the program with a file of crossover points as the user's own. */
async function withFile(
  text: string,
  check: (result: RunResult, file: string) => void,
  options: { env?: Record<string, string>; flags?: string[] } = {},
): Promise<void> {
  await withFolder(async (folder) => {
    const file = `${folder}/blas-${PLATFORM}.json`;
    await Deno.writeTextFile(file, text);
    check(await runScript(PROGRAM, { ...options, env: { RAPTORS_CACHE: folder, ...options.env } }), file);
  });
}

const points = (provider: string) =>
  JSON.stringify({ format: 1, provider, from: { gemm: { float32: null, float64: 1000 } } });
const told = ({ stdout, stderr }: RunResult): Told => {
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout);
};

Deno.test({
  name: "auto leaves to the measured library what is as large as measured, and nothing else",
  ignore: openblas.missing !== undefined,
  fn: () =>
    withFile(points(openblas.path), (result, file) => {
      assertEquals(told(result), {
        told: [false, true, false, false],
        choice: "auto",
        provider: "openblas",
        crossoverFile: file,
        gemm: { float32: null, float64: 1000 },
      });
    }),
});

Deno.test("auto does without a library that is gone, and says why", () =>
  withFile(points("/nonexistent/libopenblas.so"), (result, file) => {
    const { note = "", ...rest } = told(result);
    const expected = { told: [false, false, false, false], choice: "auto", provider: "builtin", crossoverFile: file };
    assertEquals(rest, { ...expected, gemm: never });
    assertStringIncludes(note, "Cannot use /nonexistent/libopenblas.so for BLAS: ");
  }));

Deno.test({
  name: "auto does without a library that it may not open, and does not ask",
  ignore: openblas.missing !== undefined,
  async fn() {
    const flags = [`--allow-ffi=${fileURLToPath(localBuild())}`, "--allow-read", "--allow-env"];
    await withFile(points(openblas.path), (result) => {
      const { provider, note = "" } = told(result);
      assertEquals(provider, "builtin");
      assertStringIncludes(
        note,
        `Cannot use ${openblas.path} for BLAS: there is no permission to open it (--allow-ffi)`,
      );
    }, { flags });
  },
});

Deno.test("without permission to read it, the user's file counts as not there", () =>
  withFile("{ no JSON", (result) => {
    const { provider, crossoverFile, note } = told(result);
    assertEquals([provider, crossoverFile, note], ["builtin", undefined, undefined]);
  }, { flags: [`--allow-ffi=${fileURLToPath(localBuild())}`, "--allow-env"] }));

Deno.test("a bad file is an error at the first work that it would decide, which names it", async () => {
  await withFile("{ no JSON", ({ code, stderr }, file) => {
    assertEquals(code, 1);
    assertStringIncludes(stderr, `RangeError: Bad crossover points in ${file}: it is not JSON: `);
    assertStringIncludes(stderr, "Run `deno task tune` again, delete the file, or choose a BLAS with setBlas()");
  });
  await withFile('{ "format": 1, "provider": "openblas", "from": { "gemm": 3 } }', ({ code, stderr }, file) => {
    assertEquals(code, 1);
    assertStringIncludes(stderr, `RangeError: Bad crossover points in ${file}: from.gemm: `);
  });
});

Deno.test("a bad file does not matter to those who have chosen", () =>
  withFile("{ no JSON", (result) => {
    const { choice, provider } = told(result);
    assertEquals([choice, provider], ["builtin", "builtin"]);
  }, { env: { RAPTORS_BLAS: "builtin" } }));
