import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { parseGemmResults } from "../../../bench/gemm/schema.ts";
import { gemmCsv, renderGemmTables } from "../../../bench/gemm/tables.ts";
import { renderGemmReport } from "../../../bench/report/gemm.ts";
import { sampleGemm } from "./_results.ts";

Deno.test("the terminal shows every case with its rate, its limit and its ratio to every rival", () => {
  const text = renderGemmTables(sampleGemm());
  assertMatch(text, /square +float32 +512×512×512 +10\.0 +12\.5 +26844 GFLOP\/s +95 % +20\.0 +2\.00× +1\.70×/);
  assertMatch(text, /gemv +float32 +1024×1024 by columns +10\.0 +12\.5 +420 GB\/s +50 %/);
  assertMatch(text, /odd +float32 +100×0×100 +10\.0 +12\.5 +– +– +7\.00 +0\.70× +3\.00×/);
  assertStringIncludes(text, "NumPy: NumPy as installed (SkylakeX); 2.4.6, openblas");
  assertStringIncludes(text, "NumPy with the kernels of <SkylakeX> was not measured: why.");
});

Deno.test("the run ends with the worst ratios and the targets that were missed", () => {
  const lines = renderGemmTables(sampleGemm()).trimEnd().split("\n").slice(-6);
  assertEquals(lines, [
    "The 5 worst over NumPy as installed (SkylakeX): square float32 4×4×4 0.50×, odd float32 100×0×100 0.70×, " +
    "gemv float32 1024×1024 by columns 1.50×, square float32 512×512×512 2.00×",
    "Targets: 2 of 6 ratios reached, 4 missed, 1 of them beyond the limit",
    "  square 512 to 2048, at least 1.80× Haswell: missed by square float32 512×512×512 1.700× (the target is 101 % of the limit)",
    "  square 4 to 32, at least 2.00× NumPy: missed by square float32 4×4×4 0.500×",
    "  gemv and dot, at least 85 % of the limit: missed by gemv float32 1024×1024 by columns 50.0 %",
    "  odd, at least 0.80× NumPy: missed by odd float32 100×0×100 0.700×",
  ]);
});

Deno.test("a run without rivals is shown too, and says that nothing was compared", () => {
  const results = sampleGemm();
  results.rivals = [];
  for (const row of results.rows) row.rivals = [];
  const text = renderGemmTables(results);
  assertStringIncludes(text, "Raptors alone was measured");
  assertStringIncludes(text, "Targets: 1 of 2 ratios reached");
  assertEquals(gemmCsv(results).trimEnd().split("\n").length, 1 + 4);
});

Deno.test("results.json is read back as it was written, and nothing else is", () => {
  const results = sampleGemm();
  assertEquals(parseGemmResults(JSON.stringify(results)), results);
});

Deno.test("results.csv has a line for each case and rival, as long as its header", () => {
  const [header, ...lines] = gemmCsv(sampleGemm()).trimEnd().split("\n");
  assertEquals(lines.length, 4 * 2);
  for (const line of lines) assertEquals(line.split(",").length, header.split(",").length);
  assertStringIncludes(lines[0], "square,float32,512,512,512,1,CC,2,avx512,builtin,");
});

Deno.test("the report has a table for each group, reads without JavaScript, and escapes what it is told", () => {
  const html = renderGemmReport(sampleGemm(), "");
  const plain = html.replace(/<script.*?<\/script>/gs, "");
  assertEquals(plain.match(/<table>/g)?.length, 3);
  assertStringIncludes(plain, '<td class="win">1.70×</td>');
  assertStringIncludes(plain, '<td class="loss">0.50×</td>');
  assertStringIncludes(plain, "kernels of &lt;SkylakeX&gt;");
  assertStringIncludes(plain, "<li>Targets: 2 of 6 ratios reached, 4 missed, 1 of them beyond the limit</li>");
  assert(!/(src|href)=/.test(html), "no linked file");
  const json = html.match(/<script type="application\/json" id="results">(.*?)<\/script>/s)![1];
  assertEquals(parseGemmResults(json), sampleGemm());
});
