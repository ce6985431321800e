/** Runs and tables for the tests of the trends. */
import type { GridResults } from "../../bench/grid/schema.ts";
import { sampleGrid, sampleRow, sampleRows } from "./grid/_results.ts";

/** A whole run; one of picked cases, one of which no other has; a whole run in which an addition is half as fast. */
export function threeRuns(): GridResults[] {
  const [add, ...others] = sampleRows();
  const picked = sampleGrid("2026-01-03T00:00:00.000Z", [add, sampleRow("abs float64 64x64 C", 10, 30)]);
  const slower = sampleRow(add.name, 100, 100);
  return [
    sampleGrid("2026-01-02T00:00:00.000Z"),
    { ...picked, options: { ...picked.options, only: "add float32 1024|abs" } },
    sampleGrid("2026-01-05T00:00:00.000Z", [slower, ...others]),
  ];
}

/** The texts of the cells of a table's rows; the table is in an element of a class. */
export function tableRows(html: string, className: string): string[][] {
  const [, body] = html.match(new RegExp(`<div class="scroll ${className}">.*?<tbody>(.*?)</tbody>`, "s")) ?? [];
  return [...(body ?? "").matchAll(/<tr[^>]*>(.*?)<\/tr>/gs)].map(([, row]) =>
    [...row.matchAll(/<td[^>]*>(.*?)<\/td>/gs)].map(([, text]) => text)
  );
}
