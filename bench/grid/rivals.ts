/**
 * Whom the grid measures Raptors against.
 *
 * @module
 */
import { rivalEnvironment } from "../gemm/rivals.ts";
import { type LibraryInfo, PythonWorker } from "../numpy.ts";
import type { Peer } from "../peer.ts";
import { findPython } from "../python.ts";
import { startTorch } from "../setup.ts";
import { type GridCase, wayOf } from "./case.ts";
import type { Against } from "./options.ts";
import type { RivalKind } from "./schema.ts";
import { openRevision, openWorkingTree } from "./self.ts";

/** A rival that runs. */
export interface Rival extends AsyncDisposable {
  /** Which. */
  readonly kind: RivalKind;
  /** What it is called: `NumPy 2.4.6`, `self:HEAD~1`. */
  readonly label: string;
  /** The commit of an earlier revision. */
  readonly commit: string | null;
  /** Its process. */
  readonly peer: Peer;
  /** The process in which Raptors itself is timed, where that is not this one. */
  readonly ours?: Peer;
  /** What runs in a Python process. */
  readonly python?: PythonWorker;
  /**
   * By how many roundings its elementwise results may be off: PyTorch's square root is not rounded correctly, and it may
   * multiply and add in one rounding.
   */
  readonly slack?: number;
  /** Teaches the process a case, under its name. */
  define(c: GridCase): Promise<void>;
}

/** How Raptors runs in this process, and so must an earlier revision. */
export interface Settings {
  /** Threads. */
  readonly threads: number;
  /** The instruction set. */
  readonly isa: string;
  /** The Python that has PyTorch, where it is given. */
  readonly torchPython?: string | undefined;
}

/**
 * Starts a rival.
 *
 * @throws {Error} if it cannot be had; the message says why
 */
export async function startRival(against: Against, settings: Settings): Promise<Rival> {
  if (against.kind === "self") return await startSelf(against.rev, settings);
  const { threads } = settings;
  const found = await findPython();
  const options = { threads, env: rivalEnvironment(Deno.env.toObject(), threads) };
  if (against.kind === "torch") {
    const torch = await startTorch(settings.torchPython, found, options);
    if (!torch) throw new Error("--against torch: there is no PyTorch (RAPTORS_TORCH_PYTHON names its Python)");
    return { ...inPython("torch", torch, (c) => c.torch ?? c.numpy), slack: 4 };
  }
  if ("missing" in found) throw new Error(`There is no NumPy to measure against: ${found.missing}`);
  return inPython("numpy", await PythonWorker.start(found.python, options), (c) => c.numpy);
}

function inPython(kind: RivalKind, python: PythonWorker, callOf: (c: GridCase) => GridCase["numpy"]): Rival {
  const { library, version }: LibraryInfo = python.info;
  return {
    ...{ kind, label: `${library} ${version}`, commit: null, peer: python, python },
    define: (c) => python.define(c.name, { ...callOf(c) }),
    [Symbol.asyncDispose]: () => python.close(),
  };
}

async function startSelf(rev: string, { threads, isa }: Settings): Promise<Rival> {
  const env = { RAPTORS_THREADS: String(threads), RAPTORS_SIMD: isa };
  const revision = await openRevision(rev, { env });
  let ours: Peer;
  try {
    ours = await openWorkingTree(env);
  } catch (error) {
    await revision[Symbol.asyncDispose]();
    throw error;
  }
  return {
    ...{ kind: "self", label: `self:${rev}`, commit: revision.commit, peer: revision.peer, ours },
    async define(c) {
      for (const peer of [ours, revision.peer]) await peer.define(c.name, { call: c.call, way: wayOf(c) });
    },
    async [Symbol.asyncDispose]() {
      await ours.close();
      await revision[Symbol.asyncDispose]();
    },
  };
}
