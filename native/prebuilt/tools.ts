/** The tools of LLVM 19, all from Debian's packages of that version: other versions give other bytes. */
import { execute, runs } from "../compile.ts";

/** The compiler and linker driver. */
export const CLANG = "clang-19";

/** What lists the names and instructions of every platform's objects. */
export const LLVM = { nm: "llvm-nm-19", objdump: "llvm-objdump-19" };

const TOOLS = [CLANG, "ld64.lld-19", "llvm-nm-19", "llvm-readelf-19", "llvm-readobj-19", "llvm-objdump-19"];

/** The packages that `deno task prebuilt` takes, as Debian 12 names them. */
export const PACKAGES = "clang-19 lld-19 llvm-19 libc6-dev libc6-dev-arm64-cross mingw-w64-x86-64-dev";

/** The tools that are not here. */
export function missingTools(): string[] {
  return TOOLS.filter((tool) => !runs(tool));
}

/** Refuses to go on without the tools. */
export function checkTools(): void {
  const missing = missingTools();
  if (missing.length > 0) {
    throw new Error(`Not found: ${missing.join(", ")}. On Debian 12: apt-get install ${PACKAGES}`);
  }
}

/** The lines that a tool prints, without empty ones. */
export async function linesOf(tool: string, args: string[]): Promise<string[]> {
  return (await execute(tool, args)).stdout.split("\n").map((line) => line.trim()).filter(Boolean);
}
