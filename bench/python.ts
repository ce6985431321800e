/**
 * Finds a Python with NumPy 2, or makes one in `.venv`.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { join } from "node:path";

/** A Python that can run the NumPy side, or why there is none. */
export type FoundPython = { readonly python: string } | { readonly missing: string };

/** What finding depends on; the defaults are this repository and this machine. */
export interface FindOptions {
  /** The folder that holds `.venv` and `bench/requirements.txt`. */
  readonly root?: string;
  /** The value of RAPTORS_PYTHON. */
  readonly chosen?: string | undefined;
  /** Commands to try for a Python outside `.venv`. */
  readonly candidates?: readonly string[];
  /** Where to say what is being done. */
  readonly say?: (message: string) => void;
}

const WINDOWS = Deno.build.os === "windows";

/**
 * Finds a Python with NumPy 2: the one that RAPTORS_PYTHON names, else the one in `.venv`, else the system's, else a
 * new `.venv` with the pinned NumPy. "none" in RAPTORS_PYTHON stands for a machine without Python.
 *
 * @throws {Error} if RAPTORS_PYTHON names a Python that has no NumPy 2
 */
export async function findPython(options: FindOptions = {}): Promise<FoundPython> {
  const root = options.root ?? fileURLToPath(new URL("../", import.meta.url));
  const say = options.say ?? ((message) => console.error(message));
  const chosen = "chosen" in options ? options.chosen : Deno.env.get("RAPTORS_PYTHON");
  const candidates = options.candidates ?? (WINDOWS ? ["python", "python3"] : ["python3", "python"]);

  if (chosen === "none") return { missing: "RAPTORS_PYTHON is none" };
  if (chosen) {
    const found = await numpyVersion(chosen);
    if (isEnough(found)) return { python: chosen };
    throw new Error(`RAPTORS_PYTHON names ${chosen}, which has ${found ?? "no Python that runs"}: expected NumPy >= 2`);
  }
  const venv = join(root, ".venv");
  const inside = WINDOWS ? join(venv, "Scripts", "python.exe") : join(venv, "bin", "python");
  const installed = await numpyVersion(inside);
  if (isEnough(installed)) return { python: inside };

  let base: string | undefined;
  for (const candidate of candidates) {
    const found = await numpyVersion(candidate);
    if (isEnough(found)) return { python: candidate };
    if (found !== undefined) base ??= candidate;
  }
  if (installed === undefined) {
    if (!base) return { missing: `no Python found (tried ${candidates.join(", ")})` };
    say(`No Python with NumPy >= 2 found: making ${venv}`);
    const made = await run(base, ["-m", "venv", venv]);
    if (!made.ok) return { missing: `${base} -m venv failed: ${made.said}` };
  }
  const requirements = join(root, "bench", "requirements.txt");
  say(`Installing NumPy into ${venv} (pip install -r bench/requirements.txt)`);
  const pip = await run(inside, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements]);
  if (!pip.ok) return { missing: `pip could not install NumPy: ${pip.said}` };
  const now = await numpyVersion(inside);
  return isEnough(now)
    ? { python: inside }
    : { missing: `.venv has ${now ?? "no Python that runs"} after pip install` };
}

/** "NumPy 2.4.6", "no NumPy", or undefined when there is no Python of that name. */
async function numpyVersion(python: string): Promise<string | undefined> {
  const program = "try:\n import numpy\n print('NumPy', numpy.__version__)\nexcept ImportError: print('no NumPy')";
  const { ok, said } = await run(python, ["-c", program]);
  return ok ? said : undefined;
}

function isEnough(found: string | undefined): boolean {
  return Number(found?.match(/^NumPy (\d+)/)?.[1] ?? 0) >= 2;
}

/** Runs a command; `said` is its last line of output, of its complaints when it failed. */
async function run(command: string, args: string[]): Promise<{ ok: boolean; said: string }> {
  try {
    const { success, stdout, stderr } = await new Deno.Command(command, { args, stdin: "null" }).output();
    const text = new TextDecoder().decode(success ? stdout : stderr.length ? stderr : stdout);
    return { ok: success, said: text.trim().split("\n").at(-1) ?? "" };
  } catch (error) {
    return { ok: false, said: error instanceof Error ? error.message : String(error) };
  }
}
