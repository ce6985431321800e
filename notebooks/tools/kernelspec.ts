/**
 * Our kernel as Jupyter knows it. It is Deno's own, with what `deno jupyter --install` lacks.
 *
 * @module
 */
import { homedir } from "node:os";
import { join } from "node:path";

/** The kernel's name, as notebooks give it. */
export const KERNEL_NAME = "raptors";

/** What a kernel.json holds. */
export interface KernelSpec {
  readonly argv: readonly string[];
  readonly display_name: string;
  readonly language: "typescript";
  readonly interrupt_mode: "message";
  readonly env: Readonly<Record<string, string>>;
}

/** The kernel that runs in a Deno; in the one that runs this when none is named. */
export function kernelSpec(deno: string = Deno.execPath()): KernelSpec {
  return {
    argv: [deno, "jupyter", "--kernel", "--conn", "{connection_file}"],
    display_name: "Deno (Raptors)",
    language: "typescript",
    // By signal, which is what Jupyter does otherwise, an interrupt ends the whole kernel.
    interrupt_mode: "message",
    env: {
      // Cells run on a thread of 2 MiB with 1 MB of it for JavaScript. Workers get their stack from the same variable.
      RUST_MIN_STACK: String(16 * 2 ** 20),
      DENO_V8_FLAGS: "--stack-size=4000",
      // Colours would be escape sequences in saved notebooks.
      NO_COLOR: "1",
    },
  };
}

/** Writes the kernel into a Jupyter data directory; gives the path of its kernel.json. */
export async function installKernel(dataDir: string, spec: KernelSpec = kernelSpec()): Promise<string> {
  const folder = kernelFolder(dataDir);
  await Deno.mkdir(folder, { recursive: true });
  const path = join(folder, "kernel.json");
  await Deno.writeTextFile(path, JSON.stringify(spec, null, 2) + "\n");
  return path;
}

/** Removes the kernel from a Jupyter data directory; gives the folder that is gone, undefined when there was none. */
export async function uninstallKernel(dataDir: string): Promise<string | undefined> {
  const folder = kernelFolder(dataDir);
  try {
    await Deno.remove(join(folder, "kernel.json"));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
  await Deno.remove(folder);
  return folder;
}

/** Where Jupyter looks for what a user has installed (jupyter_core's rules). */
export function userDataDir(
  env: Readonly<Record<string, string>> = Deno.env.toObject(),
  os: string = Deno.build.os,
): string {
  if (env.JUPYTER_DATA_DIR) return env.JUPYTER_DATA_DIR;
  const home = env.HOME || homedir();
  if (os === "darwin") return join(home, "Library", "Jupyter");
  if (os === "windows" && env.APPDATA) return join(env.APPDATA, "jupyter");
  return join(env.XDG_DATA_HOME || join(home, ".local", "share"), "jupyter");
}

function kernelFolder(dataDir: string): string {
  return join(dataDir, "kernels", KERNEL_NAME);
}
