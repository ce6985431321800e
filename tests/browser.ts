/**
 * `deno task test:browser`: the notebooks in a real browser. Takes Chromium (Debian's package `chromium`, or the one that
 * RAPTORS_CHROMIUM names), installs JupyterLab into .venv when it is not there, and leaves screenshots in
 * tests/browser/screenshots/. The last line is `N passed, N failed`.
 */
import { findJupyter } from "../notebooks/tools/jupyter.ts";
import { findChromium } from "./browser/_chromium.ts";
import { jsrReachable } from "./offline/deno.ts";
import { buildNative, type Count, finish, runDenoTests } from "./_suite.ts";

async function main(): Promise<Count> {
  const failure = { passed: 0, failed: 1 };
  if (findChromium() === undefined) {
    console.error("There is no Chromium: install it (apt-get install chromium), or name it in RAPTORS_CHROMIUM");
    return failure;
  }
  const jupyter = await findJupyter();
  if ("missing" in jupyter) {
    console.error(`JupyterLab cannot be had: ${jupyter.missing}`);
    return failure;
  }
  if (!await buildNative()) return failure;
  // Not by the names that `deno test` looks for: without a browser they are no tests.
  const paths = ["tests/browser/jupyterlab.ts", "tests/browser/exported.ts"];
  return await runDenoTests(paths, { jsr: await jsrReachable() });
}

finish(await main());
