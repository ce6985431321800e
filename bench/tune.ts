/**
 * Measures from which size on a BLAS library is faster than the built-in code: `deno task tune`, options with `--help`.
 *
 * @module
 */
import { dirname } from "node:path";
import { runProgram } from "./program.ts";
import { micros, renderTable, times } from "./terminal.ts";
import type { TuneFile } from "./tune/tune.ts";
import { HELP, parseTuneOptions, type TuneOptions } from "./tune/options.ts";

async function run(options: TuneOptions): Promise<void> {
  // Loaded late, so that --help and a bad option need no native library.
  const { userFile } = await import("../lib/blas/user_file.ts");
  const { tune } = await import("./tune/tune.ts");
  const target = options.output ?? userFile();
  if (target === undefined) {
    throw new Error("There is no place to write to: set RAPTORS_CACHE or HOME, or use --output");
  }
  const file = await tune(options, ({ kind, dtype, label }) => console.error(`measured ${kind} ${dtype} ${label}`));
  console.log(renderTune(file));
  if (target === "none") return;
  await writeFile(target, file);
  console.log(`\nWritten to ${target}${options.output === undefined ? ": `auto` goes by it from now on" : ""}`);
}

/** What was measured, and where the library overtakes. */
function renderTune({ measured, from, provider, library, builtin }: TuneFile): string {
  const rows = measured.map((m) => {
    const ratio = m.builtin / m.library;
    const style = ratio > 1 ? "red" as const : "green" as const;
    return [
      ...[{ text: m.kind }, { text: m.dtype }, { text: m.label }],
      ...[{ text: micros(m.builtin) }, { text: micros(m.library) }, { text: times(1 / ratio), style }],
    ];
  });
  const kinds = [...new Set(measured.map((m) => m.kind))];
  const point = (work: number | null) => ({ text: work === null ? "never" : `from ${work} on` });
  const points = kinds.map((kind) => [{ text: kind }, point(from[kind].float32), point(from[kind].float64)]);
  return [
    `built-in: ${builtin.isa}, ${builtin.threads} threads; library: ${library.name} ${library.version ?? ""}, ${
      library.threads ?? "?"
    } threads, ${provider}`,
    renderTable(["kind", "dtype", "size", "built-in µs", "library µs", "built-in is faster"], rows),
    "The library is faster, in numbers of products (m·n·k, m·n or n):",
    renderTable(["kind", "float32", "float64"], points),
  ].join("\n\n");
}

/** Writes a file all at once: another process may be reading it. */
async function writeFile(path: string, file: TuneFile): Promise<void> {
  await Deno.mkdir(dirname(path), { recursive: true });
  const unfinished = `${path}.${Deno.pid}`;
  await Deno.writeTextFile(unfinished, JSON.stringify(file, null, 2) + "\n");
  await Deno.rename(unfinished, path);
}

if (import.meta.main) {
  Deno.exit(await runProgram({ name: "tune", help: HELP, parse: parseTuneOptions, run }, Deno.args));
}
