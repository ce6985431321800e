/** The library and the C test runner for ARM64: as it travels with the package, by clang, or by another cross compiler. */
import { buildDir, type BuildResult, commonFlags, libraryUnits } from "../build.ts";
import { compileAll, execute } from "../compile.ts";
import { buildTarget, folderOf, TARGETS } from "../prebuilt/targets.ts";
import { missingTools } from "../prebuilt/tools.ts";
import { buildRunner, exists } from "./runner.ts";

/** The prefix of gcc's cross compiler and of its binutils. */
export const ARM64_PREFIX = "aarch64-linux-gnu-";

/** A library and its test runner. */
export interface CrossBuild extends Pick<BuildResult, "cc" | "objects" | "library"> {
  /** The test runner, linked statically. */
  runner: string;
}

/** What is missing to build for ARM64 and to run that; undefined if nothing is. Clang too links with gcc's libraries. */
export function missingForArm64(): string | undefined {
  return [`${ARM64_PREFIX}gcc`, "qemu-aarch64"].find((name) => !exists(name));
}

/** Builds both, or finds them current: by a cross compiler; by default as packaged, or by gcc if LLVM's tools are missing. */
export async function buildForArm64(cc?: string): Promise<CrossBuild> {
  if (cc !== undefined || missingTools().length > 0) return await crossCompiled(cc ?? `${ARM64_PREFIX}gcc`);
  return await asPackaged();
}

async function crossCompiled(cc: string): Promise<CrossBuild> {
  const dir = `${buildDir()}-arm64-${cc.replaceAll(/\W/g, "_")}`;
  const flags = [...commonFlags(), "-O3", "-g1", "-fPIC"];
  const units = libraryUnits("ARM64", `${dir}/obj`, flags);
  await compileAll(cc, units);
  const objects = units.map((unit) => unit.object);
  const library = `${dir}/libraptors.so`;
  await execute(cc, ["-shared", ...objects, "-o", library, "-lm", "-lpthread"]);
  const runner = await buildRunner({ cc, flags, objects, dir: `${dir}/tests`, link: ["-static"] });
  return { cc, objects, library, runner };
}

async function asPackaged(): Promise<CrossBuild> {
  const target = TARGETS.find(({ platform }) => platform === "linux-arm64")!;
  const product = await buildTarget(target, folderOf(target));
  const link = [`--target=${target.triple}`, "-static"];
  return { ...product, runner: await buildRunner({ ...product, dir: `${folderOf(target)}/tests`, link }) };
}
