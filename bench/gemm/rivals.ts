/**
 * Whom Raptors' products are measured against: NumPy as it is installed, NumPy made to use one kind of kernels, PyTorch.
 *
 * @module
 */
import { PythonWorker } from "../numpy.ts";
import { findPython } from "../python.ts";
import { startTorch } from "../setup.ts";

/** The rivals, in the order of the tables. */
export const RIVALS = ["numpy", "numpy_skylakex", "numpy_haswell", "torch"] as const;
/** A rival. */
export type RivalKey = (typeof RIVALS)[number];

/** What OpenBLAS is told that the CPU is, and the feature (as NumPy names it) without which it would crash. */
const FORCED = [
  { key: "numpy_skylakex", core: "SkylakeX", needs: "AVX512F" },
  { key: "numpy_haswell", core: "Haswell", needs: "AVX2" },
] as const;

/** A rival that runs. */
export interface Rival {
  /** Which. */
  readonly key: RivalKey;
  /** The process. */
  readonly worker: PythonWorker;
}

/** The rivals that could be started, and why others could not. */
export interface Rivals extends AsyncDisposable {
  /** Those that run. */
  readonly list: readonly Rival[];
  /** What is missing, in sentences. */
  readonly missing: readonly string[];
}

/** Settings of a numerical library that stand in the environment: with them, nothing is "as installed". */
const SETTINGS = /^(OPENBLAS|GOTO|GOTOBLAS|MKL|BLIS|OMP|KMP|GOMP|NPY|NUMPY|VECLIB|DNNL)_/;

/**
 * For how long OpenBLAS's threads look for more work before they sleep: 2^22 cycles, two to six milliseconds, instead of
 * 2^26. Between the calls of a sample they spin all the same; after it, the next side need not wait a tenth of a second.
 */
const THREAD_TIMEOUT = "22";

/** The environment of a rival: nobody's settings but the number of threads, and the kind of CPU where one is given. */
export function rivalEnvironment(own: Record<string, string>, threads: number, core?: string): Record<string, string> {
  const env = Object.fromEntries(Object.entries(own).filter(([name]) => !SETTINGS.test(name)));
  for (const library of ["OPENBLAS", "MKL", "OMP", "VECLIB"]) {
    env[`${library}_${library === "VECLIB" ? "MAXIMUM" : "NUM"}_THREADS`] = String(threads);
  }
  env.OPENBLAS_THREAD_TIMEOUT = THREAD_TIMEOUT;
  return core === undefined ? env : { ...env, OPENBLAS_CORETYPE: core };
}

/** Starts the rivals that this machine can have. */
export async function startRivals(
  { threads, torch, torchPython }: { threads: number; torch: boolean; torchPython?: string | undefined },
): Promise<Rivals> {
  const own = Deno.env.toObject();
  const list: Rival[] = [], missing: string[] = [];
  const found = await findPython();
  if ("missing" in found) {
    missing.push(`NumPy was not measured: ${found.missing}.`);
  } else {
    const numpy = await PythonWorker.start(found.python, { threads, env: rivalEnvironment(own, threads) });
    list.push({ key: "numpy", worker: numpy });
    for (const { key, core, needs } of numpy.info.core ? FORCED : []) {
      if (!numpy.info.cpu_features.includes(needs)) {
        missing.push(`NumPy with the kernels of ${core} was not measured: this CPU has no ${needs}.`);
        continue;
      }
      const worker = await PythonWorker.start(found.python, { threads, env: rivalEnvironment(own, threads, core) });
      if (worker.info.core.toLowerCase() === core.toLowerCase()) {
        list.push({ key, worker });
      } else {
        missing.push(`NumPy with the kernels of ${core} was not measured: its BLAS took ${worker.info.core}.`);
        await worker.close();
      }
    }
  }
  if (torch) {
    const worker = await startTorch(torchPython, found, { threads, env: rivalEnvironment(own, threads) });
    if (worker) list.push({ key: "torch", worker });
    else missing.push("PyTorch was not measured.");
  }
  return {
    ...{ list, missing },
    async [Symbol.asyncDispose](): Promise<void> {
      for (const { worker } of list) await worker.close();
    },
  };
}

/** A rival in a few words: "NumPy as installed (SkylakeX)". */
export function rivalLabel(key: RivalKey, core: string): string {
  if (key === "torch") return "PyTorch";
  return key === "numpy" ? `NumPy as installed${core && ` (${core})`}` : `NumPy, ${core} kernels`;
}
