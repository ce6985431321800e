/**
 * Measures how exact results are, Raptors and NumPy side by side: `deno task accuracy`.
 *
 * @module
 */
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { execute } from "../native/compile.ts";
import { FULL } from "./accuracy/cases.ts";
import { renderAccuracy } from "./accuracy/markdown.ts";
import { measureAccuracy } from "./accuracy/measure.ts";
import { Oracle } from "./accuracy/oracle.ts";
import { writeText } from "./files.ts";
import { parseFlags, path } from "./flags.ts";
import { PythonWorker } from "./numpy.ts";
import { runProgram } from "./program.ts";
import { findPython } from "./python.ts";

/** What to do. */
export interface AccuracyOptions {
  /** Where the page goes. */
  readonly output: string;
  /** Whether only the help was asked for. */
  readonly help: boolean;
}

const PAGE = fileURLToPath(new URL("ACCURACY.md", import.meta.url));

const FLAGS = { "output": { type: "string" }, "help": { type: "boolean", short: "h", default: false } } as const;
const SCHEMA = z.object({ output: path("output"), help: z.boolean() });

/** The text that `--help` prints. */
export const HELP: string = `Measures how exact results are, Raptors and NumPy side by side, against exact arithmetic.

Usage: deno task accuracy [options]

  --output PATH   where the page goes (default bench/ACCURACY.md)
  -h, --help      this text`;

/**
 * Reads the command line.
 *
 * @throws {OptionError} if it cannot be obeyed
 */
export function parseAccuracyOptions(args: readonly string[]): AccuracyOptions {
  const { output = PAGE, help } = parseFlags(args, FLAGS, SCHEMA);
  return { output: resolve(output), help };
}

async function run({ output }: AccuracyOptions): Promise<void> {
  const found = await findPython();
  if ("missing" in found) throw new Error(`there is no NumPy to compare with: ${found.missing}`);
  const numpy = await PythonWorker.start(found.python);
  await numpy.close();
  await using oracle = await Oracle.start(found.python);
  const accuracy = await measureAccuracy(oracle, FULL, (what) => console.error(what));
  await writeText(output, renderAccuracy(accuracy, FULL, numpy.info));
  // As CI wants it.
  await execute(Deno.execPath(), ["fmt", "--quiet", "--line-width=120", output]);
  console.log(`Written:\n  ${output}`);
}

if (import.meta.main) {
  Deno.exit(await runProgram({ name: "accuracy", help: HELP, parse: parseAccuracyOptions, run }, Deno.args));
}
