/**
 * The examples in the documentation say what they print: `console.log(x); // 3`. `deno test --doc` proves that they run;
 * this proves that they print it.
 */
import { assert, assertEquals } from "@std/assert";
import { walkSync } from "./_walk.ts";

const ROOT = new URL("..", import.meta.url);

interface Example {
  name: string;
  lines: string[];
}

/** The TypeScript blocks of a file's doc comments, or of a Markdown file. */
function examplesOf(path: string, text: string): Example[] {
  const lines = text.split("\n").map((line) => path.endsWith(".ts") ? line.replace(/^\s*\* ?/, "") : line);
  const examples: Example[] = [];
  let current: Example | null = null;
  lines.forEach((line, i) => {
    if (/^```ts\b/.test(line)) current = { name: `${path}:${i + 1}`, lines: [] };
    else if (line.startsWith("```")) {
      if (current !== null) examples.push(current);
      current = null;
    } else current?.lines.push(line);
  });
  return examples;
}

/** A module that runs every example and writes what each printed, and what it said it would, as JSON. */
function program(examples: Example[]): string {
  const bodies = examples.map(({ name, lines }) => {
    const expected: string[] = [];
    const body = lines.filter((line) => !line.startsWith("import ")).map((line) => {
      const [, call, says] = /^(\s*console\.log\(.*\);)\s*\/\/ (.*)$/.exec(line) ?? [];
      if (call === undefined) return line;
      expected.push(says);
      return call.replace("console.log", "print");
    });
    return `{ const printed: string[] = [];
      const print = (...values: unknown[]) => { printed.push(values.map((v) => typeof v === "string" ? v : Deno.inspect(v)).join(" ")); };
      try { ${body.join("\n")} } catch (error) { printed.push(String(error)); }
      results.push({ name: ${JSON.stringify(name)}, expected: ${JSON.stringify(expected)}, printed }); }`;
  });
  return `import * as rt from "@raptors/core";
    import { plot, progress } from "@raptors/core/plot";
    const log = console.log; console.log = () => {};
    const results: { name: string; expected: string[]; printed: string[] }[] = [];
    ${bodies.join("\n")}
    log(JSON.stringify(results));`;
}

/** White space is the only freedom that a comment has. */
const squeezed = (text: string): string => text.replaceAll(/\s+/g, "");

Deno.test("examples in the documentation print what their comments say", () => {
  const files = [
    "mod.ts",
    "README.md",
    "bench/README.md",
    ...walkSync(new URL("lib/", ROOT), ".ts").map((f) => `lib/${f}`),
  ];
  const examples = files.flatMap((f) => examplesOf(f, Deno.readTextFileSync(new URL(f, ROOT))));
  const file = Deno.makeTempFileSync({ suffix: ".ts" });
  try {
    Deno.writeTextFileSync(file, program(examples));
    const config = new URL("deno.json", ROOT).pathname;
    const args = ["run", "-A", "--no-check", "--no-lock", "--config", config, file];
    const { stdout, stderr } = new Deno.Command(Deno.execPath(), { args }).outputSync();
    const text = new TextDecoder().decode(stdout);
    assert(text !== "", new TextDecoder().decode(stderr));
    const results = JSON.parse(text) as { name: string; expected: string[]; printed: string[] }[];
    const claims = results.filter((r) => r.expected.length > 0);
    assert(claims.length > 40, `only ${claims.length} examples say what they print`);
    for (const { name, expected, printed } of claims) {
      assertEquals([name, ...printed.map(squeezed)], [name, ...expected.map(squeezed)]);
    }
  } finally {
    Deno.removeSync(file);
  }
});
