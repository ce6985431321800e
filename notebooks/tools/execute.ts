/**
 * Executes a notebook in a kernel of its own.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { type Notebook, parseNotebook } from "./ipynb.ts";
import { KERNEL_NAME } from "./kernelspec.ts";

const SCRIPT = fileURLToPath(new URL("execute.py", import.meta.url));

/** How to execute. */
export interface ExecuteOptions {
  /** The kernel; ours when absent. */
  readonly kernel?: string;
  /** The longest that one cell may take; a quarter of an hour when absent. */
  readonly cellSeconds?: number;
  /** Environment variables beside those of this process. */
  readonly env?: Record<string, string>;
}

/**
 * Executes the notebook in `source` with the Jupyter of a Python, and writes it with fresh outputs to `target`. What its
 * cells threw is in the outputs.
 *
 * @throws {Error} if the notebook could not be executed to its end, or the kernel cannot be trusted to report errors
 */
export async function execute(
  python: string,
  source: string,
  target: string,
  options: ExecuteOptions = {},
): Promise<Notebook> {
  const { kernel = KERNEL_NAME, cellSeconds = 900, env = {} } = options;
  const args = [SCRIPT, source, target, kernel, String(cellSeconds)];
  const command = new Deno.Command(python, { args, env, stdin: "null", stdout: "null", stderr: "piped" });
  const { success, stderr } = await command.output();
  if (success) return parseNotebook(await Deno.readTextFile(target));
  const said = new TextDecoder().decode(stderr).trim().split("\n").filter((line) => line !== "");
  throw new Error(said.at(-1) ?? "execute.py failed and gave no reason");
}
