/** Compiles small libraries that tests load, or that must be refused. */
import { runCommand } from "./_process.ts";

/** Whether a command is there. */
export function hasCommand(command: string): boolean {
  try {
    return new Deno.Command(command, { args: ["--version"], stdout: "null", stderr: "null" }).outputSync().success;
  } catch {
    return false;
  }
}

/** A C compiler that makes libraries with gcc's flags, if there is one. */
export const compiler: string | undefined = Deno.build.os === "windows"
  ? undefined
  : ["cc", "gcc", "clang"].find(hasCommand);

/**
 * Compiles a library.
 *
 * @param library the path of what is made
 * @param source C, or the path of a C file
 * @returns the path of the library
 */
export async function compileLibrary(
  library: string,
  source: string | URL,
  { flags = [], command = compiler! }: { flags?: string[]; command?: string } = {},
): Promise<string> {
  const file = `${library}.c`;
  await Deno.writeTextFile(file, typeof source === "string" ? source : await Deno.readTextFile(source));
  const { code, stderr } = await runCommand(command, ["-shared", "-fPIC", ...flags, file, "-o", library, "-lm"]);
  if (code !== 0) throw new Error(`${command} failed: ${stderr}`);
  return library;
}
