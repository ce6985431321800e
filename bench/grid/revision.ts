/**
 * Which state of the sources runs.
 *
 * @module
 */
import { ROOT } from "../venv.ts";
import type { Revision } from "./schema.ts";

/** The commit of a folder, and whether its files differ from it; null outside a git repository. */
export async function currentRevision(root: string = ROOT): Promise<Revision | null> {
  try {
    const [commit, subject] = (await git(root, "log", "-1", "--format=%H%n%s")).split("\n");
    return { commit, subject, dirty: await git(root, "status", "--porcelain") !== "" };
  } catch {
    return null;
  }
}

async function git(root: string, ...args: string[]): Promise<string> {
  const { success, stdout } = await new Deno.Command("git", { args: ["-C", root, ...args], stderr: "null" }).output();
  if (!success) throw new Error(`git ${args[0]} failed`);
  return new TextDecoder().decode(stdout).trim();
}
