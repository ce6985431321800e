/**
 * `deno task test [--only REGEX] [path …]`: builds the native library and runs every test. Paths pick what runs: those
 * under tests/ as tests, those under native/ the C tests, all others for the examples in their documentation. `--only`
 * picks tests by name. The last line is `N passed, N failed`.
 */
import { findPython } from "../bench/python.ts";
import { jsrReachable } from "./offline/deno.ts";
import { buildNative, type Count, finish, runDenoTests, runNativeTests, total } from "./_suite.ts";

/** What to run; nothing chosen means all of it. */
interface Selection {
  only: string | undefined;
  paths: string[];
}

function parse(args: string[]): Selection {
  const selection: Selection = { only: undefined, paths: [] };
  for (let i = 0; i < args.length; i++) {
    const [name, value] = args[i].split(/=(.*)/s);
    if (name === "--only") {
      selection.only = value ?? args[++i];
      if (!selection.only) throw new TypeError("Expected a regular expression after --only, found nothing");
      new RegExp(selection.only);
    } else if (name.startsWith("-")) {
      throw new TypeError(`Expected --only REGEX or paths, found ${args[i]}`);
    } else {
      selection.paths.push(args[i].replace(/^\.\//, ""));
    }
  }
  return selection;
}

async function main({ only, paths }: Selection): Promise<Count> {
  if (!await buildNative()) return { passed: 0, failed: 1 };
  const jsr = await jsrReachable();
  console.log(jsr ? "JSR: reached" : "JSR: not reached, @std/assert comes from tests/offline/");
  console.log(`NumPy: ${await describePython()}`);

  const all = paths.length === 0;
  const isNative = (path: string) => /^native(\/|$)/.test(path);
  const tests = all ? ["tests/"] : paths.filter((path) => /^tests(\/|$)/.test(path));
  const documents = all
    ? ["mod.ts", "lib/", "README.md", "bench/README.md"]
    : paths.filter((path) => !tests.includes(path) && !isNative(path));
  const native = all ? only === undefined : paths.some(isNative);

  const filter = only === undefined ? [] : [`--filter=/${only}/`];
  const counts: Count[] = [];
  if (tests.length > 0) counts.push(await runDenoTests([...filter, ...tests], { jsr }));
  if (documents.length > 0 && only === undefined) counts.push(await runDenoTests(["--doc", ...documents], { jsr }));
  if (native) counts.push(await runNativeTests());
  return total(counts);
}

/** Makes the `.venv` with NumPy where the machine has none; tests against NumPy are left out without it. */
async function describePython(): Promise<string> {
  try {
    const found = await findPython();
    return "python" in found ? `that of ${found.python}` : `none (${found.missing}), tests against it are left out`;
  } catch (error) {
    return `none (${(error as Error).message}), tests against it are left out`;
  }
}

let selection: Selection;
try {
  selection = parse(Deno.args);
} catch (error) {
  console.error((error as Error).message);
  Deno.exit(2);
}
finish(await main(selection));
