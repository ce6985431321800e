import { assertEquals } from "@std/assert";
import { closingLine, countClosingLine, countReport, total } from "./_suite.ts";

const report = `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="deno test" tests="4" failures="1" errors="0" time="0.013">
  <testsuite name="./a_test.ts" tests="4" disabled="1" errors="0" failures="1">
    <testcase name="x" classname="./a_test.ts" time="0.007" line="4" col="6">
    </testcase>
    <testcase name="left out" classname="./a_test.ts" time="0.000" line="9" col="6">
      <skipped/>
    </testcase>
    <testcase name="bad" classname="./a_test.ts" time="0.002" line="10" col="6">
      <failure message="Uncaught Error: no">Error: &lt;failure &lt;testcase </failure>
    </testcase>
    <testcase name="x &gt; inner" classname="./a_test.ts" time="0.000" line="7" col="11">
    </testcase>
  </testsuite>
</testsuites>`;

Deno.test("countReport() counts tests and steps, not what was skipped or only quoted", () => {
  assertEquals(countReport(report), { passed: 2, failed: 1 });
});

Deno.test("countReport() of an empty report, as a crash leaves it, is zero", () => {
  assertEquals(countReport(""), { passed: 0, failed: 0 });
});

Deno.test("countClosingLine() takes the last closing line", () => {
  assertEquals(countClosingLine("1 passed, 0 failed\nmore\n12 passed, 3 failed, 1 skipped\n"), {
    passed: 12,
    failed: 3,
  });
  assertEquals(countClosingLine("all 12 passed, 3 failed"), { passed: 0, failed: 0 });
});

Deno.test("total() and closingLine() sum up", () => {
  assertEquals(closingLine(total([{ passed: 2, failed: 1 }, { passed: 3, failed: 0 }])), "5 passed, 1 failed");
});
