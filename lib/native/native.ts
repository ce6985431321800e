/**
 * The one open library of this module, set up as the environment asks.
 *
 * @module
 */
import { environment } from "./env.ts";
import { load, type Native } from "./load.ts";
import { type IsaName, ISAS } from "./symbols.gen.ts";

/** The functions of the native library. */
export const native: Native = await load();

/** The instruction sets that this CPU runs, best first. */
export function availableIsas(): IsaName[] {
  const bits = native.rp_available_isas();
  return ISAS.filter((_, id) => (bits >>> id) & 1).map((isa) => isa.name);
}

/**
 * Chooses the instruction set, for the whole process.
 *
 * @param mode an instruction set, or `auto` for the best one
 * @throws {RangeError} if this CPU lacks it, naming those it has
 */
export function useIsa(mode: IsaName | "auto", source = ""): void {
  const available = availableIsas();
  const name = mode === "auto" ? available[0] : mode;
  if (!available.includes(name)) {
    throw new RangeError(
      `${source}SIMD mode ${JSON.stringify(mode)} is not available: expected one of auto, ${
        available.join(", ")
      } on this CPU`,
    );
  }
  native.rp_use_isa(ISAS.findIndex((isa) => isa.name === name));
}

if (environment.RAPTORS_SIMD !== undefined) useIsa(environment.RAPTORS_SIMD, "RAPTORS_SIMD: ");
if (environment.RAPTORS_THREADS !== undefined) native.rp_set_threads(environment.RAPTORS_THREADS);
if (environment.RAPTORS_ADAPTIVE === "0") native.rp_set_adaptive(0);
if (environment.RAPTORS_MALLOC !== "0") native.rp_tune_malloc();
