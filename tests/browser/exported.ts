/** Notebooks that nbconvert made HTML of, without a network. `deno task test:browser` runs this. */
import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ROOT } from "../../bench/venv.ts";
import { codeCells, type Notebook, parseNotebook } from "../../notebooks/tools/ipynb.ts";
import { exportHtml } from "../notebooks/_jupyter.ts";
import { screenshot, startChromium } from "./_chromium.ts";

const FOLDER = join(ROOT, "notebooks");
const names = [...Deno.readDirSync(FOLDER)].map(({ name }) => name).filter((name) => name.endsWith(".ipynb"))
  .toSorted();

Deno.test("every notebook, exported to HTML, shows its figures and tables without a network", async (t) => {
  const browser = await startChromium();
  const folder = await Deno.makeTempDir();
  try {
    for (const name of names) {
      await t.step(name, async () => {
        const notebook = parseNotebook(await Deno.readTextFile(join(FOLDER, name)));
        const page = await browser.newPage({ viewport: { width: 1200, height: 1000 } });
        const asked: string[] = [];
        await page.route(/^https?:/, (route) => {
          asked.push(route.request().url());
          return route.abort();
        });
        const path = await exportHtml(join(FOLDER, name), folder);
        await page.goto(pathToFileURL(path).href);
        // The figures are images in the page, drawn and as large as they should be.
        const images = await page.locator("img[src^='data:image/svg+xml']").evaluateAll(
          (all) => all.map((image) => [image.complete, image.naturalWidth, image.clientWidth]),
        );
        assertEquals(images.length, countOutputs(notebook, "image/svg+xml"));
        for (const [complete, natural, shown] of images) {
          assert(complete && natural >= 500 && shown >= 500, `an image of ${natural}, shown as ${shown}`);
        }
        const tables = await page.locator(".raptors-array table:visible").count();
        assertEquals(tables, countOutputs(notebook, "text/html", "raptors-array"));
        // What nbconvert's own template asks for is not needed.
        assertEquals(asked.filter((url) => !/mathjax|require/i.test(url)), []);
        if (images.length > 0) await page.locator("img[src^='data:image/svg+xml']").first().scrollIntoViewIfNeeded();
        await screenshot(page, `html_${name.slice(0, 2)}`);
        await page.close();
      });
    }
  } finally {
    await browser.close();
    await Deno.remove(folder, { recursive: true });
  }
});

/** How many outputs have a mime type, and in it a word. */
function countOutputs(notebook: Notebook, mime: string, word = ""): number {
  return codeCells(notebook).flatMap(({ outputs }) => outputs).filter((output) =>
    "data" in output && mime in output.data && [output.data[mime]].flat().join("").includes(word)
  ).length;
}
