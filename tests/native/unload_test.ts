import { assertEquals } from "@std/assert";
import { ROOT } from "../_process.ts";

// Deno closes a library when the worker that opened it ends. Were it unloaded then, its pool's threads would wake up in
// code and on locks that are gone, or that belong to the copy that the next worker loads.
Deno.test("workers that come and go share one library, which stays loaded", async () => {
  const body = `
    const rt = await import(${JSON.stringify(new URL("../../mod.ts", import.meta.url).href)});
    rt.setThreads(3);
    let sum = 0;
    for (let i = 0; i < 5; i++) sum += rt.ones([2000, 2000]).sum();
    self.postMessage(sum);`;
  const program = `
    const worker = "data:application/javascript," + encodeURIComponent(${JSON.stringify(body)});
    for (let i = 0; i < 5; i++) {
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
    signal: AbortSignal.timeout(20_000),
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  assertEquals(text(stdout), "20000000\n".repeat(5), text(stderr));
  assertEquals(success, true);
});
