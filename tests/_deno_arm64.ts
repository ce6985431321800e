/** Deno for ARM64 under qemu-aarch64: fetches the binary from npm, and says how to start it. */
import { homedir } from "node:os";

/** Outside the repository: what Deno caches there would be taken for the repository's code. */
const FOLDER = `${Deno.env.get("XDG_CACHE_HOME") ?? `${homedir()}/.cache`}/raptors-tests/deno-arm64`;
const PACKAGE = "@deno/linux-arm64-glibc";
/** This Deno's version, else one that was seen to run: not every mirror of npm has the latest. */
const VERSIONS = [...new Set([Deno.version.deno, "2.9.5"])];
/** Debian's libraries for ARM64 (libc6-arm64-cross, libgcc-s1-arm64-cross). */
const LIBRARIES = "/usr/aarch64-linux-gnu";

/** How to start Deno for ARM64. */
export interface DenoArm64 {
  version: string;
  /** The command that takes Deno's arguments, on an emulated CPU. */
  command: (cpu: string) => string[];
  env: Record<string, string>;
}

async function succeeds(command: string, args: string[]): Promise<boolean> {
  try {
    return (await new Deno.Command(command, { args, stdout: "null", stderr: "null" }).output()).success;
  } catch {
    return false;
  }
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}

/** The binary of a version, fetched at most once; undefined if npm does not have it. */
async function binaryOf(version: string): Promise<string | undefined> {
  const folder = `${FOLDER}/${version}`, binary = `${folder}/package/deno`;
  if (exists(binary)) return binary;
  await Deno.mkdir(FOLDER, { recursive: true });
  const fresh = await Deno.makeTempDir({ dir: FOLDER });
  try {
    // npm compares what it fetched with the registry's checksum.
    if (!await succeeds("npm", ["pack", `${PACKAGE}@${version}`, "--pack-destination", fresh])) return undefined;
    const [archive] = [...Deno.readDirSync(fresh)].map((entry) => `${fresh}/${entry.name}`);
    if (!await succeeds("tar", ["-xzf", archive, "-C", fresh])) return undefined;
    await Deno.remove(archive);
    await Deno.rename(fresh, folder);
    return binary;
  } finally {
    if (exists(fresh)) await Deno.remove(fresh, { recursive: true });
  }
}

/** Deno for ARM64, or what it lacks here. */
export async function denoArm64(): Promise<DenoArm64 | string> {
  if (!exists(LIBRARIES)) return `the libraries in ${LIBRARIES}`;
  for (const version of VERSIONS) {
    const binary = await binaryOf(version);
    if (binary === undefined) continue;
    const command = (cpu: string): string[] => ["qemu-aarch64", "-cpu", cpu, binary];
    // A cache of its own: what V8 keeps there is of another version and another processor.
    return { version, command, env: { QEMU_LD_PREFIX: LIBRARIES, DENO_DIR: `${FOLDER}/cache` } };
  }
  return `npm with ${PACKAGE} ${VERSIONS.join(" or ")}`;
}
