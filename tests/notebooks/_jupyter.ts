/** The Jupyter for tests: only one that is there already, since a test installs nothing. */
import { basename, join } from "node:path";
import { ROOT, venvPython } from "../../bench/venv.ts";
import { hasJupyter } from "../../notebooks/tools/jupyter.ts";
import { runCommand } from "../_process.ts";

/** The Python in `.venv` if it has the pinned Jupyter; says so if it has not. */
export async function jupyterForTests(what: string): Promise<string | undefined> {
  if (await hasJupyter(ROOT)) return venvPython();
  console.log(`${what}: skipped, .venv has not the pinned Jupyter (deno task notebooks installs it)`);
  return undefined;
}

/** Makes HTML of a notebook as it is committed; gives the path of the file. */
export async function exportHtml(notebook: string, folder: string): Promise<string> {
  const args = ["-m", "nbconvert", "--to", "html", "--output-dir", folder, notebook];
  const { code, stderr } = await runCommand(venvPython(), args);
  if (code !== 0) throw new Error(`nbconvert failed: ${stderr.trim().split("\n").at(-1)}`);
  return join(folder, basename(notebook).replace(/ipynb$/, "html"));
}
