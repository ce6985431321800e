/** What README files say of tasks, environment variables and files is so. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import config from "../deno.json" with { type: "json" };
import { walkSync } from "./_walk.ts";

const ROOT = new URL("../", import.meta.url);
const DOCUMENTS = [
  "README.md",
  "CONTRIBUTING.md",
  "SECURITY.md",
  "bench/README.md",
  "bench/ACCURACY.md",
  "native/README.md",
];
const read = (path: string) => Deno.readTextFileSync(new URL(path, ROOT));

Deno.test("every `deno task` in the documents exists", () => {
  for (const path of DOCUMENTS) {
    for (const [, task] of read(path).matchAll(/\bdeno(?:@[\d.]+)? task ([a-z][\w:]*)/g)) {
      assert(Object.hasOwn(config.tasks, task), `${path}: there is no deno task ${task}`);
    }
  }
});

Deno.test("every link in the documents to a file of the repository leads to one, and to a heading that is there", () => {
  const anchors = (path: string) =>
    [...read(path).matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
      heading.toLowerCase().replaceAll(/[^\w\s-]/g, "").trim().replaceAll(" ", "-")
    );
  for (const path of DOCUMENTS) {
    for (const [, target] of read(path).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^https?:/.test(target)) continue;
      const url = new URL(target, new URL(path, ROOT));
      const file = new URL(url.pathname, url);
      assert(Deno.statSync(file) !== null, `${path}: ${target}`);
      if (!url.hash || !file.pathname.endsWith(".md")) continue;
      const found = anchors(file.pathname.slice(ROOT.pathname.length));
      assert(found.includes(url.hash.slice(1)), `${path}: ${target}; the headings are ${found.join(", ")}`);
    }
  }
});

Deno.test("native/README.md tells when to turn every environment variable that the library reads", () => {
  const variables = [...read("lib/native/env_schema.ts").matchAll(/^ {2}(RAPTORS_\w+):/gm)].map(([, name]) => name);
  assert(variables.includes("RAPTORS_THREADS") && variables.length >= 7);
  for (const name of variables) {
    assertStringIncludes(read("native/README.md"), `| \`${name}\``, `${name} is in lib/native/env_schema.ts`);
    assertStringIncludes(read("README.md"), `\`${name}\``);
  }
  const others = ["bench", "notebooks/tools", "tests/browser"].flatMap((folder) =>
    walkSync(new URL(`${folder}/`, ROOT), ".ts").flatMap((file) =>
      [...read(`${folder}/${file}`).matchAll(/env\.get\("(RAPTORS_\w+)"\)/g)].map(([, name]) => name)
    )
  );
  for (const name of new Set(others)) assertStringIncludes(read("native/README.md"), `\`${name}`, name);
});

Deno.test("native/README.md names every .def file and every folder of native/", () => {
  const text = read("native/README.md");
  const entries = [...Deno.readDirSync(new URL("native/", ROOT))];
  const named = entries.filter(({ name, isDirectory }) => name.endsWith(".def") || isDirectory).map(({ name }) => name);
  assertEquals(named.filter((name) => !text.includes(`\`${name}`)), []);
});

Deno.test("bench/README.md names every task that measures", () => {
  const measuring = Object.entries(config.tasks).filter(([, { command }]) => command.includes("bench/"));
  assertEquals(
    measuring.map(([name]) => name).filter((name) => !read("bench/README.md").includes(`deno task ${name}`)),
    [],
  );
});
