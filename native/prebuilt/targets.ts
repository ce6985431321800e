/** The platforms that have a prebuilt library: how each is compiled and linked. */
import { type Arch, type BuildResult, commonFlags, libraryUnits, NATIVE_DIR } from "../build.ts";
import { compileAll, execute, isFile, type Unit } from "../compile.ts";
import { makeStandIns } from "./glibc.ts";
import { type MacosFiles, macosFiles } from "./macos.ts";
import { CLANG, PACKAGES } from "./tools.ts";

/** A platform. */
export interface Target {
  /** Its name: that of its asset. */
  platform: string;
  arch: Arch;
  system: "linux" | "windows" | "macos";
  /** What clang calls it. */
  triple: string;
  /** What its every CPU has beyond the architecture's baseline, by the names of native/tests/instructions.ts. */
  everywhere?: string[];
}

/** All of them. */
export const TARGETS: readonly Target[] = [
  { platform: "linux-x64", arch: "X86_64", system: "linux", triple: "x86_64-linux-gnu" },
  { platform: "linux-arm64", arch: "ARM64", system: "linux", triple: "aarch64-linux-gnu" },
  { platform: "windows-x64", arch: "X86_64", system: "windows", triple: "x86_64-w64-windows-gnu" },
  { platform: "macos-arm64", arch: "ARM64", system: "macos", triple: "arm64-apple-macos11.0", everywhere: ["v81"] },
  { platform: "macos-x64", arch: "X86_64", system: "macos", triple: "x86_64-apple-macos11.0", everywhere: ["sse4"] },
];

/**
 * The target of a platform.
 *
 * @throws {RangeError} if it has none
 */
export function targetOf(platform: string): Target {
  const target = TARGETS.find((target) => target.platform === platform);
  if (target) return target;
  throw new RangeError(`The package has no library for ${platform}, only for ${TARGETS.map((t) => t.platform)}`);
}

/** What was made for a target. */
export interface Product extends BuildResult {
  target: Target;
}

/** What each system calls the library. */
export const FILES = { linux: "libraptors.so", windows: "raptors.dll", macos: "libraptors.dylib" };
/** Where Debian puts the headers and import libraries of Windows. */
export const MINGW = "/usr/x86_64-w64-mingw32";

/** Compiles and links the library of a platform, from the sources and with the flags of native/build.ts. */
export async function buildTarget(target: Target): Promise<Product> {
  const folder = `${NATIVE_DIR}build/prebuilt/${target.platform}`;
  const objectDir = `${folder}/obj`;
  const macos = target.system === "macos" ? await macosFiles(`${NATIVE_DIR}build/macos-headers`) : undefined;
  const flags = [`--target=${target.triple}`, ...commonFlags(), "-O3", "-g0", ...systemFlags(target, macos)];
  const units = [...libraryUnits(target.arch, objectDir, flags), ...ownUnits(target, objectDir, flags)];
  await compileAll(CLANG, units);
  const objects = units.map((unit) => unit.object);
  const library = `${folder}/${FILES[target.system]}`;
  await link(target, objects, library, macos);
  return { target, cc: CLANG, flags, objects, objectDir, library };
}

function systemFlags(target: Target, macos: MacosFiles | undefined): string[] {
  if (target.system === "windows") {
    if (!isFile(`${MINGW}/include/windows.h`)) throw new Error(`Expected headers in ${MINGW}: install ${PACKAGES}`);
    return ["-isystem", `${MINGW}/include`];
  }
  if (macos) return ["-isystem", macos.include];
  // Atomic instructions behind a helper of the compiler's runtime library would need that library.
  return ["-fPIC", ...(target.arch === "ARM64" ? ["-mno-outline-atomics"] : [])];
}

function ownUnits(target: Target, objectDir: string, args: string[]): Unit[] {
  if (target.system !== "windows") return [];
  return [{ source: `${NATIVE_DIR}prebuilt/windows.c`, object: `${objectDir}/prebuilt_windows.o`, args }];
}

/** Links without any compiler's start-up files and runtime library: the system's C library is all that is needed. */
async function link(target: Target, objects: string[], library: string, macos: MacosFiles | undefined): Promise<void> {
  const driver = [`--target=${target.triple}`, "-fuse-ld=lld", "-shared", "-nostdlib", ...objects, "-o", library];
  if (target.system === "linux") {
    const standIns = await makeStandIns(target.triple, objects, `${library}.standins`);
    const soname = `-Wl,-soname,${FILES.linux}`;
    const hardened = "-Wl,-z,defs,-z,noexecstack,-z,relro,-z,now,--build-id=none,--as-needed,-s";
    await execute(CLANG, [...driver, ...standIns, soname, hardened]);
  } else if (target.system === "windows") {
    const libraries = [`-L${MINGW}/lib`, "-lmingwex", "-lmsvcrt", "-lkernel32"];
    await execute(CLANG, [...driver, ...libraries, "-Wl,--disable-auto-import,--no-insert-timestamp,-s"]);
  } else {
    const arch = target.arch === "ARM64" ? "arm64" : "x86_64";
    const platform = ["-platform_version", "macos", "11.0", "11.0", "-install_name", `@rpath/${FILES.macos}`];
    // -x and -S: no local symbols. The ad-hoc signature is what Apple's loader asks for, on arm64 always.
    const rest = ["-x", "-S", "-adhoc_codesign", "-o", library, ...objects, macos!.libSystem];
    await execute("ld64.lld-19", ["-dylib", "-arch", arch, ...platform, ...rest]);
  }
}
