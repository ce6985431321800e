/**
 * Runs C compilers: finds one, and compiles what is not current.
 *
 * @module
 */
import { createHash } from "node:crypto";

/** One object file. */
export interface Unit {
  /** The C file. */
  source: string;
  /** Where the object goes. */
  object: string;
  /** The compiler's arguments, without those that name files. */
  args: string[];
}

interface Stamp {
  command: string;
  files: Record<string, string>;
}

function digest(path: string): string {
  try {
    return createHash("sha256").update(Deno.readFileSync(path)).digest("hex");
  } catch {
    return "missing";
  }
}

/** Whether an object is as its command and the files it was made from would have it. */
function isCurrent(unit: Unit, command: string, digests: (path: string) => string): boolean {
  try {
    Deno.statSync(unit.object);
    const stamp = JSON.parse(Deno.readTextFileSync(`${unit.object}.json`)) as Stamp;
    return stamp.command === command && Object.entries(stamp.files).every(([file, was]) => digests(file) === was);
  } catch {
    return false;
  }
}

/** The files that the compiler's dependency output names. */
function dependencies(depfile: string): string[] {
  const text = Deno.readTextFileSync(depfile).replaceAll("\\\r\n", " ").replaceAll("\\\n", " ");
  const files = text.slice(text.indexOf(": ") + 2).match(/(?:\\ |\S)+/g) ?? [];
  return files.map((f) => f.replaceAll("\\ ", " ")).filter((f) => !f.startsWith("/usr/"));
}

/**
 * Runs a command to its end and gives what it printed.
 *
 * @throws {Error} if it fails, with what it said
 */
export async function execute(command: string, args: string[]): Promise<{ stdout: string; stderr: string }> {
  const { success, stdout, stderr } = await new Deno.Command(command, { args }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  if (!success) throw new Error(`${command} ${args.join(" ")}\n${text(stderr)}`);
  return { stdout: text(stdout), stderr: text(stderr) };
}

/**
 * Has a file made beside its place, under a name with the same ending, and renames it into its place: no other process ever
 * reads half of it, and one that runs it may go on.
 */
export async function inPlace(path: string, make: (fresh: string) => Promise<unknown>): Promise<void> {
  const name = path.lastIndexOf("/") + 1;
  const fresh = `${path.slice(0, name)}${Deno.pid}-${path.slice(name)}`;
  await make(fresh);
  Deno.renameSync(fresh, path);
}

async function compile(cc: string, unit: Unit): Promise<void> {
  const depfile = `${unit.object}.${Deno.pid}.d`;
  await inPlace(unit.object, async (object) => {
    const args = [...unit.args, "-MMD", "-MF", depfile, "-c", unit.source, "-o", object];
    const { stderr } = await execute(cc, args);
    if (stderr.trim()) console.error(stderr);
  });
  const files: Record<string, string> = {};
  for (const file of dependencies(depfile)) files[file] = digest(file);
  const stamp: Stamp = { command: [cc, ...unit.args].join(" "), files };
  Deno.removeSync(depfile);
  Deno.writeTextFileSync(`${unit.object}.json`, JSON.stringify(stamp));
}

/** Compiles what is not current, a few at a time. Returns how many were compiled. */
export async function compileAll(cc: string, units: Unit[]): Promise<number> {
  const known = new Map<string, string>();
  const digests = (path: string): string => {
    const had = known.get(path);
    if (had !== undefined) return had;
    const now = digest(path);
    known.set(path, now);
    return now;
  };
  const stale = units.filter((u) => !isCurrent(u, [cc, ...u.args].join(" "), digests));
  for (const { object } of stale) Deno.mkdirSync(object.slice(0, object.lastIndexOf("/")), { recursive: true });
  const queue = [...stale];
  const worker = async (): Promise<void> => {
    for (let unit = queue.shift(); unit; unit = queue.shift()) await compile(cc, unit);
  };
  await Promise.all(Array.from({ length: navigator.hardwareConcurrency }, worker));
  return stale.length;
}

/** Whether a path leads to a file. */
export function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

/** Whether a command runs and knows `--version`. */
export function runs(command: string): boolean {
  try {
    return new Deno.Command(command, { args: ["--version"], stdout: "null", stderr: "null" }).outputSync().success;
  } catch {
    return false;
  }
}

const INSTALL: Record<string, string> = {
  linux: "install one with your package manager, for example `apt-get install gcc libc6-dev`",
  darwin: "install Apple's with `xcode-select --install`",
  windows: "install LLVM's clang with its mingw-w64 target, for example `winget install MartinStorsjo.LLVM-MinGW.UCRT`",
};

/**
 * The C compiler to use.
 *
 * @throws {Error} if there is none, saying what to install
 */
export function findCompiler(wanted: string | undefined = Deno.env.get("CC")): string {
  if (wanted) {
    if (runs(wanted)) return wanted;
    throw new Error(
      `The C compiler ${wanted} does not run: unset CC, or set it to gcc 12 or later or clang 14 or later`,
    );
  }
  const found = ["cc", "gcc", "clang"].find(runs);
  if (found) return found;
  const how = INSTALL[Deno.build.os] ?? "install gcc or clang";
  throw new Error(`No C compiler was found (tried cc, gcc and clang): ${how}, or set CC to one`);
}
