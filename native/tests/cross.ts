/** The library and the C test runner for ARM64: by gcc's cross compiler, and as it travels with the package, by clang. */
import { buildDir, type BuildResult, commonFlags, libraryUnits } from "../build.ts";
import { compileAll, execute } from "../compile.ts";
import { buildTarget, folderOf, TARGETS } from "../prebuilt/targets.ts";
import { missingTools } from "../prebuilt/tools.ts";
import { buildRunner, exists } from "./runner.ts";

/** The prefix of the cross compiler and of its binutils. */
export const ARM64_PREFIX = "aarch64-linux-gnu-";

/** Who builds: gcc, as for a user who compiles, or clang, for the package. */
export type CrossBuilder = "gcc" | "prebuilt";

/** A library and its test runner. */
export interface CrossBuild extends Pick<BuildResult, "cc" | "objects" | "library"> {
  /** The test runner, linked statically. */
  runner: string;
}

/** What is missing for a build; undefined if nothing is. Clang's runner is linked with gcc's libraries. */
export function missingFor(builder: CrossBuilder): string | undefined {
  if (!exists(`${ARM64_PREFIX}gcc`)) return `${ARM64_PREFIX}gcc`;
  return builder === "prebuilt" ? missingTools()[0] : undefined;
}

/** Builds both, or finds them current. */
export async function buildForArm64(builder: CrossBuilder): Promise<CrossBuild> {
  return await (builder === "gcc" ? byGcc() : asPackaged());
}

async function byGcc(): Promise<CrossBuild> {
  const cc = `${ARM64_PREFIX}gcc`;
  const dir = `${buildDir()}-arm64`;
  const flags = [...commonFlags(), "-O3", "-g1", "-fPIC"];
  const units = libraryUnits("ARM64", `${dir}/obj`, flags);
  await compileAll(cc, units);
  const objects = units.map((unit) => unit.object);
  const library = `${dir}/libraptors.so`;
  await execute(cc, ["-shared", ...objects, "-o", library, "-lm", "-lpthread"]);
  return {
    cc,
    objects,
    library,
    runner: await buildRunner({ cc, flags, objects, dir: `${dir}/tests`, link: ["-static"] }),
  };
}

async function asPackaged(): Promise<CrossBuild> {
  const target = TARGETS.find(({ platform }) => platform === "linux-arm64")!;
  const product = await buildTarget(target, folderOf(target));
  const link = [`--target=${target.triple}`, "-static"];
  return { ...product, runner: await buildRunner({ ...product, dir: `${folderOf(target)}/tests`, link }) };
}
