/**
 * Formats notebooks as `deno fmt` does. The plain `deno fmt` leaves them out, because its `--check` calls every notebook
 * badly formatted that has code in it (Deno 2.9.6: nobody compares the result with the file).
 *
 * @module
 */
import { join } from "node:path";
import { ROOT } from "../../bench/venv.ts";

/**
 * Formats the cells of a notebook outside the repository's own folder of notebooks, where it would be left out.
 *
 * @throws {Error} if a cell cannot be parsed
 */
export async function formatNotebook(path: string): Promise<void> {
  const args = ["fmt", "--quiet", "--config", join(ROOT, "deno.json"), path];
  const { success, stderr } = await new Deno.Command(Deno.execPath(), { args, stdout: "null" }).output();
  if (!success) throw new Error(`deno fmt failed: ${new TextDecoder().decode(stderr).trim()}`);
}
