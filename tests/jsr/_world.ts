/** A registry with the package as it is published, and users with empty folders and empty caches. */
import { cacheVariables } from "../../lib/native/cache_folder.ts";
import { PREBUILT } from "../../lib/native/prebuilt.gen.ts";
import { decodeAsset, PLATFORM } from "../../lib/native/prebuilt.ts";
import { ABI_HASH } from "../../lib/native/symbols.gen.ts";
import { runs } from "../../native/compile.ts";
import type { Packed } from "../../native/prebuilt/assets.ts";
import { copyPackage, copyPublished, stagePackage } from "../_package.ts";
import { ROOT, runCommand, type RunResult } from "../_process.ts";
import { cacheIn } from "../native/_staged.ts";
import { Registry } from "./registry.ts";

export const NAME = "@raptors/core";
export const VERSION: string = JSON.parse(await Deno.readTextFile(`${ROOT}deno.json`)).version;

/** The path of this platform's asset in the package. */
export const ASSET = `/lib/native/prebuilt/${PLATFORM}.txt`;

/** What the script of a user prints when all is well. */
export const EXPECTED = "6000 [ 3 ]\n";

const SCRIPT = `
  import * as rt from "jsr:${NAME}";
  using a = rt.ones([1000, 3]).add(1);
  console.log(a.sum(), a.mean(0).shape);
`;

/** A registry with the package. */
export interface World extends AsyncDisposable {
  registry: Registry;
  folder: string;
  /** The packaged library. */
  packed: Pick<Packed, "sha256">;
}

/** Publishes a copy of the package with `deno publish`. */
export async function makeWorld(): Promise<World> {
  const folder = await Deno.makeTempDir({ prefix: "raptors-jsr-" }), root = `${folder}/package`;
  const registry = new Registry();
  const world = {
    registry,
    folder,
    packed: await stage(root),
    [Symbol.asyncDispose]: async () => {
      await registry[Symbol.asyncDispose]();
      await Deno.remove(folder, { recursive: true });
    },
  };
  await publish(registry, root);
  return world;
}

/**
 * Copies the package as it is in the repository, where its libraries are those of the tables as they are. Otherwise the
 * library is prebuilt from the sources, where this machine has the tools, and is the local build elsewhere.
 */
async function stage(root: string): Promise<Pick<Packed, "sha256">> {
  if (await committedFits()) {
    console.log("The package has the libraries of the repository");
    await copyPublished(root);
    return PREBUILT[PLATFORM];
  }
  console.log(
    "The libraries of the repository are missing or not current: the package has one that is made for this test",
  );
  if (Deno.build.os !== "linux" || !runs("clang-19") || !runs("llvm-nm-19")) return await stagePackage(root);
  await copyPackage(root);
  const script = `${ROOT}native/prebuilt.ts`;
  const out = `${root}/lib/native`;
  const built = await runCommand(Deno.execPath(), ["run", "-A", script, "--only", PLATFORM, "--out", out]);
  if (built.code !== 0) throw new Error(built.stdout + built.stderr);
  const [, sha256] = /sha256: "([0-9a-f]{64})"/.exec(await Deno.readTextFile(`${out}/prebuilt.gen.ts`))!;
  return { sha256 };
}

/** Whether the repository has a library for this platform that has our ABI hash. */
async function committedFits(): Promise<boolean> {
  if (!Object.hasOwn(PREBUILT, PLATFORM)) return false;
  const library = await decodeAsset(await Deno.readTextFile(`${ROOT}${ASSET}`));
  return new TextDecoder("latin1").decode(library).includes(ABI_HASH);
}

/** Publishes a folder. */
export async function publish(registry: Registry, root: string): Promise<void> {
  const { code, stdout, stderr } = await runCommand(Deno.execPath(), ["publish", "--token", "none", "--allow-dirty"], {
    cwd: root,
    env: { JSR_URL: registry.url },
  });
  if (code !== 0 || /warning/i.test(stderr)) throw new Error(`deno publish: ${stdout}${stderr}`);
}

/** Somebody with an empty folder and empty caches. */
export class User {
  readonly #world: World;
  /** The folder that the user works in. */
  readonly work: string;
  readonly home: string;
  /** The cache that Raptors makes. */
  readonly cache: string;

  constructor(world: World) {
    this.#world = world;
    const folder = Deno.makeTempDirSync({ dir: world.folder });
    [this.work, this.home] = [`${folder}/work`, `${folder}/home`];
    for (const name of [this.work, this.home]) Deno.mkdirSync(name);
    this.cache = `${this.home}/${cacheIn()}`;
  }

  /** The flags that are said to be enough. */
  flags(...without: string[]): string[] {
    const folders = ["ffi", "read", "write"].map((name) => [name, this.cache]);
    return [...folders, ["env", `RAPTORS_*,${cacheVariables()}`]]
      .filter(([name]) => !without.includes(name)).map(([name, value]) => `--allow-${name}=${value}`);
  }

  /** The variables that make this the user. */
  environment(): Record<string, string> {
    return {
      JSR_URL: this.#world.registry.url,
      HOME: this.home,
      DENO_DIR: `${this.home}/deno`,
      XDG_CACHE_HOME: "",
      LOCALAPPDATA: `${this.home}\\AppData`,
    };
  }

  /** Runs a deno command in the user's folder. */
  deno(args: string[], env: Record<string, string> = {}): Promise<RunResult> {
    return runCommand(Deno.execPath(), args, { cwd: this.work, env: { ...this.environment(), ...env } });
  }

  /** Writes a script and runs it; without one, a script that imports the package from JSR. */
  async run(flags: string[], options: { env?: Record<string, string>; script?: string } = {}): Promise<RunResult> {
    await Deno.writeTextFile(`${this.work}/script.ts`, options.script ?? SCRIPT);
    return await this.runAgain(flags, options.env);
  }

  /** Runs the script that is there. */
  runAgain(flags: string[], env: Record<string, string> = {}): Promise<RunResult> {
    return this.deno(["run", "--quiet", "--no-prompt", ...flags, "script.ts"], env);
  }
}
