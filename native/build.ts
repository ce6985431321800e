/**
 * Builds the native library: `deno task build [--cc COMPILER] [--sanitize address|thread] [--quiet]`.
 *
 * Every C file is an object of its own, rebuilt only when its command or the content of a file that it includes has
 * changed. Kernel files are compiled once per instruction set, and only they get instruction-set flags.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { parseArgs } from "node:util";
import { fileURLToPath } from "node:url";
import { compileAll, execute, findCompiler, inPlace, isFile, type Unit } from "./compile.ts";

/** The folder of the native sources. */
export const NATIVE_DIR: string = fileURLToPath(new URL(".", import.meta.url));

/** How to build. */
export interface BuildOptions {
  /** The C compiler; default: `CC`, else the first of cc, gcc and clang that runs. */
  cc?: string;
  /** Build with a sanitizer, into a folder of its own. */
  sanitize?: "address" | "thread";
  /** Build for a profiler, into a folder of its own: as fast as ever, with frame pointers and all debug information. */
  profile?: boolean;
  /** Say nothing unless something goes wrong. */
  quiet?: boolean;
}

/** What was built. */
export interface BuildResult {
  /** The compiler that was used. */
  cc: string;
  /** The objects of the library. */
  objects: string[];
  /** The shared library. */
  library: string;
  /** The folder of the objects. */
  objectDir: string;
  /** The compiler flags that apply to every file. */
  flags: string[];
}

/** The processor architectures, as isa.def names them. */
export type Arch = "X86_64" | "ARM64";

/** A row of isa.def, as far as the build reads it. */
export interface IsaRow {
  /** The name of the instruction set: the suffix of its kernels. */
  name: string;
  /** X86_64, ARM64 or ANY. */
  arch: string;
  /** The compiler flags of its kernels. */
  flags: string[];
}

const EXTENSIONS: Record<string, string> = { linux: "so", darwin: "dylib", windows: "dll" };

/** The folder for this platform's builds. */
export function buildDir(): string {
  return `${NATIVE_DIR}build/${Deno.build.os}-${Deno.build.arch}`;
}

/** The file name of the library on this platform. */
export function libraryName(): string {
  const extension = EXTENSIONS[Deno.build.os] ?? "so";
  return Deno.build.os === "windows" ? `raptors.${extension}` : `libraptors.${extension}`;
}

/** The names of all `.def` files. */
export function definitions(): string[] {
  return [...Deno.readDirSync(NATIVE_DIR)].map((e) => e.name).filter((n) => n.endsWith(".def")).sort();
}

/** The SHA-256 of all `.def` files, by name and content: what the library and its caller must agree on. */
export function abiHash(): string {
  const hash = createHash("sha256");
  for (const name of definitions()) {
    // Line ends as in the repository, whatever git made of them.
    hash.update(`${name}\0`).update(Deno.readTextFileSync(NATIVE_DIR + name).replaceAll("\r\n", "\n")).update("\0");
  }
  return hash.digest("hex");
}

/** The instruction sets of isa.def, best first. */
export function isaRows(): IsaRow[] {
  const text = Deno.readTextFileSync(`${NATIVE_DIR}isa.def`).replaceAll(/\/\*[\s\S]*?\*\//g, "");
  const rows = [...text.matchAll(/RP_ISA\((\w+),\s*(\w+),\s*\d+,\s*\d+,\s*"([^"]*)"\)/g)];
  return rows.map(([, name, arch, flags]) => ({ name, arch, flags: flags.split(" ").filter(Boolean) }));
}

/** The names that the library exports, as the tables list them. */
export function exportedNames(): string[] {
  const names = (file: string, macro: string): string[] =>
    [
      ...Deno.readTextFileSync(NATIVE_DIR + file).replaceAll(/\/\*[\s\S]*?\*\//g, "").matchAll(
        new RegExp(`^${macro}\\((\\w+),`, "gm"),
      ),
    ].map((m) => `rp_${m[1]}`);
  return [...names("families.def", "RP_FAMILY"), ...names("library.def", "RP_FUNCTION")].sort();
}

/** The C files of the library, without the kernels. */
function plainSources(): string[] {
  return ["core", "threads"].flatMap((dir) =>
    [...Deno.readDirSync(NATIVE_DIR + dir)].map((e) => `${NATIVE_DIR}${dir}/${e.name}`).filter((n) => n.endsWith(".c"))
  ).sort();
}

/** The compiler flags of every file of the library, whatever it is built for. */
export function commonFlags(): string[] {
  return [
    "-std=c11",
    "-fvisibility=hidden",
    "-ffp-contract=off",
    "-fno-math-errno",
    "-fno-strict-aliasing",
    "-Wall",
    "-Wextra",
    `-DRP_ABI_HASH="${abiHash()}"`,
    `-ffile-prefix-map=${NATIVE_DIR}=native/`,
  ];
}

/** The instruction sets of an architecture, best first. */
export function isasOf(arch: Arch): IsaRow[] {
  return isaRows().filter((row) => row.arch === "ANY" || row.arch === arch);
}

/** The objects of the library, for any compiler and target: the one list of its sources. */
export function libraryUnits(arch: Arch, objectDir: string, flags: string[]): Unit[] {
  // The kernels first: they take longest.
  return [
    ...isasOf(arch).map((row) => ({
      source: `${NATIVE_DIR}kernels/kernels.c`,
      object: `${objectDir}/kernels__${row.name}.o`,
      args: [...flags, ...row.flags, `-DRP_ISA_NAME=${row.name}`, `-DRP_VEC_HEADER="vec_${row.name}.h"`],
    })),
    ...plainSources().map((source) => ({
      source,
      object: `${objectDir}/${source.slice(NATIVE_DIR.length).replaceAll("/", "_").replace(/\.c$/, ".o")}`,
      args: flags,
    })),
  ];
}

/** Builds the library, or finds that it is current. */
export async function build(options: BuildOptions = {}): Promise<BuildResult> {
  const cc = findCompiler(options.cc);
  const variant = (options.sanitize ? `-${options.sanitize}` : "") + (options.profile ? "-profile" : "") +
    (options.cc ? `-${options.cc.replaceAll(/\W/g, "_")}` : "");
  const dir = buildDir() + variant;
  const objectDir = `${dir}/obj`;
  const sanitizers = options.sanitize === "address" ? "address,undefined" : options.sanitize;
  const flags = [
    ...commonFlags(),
    options.sanitize ? "-O1" : "-O3",
    ...(options.profile ? ["-g", "-fno-omit-frame-pointer"] : ["-g1"]),
    ...(Deno.build.os === "windows" ? [] : ["-fPIC"]),
    ...(sanitizers ? [`-fsanitize=${sanitizers}`, "-fno-sanitize-recover=all", "-fno-omit-frame-pointer"] : []),
  ];
  const units = libraryUnits(Deno.build.arch === "x86_64" ? "X86_64" : "ARM64", objectDir, flags);
  const compiled = await compileAll(cc, units);
  const objects = units.map((u) => u.object);
  const library = `${dir}/${libraryName()}`;
  if (compiled > 0 || !isFile(library)) await link(cc, objects, library, sanitizers);
  if (!options.quiet) {
    console.log(
      compiled ? `Built ${library} with ${cc} (${compiled} of ${units.length} files)` : `${library} is current`,
    );
  }
  return { cc, objects, library, objectDir, flags };
}

async function link(cc: string, objects: string[], library: string, sanitizers: string | undefined): Promise<void> {
  const rest = [
    ...(sanitizers ? [`-fsanitize=${sanitizers}`] : []),
    ...(Deno.build.os === "linux" ? ["-lm", "-lpthread", "-Wl,-z,noexecstack,-z,relro,-z,now"] : []),
  ];
  await inPlace(library, (fresh) => execute(cc, ["-shared", ...objects, "-o", fresh, ...rest]));
}

if (import.meta.main) {
  try {
    const { values } = parseArgs({
      args: Deno.args,
      options: { cc: { type: "string" }, sanitize: { type: "string" }, quiet: { type: "boolean" } },
    });
    if (values.sanitize !== undefined && values.sanitize !== "address" && values.sanitize !== "thread") {
      throw new Error(`--sanitize takes address or thread, not ${values.sanitize}`);
    }
    // Programs would quietly take the prebuilt library instead of one that does not fit.
    if ((await import("../lib/native/symbols.gen.ts")).ABI_HASH !== abiHash()) {
      throw new Error("lib/native/symbols.gen.ts was made from other native/*.def than are here: run `deno task gen`");
    }
    await build({
      ...(values.cc ? { cc: values.cc } : {}),
      ...(values.sanitize ? { sanitize: values.sanitize } : {}),
      quiet: values.quiet ?? false,
    });
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    Deno.exit(1);
  }
}
