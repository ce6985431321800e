/** `deno task tune`: its options, how it finds a crossover point, and that `auto` goes by what it writes. */
import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { OptionError } from "../../bench/flags.ts";
import { crossoverOf } from "../../bench/tune/crossover.ts";
import { CANDIDATES, type MeasuredTile, winnerOf } from "../../bench/tune/tiles.ts";
import { HELP, parseTuneOptions } from "../../bench/tune/options.ts";
import { makeWork, sizesOf, TUNED_KINDS } from "../../bench/tune/work.ts";
import { workOf } from "../../lib/blas/crossover_points.ts";
import { parseCrossovers } from "../../lib/blas/crossover_schema.ts";
import { parseTiles } from "../../lib/dispatch/tile_schema.ts";
import { PLATFORM } from "../../lib/native/user_file.ts";
import { openblas } from "../blas/_libraries.ts";
import { runCommand, runScript, withFolder } from "../_process.ts";

const points = (...ratios: number[]) => ratios.map((r, i) => ({ work: 10 ** (i + 1), builtin: r, library: 1 }));

Deno.test("crossoverOf() is the size from which on the library is always faster", () => {
  assertEquals(crossoverOf(points(0.5, 0.9, 1.5, 2)), 1000);
  assertEquals(crossoverOf(points(0.5, 0.9, 1.5, 2).toReversed()), 1000);
  assertEquals(crossoverOf(points(2, 0.9, 1.5, 2)), 1000);
  assertEquals(crossoverOf(points(2, 2, 2)), 10);
});

Deno.test("crossoverOf() is null where the library is slower at last, or faster at one size only", () => {
  assertEquals(crossoverOf(points(2, 2, 2, 0.9)), null);
  assertEquals(crossoverOf(points(0.5, 0.5, 0.5, 2)), null);
  assertEquals(crossoverOf([]), null);
});

Deno.test("crossoverOf() leaves what is within the noise to the built-in code", () => {
  assertEquals(crossoverOf(points(0.5, 1.04, 1.04, 1.04)), null);
  assertEquals(crossoverOf(points(0.5, 1.06, 1.06, 1.06)), 100);
});

Deno.test("parseTuneOptions() reads every option", () => {
  const { blas } = parseTuneOptions([]);
  const what = ["blas", "tiles"] as const;
  assertEquals(parseTuneOptions([]), { quick: false, blas, what: [...what], kinds: [...TUNED_KINDS], help: false });
  assertEquals(parseTuneOptions(["--what", "tiles"]).what, ["tiles"]);
  assertEquals(parseTuneOptions(["--quick", "--blas", "/a/libblas.so", "--kinds", "dot, gemm", "--output=none"]), {
    ...{
      quick: true,
      blas: "/a/libblas.so",
      what: [...what],
      kinds: ["dot", "gemm"],
      output: "none",
      help: false,
    } as const,
  });
  for (const flag of ["--quick", "--what", "--blas", "--kinds", "--output", "--help"]) assertStringIncludes(HELP, flag);
});

Deno.test("parseTuneOptions() names what is allowed", () => {
  const wrong = (...args: string[]) => assertThrows(() => parseTuneOptions(args), OptionError).message;
  for (const blas of ["auto", "builtin", "mkl", ""]) {
    const expected = "expected openblas, accelerate, or the path of a CBLAS library";
    assertEquals(wrong("--blas", blas), `--blas: ${expected}, found ${JSON.stringify(blas)}`);
  }
  assertStringIncludes(wrong("--kinds", "gemm,trsm"), '--kinds: "trsm" is not one of gemm, gemv, ger, dot');
  assertStringIncludes(wrong("--what", "threads"), '--what: "threads" is not one of blas, tiles');
  assertStringIncludes(wrong("--output", ""), "--output needs a path, or none");
  assertStringIncludes(wrong("--fast"), "The options are --quick, --blas, --what, --kinds, --output, --help");
});

Deno.test("makeWork() counts work as crossover points do, and does it", () => {
  for (const kind of TUNED_KINDS) {
    for (const dtype of ["float32", "float64"] as const) {
      const { work, label, run } = makeWork(kind, dtype, 5);
      assertEquals(work, workOf(label.split("×").map(Number)));
      run();
    }
    assert(sizesOf(kind, true).length >= 4);
    assert(sizesOf(kind, true).every((n) => sizesOf(kind, false).includes(n)));
  }
});

Deno.test({
  name: "tune --quick prints a table and writes a file that auto goes by",
  ignore: openblas.missing !== undefined,
  fn: () =>
    withFolder(async (folder) => {
      const args = ["run", "-A", "--no-lock", "bench/tune.ts", "--quick", "--what", "blas", "--kinds", "dot"];
      const { code, stdout, stderr } = await runCommand(Deno.execPath(), args, { env: { RAPTORS_CACHE: folder } });
      assertEquals(code, 0, stderr);
      assertStringIncludes(stdout, "built-in µs  library µs  built-in is faster");
      const [entry] = [...Deno.readDirSync(folder)];
      assertStringIncludes(stdout, `Written to ${folder}/${entry.name}`);
      const text = await Deno.readTextFile(`${folder}/${entry.name}`);
      const { provider, from } = parseCrossovers(text)!;
      assertEquals(provider, openblas.path);
      const { measured, quick } = JSON.parse(text) as { measured: { kind: string; builtin: number }[]; quick: boolean };
      assertEquals([quick, measured.length], [true, 2 * sizesOf("dot", true).length]);
      assert(measured.every(({ kind, builtin }) => kind === "dot" && builtin > 0));
      const show = `import * as rt from "@raptors/core"; console.log(JSON.stringify(rt.blasInfo()));`;
      const told = await runScript(show, { env: { RAPTORS_CACHE: folder } });
      const info = JSON.parse(told.stdout);
      assertEquals([info.crossoverFile, info.from], [`${folder}/${entry.name}`, from]);
    }),
});

Deno.test("tune says what is wrong, and writes nothing", () =>
  withFolder(async (folder) => {
    const run = (...args: string[]) =>
      runCommand(Deno.execPath(), ["run", "-A", "--no-lock", "bench/tune.ts", ...args], {
        env: { RAPTORS_CACHE: folder },
      });
    const missing = await run("--blas", "/nonexistent/libblas.so");
    assertEquals(missing.code, 1);
    assertStringIncludes(missing.stderr, "tune: Cannot use /nonexistent/libblas.so for BLAS: ");
    assertEquals((await run("--nonsense")).code, 2);
    assertEquals([...Deno.readDirSync(folder)], []);
  }));

const times = (us: Record<string, number>): MeasuredTile => ({ size: "taskBytes", label: "", us });

Deno.test("winnerOf() is the size that is faster by a margin on the whole, and slower nowhere", () => {
  assertEquals(winnerOf([times({ 64: 12, 128: 10, 256: 9 }), times({ 64: 10, 128: 10, 256: 9.5 })], 128), 256);
  assertEquals(winnerOf([times({ 64: 9, 128: 10, 256: 9.5 })], 128), 64);
});

Deno.test("winnerOf() stays with the caches where the gain is noise, or a loss elsewhere", () => {
  assertEquals(winnerOf([times({ 64: 9.8, 128: 10, 256: 10 })], 128), 128);
  assertEquals(winnerOf([times({ 64: 5, 128: 10 }), times({ 64: 11, 128: 10 })], 128), 128);
  assertEquals(winnerOf([], 128), 128);
});

Deno.test("tune --what tiles keeps the winner beside what was measured before, and replaces a bad file", () =>
  withFolder(async (folder) => {
    const file = `${folder}/blas-${PLATFORM}.json`;
    const run = async () => {
      const args = ["run", "-A", "--no-lock", "bench/tune.ts", "--quick", "--what", "tiles"];
      const env = { RAPTORS_CACHE: folder, RAPTORS_SIMD: "scalar" };
      const { code, stdout, stderr } = await runCommand(Deno.execPath(), args, { env });
      assertEquals(code, 0, stderr);
      assertStringIncludes(stdout, "Tiles on scalar");
      return await Deno.readTextFile(file);
    };
    await Deno.writeTextFile(file, '{ "format": 1, "tiles": { "scalar": 3 } }');
    const first = await run();
    const { taskBytes, stripBytes } = parseTiles(first).scalar!;
    assert(CANDIDATES.taskBytes.includes(taskBytes), `${taskBytes}`);
    assert(CANDIDATES.stripBytes.includes(stripBytes), `${stripBytes}`);
    assertEquals(parseCrossovers(first), undefined);
    const before = { provider: "openblas", from: { gemm: { float32: 1000, float64: null } } };
    const avx2 = { taskBytes: 65536, stripBytes: 4096 };
    await Deno.writeTextFile(file, JSON.stringify({ format: 1, ...before, tiles: { avx2 } }));
    const second = await run();
    assertEquals(parseCrossovers(second)?.from.gemm, before.from.gemm);
    assertEquals(parseTiles(second).avx2, avx2);
    assertEquals(Object.keys(parseTiles(second)).sort(), ["avx2", "scalar"]);
    assertEquals([...Deno.readDirSync(folder)].length, 1);
  }));
