/**
 * Is an executed notebook as it should be, and as it was committed?
 *
 * @module
 */
import { type Cell, codeCells, type Notebook, type Output } from "./ipynb.ts";

/** The tag of cells whose output depends on the machine or the clock: only its kind is compared. */
export const VARIES = "varies";

/** Everything that is wrong with the outputs of an executed notebook. */
export function findFaults(executed: Notebook): string[] {
  return codeCells(executed).flatMap((cell, i) => {
    const where = nameOf(cell, i);
    const errors = cell.outputs.filter((output) => output.output_type === "error");
    if (errors.length > 0) return errors.map(({ ename, evalue }) => `${where} threw ${ename}: ${evalue}`);
    return shouldPrint(cell.source) && cell.outputs.length === 0
      ? [`${where} should print something, and did not`]
      : [];
  });
}

/** Every cell whose fresh outputs are not those that were committed. */
export function findDifferences(executed: Notebook, committed: Notebook): string[] {
  const before = codeCells(committed);
  return codeCells(executed).flatMap((cell, i) => {
    const view = cell.metadata.tags.includes(VARIES) ? kindOf : contentOf;
    const [found, expected] = [cell, before[i]].map((one) => one.outputs.map(view));
    const at = found.findIndex((text, k) => text !== expected[k]);
    if (at < 0 && found.length === expected.length) return [];
    const k = at < 0 ? found.length : at;
    const pair = `expected ${shorten(expected[k])}, found ${shorten(found[k])}`;
    return [`${nameOf(cell, i)}, output ${k + 1}: ${pair}`];
  });
}

/**
 * Whether a cell should print: it calls `console.log`, or it ends with an expression, whose value the kernel shows
 * (`void` before it hides the value). Expects code as `deno fmt` leaves it, where a statement begins at the margin.
 */
export function shouldPrint(source: string): boolean {
  const code = source.replace(/\/\*[\s\S]*?\*\/|(?<!:)\/\/.*/g, "");
  if (/\bconsole\.log\(/.test(code)) return true;
  const last = code.split("\n").filter((line) => /^[^\s)}\]]/.test(line)).at(-1) ?? "";
  const silent =
    /^(import|export|const|let|var|using|await using|async function|function|class|interface|type|enum|if|for|while|do|switch|try|throw|void|\{)(?![\w$.(])/;
  return last !== "" && !silent.test(last);
}

function nameOf(cell: Cell, index: number): string {
  const first = cell.source.split("\n").find((line) => line.trim() !== "") ?? "";
  return `code cell ${index + 1} (${shorten(first)})`;
}

function kindOf(output: Output): string {
  if (output.output_type === "stream") return `text on ${output.name}`;
  return output.output_type === "error"
    ? "an error"
    : `${output.output_type} of ${Object.keys(output.data).toSorted()}`;
}

function contentOf(output: Output): string {
  if (output.output_type === "stream") return output.text;
  if (output.output_type === "error") return `${output.ename}: ${output.evalue}`;
  // Lists of lines and whole texts are the same to nbformat; the order of the mime types says nothing.
  const joined = Object.entries(output.data).map(([mime, value]) => {
    const text = Array.isArray(value) && value.every((line) => typeof line === "string") ? value.join("") : value;
    return [mime, text] as const;
  });
  return JSON.stringify(joined.toSorted(([a], [b]) => a < b ? -1 : 1));
}

function shorten(text: string | undefined): string {
  if (text === undefined) return "nothing";
  const line = text.replaceAll("\n", "⏎");
  return line.length > 100 ? `${line.slice(0, 97)}…` : line;
}
