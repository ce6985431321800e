/**
 * The environment variables, read once and checked.
 *
 * @module
 */
import type { Environment } from "./env_schema.ts";

/** Each variable by name; one that the schema has and this lacks does not compile. */
const NAMES: Record<keyof Environment, true> = {
  RAPTORS_LIB: true,
  RAPTORS_SIMD: true,
  RAPTORS_THREADS: true,
  RAPTORS_ADAPTIVE: true,
  RAPTORS_BLAS: true,
  RAPTORS_CACHE: true,
  RAPTORS_MALLOC: true,
  RAPTORS_DEBUG_MEMORY: true,
};

/** The variables that Raptors reads; `--allow-env` may be limited to these. */
export const VARIABLES: readonly (keyof Environment)[] = Object.keys(NAMES) as (keyof Environment)[];

/** The value of a variable; without permission to read it, as if it were not set. */
export function readVariable(name: string): string | undefined {
  try {
    return Deno.env.get(name);
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) return undefined;
    throw error;
  }
}

/** The environment of this process. */
export const environment: Environment = VARIABLES.some((name) => readVariable(name) !== undefined)
  ? (await import("./env_schema.ts")).parseEnvironment(readVariable)
  : {};
