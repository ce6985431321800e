import { assertEquals } from "@std/assert";
import { ROOT } from "../_process.ts";
import { libraries } from "./_libraries.ts";

// Deno closes a library when the worker that opened it ends. The threads of OpenMP outlive the call that woke them, and
// would find neither their code nor their data.
for (const { name, path, missing } of libraries) {
  Deno.test({
    name: `${name} stays loaded when the worker that opened it ends`,
    ignore: missing !== undefined,
    async fn() {
      const body = `
        const rt = await import(${JSON.stringify(new URL("../../mod.ts", import.meta.url).href)});
        rt.setBlas(${JSON.stringify(path)});
        rt.setThreads(2);
        let sum = 0;
        for (let n = 1; n < 30; n++) sum += rt.ones([n, n]).matmul(rt.ones([n, n])).at(0, 0);
        self.postMessage(sum);`;
      const program = `
        const worker = "data:application/javascript," + encodeURIComponent(${JSON.stringify(body)});
        for (let i = 0; i < 4; i++) {
          const it = new Worker(worker, { type: "module" });
          console.log(await new Promise((resolve) => {
            it.onmessage = (event) => resolve(event.data);
            it.onerror = (event) => resolve(event.message);
          }));
          it.terminate();
          await new Promise((resolve) => setTimeout(resolve, 50));
        }`;
      const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["eval", "--no-lock", program],
        cwd: ROOT,
        signal: AbortSignal.timeout(60_000),
      }).output();
      const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
      assertEquals(text(stdout), "435\n".repeat(4), text(stderr));
      assertEquals(success, true);
    },
  });
}
