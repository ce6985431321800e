import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { toCsv } from "../../../bench/grid/results.ts";
import { parseGridResults } from "../../../bench/grid/schema.ts";
import { sampleGrid, sampleRow } from "./_results.ts";

Deno.test("parseGridResults() reads what a run writes, and refuses anything else by name", () => {
  assertEquals(parseGridResults(JSON.stringify(sampleGrid())), sampleGrid());
  const broken = (change: (grid: ReturnType<typeof sampleGrid>) => void) => {
    const grid = sampleGrid();
    change(grid);
    return assertThrows(() => parseGridResults(JSON.stringify(grid)), Error).message;
  };
  assertStringIncludes(broken((grid) => grid.rows[1].raptors.median_us = -1), "median_us");
  assertStringIncludes(broken((grid) => grid.date = "yesterday"), "date");
  assertStringIncludes(broken((grid) => grid.revision!.commit = "HEAD"), "commit");
  assertStringIncludes(broken((grid) => Object.assign(grid, { schema: "raptors-grid-0" })), "schema");
});

Deno.test("the summary counts rows that have a rival's time, and no microbenchmarks of kernels", () => {
  const { summary, targets } = sampleGrid();
  assertEquals([summary.cases, summary.faster, summary.min], [4, 3, 0.5]);
  assertEquals(summary.geomean!.toFixed(6), ((2 * 0.5 * 8 * 8) ** 0.25).toFixed(6));
  assertEquals([targets.cases, targets.faster, targets.min], [2, 2, 8]);
  const { summary: none } = sampleGrid(undefined, [sampleRow("sqrt float32 4x4 C", 1, null)]);
  assertEquals(none, { cases: 0, faster: 0, min: null, geomean: null });
});

Deno.test("toCsv() has one line for each row of the grid and as many fields in each", () => {
  const lines = toCsv(sampleGrid()).trimEnd().split("\n");
  assertEquals(lines.length, 7);
  assertEquals(new Set(lines.map((line) => line.split(",").length)), new Set([27]));
  const field = (line: number, name: string) => lines[line].split(",")[lines[0].split(",").indexOf(name)];
  assertEquals(["op", "shape", "speedup", "limit_share", "rival"].map((name) => field(1, name)), [
    ...["add", "1024x1024", "2", "0.75", "NumPy 2.4.6"],
  ]);
  assertEquals([field(5, "speedup"), field(5, "rival_median_us")], ["", ""]);
  assertEquals(field(6, "rival"), "scalar");
});
