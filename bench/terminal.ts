/**
 * Tables and colours on the terminal.
 *
 * @module
 */
import process from "node:process";
import { styleText } from "node:util";

/** A piece of text and its look. */
export interface Cell {
  /** The text. */
  readonly text: string;
  /** Its look; plain when absent. */
  readonly style?: "green" | "red" | "bold" | "dim" | undefined;
}

/** A ratio: a win above 1, else a loss. */
export function ratioCell(ratio: number | null): Cell {
  if (ratio === null) return { text: "–" };
  return { text: times(ratio), style: ratio > 1 ? "green" : "red" };
}

/** A ratio in a word. */
export function verdict(ratio: number | null): Cell {
  if (ratio === null) return { text: "" };
  return ratio > 1 ? { text: "faster", style: "green" } : { text: "SLOWER", style: "red" };
}

/** A time in microseconds with three digits or more. */
export function micros(us: number): string {
  return us.toFixed(us < 1 ? 3 : us < 10 ? 2 : us < 100 ? 1 : 0);
}

/** A ratio, such as "2.41×". */
export function times(ratio: number): string {
  return `${ratio.toFixed(ratio < 100 ? 2 : 0)}×`;
}

/** Lays cells out in columns: the first three to the left, the rest to the right. */
export function renderTable(header: string[], rows: readonly (readonly Cell[])[]): string {
  const all: (readonly Cell[])[] = [header.map((text): Cell => ({ text, style: "dim" })), ...rows];
  const widths = header.map((_, column) => Math.max(...all.map((row) => row[column].text.length)));
  const line = (row: readonly Cell[]) =>
    row.map((cell, column) => {
      const { text } = cell;
      return styled({ ...cell, text: column < 3 ? text.padEnd(widths[column]) : text.padStart(widths[column]) });
    }).join("  ").trimEnd();
  return all.map(line).join("\n");
}

/** Colours text on a terminal; leaves it alone in a file or when NO_COLOR is set. */
export function styled({ text, style }: Cell): string {
  return style ? styleText(style, text, { stream: process.stdout }) : text;
}
