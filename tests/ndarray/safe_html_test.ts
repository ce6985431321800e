import { assert, assertEquals } from "@std/assert";
import { escapeHtml, inlineJson } from "../../lib/ndarray/safe_html.ts";

Deno.test("escapeHtml() leaves nothing that begins a tag, an entity or ends an attribute", () => {
  assertEquals(escapeHtml(`<a href="x" id='y'>&</a>`), "&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;&lt;/a&gt;");
});

Deno.test("inlineJson() cannot end a script element and reads back as it was", () => {
  const value = { text: "</script><!-- <script> \u2028 &" };
  const json = inlineJson(value);
  assert(!json.includes("<"));
  assertEquals(JSON.parse(json), value);
});
