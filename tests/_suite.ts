/** Runs parts of the test suite and counts what passed; run.ts and isa.ts put the parts together. */
import { type DenoOptions, runDeno } from "./offline/deno.ts";

const root = new URL("../", import.meta.url);

/** How many test cases passed and failed, the steps of a test counted as cases. */
export interface Count {
  passed: number;
  failed: number;
}

/** The sum of several counts. */
export function total(counts: Iterable<Count>): Count {
  const sum = { passed: 0, failed: 0 };
  for (const { passed, failed } of counts) {
    sum.passed += passed;
    sum.failed += failed;
  }
  return sum;
}

/** The plain closing line of a run. */
export function closingLine({ passed, failed }: Count): string {
  return `${passed} passed, ${failed} failed`;
}

/** Prints the closing line and ends the process: with success only when tests ran and none failed. */
export function finish(count: Count): never {
  if (count.passed + count.failed === 0) console.error("No test ran");
  console.log(closingLine(count));
  Deno.exit(count.failed === 0 && count.passed > 0 ? 0 : 1);
}

/** Builds the native library; tells whether that worked. */
export async function buildNative(): Promise<boolean> {
  const { code } = await deno(["run", "-A", "native/build.ts"]).spawn().status;
  if (code !== 0) console.error(`The native library was not built: native/build.ts ended with exit code ${code}`);
  return code === 0;
}

/** Runs `deno test -A` and counts from the report that it writes. */
export async function runDenoTests(args: string[], options: DenoOptions): Promise<Count> {
  const report = await Deno.makeTempFile({ prefix: "raptors-", suffix: ".xml" });
  try {
    const code = await runDeno("test", ["-A", `--junit-path=${report}`, ...args], options);
    return withExitCode(countReport(await Deno.readTextFile(report)), code, "deno test");
  } finally {
    await Deno.remove(report);
  }
}

/** The counts of a JUnit report: Deno's has one element for each test and each step. */
export function countReport(xml: string): Count {
  const count = (element: RegExp) => xml.match(element)?.length ?? 0;
  const failed = count(/<(failure|error)[\s>/]/g);
  return { passed: count(/<testcase\s/g) - failed - count(/<skipped[\s>/]/g), failed };
}

/** Runs the C tests, which end with the plain closing line themselves. */
export async function runNativeTests(args: string[] = []): Promise<Count> {
  const child = deno(["run", "-A", "native/test.ts", ...args], { stdout: "piped" }).spawn();
  let output = "";
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    await Deno.stdout.write(new TextEncoder().encode(text));
    output += text;
  }
  return withExitCode(countClosingLine(output), (await child.status).code, "native/test.ts");
}

/** The counts of the last closing line in a run's output; zero when there is none. */
export function countClosingLine(output: string): Count {
  const last = [...output.matchAll(/^(\d+) passed, (\d+) failed\b/gm)].at(-1);
  return { passed: Number(last?.[1] ?? 0), failed: Number(last?.[2] ?? 0) };
}

/** A run that ended badly with no failed test (it crashed, or did not compile) counts as one failure. */
function withExitCode(count: Count, code: number, what: string): Count {
  if (code === 0 || count.failed > 0) return count;
  console.error(`${what} ended with exit code ${code} and no failed test: counted as one failure`);
  return { ...count, failed: 1 };
}

/** A deno command, in the repository. */
export function deno(args: string[], options: Deno.CommandOptions = {}): Deno.Command {
  return new Deno.Command(Deno.execPath(), { args, cwd: root, ...options });
}
