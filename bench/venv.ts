/**
 * The Python environment of the repository, `.venv`: made when it is first needed, for NumPy and for Jupyter alike.
 *
 * @module
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const WINDOWS = Deno.build.os === "windows";

/** The repository, whose `.venv` it is. */
export const ROOT: string = fileURLToPath(new URL("../", import.meta.url));
/** Commands that may start a Python outside `.venv`. */
export const PYTHONS: readonly string[] = WINDOWS ? ["python", "python3"] : ["python3", "python"];

/** A Python that can do what was asked for, or why there is none. */
export type FoundPython = { readonly python: string } | { readonly missing: string };

/** Where `.venv` is, and what may make it; the defaults are this repository and this machine. */
export interface VenvOptions {
  /** The folder that holds `.venv`. */
  readonly root?: string;
  /** Commands to try for a Python outside `.venv`. */
  readonly candidates?: readonly string[];
  /** Where to say what is being done. */
  readonly say?: (message: string) => void;
}

/** The Python of a `.venv`, which need not be there. */
export function venvPython(root: string = ROOT): string {
  return WINDOWS ? join(root, ".venv", "Scripts", "python.exe") : join(root, ".venv", "bin", "python");
}

/** Installs what a requirements file names into `.venv`, which is made if there is none that runs. */
export async function installInVenv(requirements: string, options: VenvOptions = {}): Promise<FoundPython> {
  const { root = ROOT, candidates = PYTHONS, say = (message: string) => console.error(message) } = options;
  const python = venvPython(root);
  if (!(await runPython(python, ["--version"])).ok) {
    const base = await firstThatRuns(candidates);
    if (!base) return { missing: `no Python found (tried ${candidates.join(", ")})` };
    const venv = join(root, ".venv");
    say(`Making ${venv}`);
    const made = await runPython(base, ["-m", "venv", venv]);
    if (!made.ok) return { missing: `${base} -m venv failed: ${made.said}` };
  }
  say(`Installing into .venv: pip install -r ${requirements}`);
  const flags = ["--quiet", "--disable-pip-version-check"];
  const pip = await runPython(python, ["-m", "pip", "install", ...flags, "-r", join(root, requirements)]);
  return pip.ok ? { python } : { missing: `pip install -r ${requirements} failed: ${pip.said}` };
}

/** Runs a command; `said` is its last line of output, of its complaints when it failed. */
export async function runPython(python: string, args: string[]): Promise<{ ok: boolean; said: string }> {
  try {
    const { success, stdout, stderr } = await new Deno.Command(python, { args, stdin: "null" }).output();
    const text = new TextDecoder().decode(success ? stdout : stderr.length ? stderr : stdout);
    return { ok: success, said: text.trim().split("\n").at(-1) ?? "" };
  } catch (error) {
    return { ok: false, said: error instanceof Error ? error.message : String(error) };
  }
}

async function firstThatRuns(candidates: readonly string[]): Promise<string | undefined> {
  for (const candidate of candidates) {
    if ((await runPython(candidate, ["--version"])).ok) return candidate;
  }
  return undefined;
}
