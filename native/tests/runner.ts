/** Builds the C test runner from native/tests/*.c and the library's objects, runs it, and counts what it reports. */
import { type BuildResult, NATIVE_DIR } from "../build.ts";
import { compileAll, execute, inPlace } from "../compile.ts";

const TESTS_DIR = `${NATIVE_DIR}tests`;

/** How many tests passed and failed. */
export interface Count {
  passed: number;
  failed: number;
}

/**
 * Compiles what is not current and links; the path of the runner.
 *
 * @param build whose objects are linked statically, so that hidden names are visible; beside them goes the runner
 * @param link flags of the link
 * @param file its name
 */
export async function buildRunner(
  { cc, flags, objects, objectDir }: Omit<BuildResult, "library">,
  link: string[] = [],
  file = "runner",
): Promise<string> {
  const dir = `${objectDir}/tests`;
  const sources = [...Deno.readDirSync(TESTS_DIR)].map((e) => e.name).filter((n) => n.endsWith(".c")).sort();
  const units = sources.map((name) => ({
    source: `${TESTS_DIR}/${name}`,
    object: `${dir}/${name.replace(/\.c$/, ".o")}`,
    // The last -O counts. The oracle says itself why it is not vectorised.
    args: [...flags, "-O1", ...(name === "oracle.c" ? ["-fno-tree-vectorize", "-fno-tree-slp-vectorize"] : [])],
  }));
  await compileAll(cc, units);
  const runner = `${dir}/${file}`;
  await inPlace(
    runner,
    (fresh) => execute(cc, [...units.map((u) => u.object), ...objects, "-o", fresh, ...link, "-lm", "-lpthread"]),
  );
  return runner;
}

/** Whether a command can be started. */
export function exists(name: string): boolean {
  try {
    new Deno.Command(name, { args: ["--version"], stdout: "null", stderr: "null" }).outputSync();
    return true;
  } catch {
    return false;
  }
}

/** Runs a runner, passes on what it prints, and takes its closing line as its count. */
export async function run(
  title: string,
  args: string[],
  env: Record<string, string> = {},
  print: (line: string) => void = console.log,
): Promise<Count> {
  print(`\n${title}`);
  const child = new Deno.Command(args[0], { args: args.slice(1), env, stdout: "piped" }).spawn();
  let output = "", line = "";
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    output += text;
    const lines = (line + text).split("\n");
    line = lines.pop()!;
    for (const l of lines) if (!CLOSING.test(l)) print(l);
  }
  if (line) print(line);
  const { code, signal } = await child.status;
  const found = output.match(new RegExp(CLOSING, "m"));
  const count = { passed: Number(found?.[1] ?? 0), failed: Number(found?.[2] ?? 0) };
  if (code !== 0 && count.failed === 0) {
    print(`FAIL the runner ended with ${signal ?? `exit code ${code}`}`);
    count.failed = 1;
  }
  return count;
}

const CLOSING = /^(\d+) passed, (\d+) failed$/;
