/**
 * Linking against an old glibc. The library is linked to stand-ins of libc and libm that hold just the functions that it
 * calls, each at the newest version that glibc 2.28 has. So it runs wherever Deno does, and its bytes do not depend on the
 * glibc of the machine that builds it.
 */
import { execute, isFile } from "../compile.ts";
import { CLANG, linesOf } from "./tools.ts";

/** The oldest glibc that the libraries run on: that of Debian 10 and RHEL 8. */
export const OLDEST_GLIBC = "2.28";

const LIBRARIES = ["libc.so.6", "libm.so.6"];

/** Where a target's libraries are: in the folder of the cross package, or the system's own. */
function librariesOf(triple: string): string {
  const folders = [`/usr/${triple}/lib`, `/lib/${triple}`];
  const found = folders.find((folder) => isFile(`${folder}/${LIBRARIES[0]}`));
  if (found) return found;
  throw new Error(`Expected ${LIBRARIES[0]} in ${folders.join(" or ")}: install Debian's libc6-dev for ${triple}`);
}

/** Whether a version is later than another, number by number: 2.14 is later than 2.2.5. */
export function isLater(version: string, other: string): boolean {
  const [a, b] = [version, other].map((v) => v.split(".").map(Number));
  const i = a.findIndex((number, i) => number !== (b[i] ?? 0));
  return i >= 0 && a[i] > (b[i] ?? 0);
}

/** The newest version up to `OLDEST_GLIBC` of each function that a library exports. */
async function versionsIn(library: string): Promise<Map<string, string>> {
  const newest = new Map<string, string>();
  for (const line of await linesOf("llvm-nm-19", ["-D", "--defined-only", "--format=just-symbols", library])) {
    const [, name, version] = /^(.+?)@@?GLIBC_([\d.]+)$/.exec(line) ?? [];
    if (name === undefined || isLater(version, OLDEST_GLIBC)) continue;
    const had = newest.get(name);
    if (had === undefined || isLater(version, had)) newest.set(name, version);
  }
  return newest;
}

/** The names that the objects leave to other libraries. */
async function missingNames(objects: string[]): Promise<string[]> {
  const names = async (which: string) =>
    (await linesOf("llvm-nm-19", [which, "--format=just-symbols", ...objects])).filter((line) => !line.endsWith(":"));
  const defined = new Set(await names("--defined-only"));
  return [...new Set(await names("--undefined-only"))].filter((name) => !defined.has(name)).sort();
}

/**
 * Makes the stand-ins that the objects need.
 *
 * @returns their paths
 * @throws {Error} if the objects call what glibc 2.28 lacks
 */
export async function makeStandIns(triple: string, objects: string[], folder: string): Promise<string[]> {
  const real = librariesOf(triple);
  const missing = new Set(await missingNames(objects));
  const standIns: string[] = [];
  Deno.mkdirSync(folder, { recursive: true });
  for (const library of LIBRARIES) {
    const versions = new Map([...await versionsIn(`${real}/${library}`)].filter(([name]) => missing.delete(name)));
    if (versions.size === 0) continue;
    const path = `${folder}/${library}`;
    const names = [...versions.keys()];
    const sections = [...new Set(versions.values())].map((version) =>
      `GLIBC_${version} { ${names.filter((name) => versions.get(name) === version).join("; ")}; };\n`
    );
    Deno.writeTextFileSync(`${path}.s`, names.map((n) => `.globl ${n}\n.type ${n},%function\n${n}:\n`).join(""));
    Deno.writeTextFileSync(`${path}.map`, sections.join(""));
    const link = ["-fuse-ld=lld", "-shared", "-nostdlib", `-Wl,-soname,${library},--version-script,${path}.map`];
    await execute(CLANG, [`--target=${triple}`, ...link, `${path}.s`, "-o", path]);
    standIns.push(path);
  }
  if (missing.size > 0) {
    throw new Error(`The library calls what glibc ${OLDEST_GLIBC} does not have: ${[...missing].join(", ")}`);
  }
  return standIns;
}
