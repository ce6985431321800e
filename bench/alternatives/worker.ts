/** One library's side of bench/alternatives.ts: `worker.ts FOLDER N NAME`, with the data in the folder. */
import { localSide, type Side } from "../measure.ts";
import { CASES, LIBRARIES, type Work } from "./libraries.ts";

/** Like localSide(), for work that must be waited for. */
function asyncSide(name: string, work: Work): Side {
  return {
    name,
    async time(calls, lead) {
      for (let i = 0; i < lead; i++) await work.run();
      const start = performance.now();
      for (let i = 0; i < calls; i++) await work.run();
      return (performance.now() - start) * 1000;
    },
  };
}

function sideOf(name: string, work: Work): Side {
  return work.run() instanceof Promise ? asyncSide(name, work) : localSide(name, () => void work.run());
}

async function main([folder, n, name]: string[]): Promise<void> {
  const library = LIBRARIES.find((library) => library.name === name);
  if (!library) throw new TypeError(`Expected one of ${LIBRARIES.map(({ name }) => name)}, found ${name}`);
  const read = (name: string) => new Float32Array(Deno.readFileSync(`${folder}/${name}`).buffer);
  const works = await library.load({ n: Number(n), a: read("a"), row: read("row"), b: read("b") });
  const sides = new Map<number, Side>();
  console.log(library.version);
  const input = Deno.stdin.readable.pipeThrough(new TextDecoderStream());
  for await (const line of input) {
    const [index, calls, lead] = line.trim().split(" ").map(Number);
    const work = works[CASES[index]];
    if (calls === 0) {
      console.log(JSON.stringify(Array.from(await work.values())));
      continue;
    }
    if (!sides.has(index)) sides.set(index, sideOf(name, work));
    console.log(await sides.get(index)!.time(calls, lead));
  }
  // Workers of the library would keep the process alive.
  Deno.exit(0);
}

await main(Deno.args);
