/**
 * What the programs of the benchmark have in common: a command line, a help text, exit codes.
 *
 * @module
 */
import { OptionError } from "./flags.ts";

/** A program with a command line. */
export interface Program<Options extends { readonly help: boolean }> {
  /** What it is called where it fails. */
  readonly name: string;
  /** The text that `--help` prints. */
  readonly help: string;
  /** Reads the command line; throws an OptionError where it cannot be obeyed. */
  readonly parse: (args: readonly string[]) => Options;
  /** Does what was asked for. */
  readonly run: (options: Options) => Promise<void>;
}

/** Runs a program; gives its exit code: 2 for a command line that cannot be obeyed, 1 for a run that failed. */
export async function runProgram<Options extends { readonly help: boolean }>(
  { name, help, parse, run }: Program<Options>,
  args: readonly string[],
): Promise<number> {
  let options: Options;
  try {
    options = parse(args);
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    console.error(error.message);
    return 2;
  }
  if (options.help) {
    console.log(help);
    return 0;
  }
  try {
    await run(options);
    return 0;
  } catch (error) {
    console.error(`${name}: ${error instanceof Error ? error.message : error}`);
    return 1;
  }
}
