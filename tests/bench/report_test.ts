import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { renderReport } from "../../bench/report/report.ts";
import { parseResults } from "../../bench/results.ts";
import { recordedResults, sampleResults } from "./_results.ts";

Deno.test("the report has exactly its three scripts, whatever the machine is called", () => {
  const html = renderReport(sampleResults(), "/* plotly */ const end = '</script><script>alert(1)</script>';");
  assertEquals(html.match(/<script/g)?.length, 3);
  assertEquals(html.match(/<\/script>/g)?.length, 3);
  assert(!html.includes("<i>&</i>"));
  assertStringIncludes(html, "A CPU &lt;i&gt;&amp;&lt;/i&gt; &quot;more&quot;");
});

Deno.test("plotly.js stays valid JavaScript when it is inlined", () => {
  const html = renderReport(sampleResults(), "return '</script>' + '<!--' + 1");
  const source = html.match(/<script>(return .*?)<\/script>/)![1];
  assertEquals(new Function(source)(), "</script><!--1");
});

Deno.test("the report carries the results as data", () => {
  const html = renderReport(sampleResults(), "");
  const json = html.match(/<script type="application\/json" id="results">(.*?)<\/script>/s)![1];
  assertEquals(parseResults(json), sampleResults());
});

Deno.test("the report reads without JavaScript: every case in a table, losses marked as plainly as wins", () => {
  const html = renderReport(sampleResults(), "").replace(/<script.*?<\/script>/gs, "");
  assertEquals(html.match(/<table>/g)?.length, 3);
  for (const op of ["sum", "mean", "scale", "broadcast_add_column"]) assertStringIncludes(html, `<td>${op}</td>`);
  assertStringIncludes(html, '<td class="win">2.00×</td>');
  assertStringIncludes(html, '<td class="loss">0.50×</td>');
  assertStringIncludes(html, "<b>2 of 3</b>");
  assertStringIncludes(html, "75 %");
  assertStringIncludes(html, "2.4.6, Python 3.11.7, BLAS openblas");
});

Deno.test("the report needs nothing from elsewhere and follows the system's light or dark", () => {
  const html = renderReport(sampleResults(), "");
  assert(!/(src|href)=/.test(html), "no linked file");
  assertStringIncludes(html, "prefers-color-scheme: dark");
});

Deno.test("the report says at every NumPy figure that it was recorded, and where", () => {
  const html = renderReport(recordedResults(), "").replace(/<script.*?<\/script>/gs, "");
  const label = /recorded on\sOther &lt;CPU&gt;,\s2025-12-31/;
  for (const heading of ["Speed-up by case", "The cases", "Other ways of calling", "Small arrays", "The machine"]) {
    const section = html.match(new RegExp(`<h2>${heading}</h2>.*?</section>`, "s"))![0];
    assertMatch(section, label, `the section ${heading}`);
  }
  assertMatch(html.match(/<div class="tiles">.*?<section>/s)![0], label);
  assert(!renderReport(sampleResults(), "").includes("recorded on"));
});
