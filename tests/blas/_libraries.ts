/** The BLAS libraries of this machine, for tests that use them for real. */
import { findPython } from "../../bench/python.ts";
import { candidatePaths } from "../../lib/blas/candidates.ts";
import { runCommand } from "../_process.ts";

/** A library that tests use, or why they do without. */
export interface Library {
  name: string;
  path: string;
  /** Absent: the library is there. */
  missing?: string;
  kind: "openblas" | "blis";
  integerSize: 32 | 64;
}

const isFile = (path: string): boolean => {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
};

function installed(name: string, kind: Library["kind"], paths: string[], install: string): Library {
  const path = paths.find(isFile);
  const library = { name, kind, path: path ?? "", integerSize: 32 as const };
  return path === undefined ? { ...library, missing: `${paths[0]} is not here (${install})` } : library;
}

/** The OpenBLAS that NumPy's wheel brings along. */
async function ofNumpy(): Promise<Library> {
  const library = { name: "NumPy's OpenBLAS", kind: "openblas", path: "", integerSize: 64 } as const;
  const found = await findPython();
  if (!("python" in found)) return { ...library, missing: found.missing };
  const program = "import numpy, os; print(os.path.dirname(numpy.__file__) + '.libs')";
  const folder = (await runCommand(found.python, ["-c", program])).stdout.trim();
  try {
    const file = [...Deno.readDirSync(folder)].find(({ name }) => /^libscipy_openblas64_.*\.so$/.test(name));
    if (file !== undefined) return { ...library, path: `${folder}/${file.name}` };
  } catch {
    // Said below.
  }
  return { ...library, missing: `${folder} has no libscipy_openblas64_-*.so` };
}

const debian = `/usr/lib/${Deno.build.arch}-linux-gnu`;

/** OpenBLAS and BLIS as Debian packs them, and NumPy's OpenBLAS with 64-bit integers. */
export const libraries: readonly Library[] = [
  installed("OpenBLAS", "openblas", candidatePaths("openblas", Deno.build), "apt-get install libopenblas0"),
  installed("BLIS", "blis", [`${debian}/libblis.so.4`], "apt-get install libblis4"),
  await ofNumpy(),
];

for (const { name, missing } of libraries) {
  if (missing !== undefined) console.log(`skipped: tests with ${name}: ${missing}`);
}

/** OpenBLAS as the system has it. */
export const openblas: Library = libraries[0];
