/** Programs that take the packaged library: from a copy of the package, with a home of their own. */
import type { Packed } from "../../native/prebuilt/assets.ts";
import { stagePackage } from "../_package.ts";
import { runCommand, type RunResult, withFolder } from "../_process.ts";

/** What such a program prints when all is well. */
export const EXPECTED = "6000\n";

const PROGRAM = `import * as rt from "@raptors/core"; console.log(rt.ones([1000, 3]).add(1).sum());`;

/** A copy of the package and what is around it. */
export interface Staged {
  /** The folder of the copy. */
  root: string;
  /** Its home folder, empty at first. */
  home: string;
  /** Its folder for temporary files. */
  temporary: string;
  /** Where the library will be, in the cache of its home. */
  unpacked: string;
  /** Its packaged library. */
  packed: Packed;
}

/** How to run the program. */
export interface StagedOptions {
  /** Environment variables; an empty HOME is none. */
  env?: Record<string, string>;
  /** Permissions; all when omitted. */
  flags?: string[];
  /** A command and its arguments before Deno's. */
  before?: string[];
  /** Another program. */
  program?: string;
}

/** Runs with a copy of the package. */
export async function withStaged(run: (staged: Staged) => Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    const root = `${folder}/package`, home = `${folder}/home`, temporary = `${folder}/tmp`;
    for (const name of [root, home, temporary]) await Deno.mkdir(name);
    const packed = await stagePackage(root);
    // Once, since several processes may run it at once.
    await Deno.writeTextFile(`${root}/program.ts`, PROGRAM);
    await run({ root, home, temporary, unpacked: unpackedIn(`${home}/${cacheIn()}`, packed), packed });
  });
}

/** The platform's cache below the home folder. */
export function cacheIn(): string {
  return { darwin: "Library/Caches/raptors", windows: "AppData\\raptors" }[Deno.build.os as string] ?? ".cache/raptors";
}

/** Where a library is in a cache folder. */
export function unpackedIn(cache: string, { sha256 }: Packed): string {
  const name = { darwin: "libraptors.dylib", windows: "raptors.dll" }[Deno.build.os as string] ?? "libraptors.so";
  return `${cache}/${sha256}/${name}`;
}

/** Runs a program that uses Raptors from the copy. */
export async function use(staged: Staged, options: StagedOptions = {}): Promise<RunResult> {
  const file = `${staged.root}/${options.program === undefined ? "program" : "other"}.ts`;
  if (options.program !== undefined) await Deno.writeTextFile(file, options.program);
  const flags = options.flags ?? ["-A"];
  const run = ["run", "--no-prompt", "--no-lock", "--no-check", "--config", `${staged.root}/deno.json`, ...flags, file];
  const [command, ...args] = [...options.before ?? [], Deno.execPath(), ...run];
  const env = {
    HOME: staged.home,
    LOCALAPPDATA: `${staged.home}\\AppData`,
    XDG_CACHE_HOME: "",
    TMPDIR: staged.temporary,
    DENO_DIR: await denoDir(),
    ...options.env,
  };
  return await runCommand(command, args, { cwd: staged.root, env });
}

let found: Promise<string> | undefined;

/** Deno's own cache, which has the npm packages, and would be looked for below HOME. */
export function denoDir(): Promise<string> {
  return found ??= runCommand(Deno.execPath(), ["info", "--json"]).then(({ stdout }) => JSON.parse(stdout).denoDir);
}

/** All files below a folder, as paths relative to it. */
export function filesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) =>
    isDirectory ? filesIn(`${folder}/${name}`).map((file) => `${name}/${file}`) : [name]
  );
}
