/** Builds the library and the C test runner for ARM64, with gcc's and with clang's cross compiler. */
import { buildDir, type BuildResult, commonFlags, libraryUnits } from "../build.ts";
import { compileAll, execute } from "../compile.ts";
import { buildRunner, exists } from "./runner.ts";

/** The prefix of the cross compiler and of its binutils. */
export const ARM64_PREFIX = "aarch64-linux-gnu-";

const COMPILERS = {
  gcc: { cc: `${ARM64_PREFIX}gcc`, target: [] },
  clang: { cc: "clang-19", target: ["--target=aarch64-linux-gnu"] },
};

/** A cross compiler that is known here. */
export type CrossCompiler = keyof typeof COMPILERS;

/** A library and its test runner. */
export interface CrossBuild extends BuildResult {
  /** The test runner, linked statically. */
  runner: string;
}

/** What is missing for a build by this compiler; undefined if nothing is. Clang links with the other's libraries. */
export function missingFor(compiler: CrossCompiler): string | undefined {
  return [COMPILERS.gcc.cc, COMPILERS[compiler].cc].find((cc) => !exists(cc));
}

/** Builds both, or finds them current. */
export async function buildForArm64(compiler: CrossCompiler): Promise<CrossBuild> {
  const { cc, target } = COMPILERS[compiler];
  const dir = `${buildDir()}-arm64-${compiler}`;
  const flags = [...target, ...commonFlags(), "-O3", "-g1", "-fPIC"];
  const units = libraryUnits("ARM64", `${dir}/obj`, flags);
  const compiled = await compileAll(cc, units);
  const objects = units.map((unit) => unit.object);
  const library = `${dir}/libraptors.so`;
  await execute(cc, [...target, "-shared", ...objects, "-o", library, "-lm", "-lpthread"]);
  const runner = await buildRunner({ cc, flags, objects, dir: `${dir}/tests`, link: [...target, "-static"] });
  return { cc, objects, library, compiled, objectDir: `${dir}/obj`, flags, runner };
}
