/**
 * `deno task bench:alternatives [--n 1024] [--repeats 30]`: Raptors, NumPy and other libraries for TypeScript, in one run,
 * each in a process of its own and in turn, on the same data. Results are compared before anything is timed. Prints a
 * table for the README: how many times longer than Raptors each takes.
 *
 * NumPy is that of `RAPTORS_PYTHON`, else of `python3`. The packages come from npm, at the versions that
 * alternatives/libraries.ts names.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { CASES, LIBRARIES } from "./alternatives/libraries.ts";
import { type Contestant, start } from "./alternatives/process.ts";
import { measure } from "./measure.ts";
import { median } from "./stats.ts";

const local = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

/** Multiples of 1/16: products and sums are exact in float32, so that any order of summing gives the same. */
function writeData(folder: string, n: number): void {
  for (const [name, length] of [["a", n * n], ["row", n], ["b", (n / 2) ** 2]] as const) {
    const numbers = Float32Array.from({ length }, (_, i) => ((i * 7919) % 31 - 15) / 16);
    Deno.writeFileSync(`${folder}/${name}`, new Uint8Array(numbers.buffer));
  }
}

/** Refuses to time wrong results. */
function expectSame(what: string, found: number[], expected: number[]): void {
  let worst = found.length === expected.length ? 0 : Infinity;
  for (let i = 0; i < found.length; i++) worst = Math.max(worst, Math.abs(found[i] - expected[i]));
  // A mean is rounded once, to float32 or to float64.
  if (!(worst <= 1e-6)) throw new Error(`${what} differs from Raptors' by ${worst}`);
}

/** Two digits, or more before the point. */
function digits(x: number): string {
  return x >= 10 ? x.toFixed(0) : `${Number(x.toPrecision(2))}`;
}

/** Starts all libraries, Raptors first; says which do not start. */
async function startAll(folder: string, n: number): Promise<Contestant[]> {
  const python = Deno.env.get("RAPTORS_PYTHON") ?? "python3";
  const deno = ["run", "-A", "--no-lock", "--no-check", "--quiet", local("alternatives/worker.ts"), folder, `${n}`];
  const [own, ...others] = LIBRARIES.map(({ name }) => () => start(name, Deno.execPath(), [...deno, name]));
  const numpy = () => start("NumPy", python, [local("alternatives/numpy_worker.py"), folder, `${n}`]);
  const started: Contestant[] = [];
  for (const contestant of [own, numpy, ...others]) {
    const one = await contestant();
    if (one) started.push(one);
    else console.error("one is left out, for the reason above (NumPy: set RAPTORS_PYTHON to a Python that has it)");
  }
  return started;
}

async function compare(contestants: Contestant[], index: number, repeats: number): Promise<string> {
  const expected = await contestants[0].values(index);
  for (const one of contestants) expectSame(`${one.name}'s ${CASES[index]}`, await one.values(index), expected);
  const sides = contestants.map((one) => one.side(index));
  const samples = await measure(sides, { warmup: 3, repeats, sampleUs: 2000 });
  const [own, ...others] = contestants.map(({ name }) => median(samples[name]));
  return `| \`${CASES[index]}\` | ${digits(own / 1000)} ms | ${
    others.map((us) => `${digits(us / own)}×`).join(" | ")
  } |`;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    args: Deno.args,
    options: { n: { type: "string", default: "1024" }, repeats: { type: "string", default: "30" } },
  });
  const n = Number(values.n), repeats = Number(values.repeats);
  if (!(n >= 2 && n % 2 === 0) || !(repeats >= 1)) {
    throw new RangeError(`Expected an even --n and --repeats of at least 1, found ${values.n} and ${values.repeats}`);
  }
  const folder = await Deno.makeTempDir({ prefix: "raptors-" });
  try {
    writeData(folder, n);
    const contestants = await startAll(folder, n);
    console.log(`float32, ${n} × ${n}, products of ${n / 2} × ${n / 2}; medians of ${repeats} samples, in turn`);
    console.log(`|  | ${contestants.map(({ name, version }) => `${name} ${version}`).join(" | ")} |`);
    console.log(`|${" --- |".repeat(contestants.length + 1)}`);
    for (const index of CASES.keys()) console.log(await compare(contestants, index, repeats));
    for (const one of contestants) await one.close();
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

await main();
