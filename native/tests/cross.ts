/** The library and the C test runner for ARM64: as it travels with the package, by clang, or by another cross compiler. */
import { buildDir, type BuildResult, commonFlags, libraryUnits } from "../build.ts";
import { compileAll, execute } from "../compile.ts";
import { buildTarget, targetOf } from "../prebuilt/targets.ts";
import { missingTools } from "../prebuilt/tools.ts";
import { buildRunner, exists } from "./runner.ts";

/** The prefix of gcc's cross compiler and of its binutils. */
export const ARM64_PREFIX = "aarch64-linux-gnu-";

/** A library and its test runner. */
export interface CrossBuild extends BuildResult {
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
  const objectDir = `${dir}/obj`;
  const units = libraryUnits("ARM64", objectDir, flags);
  await compileAll(cc, units);
  const objects = units.map((unit) => unit.object);
  const library = `${dir}/libraptors.so`;
  await execute(cc, ["-shared", ...objects, "-o", library, "-lm", "-lpthread"]);
  const built = { cc, flags, objects, objectDir, library };
  return { ...built, runner: await buildRunner(built, ["-static"]) };
}

async function asPackaged(): Promise<CrossBuild> {
  const product = await buildTarget(targetOf("linux-arm64"));
  return { ...product, runner: await buildRunner(product, [`--target=${product.target.triple}`, "-static"]) };
}
