/** The notebooks as they are committed: what a reader sees who runs nothing. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { z } from "zod";
import { ROOT } from "../../bench/venv.ts";
import { findFaults } from "../../notebooks/tools/check.ts";
import { formatNotebook } from "../../notebooks/tools/format.ts";
import { codeCells, type Notebook, parseNotebook, textOf } from "../../notebooks/tools/ipynb.ts";
import { KERNEL_NAME } from "../../notebooks/tools/kernelspec.ts";
import { runCommand } from "../_process.ts";

const FOLDER = join(ROOT, "notebooks");
const names = [...Deno.readDirSync(FOLDER)].map((entry) => entry.name).filter((n) => n.endsWith(".ipynb")).toSorted();

const PLOTLY = "application/vnd.plotly.v1+json";
const FIGURE = z.strictObject({
  data: z.array(z.looseObject({ type: z.string() })).min(1),
  layout: z.looseObject({}),
  config: z.looseObject({}).optional(),
  frames: z.array(z.looseObject({})).optional(),
});

function read(name: string): { text: string; notebook: Notebook } {
  const text = Deno.readTextFileSync(join(FOLDER, name));
  return { text, notebook: parseNotebook(text) };
}

for (const name of names) {
  Deno.test(`${name} is committed with the outputs of a run in which nothing failed`, () => {
    const { notebook, text } = read(name);
    assertEquals(notebook.metadata.kernelspec.name, KERNEL_NAME);
    assert(codeCells(notebook).length > 5, "a lesson has more than five cells of code");
    assertEquals(findFaults(notebook), []);
    // Where it was run is nobody's business, and differs from run to run.
    assertEquals(text.match(/file:\/\/\/|\/tmp\/|\/home\/|\/root\/|[A-Z]:\\\\Users/g), null);
  });

  Deno.test(`${name} shows its figures in JupyterLab, in VS Code, and where nothing may run`, () => {
    const outputs = codeCells(read(name).notebook).flatMap(({ outputs }) => outputs);
    for (const data of outputs.flatMap((output) => "data" in output ? [output.data] : [])) {
      if (!(PLOTLY in data)) continue;
      // What JupyterLab's and VS Code's renderers of Plotly read.
      FIGURE.parse(data[PLOTLY]);
      assertMatch(textOf(data, "image/svg+xml") ?? "", /^<svg [\s\S]*<\/svg>\s*$/);
      assert((textOf(data, "text/plain") ?? "").length > 10, "and words");
      assert(!("text/html" in data), "HTML goes before all else, and is blank where it is not trusted");
    }
  });

  Deno.test(`${name} is formatted`, async () => {
    const { text } = read(name);
    const copy = await Deno.makeTempFile({ suffix: ".ipynb" });
    try {
      await Deno.writeTextFile(copy, text);
      await formatNotebook(copy);
      assertEquals(await Deno.readTextFile(copy), text, "deno task notebooks --update formats the cells");
    } finally {
      await Deno.remove(copy);
    }
  });

  Deno.test(`${name} links to files that are there`, () => {
    const { notebook } = read(name);
    const prose = notebook.cells.filter((cell) => cell.cell_type === "markdown").map((cell) => cell.source).join("\n");
    const targets = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1]);
    for (const target of targets.filter((t) => !/^(https?:|#)/.test(t))) {
      assert(Deno.statSync(join(FOLDER, target.replace(/#.*/, ""))).isFile, target);
    }
  });

  Deno.test(`${name} has types that hold: the kernel checks none`, async () => {
    const { notebook } = read(name);
    const module = join(FOLDER, `_${name}.${Deno.pid}.ts`);
    // One module, as the cells of one kernel are one scope.
    await Deno.writeTextFile(module, codeCells(notebook).map((cell) => cell.source).join("\n\n") + "\nexport {};\n");
    try {
      const { code, stderr } = await runCommand(Deno.execPath(), ["check", "--no-lock", module]);
      assertEquals(code, 0, stderr);
    } finally {
      await Deno.remove(module);
    }
  });
}

Deno.test("there are notebooks", () => assert(names.length > 0));
