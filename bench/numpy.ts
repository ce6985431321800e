/**
 * The other side of the comparison: one Python process that runs NumPy (or PyTorch).
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { Peer } from "./peer.ts";

const SCRIPT = fileURLToPath(new URL("numpy_worker.py", import.meta.url));

const INFO = z.object({
  library: z.string(),
  version: z.string(),
  python: z.string(),
  blas: z.string(),
  core: z.string(),
  cpu_features: z.array(z.string()),
});

/** What runs in the Python process. `core` is what OpenBLAS took the CPU for; empty where there is no OpenBLAS. */
export type LibraryInfo = z.infer<typeof INFO>;

/** How to start a {@linkcode PythonWorker}. */
export interface WorkerOptions {
  /** The library to time; "numpy" when absent. */
  readonly library?: "numpy" | "torch";
  /**
   * Threads, 1 when absent. PyTorch is told; NumPy's BLAS has its number from the environment, and with more than one the
   * process rests after its work until they are asleep.
   */
  readonly threads?: number;
  /** The environment; that of this process when absent. */
  readonly env?: Record<string, string>;
}

/** A running Python process; `close()` ends it. */
export class PythonWorker extends Peer {
  /** What runs in the process. */
  readonly info: LibraryInfo = { library: "", version: "", python: "", blas: "", core: "", cpu_features: [] };

  /**
   * Starts a worker and waits until its library is imported.
   *
   * @throws {Error} if Python cannot start or the library cannot be imported; the message carries Python's own
   */
  static async start(python: string, options: WorkerOptions = {}): Promise<PythonWorker> {
    const { library = "numpy", threads = 1, env } = options;
    const process = new Deno.Command(python, {
      args: ["-u", SCRIPT, library, String(threads)],
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
      ...(env && { env, clearEnv: true }),
    }).spawn();
    const worker = new PythonWorker({ what: "Python", process });
    Object.assign(worker.info, await worker.greet(INFO));
    return worker;
  }
}
