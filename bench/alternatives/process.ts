/**
 * A library in a process of its own, so that no other's garbage collector or threads disturb it while it has its turn.
 * worker.ts and numpy_worker.py speak the same lines: `CASE CALLS LEAD` asks for microseconds, with 0 calls for the numbers.
 */
import type { Side } from "../measure.ts";

/** A library, started; to be closed at the end. */
export interface Contestant {
  name: string;
  version: string;
  /** The side of a case, by its number. */
  side(index: number): Side;
  values(index: number): Promise<number[]>;
  close(): Promise<void>;
}

/** Gives the lines of a stream, one at a time; undefined at its end. */
function lineReader(stream: ReadableStream<Uint8Array<ArrayBuffer>>): () => Promise<string | undefined> {
  const parts = stream.pipeThrough(new TextDecoderStream())[Symbol.asyncIterator]();
  let rest = "";
  return async () => {
    while (!rest.includes("\n")) {
      const { value, done } = await parts.next();
      if (done) return undefined;
      rest += value;
    }
    const end = rest.indexOf("\n"), line = rest.slice(0, end);
    rest = rest.slice(end + 1);
    return line;
  };
}

/** Starts a worker, which says its version; undefined if it ends instead. */
export async function start(name: string, command: string, args: string[]): Promise<Contestant | undefined> {
  const child = new Deno.Command(command, { args, stdin: "piped", stdout: "piped" }).spawn();
  const readLine = lineReader(child.stdout), writer = child.stdin.getWriter();
  const version = await readLine();
  if (version === undefined) {
    await child.status;
    return undefined;
  }
  const ask = async (index: number, calls: number, lead: number): Promise<string> => {
    await writer.write(new TextEncoder().encode(`${index} ${calls} ${lead}\n`));
    const answer = await readLine();
    if (answer === undefined) throw new Error(`${name} ended`);
    return answer;
  };
  return {
    name,
    version,
    side: (index) => ({ name, time: async (calls, lead) => Number(await ask(index, calls, lead)) }),
    values: async (index) => JSON.parse(await ask(index, 0, 0)),
    async close() {
      await writer.close();
      await child.status;
    },
  };
}
