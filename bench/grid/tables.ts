/**
 * What the terminal shows after a run of the grid.
 *
 * @module
 */
import { commonCaveats } from "../schema.ts";
import { type Cell, micros, ratioCell, renderTable, styled, times, verdict } from "../terminal.ts";
import { gains, worst } from "./results.ts";
import { AREAS, type GridResults, type GridRow } from "./schema.ts";

/** All that the terminal shows. */
export function renderGrid(results: GridResults): string {
  const notes = commonCaveats(results.machine, results.options);
  return [
    heading(results),
    ...(notes.length ? [notes.join("\n")] : []),
    ...AREAS.flatMap((area) => {
      const rows = results.rows.filter((row) => row.area === area);
      return rows.length ? [areaTable(area, rows, results)] : [];
    }),
    ...closing(results),
  ].join("\n\n") + "\n";
}

function heading({ machine, options, against, revision }: GridResults): string {
  const only = options.only === null ? "" : `, those that match ${options.only}`;
  return styled({ text: `Raptors and ${against.label}, the grid (${options.mode}${only})`, style: "bold" }) + "\n" +
    `${machine.cpu}, ${machine.cores} cores; Raptors: ${machine.isa}, ${machine.threads} ${
      machine.threads === 1 ? "thread" : "threads"
    }; Deno ${machine.deno}\n` +
    (revision ? `${revision.commit.slice(0, 10)} ${revision.subject}${revision.dirty ? ", with changes" : ""}\n` : "") +
    `medians of ${options.repeats} samples taken in alternation; limit: the time of a bare C loop over the same bytes, ` +
    "as a share of Raptors' time";
}

function areaTable(area: string, rows: readonly GridRow[], { against }: GridResults): string {
  const rival = area === "kernels" ? "scalar" : against.label;
  const header = [area, "kernel", "", `${rival} µs`, "Raptors µs", "speed-up", "quartiles", "", "GB/s", "limit"];
  return renderTable(header, rows.map(line));
}

function line(row: GridRow): Cell[] {
  const { speedup_low: low, speedup_high: high, gb_per_s, limit_share } = row;
  return [
    { text: row.name },
    { text: row.kernel.replace(/^rp_/, ""), style: "dim" },
    { text: row.target ? "target" : "", style: "dim" },
    { text: row.rival_timing ? micros(row.rival_timing.median_us) : "–" },
    { text: micros(row.raptors.median_us) },
    ratioCell(row.speedup),
    { text: low === null || high === null ? "–" : `${low.toFixed(2)}–${high.toFixed(2)}`, style: "dim" },
    row.speedup === null && row.note ? { text: row.note } : verdict(row.speedup),
    { text: gb_per_s === null ? "–" : gb_per_s.toFixed(gb_per_s < 10 ? 1 : 0) },
    { text: limit_share === null ? "–" : `${(limit_share * 100).toFixed(0)} %` },
  ];
}

/** The findings in a few lines. */
export function closing(results: GridResults): string[] {
  const { summary, targets, against, options } = results;
  const lines: string[] = [];
  const count = ({ cases, faster, min, geomean }: typeof summary, what: string) =>
    min === null || geomean === null
      ? `none of the ${what} was compared`
      : `${faster} of ${cases} ${what} faster than ${against.label}, at least ${times(min)}, geometric mean ${
        times(geomean)
      }`;
  if (summary.cases) {
    lines.push(styled({ text: count(summary, "cases"), style: summary.faster === summary.cases ? "green" : "red" }));
  }
  if (targets.cases) {
    lines.push(styled({
      text: count(targets, "target cases"),
      style: targets.faster === targets.cases ? "green" : "red",
    }));
  }
  for (const { isa, cases, geomean, min } of gains(results.rows)) {
    lines.push(
      `kernels of ${isa}: ${times(geomean)} as fast as the scalar ones over ${cases} cases, at least ${times(min)}`,
    );
  }
  const least = worst(results.rows);
  if (least.length > 3) {
    const names = least.map(({ name, speedup }) => `  ${times(speedup!).padStart(7)}  ${name}`);
    lines.push(`The least speed-ups over ${against.label}:\n${names.join("\n")}`);
  }
  lines.push(`${results.rows.length} cases in ${options.seconds.toFixed(0)} s`);
  return [lines.join("\n")];
}
