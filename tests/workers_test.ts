/** Several Deno Workers call the library at once; afterwards the process is idle. */
import { assert, assertEquals, assertGreater, assertLess } from "@std/assert";
import { runScript } from "./_process.ts";

interface Answer {
  rounds: number;
  wrong: string[];
  live: number;
}

/** Starts a worker, and gives its answer; an error in it, or silence, is an error here. */
function ask(seconds: number, seed: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./_worker.ts", import.meta.url), { type: "module" });
    const limit = setTimeout(() => {
      worker.terminate();
      reject(new Error(`Worker ${seed} did not answer within ${seconds + 60} seconds: a deadlock?`));
    }, (seconds + 60) * 1000);
    const done = (settle: () => void) => {
      clearTimeout(limit);
      settle();
    };
    worker.onmessage = ({ data }) => done(() => resolve(data));
    worker.onerror = (event) => done(() => reject(new Error(event.message)));
    worker.postMessage({ seconds, seed });
  });
}

Deno.test("four workers that call at once for 10 s get right results and no deadlock", async () => {
  // Checks the types of the worker's file once instead of four times.
  await ask(0, 1);
  const answers = await Promise.all([1, 2, 3, 4].map((seed) => ask(10, seed)));
  for (const { rounds, wrong, live } of answers) {
    assertEquals(wrong, []);
    assertGreater(rounds, 8);
    assertEquals(live, 0);
  }
});

Deno.test({
  name: "a process that has done its work uses no CPU",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const { code, stdout, stderr } = await runScript(
      `
      import * as rt from "@raptors/core";
      rt.setThreads(4);
      const a = rt.ones([1500, 1500]);
      for (let i = 0; i < 50; i++) { using b = a.add(a); b.sum(); }
      const { workers } = rt.threadingInfo();
      // Ticks of user and system time of the whole process; there are 100 a second.
      const ticks = () => {
        const fields = Deno.readTextFileSync("/proc/self/stat").split(") ")[1].split(" ");
        return Number(fields[11]) + Number(fields[12]);
      };
      const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
      await pause(500);
      const parked = rt.threadingInfo().parked;
      const before = ticks();
      await pause(1000);
      console.log(JSON.stringify({ used: ticks() - before, workers, parked }));
    `,
      { flags: ["-A", "--no-check"] },
    );
    assertEquals(code, 0, stderr);
    const { used, workers, parked } = JSON.parse(stdout);
    assertEquals(parked, workers);
    assert(workers >= 1, `Expected workers, found ${workers}`);
    // The garbage collector may still tidy up; a single spinning thread would use 100.
    assertLess(used, 20, `${used} ticks of CPU time in a second of rest`);
  },
});
