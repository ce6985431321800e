/**
 * `deno task notebooks`: executes the notebooks with our kernel and checks what they print. Options with `--help`.
 *
 * @module
 */
import { join } from "node:path";
import { ROOT } from "../../bench/venv.ts";
import { findDifferences, findFaults } from "./check.ts";
import { execute } from "./execute.ts";
import { formatNotebook } from "./format.ts";
import { codeCells, type Notebook, parseNotebook, textOf } from "./ipynb.ts";
import { findJupyter, provideNumPy } from "./jupyter.ts";

const FOLDER = join(ROOT, "notebooks");
/** The first figure of this notebook is the README's picture. */
const PICTURED = "02_numpy_showdown.ipynb";
const PICTURE = join(FOLDER, "speedups.svg");

const HELP = `Usage: deno task notebooks [--update | --quick] [NAME …]

Executes notebooks (all, or those whose names begin with NAME) and checks every cell: that nothing threw, that what
should print did, and that it printed what is in the file. Cells tagged "varies" may print other figures.

  --update   write the fresh outputs into the files instead of comparing
  --quick    small sizes and few samples where a notebook measures: for a test, in a minute or two`;

async function main(args: string[]): Promise<number> {
  if (args.includes("--help")) {
    console.log(HELP);
    return 0;
  }
  const [update, quick] = [args.includes("--update"), args.includes("--quick")];
  if (update && quick) {
    console.error("Expected --update or --quick: figures of a quick run mean nothing, and are not for keeping");
    return 2;
  }
  const wanted = args.filter((arg) => arg !== "--update" && arg !== "--quick");
  const all = (await Array.fromAsync(Deno.readDir(FOLDER), (entry) => entry.name))
    .filter((name) => name.endsWith(".ipynb")).toSorted();
  const unknown = wanted.find((name) => name.startsWith("-") || !all.some((file) => file.startsWith(name)));
  if (unknown !== undefined) {
    console.error(`Expected --update, --quick or the beginning of one of ${all.join(", ")}: found ${unknown}`);
    return 2;
  }
  const jupyter = await findJupyter();
  if ("missing" in jupyter) {
    console.error(`The notebooks cannot be executed: ${jupyter.missing}`);
    console.log("0 passed, 1 failed");
    return 1;
  }
  await provideNumPy();
  let passed = 0;
  let failed = 0;
  for (const name of all.filter((file) => wanted.length === 0 || wanted.some((start) => file.startsWith(start)))) {
    const started = performance.now();
    const { cells, faults } = await runNotebook(join(FOLDER, name), jupyter.python, { update, quick });
    const seconds = ((performance.now() - started) / 1000).toFixed(0);
    console.log(`${name}: ${cells} cells of code, ${seconds} s, ${faults.length || "nothing"} wrong`);
    for (const fault of faults) console.log(`  ${fault}`);
    faults.length > 0 ? failed++ : passed++;
  }
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 && passed > 0 ? 0 : 1;
}

/** What came of a notebook. */
interface Outcome {
  readonly cells: number;
  readonly faults: string[];
}

/** The static picture of the first figure. */
function firstPicture(notebook: Notebook): string {
  for (const { outputs } of codeCells(notebook)) {
    for (const output of outputs) {
      const picture = "data" in output ? textOf(output.data, "image/svg+xml") : undefined;
      if (picture !== undefined) return picture;
    }
  }
  throw new Error(`Expected a figure in ${PICTURED}, found none`);
}

async function runNotebook(
  path: string,
  python: string,
  { update, quick }: { update: boolean; quick: boolean },
): Promise<Outcome> {
  const committed = parseNotebook(await Deno.readTextFile(path));
  const cells = codeCells(committed).length;
  const target = await Deno.makeTempFile({ prefix: "raptors-", suffix: ".ipynb" });
  try {
    const executed = await execute(python, path, target, { env: { RAPTORS_QUICK: quick ? "1" : "" } });
    const faults = findFaults(executed);
    if (update && faults.length === 0) {
      await formatNotebook(target);
      await Deno.writeTextFile(path, await Deno.readTextFile(target));
      if (path.endsWith(PICTURED)) await Deno.writeTextFile(PICTURE, firstPicture(executed));
    }
    return { cells, faults: update ? faults : [...faults, ...findDifferences(executed, committed)] };
  } catch (error) {
    return { cells, faults: [(error as Error).message] };
  } finally {
    await Deno.remove(target);
  }
}

Deno.exit(await main(Deno.args));
