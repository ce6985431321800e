/** The other process of apart.ts: `apart_worker.ts FILE` reads the request from a file, and leaves the results there. */
import { jsonOf, runGrid } from "../grid/run.ts";
import { type ApartRequest, gateCases } from "./apart.ts";

const [file] = Deno.args;
const { names, mode, effort } = JSON.parse(await Deno.readTextFile(file)) as ApartRequest;
const wanted = new Set(names);
const cases = gateCases().filter(({ name }) => wanted.has(name));
try {
  // One thread for NumPy's BLAS: whether a second one finds a free CPU differs from run to run.
  const results = await runGrid({ cases, mode, against: { kind: "numpy" }, rivalThreads: 1, effort });
  await Deno.writeTextFile(file, jsonOf(results));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  Deno.exit(1);
}
