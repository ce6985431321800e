/** New arrays lie on huge pages, where the system has them: half the time to make one, and less to read it. */
import { assertGreaterOrEqual } from "@std/assert";
import { runScript } from "../_process.ts";

/** Whether Linux gives huge pages to who asks. */
function hasHugePages(): boolean {
  try {
    const modes = Deno.readTextFileSync("/sys/kernel/mm/transparent_hugepage/enabled");
    return !modes.includes("[never]") && Deno.readTextFileSync("/proc/vmstat").includes("thp_fault_alloc");
  } catch {
    return false;
  }
}

Deno.test({
  name: "new arrays are touched first as huge pages, from the first one on",
  // Other systems have no such pages, or tell nobody.
  ignore: !hasHugePages(),
  fn: async () => {
    const { code, stdout, stderr } = await runScript(`
      import * as rt from "@raptors/core";
      // The touches that asked for a huge page, whether there was one or not: of the whole system, so there may be more.
      const touches = () => {
        const counts = Deno.readTextFileSync("/proc/vmstat").matchAll(/^thp_fault_(?:alloc|fallback) (\\d+)$/gm);
        return [...counts].reduce((sum, [, n]) => sum + Number(n), 0);
      };
      const before = touches();
      const arrays = Array.from({ length: 16 }, () => rt.ones([1024, 1024]));
      console.log(touches() - before, arrays.length);
    `);
    if (code !== 0) throw new Error(stderr);
    // 128 MiB are 64 such pages; the ends of the heap's parts may lie on small ones.
    assertGreaterOrEqual(Number(stdout.split(" ")[0]), 56);
  },
});
