/**
 * Finds the pinned Jupyter in `.venv`, or installs it there; puts our kernel beside it.
 *
 * @module
 */
import { join } from "node:path";
import { findPython } from "../../bench/python.ts";
import { type FoundPython, installInVenv, ROOT, runPython, type VenvOptions, venvPython } from "../../bench/venv.ts";
import { installKernel } from "./kernelspec.ts";

const REQUIREMENTS = "notebooks/tools/requirements.txt";

/** Fails where one of the packages that are named as name==version is missing, or has another version. */
const HAS_PINNED = `
import sys
from importlib.metadata import version
for pin in sys.argv[1:]:
    name, wanted = pin.split("==")
    assert version(name) == wanted, f"{name} {version(name)}"
`;

/** The Python in `.venv` with the pinned Jupyter and our kernel; installs what is missing. */
export async function findJupyter(options: VenvOptions = {}): Promise<FoundPython> {
  const { root = ROOT } = options;
  const found: FoundPython = await hasJupyter(root)
    ? { python: venvPython(root) }
    : await installInVenv(REQUIREMENTS, options);
  if ("python" in found) await installKernel(venvDataDir(root));
  return found;
}

/** Installs NumPy where there is none: else the notebook that first asks for it would, and print so. */
export async function provideNumPy(): Promise<void> {
  const found = await findPython();
  if ("missing" in found) console.error(`Notebooks cannot compare with NumPy: ${found.missing}`);
}

/** Whether `.venv` has every package in the pinned version. Installs nothing. */
export async function hasJupyter(root: string = ROOT): Promise<boolean> {
  const text = await Deno.readTextFile(join(root, REQUIREMENTS));
  const pins = text.split("\n").filter((line) => line.includes("=="));
  return (await runPython(venvPython(root), ["-c", HAS_PINNED, ...pins])).ok;
}

/** Where Jupyter finds what belongs to `.venv`. */
export function venvDataDir(root: string = ROOT): string {
  return join(root, ".venv", "share", "jupyter");
}
