/**
 * An earlier revision of Raptors beside this one: a worktree of its own, its library built there, its TypeScript in a
 * process of its own.
 *
 * @module
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { Peer } from "../peer.ts";
import { ROOT } from "../venv.ts";

const WORKER = fileURLToPath(new URL("self_worker.ts", import.meta.url));

/** An earlier revision that runs. */
export interface OpenRevision extends AsyncDisposable {
  /** Its commit, in full. */
  readonly commit: string;
  /** Its process. */
  readonly peer: Peer;
  /** The folder of its worktree, until it is closed. */
  readonly folder: string;
}

/** Where the revision is, and how it runs. */
export interface RevisionOptions {
  /** The repository; this one when absent. */
  readonly root?: string;
  /** What its environment has beside that of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** Where to say what is being done. */
  readonly say?: (message: string) => void;
}

/** A process that runs a revision. */
class RevisionPeer extends Peer {
  /** Waits until its module is loaded. */
  async ready(): Promise<void> {
    await this.greet(z.object({ functions: z.number().int().positive() }));
  }
}

/**
 * Builds a revision in a temporary worktree and loads it. The worktree is removed when the revision is closed, and when
 * this process ends in any way that it can notice, Control-C among them.
 *
 * @throws {Error} if git knows no such revision, or it cannot be built or loaded
 */
export async function openRevision(rev: string, options: RevisionOptions = {}): Promise<OpenRevision> {
  const { root = ROOT, env = {}, say = (message: string) => console.error(message) } = options;
  const commit = await resolve(rev, root);
  const cleanup = new Worktree(root);
  try {
    await cleanup.add(commit);
    say(`Building ${rev} (${commit.slice(0, 10)}) in ${cleanup.folder}`);
    await cleanup.run("build", Deno.execPath(), ["run", "-A", "native/build.ts", "--quiet"]);
    const peer = await load(`self:${rev}`, cleanup.folder, { ...ownEnvironment(), ...env });
    return {
      ...{ commit, peer, folder: cleanup.folder },
      async [Symbol.asyncDispose](): Promise<void> {
        await peer.close();
        cleanup.remove();
      },
    };
  } catch (error) {
    cleanup.remove();
    throw error;
  }
}

/**
 * Loads the working tree in a process just like that of an earlier revision. Against that one, this process would not be
 * a fair side: what it has compiled and collected before shows in calls on small arrays.
 */
export async function openWorkingTree(env: Readonly<Record<string, string>>): Promise<Peer> {
  return await load("The working tree", ROOT, { ...Deno.env.toObject(), ...env });
}

async function load(what: string, folder: string, env: Readonly<Record<string, string>>): Promise<Peer> {
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--config", join(folder, "deno.json"), WORKER, join(folder, "mod.ts")],
    ...{ cwd: folder, env: { ...env }, clearEnv: true },
    ...{ stdin: "piped", stdout: "piped", stderr: "piped" },
  }).spawn();
  const peer = new RevisionPeer({ what, process });
  await peer.ready();
  return peer;
}

/** The environment of a revision: no library or setting that was meant for this one. */
function ownEnvironment(): Record<string, string> {
  return Object.fromEntries(Object.entries(Deno.env.toObject()).filter(([name]) => !name.startsWith("RAPTORS_")));
}

async function resolve(rev: string, root: string): Promise<string> {
  const { success, said } = await git(root, [
    "rev-parse",
    "--verify",
    "--quiet",
    "--end-of-options",
    `${rev}^{commit}`,
  ]);
  if (success) return said;
  throw new Error(`--against self:${rev}: git knows no such revision in ${root}`);
}

async function git(root: string, args: readonly string[]): Promise<{ success: boolean; said: string }> {
  const { success, stdout, stderr } = await new Deno.Command("git", { args: ["-C", root, ...args] }).output();
  return { success, said: new TextDecoder().decode(success ? stdout : stderr).trim() };
}

/** A temporary worktree that is removed once, whatever happens. */
class Worktree {
  readonly #root: string;
  readonly #temporary: string = Deno.makeTempDirSync({ prefix: "raptors-self-" });
  /** The folder of the worktree. */
  readonly folder: string = join(this.#temporary, "raptors");
  #child: Deno.ChildProcess | undefined;
  #there = true;
  readonly #onExit = () => this.remove();
  readonly #signals: readonly [Deno.Signal, () => void][] = [
    ["SIGINT", () => Deno.exit(130)],
    ...(Deno.build.os === "windows" ? [] : [["SIGTERM", () => Deno.exit(143)] as [Deno.Signal, () => void]]),
  ];

  constructor(root: string) {
    this.#root = root;
    // Deno.exit() fires `unload` too, whoever calls it.
    globalThis.addEventListener("unload", this.#onExit);
    for (const [signal, listener] of this.#signals) Deno.addSignalListener(signal, listener);
  }

  /** Checks a commit out. */
  async add(commit: string): Promise<void> {
    const { success, said } = await git(this.#root, ["worktree", "add", "--quiet", "--detach", this.folder, commit]);
    if (!success) throw new Error(`git worktree add failed: ${said}`);
  }

  /** Runs a command in the worktree. */
  async run(what: string, command: string, args: string[]): Promise<void> {
    this.#child = new Deno.Command(command, {
      ...{ args, cwd: this.folder, env: ownEnvironment(), clearEnv: true },
      ...{ stdin: "null", stdout: "piped", stderr: "piped" },
    }).spawn();
    const { success, stdout, stderr } = await this.#child.output();
    this.#child = undefined;
    if (success) return;
    const said = new TextDecoder().decode(stderr.length ? stderr : stdout).trim();
    throw new Error(`Its ${what} failed: ${said.split("\n").slice(-3).join("\n")}`);
  }

  /** Removes it; harmless when it is gone. Does not wait: it is also called while the process ends. */
  remove(): void {
    if (!this.#there) return;
    this.#there = false;
    globalThis.removeEventListener("unload", this.#onExit);
    for (const [signal, listener] of this.#signals) Deno.removeSignalListener(signal, listener);
    try {
      this.#child?.kill("SIGKILL");
    } catch { /* it has just ended */ }
    const git = (...args: string[]) => {
      new Deno.Command("git", { args: ["-C", this.#root, "worktree", ...args], stdout: "null", stderr: "null" })
        .outputSync();
    };
    git("remove", "--force", this.folder);
    try {
      Deno.removeSync(this.#temporary, { recursive: true });
    } catch {
      /* a process that was killed may still be writing there: the system's temporary folder is cleared in time */
    }
    git("prune");
  }
}
