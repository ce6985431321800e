/**
 * Finds a Python with NumPy 2, or makes one in `.venv`.
 *
 * @module
 */
import { type FoundPython, installInVenv, PYTHONS, ROOT, runPython, type VenvOptions, venvPython } from "./venv.ts";

export type { FoundPython };

/** What finding depends on; the defaults are this repository and this machine. */
export interface FindOptions extends VenvOptions {
  /** The value of RAPTORS_PYTHON. */
  readonly chosen?: string | undefined;
}

/**
 * Finds a Python with NumPy 2: the one that RAPTORS_PYTHON names, else the one in `.venv`, else the system's, else a
 * new `.venv` with the pinned NumPy. "none" in RAPTORS_PYTHON stands for a machine without Python.
 *
 * @throws {Error} if RAPTORS_PYTHON names a Python that has no NumPy 2
 */
export async function findPython(options: FindOptions = {}): Promise<FoundPython> {
  const chosen = "chosen" in options ? options.chosen : Deno.env.get("RAPTORS_PYTHON");
  if (chosen === "none") return { missing: "RAPTORS_PYTHON is none" };
  if (chosen) {
    const found = await numpyVersion(chosen);
    if (isEnough(found)) return { python: chosen };
    throw new Error(`RAPTORS_PYTHON names ${chosen}, which has ${found ?? "no Python that runs"}: expected NumPy >= 2`);
  }
  const { root = ROOT, candidates = PYTHONS } = options;
  for (const python of [venvPython(root), ...candidates]) {
    if (isEnough(await numpyVersion(python))) return { python };
  }
  const installed = await installInVenv("bench/requirements.txt", options);
  if ("missing" in installed) return installed;
  const now = await numpyVersion(installed.python);
  return isEnough(now) ? installed : { missing: `.venv has ${now ?? "no Python that runs"} after pip install` };
}

/** "NumPy 2.4.6", "no NumPy", or undefined when there is no Python of that name. */
async function numpyVersion(python: string): Promise<string | undefined> {
  const program = "try:\n import numpy\n print('NumPy', numpy.__version__)\nexcept ImportError: print('no NumPy')";
  const { ok, said } = await runPython(python, ["-c", program]);
  return ok ? said : undefined;
}

function isEnough(found: string | undefined): boolean {
  return Number(found?.match(/^NumPy (\d+)/)?.[1] ?? 0) >= 2;
}
