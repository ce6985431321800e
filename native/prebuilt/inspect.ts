/** Looks into a library that this machine may not be able to run: is it what its platform will load, and nothing more? */
import { abiHash, exportedNames } from "../build.ts";
import { isLater, OLDEST_GLIBC } from "./glibc.ts";
import { checkSignature } from "./signature.ts";
import type { Product } from "./targets.ts";
import { linesOf } from "./tools.ts";

/** The only libraries that each system's may need. */
const NEEDS = {
  linux: ["libc.so.6", "libm.so.6"],
  windows: ["KERNEL32.dll", "msvcrt.dll"],
  macos: ["/usr/lib/libSystem.B.dylib"],
};

/** What was found, as far as it is worth telling. */
export type Findings = string[];

/**
 * Checks format, architecture, exported names, needed libraries, ABI hash, and what the system has of its own.
 *
 * @throws {Error} that says what was expected and what was found
 */
export async function inspect(product: Pick<Product, "target" | "library">): Promise<Findings> {
  const { target, library } = product;
  const look = { linux: inspectElf, windows: inspectDll, macos: inspectMachO }[target.system];
  const { format, exported, needed, findings } = await look(library);
  const arch = target.arch === "X86_64" ? "x86_64|x86-64" : "aarch64|arm64";
  expect(new RegExp(arch).test(format), `${library}: expected ${arch}, found ${format}`);
  const names = exportedNames();
  expect(exported.sort().join() === names.join(), `${library} exports ${exported.join(" ")}\n  not ${names.join(" ")}`);
  const others = needed.filter((name) => !NEEDS[target.system].includes(name));
  expect(others.length === 0 && needed.length > 0, `${library} needs ${needed.join(", ") || "no library"}`);
  const bytes = Deno.readFileSync(library);
  expect(new TextDecoder("latin1").decode(bytes).includes(abiHash()), `${library} does not hold the ABI hash`);
  return [format, `${names.length} exports`, `needs ${needed.join(" and ")}`, ...findings];
}

function expect(ok: boolean, message: string): void {
  if (!ok) throw new Error(message);
}

interface Look {
  format: string;
  exported: string[];
  needed: string[];
  findings: string[];
}

/** The values after a label, such as `Name:`. */
function labelled(lines: string[], label: string): string[] {
  return lines.filter((line) => line.startsWith(label)).map((line) => line.slice(label.length).trim());
}

async function formatOf(library: string): Promise<string> {
  return labelled(await linesOf("llvm-readobj-19", ["--file-header", library]), "Format:")[0];
}

async function inspectElf(library: string): Promise<Look> {
  const dynamic = (await linesOf("llvm-readelf-19", ["-d", "-V", library])).join("\n");
  const needed = [...dynamic.matchAll(/\(NEEDED\)\s+Shared library: \[(.+)\]/g)].map(([, name]) => name);
  const versions = [...dynamic.matchAll(/Name: GLIBC_([\d.]+)/g)].map(([, version]) => version);
  const newest = versions.reduce((a, b) => isLater(b, a) ? b : a);
  expect(!isLater(newest, OLDEST_GLIBC), `${library} needs glibc ${newest}, expected ${OLDEST_GLIBC} at most`);
  expect(!/\(TEXTREL\)/.test(dynamic), `${library} has relocations in its code`);
  const segments = await linesOf("llvm-readelf-19", ["-lW", library]);
  const stack = segments.find((line) => line.startsWith("GNU_STACK")) ?? "no GNU_STACK";
  expect(/\sRW\s/.test(stack), `${library}: expected a stack that is not executable, found ${stack}`);
  const exported = await linesOf("llvm-nm-19", ["-D", "--defined-only", "--format=just-symbols", library]);
  return { format: await formatOf(library), exported, needed, findings: [`glibc ${newest}`] };
}

async function inspectDll(library: string): Promise<Look> {
  const imports = await linesOf("llvm-readobj-19", ["--coff-imports", library]);
  const headers = await linesOf("llvm-readobj-19", ["--file-headers", library]);
  expect(headers.some((line) => line.startsWith("TimeDateStamp: 1970-01-01")), `${library} has a time in it`);
  expect(headers.some((line) => line.includes("_DLL_CHARACTERISTICS_NX_COMPAT")), `${library} is not NX compatible`);
  const exported = labelled(await linesOf("llvm-readobj-19", ["--coff-exports", library]), "Name:");
  return { format: await formatOf(library), exported, needed: labelled(imports, "Name:"), findings: [] };
}

async function inspectMachO(library: string): Promise<Look> {
  // The first line is the file's own name, the second the library's.
  const used = (await linesOf("llvm-objdump-19", ["--macho", "--dylibs-used", library])).slice(2);
  const commands = await linesOf("llvm-objdump-19", ["--macho", "--private-headers", library]);
  const least = labelled(commands, "minos")[0];
  expect(least === "11.0", `${library} needs macOS ${least}, expected 11.0`);
  const exported = (await linesOf("llvm-nm-19", ["-g", "--defined-only", "--format=just-symbols", library]))
    .map((name) => name.replace(/^_/, ""));
  const pages = checkSignature(Deno.readFileSync(library));
  return {
    format: await formatOf(library),
    exported,
    needed: used.map((line) => line.replace(/ \(compat.*/, "")),
    findings: [`macOS ${least}`, `signature of ${pages} pages`],
  };
}
