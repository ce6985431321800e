/** The Jupyter for tests: only one that is there already, since a test installs nothing. */
import { ROOT, venvPython } from "../../bench/venv.ts";
import { hasJupyter } from "../../notebooks/tools/jupyter.ts";

/** The Python in `.venv` if it has the pinned Jupyter; says so if it has not. */
export async function jupyterForTests(what: string): Promise<string | undefined> {
  if (await hasJupyter(ROOT)) return venvPython();
  console.log(`${what}: skipped, .venv has not the pinned Jupyter (deno task notebooks installs it)`);
  return undefined;
}
