import { assert, assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { baselinePath, readBaseline, recordedTiming, recordNumpy, toBaseline } from "../../bench/recorded.ts";
import { caveats, parseResults, summarize, toCsv } from "../../bench/results.ts";
import { renderTables } from "../../bench/tables.ts";
import { recordedResults, sampleResults } from "./_results.ts";

async function inTempFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("NumPy's figures are read back as they were recorded, small arrays too", () =>
  inTempFolder(async (folder) => {
    const results = sampleResults();
    const path = await recordNumpy(results, `${folder}/new/numpy.json`);
    const baseline = await readBaseline(path);
    assertEquals(baseline!.machine.date, "2026-01-02");
    assertEquals(baseline!.machine.cpu, results.machine.cpu);
    const find = (op: "scale" | "sum", size: number) => recordedTiming(baseline, { op, dtype: "float64", size });
    assertEquals(find("sum", 512), results.rows[0].numpy);
    assertEquals(find("scale", 512), results.rows[2].numpy);
    assertEquals(find("scale", 4), results.small[0].numpy);
    assertEquals(find("sum", 1024), null, "a size that was not recorded");
    assertEquals(recordedTiming(baseline, { op: "sum", dtype: "float32", size: 512 }), null);
  }));

Deno.test("a machine without recorded figures has none, a damaged file is an error", () =>
  inTempFolder(async (folder) => {
    assertEquals(await readBaseline(`${folder}/none.json`), undefined);
    assertEquals(recordedTiming(undefined, { op: "sum", dtype: "float64", size: 512 }), null);
    await Deno.writeTextFile(`${folder}/damaged.json`, `{"rows": []}`);
    await assertRejects(() => readBaseline(`${folder}/damaged.json`), Error, "machine");
  }));

Deno.test("recorded figures are not recorded again", () => {
  assertThrows(() => toBaseline(recordedResults()), Error, "--record-numpy needs a run in which NumPy is measured");
});

Deno.test("the figures in baselines/ can be read and hold the standard cases", async () => {
  let files = 0;
  for await (const { name } of Deno.readDir(baselinePath().replace(/[^/\\]*$/, ""))) {
    if (!/^numpy-.*\.json$/.test(name)) continue;
    files++;
    const baseline = await readBaseline(baselinePath().replace(/[^/\\]*$/, name));
    for (const op of ["sum", "mean", "mean_axis0", "mean_axis1", "broadcast_add", "scale"] as const) {
      for (const size of [512, 1024, 2048]) {
        assert(recordedTiming(baseline, { op, dtype: "float32", size }), `${name} has ${op} float32 ${size}`);
        assert(recordedTiming(baseline, { op, dtype: "float64", size }), `${name} has ${op} float64 ${size}`);
      }
    }
    assert(recordedTiming(baseline, { op: "scale", dtype: "float64", size: 1 }), `${name} has small arrays`);
  }
  assert(files > 0);
});

Deno.test("summarize() counts target rows that were compared", () => {
  const results = sampleResults();
  const { cases, faster, min, geomean } = summarize(results.rows);
  assertEquals([cases, faster, min], [3, 2, 0.5]);
  assertEquals(Math.round(geomean! * 1e9) / 1e9, 2);
  results.rows[0].speedup = null;
  assertEquals(summarize(results.rows).cases, 2);
  assertEquals(summarize([]), { cases: 0, faster: 0, min: null, geomean: null });
});

Deno.test("parseResults() refuses what is not a result file", () => {
  assertEquals(parseResults(JSON.stringify(sampleResults())), sampleResults());
  const broken = JSON.parse(JSON.stringify(sampleResults()));
  broken.rows[1].raptors.median_us = -1;
  const error = assertThrows(() => parseResults(JSON.stringify(broken)), Error);
  assertStringIncludes(error.message, "median_us");
});

Deno.test("toCsv() has one line for each row and as many fields in each, the source of NumPy's figures among them", () => {
  const lines = toCsv(sampleResults()).trimEnd().split("\n");
  assertEquals(lines.length, 5);
  assertEquals(new Set(lines.map((line) => line.split(",").length)), new Set([25]));
  const field = (name: string) => lines[1].split(",")[lines[0].split(",").indexOf(name)];
  assertEquals(["op", "speedup", "numpy_source", "limit_share"].map(field), ["sum", "2", "measured", "0.75"]);
  assertStringIncludes(toCsv(recordedResults()), `,"recorded on Other <CPU>, 2025-12-31",`);
});

Deno.test("the terminal tables mark losses as plainly as wins", () => {
  const lines = renderTables(sampleResults()).split("\n");
  const line = (op: string) => lines.find((l) => l.startsWith(`${op} `))!;
  assertStringIncludes(line("sum"), "faster");
  assertStringIncludes(line("mean"), "SLOWER");
  assertStringIncludes(lines.join("\n"), "2 of 3 cases faster than NumPy, at least 0.50×, geometric mean 2.00×");
  assertStringIncludes(lines.join("\n"), "1 row of broadcast_add_column");
});

Deno.test("the terminal tables label recorded figures", () => {
  const text = renderTables(recordedResults());
  assertEquals(text.match(/NumPy recorded µs/g)?.length, 2);
  assertStringIncludes(text, "recorded on Other <CPU>, 2025-12-31: they were not measured here");
  assertStringIncludes(text, "over NumPy's recorded fresh result");
  assert(!renderTables(sampleResults()).includes("recorded"));
});

Deno.test("a run says what makes it doubtful, and nothing when nothing does", () => {
  const results = sampleResults();
  assertEquals(caveats(results), []);
  results.machine.load = 1.5;
  results.options.repeats = 5;
  results.machine.limit = { compiler: null, missing: "cc is not installed" };
  const text = caveats(results).join("\n");
  for (const part of ["load 1.5 on 2 cores", "Only 5 samples", "no limit: cc is not installed"]) {
    assertStringIncludes(text, part);
    assertStringIncludes(renderTables(results), part);
  }
});

Deno.test("a run without any NumPy figures says so", () => {
  const results = sampleResults();
  results.machine.numpy = null;
  for (const row of results.rows) {
    row.numpy =
      row.speedup =
      row.speedup_low =
      row.speedup_high =
        null;
  }
  results.summary = summarize(results.rows);
  assertStringIncludes(renderTables(results), "4 cases measured, none compared with NumPy");
});
