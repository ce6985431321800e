/**
 * Measures from which size on a BLAS library is faster than the built-in code, and how large tiles should be: `deno task
 * tune`, options with `--help`.
 *
 * @module
 */
import { runProgram } from "./program.ts";
import { type Cell, micros, renderTable, times } from "./terminal.ts";
import { HELP, parseTuneOptions, type TuneOptions } from "./tune/options.ts";
import type { TileSize, TunedTiles } from "./tune/tiles.ts";
import type { TunedBlas } from "./tune/tune.ts";

async function run(options: TuneOptions): Promise<void> {
  // Loaded late, so that --help and a bad option need no native library.
  const { userFile } = await import("../lib/native/user_file.ts");
  const { readTuneFile, withTiles, writeTuneFile } = await import("./tune/file.ts");
  const target = options.output ?? userFile();
  if (target === undefined) {
    throw new Error("There is no place to write to: set RAPTORS_CACHE or HOME, or use --output");
  }
  let file = readTuneFile(target);
  if (options.what.includes("blas")) {
    const { tuneBlas } = await import("./tune/tune.ts");
    const tuned = await tuneBlas(
      options,
      ({ kind, dtype, label }) => console.error(`measured ${kind} ${dtype} ${label}`),
    );
    console.log(renderBlas(tuned));
    file = { ...file, ...tuned };
  }
  if (options.what.includes("tiles")) {
    const { tuneTiles } = await import("./tune/tiles.ts");
    const { threads } = (await import("@raptors/core")).threadingInfo();
    const tuned = await tuneTiles(options.quick, ({ size, label }) => console.error(`measured ${size} ${label}`));
    console.log(renderTiles(tuned));
    file = withTiles(file, tuned, { threads, date: new Date().toISOString(), quick: options.quick });
  }
  if (target === "none") return;
  await writeTuneFile(target, file);
  console.log(`\nWritten to ${target}${options.output === undefined ? ": Raptors goes by it from now on" : ""}`);
}

/** What was measured, and where the library overtakes. */
function renderBlas({ measured, from, provider, library, builtin }: TunedBlas): string {
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

/** How much faster each size is than what follows from the caches, and what is kept. */
function renderTiles({ isa, byCaches, sizes, measured }: TunedTiles): string {
  const kib = (bytes: number | string) => `${Number(bytes) / 1024} KiB`;
  const table = (size: TileSize) => {
    const own = measured.filter((m) => m.size === size);
    const columns = Object.keys(own[0].us).toSorted((a, b) => Number(a) - Number(b));
    const rows = own.map(({ label, us }): Cell[] => [
      ...[{ text: label }, { text: "" }, { text: "" }],
      ...columns.map((bytes) => ({ text: times(us[byCaches[size]] / us[bytes]) })),
    ]);
    const kept = `kept ${kib(sizes[size])}${sizes[size] === byCaches[size] ? ", which follows from the caches" : ""}`;
    return `${size}: ${kept}\n${renderTable(["speed", "", "", ...columns.map(kib)], rows)}`;
  };
  return `Tiles on ${isa}\n\n${table("taskBytes")}\n\n${table("stripBytes")}`;
}

if (import.meta.main) {
  Deno.exit(await runProgram({ name: "tune", help: HELP, parse: parseTuneOptions, run }, Deno.args));
}
