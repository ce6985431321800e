/** The pages of the benchmark as a person sees them: in a real browser, in light, in dark, and without JavaScript. */
import { assert, assertEquals } from "@std/assert";
import { decode } from "fast-png";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { renderGridReport } from "../../bench/grid/report.ts";
import { PLOTLY } from "../../bench/report/plotly.ts";
import { renderTrends } from "../../bench/trends/page.ts";
import { seriesOf } from "../../bench/trends/series.ts";
import { findChromium, screenshot, startChromium } from "../browser/_chromium.ts";
import { withFolder } from "../_process.ts";
import { threeRuns } from "./_trends.ts";
import { sampleGrid } from "./grid/_results.ts";

const ignore = findChromium() === undefined;
if (ignore) {
  console.log("The pages of the benchmark are not looked at: there is no Chromium (RAPTORS_CHROMIUM names one)");
}

const VIEW = { width: 1280, height: 1000 };

/** Opens a page from a file, with eyes on errors and on what it asks of the network. */
async function open(
  browser: Browser,
  html: string,
  options: BrowserContextOptions,
  look: (page: Page) => Promise<void>,
): Promise<void> {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/page.html`, html);
    const context = await browser.newContext({ viewport: VIEW, ...options });
    const page = await context.newPage();
    const wrong: string[] = [];
    page.on("pageerror", (error) => wrong.push(String(error)));
    page.on("console", (message) => message.type() === "error" && wrong.push(message.text()));
    page.on("request", (request) => /^https?:/.test(request.url()) && wrong.push(`asked for ${request.url()}`));
    await page.goto(pathToFileURL(`${folder}/page.html`).href);
    await look(page);
    assertEquals(wrong, []);
    await context.close();
  });
}

/** The lines of a chart, by their names in the legend. */
const legend = (page: Page, id: string) => page.locator(`#${id} .legendtext`).allTextContents();
const traces = (page: Page, id: string) => page.locator(`#${id} .scatterlayer .trace`).count();

/** How bright an element's property is, from 0 to 1. */
async function brightness(
  page: Page,
  selector: string,
  property: "color" | "backgroundColor" | "fill",
): Promise<number> {
  const color = await page.locator(selector).first().evaluate(
    (e, property) => e.ownerDocument.defaultView.getComputedStyle(e)[property],
    property,
  );
  const [r, g, b] = color.match(/[\d.]+/g)!.map(Number);
  return (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255;
}

/** The part of an element's picture that is not of the colour of its corner. */
async function drawnShare(page: Page, selector: string): Promise<number> {
  const { data, width, height, channels } = decode(await page.locator(selector).screenshot());
  const pixel = (i: number) => [0, 1, 2].map((c) => data[i * channels + c]);
  const corner = pixel(0);
  let other = 0;
  for (let i = 0; i < width * height; i++) {
    if (pixel(i).some((value, c) => Math.abs(value - corner[c]) > 24)) other++;
  }
  return other / (width * height);
}

async function inBrowser(look: (browser: Browser) => Promise<void>): Promise<void> {
  const browser = await startChromium();
  try {
    await look(browser);
  } finally {
    await browser.close();
  }
}

const trends = () => renderTrends(seriesOf(threeRuns()), [{ folder: "2026-01-04", why: "broken" }], PLOTLY);

for (const colorScheme of ["light", "dark"] as const) {
  Deno.test({
    name: `the trends in ${colorScheme}: a line for each area, then for each case of the operation that is chosen`,
    ignore,
    fn: () =>
      inBrowser((browser) =>
        open(browser, trends(), { colorScheme }, async (page) => {
          await page.locator("#speedup-0 .scatterlayer .trace").nth(3).waitFor();
          assertEquals(await legend(page, "speedup-0"), [
            ...["elementwise, 2 cases", "reductions, 1 case", "axis0, 1 case", "kernels, 1 case"],
          ]);
          assertEquals([await traces(page, "speedup-0"), await traces(page, "limit-0")], [4, 4]);
          // Two whole runs: two points of each line.
          assertEquals(await page.locator("#speedup-0 .scatterlayer .trace").first().locator(".point").count(), 2);
          assertEquals(await page.locator("#speedup-0 .shapelayer path").count(), 1, "the line of the rival's speed");
          assert(await drawnShare(page, "#speedup-0") > 0.01, "the chart is drawn");
          await screenshot(page, `trends_${colorScheme}`);

          await page.locator(".chart-choice select").selectOption("elementwise add");
          await page.locator("#speedup-0 .legendtext", { hasText: "reversed" }).waitFor();
          assertEquals(await legend(page, "speedup-0"), ["add float32 1024x1024 C", "add float32 1024x1024 reversed"]);
          assertEquals(await page.locator("#speedup-0 .scatterlayer .trace").first().locator(".point").count(), 3);
          assertEquals(await traces(page, "limit-0"), 1, "reversed has no limit");
          await page.locator("#speedup-0 .scatterlayer .point").first().hover({ force: true });
          await page.locator("#speedup-0 .hoverlayer .hovertext", { hasText: "2.00" }).waitFor();
          await screenshot(page, `trends_${colorScheme}_one_operation`);

          // Legible: ink and paper are far from each other, in the text and in the charts.
          const paper = await brightness(page, "section", "backgroundColor");
          assertEquals(paper < 0.3, colorScheme === "dark", `paper ${paper}`);
          for (const [selector, property] of [["td", "color"], ["#speedup-0 .xtick text", "fill"]] as const) {
            const ink = await brightness(page, selector, property);
            assert(Math.abs(ink - paper) > 0.5, `${selector}: ink ${ink} on paper ${paper}`);
          }
          assertEquals(await page.locator(".changes tbody tr").count(), 1);
          assertEquals(await page.locator(".cases tbody tr").count(), 11);
        })
      ),
  });
}

Deno.test({
  name: "the charts follow when light turns to dark",
  ignore,
  fn: () =>
    inBrowser((browser) =>
      open(browser, trends(), { colorScheme: "light" }, async (page) => {
        await page.locator("#speedup-0 .xtick text").first().waitFor();
        assert(await brightness(page, "#speedup-0 .xtick text", "fill") < 0.4);
        await page.emulateMedia({ colorScheme: "dark" });
        await page.waitForFunction(() => {
          const { document, getComputedStyle } = globalThis as unknown as {
            document: { querySelector(selector: string): object };
            getComputedStyle(element: object): { fill: string };
          };
          const text = document.querySelector("#speedup-0 .xtick text");
          return Number(getComputedStyle(text).fill.match(/\d+/)![0]) > 128;
        });
      })
    ),
});

Deno.test({
  name: "the trends without JavaScript: tables, and no empty room where the charts would be",
  ignore,
  fn: () =>
    inBrowser((browser) =>
      open(browser, trends(), { javaScriptEnabled: false }, async (page) => {
        assertEquals(await page.locator(".chart:visible, .drawn:visible").count(), 0);
        assertEquals(await page.locator("table:visible").count(), 3);
        assertEquals(await page.locator(".note:visible").allTextContents(), ["Left out: 2026-01-04: broken"]);
        assertEquals(await page.locator(".cases tbody tr:visible").count(), 11);
        assertEquals(await page.locator(".changes td.loss").allTextContents(), ["1.00×", "−50 %"]);
        await screenshot(page, "trends_without_javascript");
      })
    ),
});

Deno.test({
  name: "the report of one run of the grid: a bar for each target case, and every case in a table",
  ignore,
  fn: () =>
    inBrowser(async (browser) => {
      const run = sampleGrid();
      const html = renderGridReport(run, PLOTLY);
      await open(browser, html, { colorScheme: "dark" }, async (page) => {
        await page.locator("#chart .barlayer .point").first().waitFor();
        assertEquals(
          await page.locator("#chart .barlayer .point").count(),
          run.rows.filter((row) => row.target).length,
        );
        assert(await drawnShare(page, "#chart") > 0.01, "the chart is drawn");
        const text = await page.locator("section", { hasText: "Elementwise operations" }).textContent();
        for (const layout of ["reversed", "strided"]) assert(text!.includes(layout));
        await screenshot(page, "grid_report_dark");
      });
      await open(browser, html, { javaScriptEnabled: false }, async (page) => {
        assertEquals(await page.locator(".chart:visible").count(), 0);
        assert(await page.locator("table:visible td.loss").count() > 0);
      });
    }),
});
