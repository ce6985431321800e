/**
 * Notebook files, as far as our tools read them: nbformat 4.5.
 *
 * @module
 */
import { z } from "zod";

/** Text, which a notebook file may hold as a list of lines. */
const TEXT = z.union([z.string(), z.array(z.string())]).transform((text) => [text].flat().join(""));
const BUNDLE = z.record(z.string(), z.unknown());

const OUTPUT = z.discriminatedUnion("output_type", [
  z.object({ output_type: z.literal("stream"), name: z.enum(["stdout", "stderr"]), text: TEXT }),
  z.object({ output_type: z.literal("display_data"), data: BUNDLE }),
  z.object({ output_type: z.literal("execute_result"), data: BUNDLE }),
  z.object({ output_type: z.literal("error"), ename: z.string(), evalue: z.string() }),
]);
const METADATA = z.object({ tags: z.array(z.string()).default([]) });
const CELL = z.discriminatedUnion("cell_type", [
  z.object({ cell_type: z.literal("markdown"), source: TEXT }),
  z.object({ cell_type: z.literal("code"), source: TEXT, metadata: METADATA, outputs: z.array(OUTPUT) }),
]);
const NOTEBOOK = z.object({
  nbformat: z.literal(4),
  metadata: z.object({ kernelspec: z.object({ name: z.string(), display_name: z.string(), language: z.string() }) }),
  cells: z.array(CELL),
});

/** One output of a cell. */
export type Output = z.infer<typeof OUTPUT>;
/** A cell. */
export type Cell = z.infer<typeof CELL>;
/** A cell of code. */
export type CodeCell = Extract<Cell, { cell_type: "code" }>;
/** A notebook. */
export type Notebook = z.infer<typeof NOTEBOOK>;

/**
 * Reads a notebook file.
 *
 * @throws {Error} if the text is no notebook of this format
 */
export function parseNotebook(json: string): Notebook {
  return NOTEBOOK.parse(JSON.parse(json));
}

/** The cells of code, in order. */
export function codeCells(notebook: Notebook): CodeCell[] {
  return notebook.cells.filter((cell) => cell.cell_type === "code");
}

/** The text of a mime type in a bundle. */
export function textOf(bundle: Record<string, unknown>, mime: string): string | undefined {
  const text = TEXT.safeParse(bundle[mime]);
  return text.success ? text.data : undefined;
}
