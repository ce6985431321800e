/** Notebook 2 as a person sees it: JupyterLab with our kernel, in Chromium. `deno task test:browser` runs this. */
import { assert, assertEquals } from "@std/assert";
import type { Locator, Page } from "playwright-core";
import { join } from "node:path";
import { ROOT } from "../../bench/venv.ts";
import { codeCells, parseNotebook } from "../../notebooks/tools/ipynb.ts";
import { screenshot, startChromium } from "./_chromium.ts";
import { type Lab, startLab, writeSetting } from "./_lab.ts";

const NOTEBOOK = "02_numpy_showdown.ipynb";
const MINUTE = 60_000;

Deno.test("JupyterLab runs notebook 2, draws its figures, interrupts a cell, and keeps the variables", async (t) => {
  await using lab = await startLab({ RAPTORS_QUICK: "1" });
  // Else only what is in view would be in the DOM.
  await writeSetting(lab.settings, "notebook-extension/tracker", { windowingMode: "none" });
  const browser = await startChromium();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 1000 } });
    const before = await Deno.readTextFile(join(ROOT, "notebooks", NOTEBOOK));
    await open(page, lab, NOTEBOOK);

    await t.step("the committed figures are drawn before anything runs", async () => {
      await figure(page, 0).waitFor();
      await screenshot(page, "1_opened");
      assertEquals(await cells(page).count(), parseNotebook(before).cells.length);
    });

    await t.step("all cells run, and nothing fails", async () => {
      await choose(page, "Edit", "Clear Outputs of All Cells");
      await page.locator(".jp-OutputArea-output").first().waitFor({ state: "detached" });
      assertEquals(await page.locator(".js-plotly-plot").count(), 0);
      await choose(page, "Run", "Run All Cells");
      // In an output: the cell that prints it says so, too, and before it has run.
      await page.locator(".jp-OutputArea-output").getByText("NumPy's process has ended").waitFor({ timeout: MINUTE });
      await idle(page);
      await cells(page, ".jp-CodeCell").last().locator(".jp-InputPrompt", { hasText: /\[\d+\]:/ }).waitFor();
      assertEquals(await page.locator(".jp-RenderedText[data-mime-type*=stderr]").allTextContents(), []);
      const code = codeCells(parseNotebook(before));
      const counts = await cells(page, ".jp-CodeCell").locator(".jp-InputPrompt").allTextContents();
      assertEquals(counts, code.map((_, i) => `[${i + 1}]:`));
    });

    await t.step("the figures have as many bars, cells and lines as what was measured", async () => {
      const plots = page.locator(".js-plotly-plot");
      await hasExactly(plots, 6);
      const bars = (i: number) => plots.nth(i).locator(".barlayer .point");
      await hasExactly(bars(0), 36);
      await hasExactly(plots.nth(0).locator(".errorbar"), 36);
      await hasExactly(plots.nth(0).locator(".shapelayer path"), 1);
      await plots.nth(1).locator(".heatmaplayer image, .heatmaplayer .hm").first().waitFor({ state: "attached" });
      await hasExactly(plots.nth(2).locator(".scatterlayer .js-line"), 4);
      await hasExactly(bars(3), 54);
      await hasExactly(bars(4), 18);
      await hasExactly(bars(5), 18);
      await show(page, plots.nth(0), "2_speedups");
      await show(page, plots.nth(2), "3_time_by_size");
      await show(page, plots.nth(3), "4_limit");
      await show(page, plots.nth(4), "5_simd_and_threads");
    });

    await t.step("a figure is interactive: the pointer brings up numbers", async () => {
      const bar = figure(page, 0).locator(".barlayer .point path").nth(4);
      await bar.scrollIntoViewIfNeeded();
      await bar.hover({ force: true });
      await figure(page, 0).locator(".hoverlayer .hovertext").first().waitFor();
      await screenshot(page, "6_hover");
    });

    await t.step("an interrupt ends a long cell, and the variables are still there", async () => {
      await addCell(page, "const kept = 41; let turns = 0; for (;;) turns++;");
      const endless = cells(page, ".jp-CodeCell").last();
      await endless.locator(".jp-InputPrompt", { hasText: "[*]:" }).waitFor();
      await choose(page, "Kernel", "Interrupt Kernel");
      await endless.locator(".jp-InputPrompt", { hasText: /\[\d+\]:/ }).waitFor();
      await screenshot(page, "7_interrupted");
      await addCell(page, "console.log(rows.length, rt.ones([3]).sum());");
      const output = cells(page, ".jp-CodeCell").last().locator(".jp-OutputArea-output");
      await output.getByText("36 3").waitFor();
      await show(page, output, "8_variables_kept");
    });

    await t.step("nothing was written to the repository", async () => {
      assertEquals(await Deno.readTextFile(join(ROOT, "notebooks", NOTEBOOK)), before);
    });
    await page.close({ runBeforeUnload: false });
  } finally {
    await browser.close();
  }
});

Deno.test("in a dark theme tables and figures are legible", async () => {
  await using lab = await startLab({});
  await writeSetting(lab.settings, "notebook-extension/tracker", { windowingMode: "none" });
  await writeSetting(lab.settings, "apputils-extension/themes", { theme: "JupyterLab Dark" });
  const browser = await startChromium();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 1000 } });
    await open(page, lab, "01_first_steps.ipynb");
    // Of what has not run here, and is not trusted, JupyterLab takes the styles away.
    await choose(page, "Run", "Run All Cells");
    await page.locator(".raptors-array style").nth(4).waitFor({ state: "attached" });
    await idle(page);
    const table = page.locator(".raptors-array table").first();
    await table.waitFor();
    const luminance = (color: string) => {
      const [r, g, b] = color.match(/[\d.]+/g)!.map(Number);
      return (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255;
    };
    const cell = table.locator("td").first();
    const ink = luminance(await cell.evaluate((e) => e.ownerDocument.defaultView.getComputedStyle(e).color));
    const paper = luminance(
      await page.locator(".jp-Notebook").first().evaluate((e) =>
        e.ownerDocument.defaultView.getComputedStyle(e).backgroundColor
      ),
    );
    assert(paper < 0.2, `the page is dark: found ${paper}`);
    assert(ink > 0.6, `the numbers are light: found ${ink}`);
    await show(page, page.locator(".raptors-array table").last(), "9_dark_tables");
    await open(page, lab, "04_real_work.ipynb");
    await show(page, page.locator(".js-plotly-plot").first(), "10_dark_figure");
  } finally {
    await browser.close();
  }
});

/** Opens a notebook and waits for its kernel. */
async function open(page: Page, lab: Lab, notebook: string): Promise<void> {
  await page.goto(lab.address(notebook));
  await page.locator(".jp-Notebook .jp-Cell").first().waitFor({ timeout: MINUTE });
  await idle(page);
}

/** Waits until the kernel is there and has nothing to do. */
async function idle(page: Page): Promise<void> {
  // The notebook's own mark says "idle" before there is a kernel at all.
  await page.locator("#jp-main-statusbar").getByText("Deno (Raptors) | Idle").waitFor({ timeout: MINUTE });
}

/** Chooses from the menu. */
async function choose(page: Page, menu: string, item: string): Promise<void> {
  await page.getByRole("menuitem", { name: menu, exact: true }).click();
  await page.getByRole("menuitem", { name: item }).first().click();
}

function cells(page: Page, kind = ".jp-Cell"): Locator {
  return page.locator(`.jp-Notebook ${kind}`);
}

function figure(page: Page, index: number): Locator {
  return page.locator(".js-plotly-plot").nth(index);
}

/** Waits until something is drawn as often as it should be, and asserts that it is not there more often. */
async function hasExactly(what: Locator, count: number): Promise<void> {
  await what.nth(count - 1).waitFor({ state: "attached" });
  assertEquals(await what.count(), count);
}

/** Scrolls something into the middle of the view, and takes a picture. */
async function show(page: Page, what: Locator, name: string): Promise<void> {
  await what.waitFor();
  await what.evaluate((e) => e.scrollIntoView({ block: "center" }));
  await screenshot(page, name);
}

/** Adds a cell below the active one, which is the last, and starts it. */
async function addCell(page: Page, code: string): Promise<void> {
  const before = await cells(page).count();
  await page.locator("[data-command='notebook:insert-cell-below']").first().click();
  const added = cells(page).nth(before);
  await added.locator(".cm-content").click();
  await page.keyboard.insertText(code);
  await page.keyboard.press("Control+Enter");
}
