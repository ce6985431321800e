/** The other process of apart.ts: `apart_worker.ts FILE REQUEST` measures, and leaves the results in the file. */
import { jsonOf, runGrid } from "../grid/run.ts";
import { type ApartRequest, gateCases } from "./apart.ts";

const [file, text] = Deno.args;
const { names, mode, effort } = JSON.parse(text) as ApartRequest;
const wanted = new Set(names);
const cases = gateCases().filter(({ name }) => wanted.has(name));
try {
  await Deno.writeTextFile(file, jsonOf(await runGrid({ cases, mode, against: { kind: "numpy" }, effort })));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  Deno.exit(1);
}
