/** `deno task bench:trends`: which runs it reads and joins, what it says changed, and the page without JavaScript. */
import { assert, assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { OptionError } from "../../bench/flags.ts";
import type { GridResults, GridRow } from "../../bench/grid/schema.ts";
import { HELP, parseTrendOptions } from "../../bench/trends.ts";
import { loadRuns } from "../../bench/trends/load.ts";
import { renderTrends } from "../../bench/trends/page.ts";
import { changesOf, seriesOf } from "../../bench/trends/series.ts";
import { runCommand, withFolder } from "../_process.ts";
import { sampleGrid, sampleRow, sampleRows } from "./grid/_results.ts";
import { tableRows, threeRuns } from "./_trends.ts";

/** Writes results.json of folders under another. */
async function writeRuns(under: string, files: Record<string, string | null>): Promise<void> {
  for (const [folder, text] of Object.entries(files)) {
    await Deno.mkdir(`${under}/${folder}`, { recursive: true });
    if (text !== null) await Deno.writeTextFile(`${under}/${folder}/results.json`, text);
  }
}

Deno.test("loadRuns() reads runs by their time, and names what it cannot read and why", () =>
  withFolder(async (folder) => {
    const [first, second] = [sampleGrid("2026-01-02T03:04:05.678Z"), sampleGrid("2026-02-02T03:04:05.678Z")];
    await writeRuns(folder, {
      "2026-02-02T03-04-05-678Z": JSON.stringify(second),
      "2026-01-02T03-04-05-678Z": JSON.stringify(first),
      "2026-01-03T00-00-00-000Z": '{"schema": "raptors-gr',
      "2026-01-04T00-00-00-000Z": JSON.stringify({ ...first, rows: [{ ...first.rows[0], speedup: -1 }] }),
      "2026-01-05T00-00-00-000Z": null,
      "latest": "what another suite left",
    });
    const { runs, skipped } = await loadRuns(folder);
    assertEquals(runs, [first, second]);
    assertEquals(skipped.map(({ folder }) => folder.slice(0, 10)), ["2026-01-03", "2026-01-04", "2026-01-05"]);
    assertStringIncludes(skipped[0].why, "not JSON");
    assertStringIncludes(skipped[1].why, "rows.0.speedup");
    assertStringIncludes(skipped[2].why, "no results.json");
    await assertRejects(() => loadRuns(`${folder}/none`), Error, "There is no folder");
  }));

Deno.test("seriesOf() joins only runs of one machine, thread count, choice of kernels and rival", () => {
  const run = sampleGrid();
  const at = (date: string, change: Partial<GridResults>): GridResults => ({ ...run, date, ...change });
  const machine = (change: Partial<GridResults["machine"]>) => ({ machine: { ...run.machine, ...change } });
  const self = { kind: "self", commit: "a".repeat(40) } as const;
  const series = seriesOf([
    at("2026-01-01T00:00:00.000Z", {}),
    at("2026-01-02T00:00:00.000Z", machine({ threads: 1 })),
    at("2026-01-03T00:00:00.000Z", machine({ simd_mode: "disable", isa: "scalar" })),
    at("2026-01-04T00:00:00.000Z", machine({ cpu: "Another" })),
    at("2026-01-05T00:00:00.000Z", { against: { ...self, label: "self:HEAD~1" } }),
    at("2026-01-06T00:00:00.000Z", { against: { ...self, label: "self:v1" } }),
    at("2026-01-07T00:00:00.000Z", { against: { kind: "numpy", label: "NumPy 3.0.0", commit: null } }),
  ]);
  assertEquals(series.map(({ runs }) => runs.length), [2, 1, 1, 1, 1, 1]);
  assertEquals(series[0].runs.map(({ date }) => date.slice(8, 10)), ["01", "07"], "a newer NumPy is the same rival");
});

Deno.test("seriesOf() draws every case through the runs, with gaps where a run lacks it", () => {
  const [{ cases }] = seriesOf(threeRuns());
  const add = cases.find(({ name }) => name === "add float32 1024x1024 C")!;
  assertEquals(add.speedup, [2, 2, 1]);
  assertEquals(add.limit, [0.75, 0.75, 0.75]);
  assertEquals(cases.find(({ name }) => name === "sqrt float32 1024x1024 strided")!.speedup, [null, null, null]);
  assertEquals(cases.find(({ name }) => name === "abs float64 64x64 C")!.speedup, [null, 3, null]);
  assertEquals(cases.map(({ area }) => area), cases.map(({ area }) => area).toSorted((x, y) => order(x) - order(y)));
});

const order = (area: GridRow["area"]) => ["elementwise", "reductions", "axis0", "kernels"].indexOf(area);

Deno.test("an area's mean goes through the same cases in every run, and not through a run of picked cases", () => {
  const [{ areas }] = seriesOf(threeRuns());
  const mean = (area: string) => areas.find(({ name }) => name === area)!;
  // Of add (2, then 1) and reversed add (1/2), which all whole runs have.
  assertEquals(mean("elementwise").op, "2 cases");
  const [first, picked, last] = mean("elementwise").speedup;
  assertEquals([first!.toFixed(6), picked, last!.toFixed(6)], ["1.000000", null, Math.SQRT1_2.toFixed(6)]);
  assertEquals(mean("reductions").speedup.map((s) => s?.toFixed(3)), ["8.000", undefined, "8.000"]);
  const forced = sampleRow("add float32 1024x1024 C threads=1 simd=scalar", 100, 10, { simd: "scalar" });
  const [{ areas: without }] = seriesOf([sampleGrid("2026-01-01T00:00:00.000Z", [...sampleRows(), forced])]);
  assertEquals(without.find(({ name }) => name === "elementwise")!.op, "2 cases", "forced scalar kernels do not count");
});

Deno.test("changesOf() tells what differs by more than noise, the largest loss first", () => {
  const rows = (us: Record<string, number>, quartile = 0.02) =>
    Object.entries(us).map(([name, ours]) => {
      const speedup = 100 / ours;
      return sampleRow(`${name} float32 8x8 C`, ours, 100, {
        speedup_low: speedup * (1 - quartile),
        speedup_high: speedup * (1 + quartile),
      });
    });
  const series = (before: GridRow[], after: GridRow[]) =>
    seriesOf([sampleGrid("2026-01-01T00:00:00.000Z", before), sampleGrid("2026-01-02T00:00:00.000Z", after)])[0];
  const before = { a: 50, b: 50, c: 50, d: 50, e: 50 };
  const after = { a: 51, b: 100, c: 25, d: 60, f: 10 };
  const changes = changesOf(series(rows(before), rows(after)));
  assertEquals(changes.map(({ line, ratio }) => [line.op, ratio.toFixed(2)]), [["b", "0.50"], ["d", "0.83"], [
    "c",
    "2.00",
  ]]);
  assertEquals(changesOf(series(rows(before, 0.5), rows({ d: 60 }, 0.5))), [], "quartiles that meet are noise");
  assertEquals(changesOf(series(rows(before), [])), []);
});

Deno.test("the page reads without JavaScript: what changed, the runs, every case; what was left out is named", () => {
  const [first, second, third] = threeRuns();
  const skipped = [{ folder: "2026-01-03<b>", why: "no <i>reason</i>" }];
  const page = renderTrends(seriesOf([first, second, third]), skipped, "");
  assertEquals(page.match(/<script/g)?.length, 3);
  const html = page.replace(/<script.*?<\/script>/gs, "");
  assertStringIncludes(html, "Left out: 2026-01-03&lt;b&gt;: no &lt;i&gt;reason&lt;/i&gt;");
  assert(!html.includes("<i>reason"));
  assertEquals(tableRows(html, "changes").map((cells) => cells.slice(0, 6)), [
    ["add float32 1024x1024 C", "elementwise", "01-03 00:00, 0123456", "2.00×", "1.00×", "−50 %"],
  ]);
  assertEquals(tableRows(html, "runs").map(([when]) => when), [
    ...["2026-01-05 00:00 UTC", "2026-01-03 00:00 UTC", "2026-01-02 00:00 UTC"],
  ]);
  const cases = tableRows(html, "cases");
  assertEquals(cases.length, 4 + 7, "4 means of areas and 7 cases");
  assertEquals(cases.find(([, name]) => name === "add float32 1024x1024 C"), [
    ...["elementwise", "add float32 1024x1024 C", "75 %", "1.00×", "2.00×", "2.00×"],
  ]);
  assert(!/(src|href)=/.test(html), "no linked file");
  assertStringIncludes(html, "prefers-color-scheme: dark");
});

Deno.test("parseTrendOptions() reads its options and refuses others", () => {
  assertEquals(parseTrendOptions(["--results", "/a"]), { results: "/a", output: "/a/trends.html", help: false });
  assertEquals(parseTrendOptions(["--output", "/b.html"]).output, "/b.html");
  assertStringIncludes(assertThrows(() => parseTrendOptions(["--days", "3"]), OptionError).message, "--days");
  assertThrows(() => parseTrendOptions(["--results="]), OptionError, "--results needs a path");
  for (const flag of ["--results", "--output"]) assertStringIncludes(HELP, flag);
});

Deno.test("deno task bench:trends goes on past a broken file, and fails where no run can be read", () =>
  withFolder(async (folder) => {
    await writeRuns(folder, { "2026-01-03T00-00-00-000Z": "{" });
    const trends = () => runCommand(Deno.execPath(), ["run", "-A", "bench/trends.ts", "--results", folder]);
    const none = await trends();
    assertEquals(none.code, 1);
    assertStringIncludes(none.stderr, "no run of the grid is kept");
    await writeRuns(folder, { "2026-01-02T03-04-05-678Z": JSON.stringify(sampleGrid()) });
    const { code, stdout, stderr } = await trends();
    assertEquals(code, 0, stderr);
    assertStringIncludes(stderr, "Left out: 2026-01-03T00-00-00-000Z: results.json is not JSON");
    assertStringIncludes(stdout, "1 run, 6 cases");
    assertStringIncludes(await Deno.readTextFile(`${folder}/trends.html`), "trends over 1 run");
  }));
