/**
 * The tables that the terminal shows.
 *
 * @module
 */
import { caveats, type Results, type Row, type Variant } from "./results.ts";
import { type Machine, recordedLabel } from "./schema.ts";
import { type Cell, micros, ratioCell, renderTable, styled, times, verdict } from "./terminal.ts";

/** All that the terminal shows after a run. */
export function renderTables(results: Results): string {
  const label = recordedLabel(results.machine);
  const notes = caveats(results);
  return [
    heading(results),
    ...(notes.length ? [notes.join("\n")] : []),
    renderTable(...mainTable(results)),
    summaryLine(results),
    `Other ways of calling, as speed-ups over NumPy's ${label ? "recorded " : ""}fresh result:`,
    renderTable(...variantTable(results)),
    "Small arrays:",
    renderTable(...smallTable(results)),
  ].join("\n\n") + "\n";
}

function heading({ machine, options }: Results): string {
  const { numpy, torch } = machine;
  const source = recordedLabel(machine);
  const rival = numpy ? `NumPy ${numpy.version} (${numpy.blas})${source ? `, ${source}` : ""}` : "no NumPy";
  return styled({ text: "Raptors and NumPy, 2-D arrays", style: "bold" }) + "\n" +
    `${machine.cpu}, ${machine.cores} cores; Raptors: ${machine.isa}, ${machine.threads} ${
      machine.threads === 1 ? "thread" : "threads"
    }; Deno ${machine.deno}\n` +
    `${rival}${
      torch ? `; PyTorch ${torch.version}` : ""
    }; medians of ${options.repeats} samples taken in alternation\n` +
    "limit: the time of a bare C loop over the same bytes, as a share of Raptors' time";
}

type Table = [header: string[], rows: Cell[][]];

function mainTable({ rows, machine }: Results): Table {
  const header = [
    "case",
    "",
    "",
    `${numpyName(machine)} µs`,
    "Raptors µs",
    "p95 µs",
    "speed-up",
    "quartiles",
    "",
    "GB/s",
    "limit",
  ];
  if (machine.torch) header.push("PyTorch µs", "speed-up");
  const cells = rows.map((row) => {
    const line: Cell[] = [
      ...caseCells(row),
      { text: row.numpy ? micros(row.numpy.median_us) : "–" },
      { text: micros(row.raptors.median_us) },
      { text: micros(row.raptors.p95_us), style: "dim" },
      ratioCell(row.speedup),
      { text: spread(row), style: "dim" },
      verdict(row.speedup),
      { text: row.gb_per_s.toFixed(row.gb_per_s < 10 ? 1 : 0) },
      { text: row.limit_share === null ? "–" : `${(row.limit_share * 100).toFixed(0)} %` },
    ];
    if (machine.torch) line.push({ text: row.torch ? micros(row.torch.median_us) : "–" }, ratioCell(row.torch_speedup));
    return line;
  });
  return [header, cells];
}

function variantTable({ variants }: Results): Table {
  const header = ["case", "", "", "out:", "Raptors µs", "1 thread", "Raptors µs", "not disposed", "Raptors µs"];
  const pair = (v: Variant): Cell[] => [
    ratioCell(v?.speedup ?? null),
    { text: v ? micros(v.raptors.median_us) : "–", style: "dim" },
  ];
  return [header, variants.map((v) => [...caseCells(v), ...pair(v.out), ...pair(v.one_thread), ...pair(v.undisposed)])];
}

function smallTable({ small, machine }: Results): Table {
  const header = ["case", "", "", `${numpyName(machine)} µs`, "Raptors µs", "speed-up", ""];
  const rows = small.map((s) => [
    ...caseCells(s),
    { text: s.numpy ? micros(s.numpy.median_us) : "–" },
    { text: micros(s.raptors.median_us) },
    ratioCell(s.speedup),
    verdict(s.speedup),
  ]);
  return [header, rows];
}

function numpyName({ numpy }: Machine): string {
  return numpy?.recorded ? "NumPy recorded" : "NumPy";
}

function summaryLine({ summary, rows, machine }: Results): string {
  const { cases, faster, min, geomean } = summary;
  if (min === null || geomean === null) return `${rows.length} cases measured, none compared with NumPy.`;
  const extra = rows.filter((row) => !row.target && row.speedup !== null).length;
  const label = recordedLabel(machine);
  const text = `${faster} of ${cases} cases faster than NumPy${label && ` (${label})`}, at least ${
    times(min)
  }, geometric mean ${times(geomean)}`;
  return styled({ text, style: faster === cases ? "green" : "red" }) +
    (extra ? ` (${extra} ${extra === 1 ? "row" : "rows"} of broadcast_add_column not counted)` : "");
}

function caseCells({ op, dtype, shape }: Pick<Row, "op" | "dtype" | "shape">): Cell[] {
  return [{ text: op }, { text: dtype }, { text: shape.join("×") }];
}

function spread({ speedup_low, speedup_high }: Row): string {
  return speedup_low === null || speedup_high === null ? "–" : `${speedup_low.toFixed(2)}–${speedup_high.toFixed(2)}`;
}
