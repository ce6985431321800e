/** The Python of the tests that need NumPy. */
import { fileURLToPath } from "node:url";
import { findPython } from "../../bench/python.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** A Python with NumPy 2 that is there already: a test installs nothing. */
export async function existingPython(): Promise<string | undefined> {
  const names = [
    Deno.env.get("RAPTORS_PYTHON"),
    `${root}.venv/bin/python`,
    `${root}.venv/Scripts/python.exe`,
    "python3",
  ];
  for (const name of names) {
    if (!name || name === "none") continue;
    const found = await findPython({ chosen: name }).catch(() => undefined);
    if (found && "python" in found) return found.python;
  }
  return undefined;
}
