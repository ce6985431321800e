/** Notebook cells, run by Deno's own Jupyter kernel in a user's folder. */
import { fileURLToPath } from "node:url";
import { ROOT } from "../_process.ts";
import type { User } from "./_world.ts";

const SCRIPT = fileURLToPath(new URL("notebook.py", import.meta.url));

/** A Python with Jupyter: `RAPTORS_PYTHON`, else that of `.venv`; undefined where neither has it. */
export function pythonWithJupyter(): string | undefined {
  const own = Deno.build.os === "windows" ? "Scripts/python.exe" : "bin/python";
  return [Deno.env.get("RAPTORS_PYTHON"), `${ROOT}.venv/${own}`].find((python) => {
    if (!python) return false;
    try {
      const args = ["-c", "import jupyter_client"];
      return new Deno.Command(python, { args, stdout: "null", stderr: "null" }).outputSync().success;
    } catch {
      return false;
    }
  });
}

/** Runs cells one after the other in one kernel; what each printed or threw. */
export async function runCells(python: string, user: User, cells: string[]): Promise<string[]> {
  const spec = {
    argv: [Deno.execPath(), "jupyter", "--kernel", "--conn", "{connection_file}"],
    language: "typescript",
  };
  const folder = `${user.home}/jupyter/kernels/under-test`;
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeTextFile(
    `${folder}/kernel.json`,
    JSON.stringify({ ...spec, display_name: "Deno", interrupt_mode: "message" }),
  );
  const env = { ...user.environment(), JUPYTER_PATH: `${user.home}/jupyter`, NO_COLOR: "1" };
  const command = new Deno.Command(python, {
    args: [SCRIPT, "under-test"],
    cwd: user.work,
    env,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  });
  const child = command.spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(JSON.stringify(cells)));
  await writer.close();
  const { code, stdout, stderr } = await child.output();
  if (code !== 0) throw new Error(new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}
