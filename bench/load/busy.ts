/**
 * Processes that keep CPUs busy.
 *
 * @module
 */

/** What a busy process does; it ends by itself, so that none is left over where its parent was killed. */
const SPIN = "const end = Date.now() + 120_000; while (Date.now() < end);";

/**
 * Runs with so many CPUs kept busy by processes of their own, which are ended afterwards.
 *
 * @param count how many processes; 0 for none
 */
export async function whileBusy<T>(count: number, run: () => T | Promise<T>): Promise<T> {
  const children = Array.from({ length: count }, () =>
    new Deno.Command(Deno.execPath(), {
      args: ["eval", "--no-config", SPIN],
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn());
  try {
    // Until they have started and spin.
    if (count > 0) await new Promise((resolve) => setTimeout(resolve, 500));
    return await run();
  } finally {
    for (const child of children) child.kill("SIGKILL");
    await Promise.all(children.map((child) => child.status));
  }
}
