/** Runs small programs in processes of their own: other permissions, environments, sources. */
import { fileURLToPath } from "node:url";

/** The repository. */
export const ROOT: string = fileURLToPath(new URL("../", import.meta.url));

/** How to run a program. */
export interface RunOptions {
  /** Permissions and other flags; all permissions when omitted. */
  flags?: string[];
  /** Environment variables; those of Raptors that are set here are not passed on. */
  env?: Record<string, string>;
  /** Where the program runs, whose deno.json tells where `@raptors/core` is. */
  cwd?: string;
}

/** What came of it. */
export interface RunResult {
  code: number;
  stdout: string;
  stderr: string;
}

/** The environment of this process, without what would steer Raptors. */
function cleanEnvironment(): Record<string, string> {
  const raptors = /^RAPTORS_/;
  return Object.fromEntries(Object.entries(Deno.env.toObject()).filter(([name]) => !raptors.test(name)));
}

/** Runs a command to its end. */
export async function runCommand(command: string, args: string[], options: RunOptions = {}): Promise<RunResult> {
  const { code, stdout, stderr } = await new Deno.Command(command, {
    args,
    cwd: options.cwd ?? ROOT,
    env: { ...cleanEnvironment(), NO_COLOR: "1", ...options.env },
    clearEnv: true,
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

/** Runs TypeScript that may import `@raptors/core`. */
export async function runScript(code: string, options: RunOptions = {}): Promise<RunResult> {
  const file = await Deno.makeTempFile({ prefix: "raptors-", suffix: ".ts" });
  try {
    await Deno.writeTextFile(file, code);
    const config = `${options.cwd ?? ROOT}/deno.json`;
    const flags = options.flags ?? ["-A"];
    const args = ["run", "--no-prompt", "--no-lock", "--config", config, ...flags, file];
    return await runCommand(Deno.execPath(), args, options);
  } finally {
    await Deno.remove(file);
  }
}

/** Runs with a temporary folder. */
export async function withFolder(run: (folder: string) => Promise<void> | void): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "raptors-" });
  try {
    await run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
