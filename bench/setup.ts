/**
 * What a comparison needs beside Raptors: the rivals' processes, the bare loops, and a description of the machine.
 *
 * @module
 */
import { cpus, loadavg } from "node:os";
import type { SimdMode } from "./flags.ts";
import { type Limit, openLimit } from "./limit/limit.ts";
import { PythonWorker, type WorkerOptions } from "./numpy.ts";
import { findPython, type FoundPython } from "./python.ts";
import { readBaseline } from "./recorded.ts";
import type { Baseline } from "./results.ts";
import type { Machine } from "./schema.ts";

/** The rivals of a run, and the processes to end after it. */
export interface Setup extends AsyncDisposable {
  /** NumPy, if there is a Python that has it. */
  readonly numpy?: PythonWorker | undefined;
  /** PyTorch, if asked for and there. */
  readonly torch?: PythonWorker | undefined;
  /** NumPy's figures of an earlier run, where there is no NumPy. */
  readonly baseline?: Baseline | undefined;
  /** The bare loops, or why there are none. */
  readonly limit: Limit | { readonly missing: string };
}

/** How Raptors runs. */
export interface Ours {
  /** Which kernels were asked for. */
  readonly simdMode: SimdMode;
  /** The instruction set in force. */
  readonly isa: string;
  /** Threads that a call may use. */
  readonly threads: number;
}

/** Starts what can be started, and says what is missing. */
export async function prepare(
  options: { torch: boolean; torchPython?: string | undefined; threads: number },
): Promise<Setup> {
  const limit = await openLimit();
  const found = await findPython();
  let numpy: PythonWorker | undefined;
  let baseline: Baseline | undefined;
  if ("python" in found) {
    numpy = await PythonWorker.start(found.python);
  } else {
    baseline = await readBaseline();
    const instead = baseline ? "NumPy's recorded figures are used instead" : "there are no recorded figures either";
    console.error(`NumPy cannot be measured: ${found.missing}; ${instead}.`);
  }
  const torch = options.torch ? await startTorch(options.torchPython, found, { threads: options.threads }) : undefined;
  return {
    numpy,
    torch,
    baseline,
    limit,
    async [Symbol.asyncDispose](): Promise<void> {
      await numpy?.close();
      await torch?.close();
    },
  };
}

/**
 * Starts PyTorch, or says why that cannot be. Its Python is the one that is given, else the one that
 * RAPTORS_TORCH_PYTHON names, else that of NumPy.
 */
export async function startTorch(
  given: string | undefined,
  numpy: FoundPython,
  options: Omit<WorkerOptions, "library">,
): Promise<PythonWorker | undefined> {
  const fallback = "python" in numpy ? numpy.python : "python3";
  const python = given ?? (Deno.env.get("RAPTORS_TORCH_PYTHON") || fallback);
  try {
    return await PythonWorker.start(python, { ...options, library: "torch" });
  } catch (error) {
    const why = error instanceof Error ? error.message : error;
    console.error(`PyTorch cannot be measured with ${python}: ${why}. --torch-python names another Python.`);
    return undefined;
  }
}

/** What a run ran on. */
export function describeMachine(setup: Omit<Setup, typeof Symbol.asyncDispose>, ours: Ours): Machine {
  const { numpy, torch, baseline, limit } = setup;
  const library = ({ info: { version, python, blas, cpu_features } }: PythonWorker) => {
    return { version, python, blas, cpu_features };
  };
  const recorded = baseline && { cpu: baseline.machine.cpu, date: baseline.machine.date };
  return {
    cpu: cpus()[0]?.model.trim() || `an unnamed ${Deno.build.arch} CPU`,
    cores: navigator.hardwareConcurrency,
    os: Deno.build.os,
    arch: Deno.build.arch,
    isa: ours.isa,
    simd_mode: ours.simdMode,
    threads: ours.threads,
    load: loadavg()[0],
    deno: Deno.version.deno,
    date: new Date().toISOString(),
    numpy: numpy
      ? { ...library(numpy), recorded: null }
      : baseline && recorded
      ? { ...baseline.numpy, recorded }
      : null,
    torch: torch ? library(torch) : null,
    limit: "missing" in limit
      ? { compiler: null, missing: limit.missing }
      : { compiler: limit.compiler, missing: null },
  };
}
