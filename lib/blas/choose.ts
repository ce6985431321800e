/**
 * The one decision: whether a BLAS library or the built-in code does a piece of work.
 *
 * Of the two thread pools only one ever works: a call returns when its work is done. What is left is that idle threads
 * look for more work before they sleep: ours for less than a millisecond, OpenBLAS's for about 30, yielding meanwhile.
 *
 * @module
 */
import { type FloatDType, isFloat } from "../dispatch/dtype.ts";
import { BLAS_KINDS, type BlasKind } from "../dispatch/metrics.ts";
import { onThreads } from "../dispatch/threads.ts";
import { BLAS_CHOICES, isBlasChoice } from "../native/blas_choice.ts";
import { environment } from "../native/env.ts";
import { native } from "../native/native.ts";
import { ISAS } from "../native/symbols.gen.ts";
import { isNamed } from "./candidates.ts";
import { type CrossoverPoints, RANKS, samePoints, workOf } from "./crossover_points.ts";
import { crossovers } from "./crossovers.ts";
import { findProvider, openProvider } from "./open.ts";
import type { Provider, ProviderName } from "./provider.ts";

/**
 * Which BLAS to use: `builtin` for the code of Raptors, `openblas` or `accelerate` for a library that the system has,
 * the path of any CBLAS library, or `auto` for what was measured to be faster.
 */
// deno-lint-ignore ban-types -- `string & {}` keeps the names visible to editors
export type BlasChoice = "auto" | "builtin" | "openblas" | "accelerate" | (string & {});

/** The positions of the kinds, which are their ids. */
export const KIND_IDS: Record<BlasKind, number> = Object.fromEntries(
  BLAS_KINDS.map((kind, id) => [kind, id]),
) as Record<BlasKind, number>;

let choice: BlasChoice = "auto";
let provider: Provider | undefined;
/** Why `auto` did not get the library that was measured. */
let note: string | undefined;
let points: CrossoverPoints = samePoints(null);

/** From how much work on a provider is used: two numbers per kind, float32 and float64; infinite for never. */
const from = new Float64Array(BLAS_KINDS.length * 2);

/** Providers that are open, by path: none is ever closed. */
const opened = new Map<string, Provider>();

function use(next: { choice: BlasChoice; provider?: Provider; points: CrossoverPoints; note?: string }): void {
  ({ choice, provider, points, note } = { provider: undefined, note: undefined, ...next });
  BLAS_KINDS.forEach((kind, id) => {
    from[id * 2] = points[kind].float32 ?? Infinity;
    from[id * 2 + 1] = points[kind].float64 ?? Infinity;
  });
}

function open(name: BlasChoice): Provider {
  const found = opened.get(name) ?? (isNamed(name) ? findProvider(name) : openProvider(name));
  opened.set(name, found);
  found.control.setThreads(native.rp_threads());
  return found;
}

/** Opens what `auto` was measured with, at the first work that is large enough for it. */
function settleAuto(): Provider | undefined {
  if (crossovers.problem !== undefined) {
    throw new RangeError(
      `Bad crossover points in ${crossovers.file}: ${crossovers.problem}. Run \`deno task tune\` again, delete the ` +
        `file, or choose a BLAS with setBlas()`,
    );
  }
  const { provider: name } = crossovers;
  try {
    if (!isNamed(name) && Deno.permissions.querySync({ name: "ffi", path: name }).state !== "granted") {
      throw new RangeError(`Cannot use ${name} for BLAS: there is no permission to open it (--allow-ffi)`);
    }
    provider = open(name);
  } catch (error) {
    // Nobody asked for this library by name: without it, the built-in code does all.
    use({ choice: "auto", points: samePoints(null), note: (error as Error).message });
  }
  return provider;
}

/**
 * Chooses who does the work that BLAS libraries can do: products of matrices and vectors, norms, `axpy()`.
 *
 * `builtin` is the code of Raptors: the same bits for any number of threads. A library that is chosen by name or by path
 * is loaded, checked with small known products, and does all work that it can take; its results are as exact as BLAS
 * is, but may depend on its version and on the number of threads. `auto`, the default, is `builtin`, but for work of a
 * size at which `deno task tune` measured that a library is faster.
 *
 * Libraries are found by the names of their functions (`cblas_dgemm`, `cblas_dgemm64_`, `scipy_cblas_dgemm64_`, …), and
 * whether their integers have 32 or 64 bits by trying: OpenBLAS, BLIS, MKL and NumPy's own OpenBLAS all work.
 *
 * @param name `"auto"`, `"builtin"`, `"openblas"`, `"accelerate"` (macOS), or the path of a CBLAS library
 * @throws {TypeError} if it is none of these
 * @throws {RangeError} if the library is not there, is no library or one for another architecture, has no CBLAS
 * functions, or gives wrong results; what was chosen before stays in force
 * @throws {Deno.errors.NotCapable} without permission to open the path (`--allow-ffi`)
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * rt.setBlas("builtin");
 * console.log(rt.blasInfo().provider); // builtin
 * rt.setBlas("auto");
 * ```
 */
export function setBlas(name: BlasChoice): void {
  if (typeof name !== "string" || !isBlasChoice(name)) {
    throw new TypeError(`setBlas(): ${BLAS_CHOICES}, found ${JSON.stringify(name) ?? String(name)}`);
  }
  if (name === "builtin") use({ choice: name, points: samePoints(null) });
  else if (name !== "auto") use({ choice: name, provider: open(name), points: samePoints(1) });
  // A bad file is told of when it would matter, so that a program that does not need it still runs.
  else use({ choice: name, points: crossovers.problem === undefined ? crossovers.from : samePoints(1) });
}

/** The provider that should do work of this kind and size; undefined for the built-in code. */
export function chooseProvider(kind: number, work: number, dtype: FloatDType): Provider | undefined {
  if (work < from[kind * 2 + (dtype === "float64" ? 1 : 0)]) return undefined;
  return provider ?? settleAuto();
}

/**
 * Whether a BLAS library would do a piece of work, as far as size and dtype decide. Operands that no library can take
 * (negative or repeating strides, or steps in both directions) go to the built-in code whatever this says.
 *
 * @param kind the work: `gemm`, `gemv`, `ger`, `dot`, `nrm2`, `asum`, `axpy`, `scal` or `iamax`
 * @param shape `[m, n, k]` for gemm, `[m, n]` for gemv and ger, `[n]` for vectors
 * @param dtype the dtype of the operands; other than float32 and float64 never go to a library
 * @throws {TypeError} if there is no such kind
 * @throws {RangeError} if the shape has another number of lengths
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * rt.setBlas("builtin");
 * console.log(rt.shouldUseBlas("gemm", [512, 512, 512], "float32")); // false
 * rt.setBlas("auto");
 * ```
 */
export function shouldUseBlas(kind: BlasKind, shape: readonly number[], dtype: string): boolean {
  if (!Object.hasOwn(KIND_IDS, kind)) {
    throw new TypeError(`Unknown kind of work ${JSON.stringify(kind)}: expected one of ${BLAS_KINDS.join(", ")}`);
  }
  if (shape.length !== RANKS[kind]) {
    throw new RangeError(`The size of ${kind} is told by ${RANKS[kind]} lengths: found [${shape}]`);
  }
  return isFloat(dtype as FloatDType) &&
    chooseProvider(KIND_IDS[kind], workOf(shape), dtype as FloatDType) !== undefined;
}

/** Who does the work that BLAS libraries can do. */
export interface BlasInfo {
  /** What was asked for. */
  choice: BlasChoice;
  /** What that is: the built-in code, or a library. */
  provider: "builtin" | ProviderName;
  /** The path of the library. */
  path?: string;
  /** Its version, where it tells. */
  version?: string;
  /** How long its integers are, in bits. */
  integerSize?: 32 | 64;
  /** How many threads it uses; absent where it does not tell. */
  threads?: number;
  /** How it was built and for which CPU, in its own words; of the built-in code, the instruction set. */
  config?: string;
  /**
   * From how much work on the library is used, by kind and dtype: m·n·k for gemm, m·n for gemv and ger, n for vectors;
   * null for never.
   */
  from: CrossoverPoints;
  /** The file with this machine's own crossover points, if `deno task tune` wrote one. */
  crossoverFile?: string;
  /** Why `auto` does without the library that was measured to be faster. */
  note?: string;
}

/**
 * Which BLAS is in force, and what it tells of itself.
 *
 * @throws {RangeError} if `auto` is to go by a file that cannot be read as crossover points
 *
 * @example
 * ```ts
 * import * as rt from "@raptors/core";
 * const { provider, threads, config } = rt.blasInfo();
 * console.log(provider, threads, config);
 * ```
 */
export function blasInfo(): BlasInfo {
  if (provider === undefined && from.some((least) => least !== Infinity)) settleAuto();
  const rest: Pick<BlasInfo, "from" | "crossoverFile" | "note"> = { from: structuredClone(points) };
  if (crossovers.file !== undefined) rest.crossoverFile = crossovers.file;
  if (note !== undefined) rest.note = note;
  if (provider === undefined) {
    return {
      choice,
      provider: "builtin",
      threads: native.rp_threads(),
      config: ISAS[native.rp_active_isa()].name,
      ...rest,
    };
  }
  const { name, path, integerSize, control } = provider;
  const info: BlasInfo = { choice, provider: name, path, integerSize, ...rest };
  const { version, config } = control;
  const threads = control.threads();
  if (version !== undefined) info.version = version;
  if (config !== undefined) info.config = config;
  if (threads !== undefined) info.threads = threads;
  return info;
}

onThreads((threads) => provider?.control.setThreads(threads));

try {
  setBlas(environment.RAPTORS_BLAS ?? "auto");
} catch (error) {
  if (error instanceof RangeError) throw new RangeError(`RAPTORS_BLAS: ${error.message}`, { cause: error });
  throw error;
}
