/**
 * The environment variables, read once and checked.
 *
 * @module
 */
import { z } from "zod";
import { ISAS } from "./symbols.gen.ts";

const isaNames = ISAS.map((isa) => isa.name);

const schema = z.object({
  RAPTORS_LIB: z.string().min(1, "expected the path of a Raptors library").optional(),
  RAPTORS_SIMD: z.enum(["auto", ...isaNames], `expected one of auto, ${isaNames.join(", ")}`).optional(),
  RAPTORS_THREADS: z.string().regex(/^\d+$/, "expected a whole number from 1 to 256").transform(Number)
    .pipe(z.number().min(1, "expected a whole number from 1 to 256").max(256, "expected a whole number from 1 to 256"))
    .optional(),
  RAPTORS_CACHE: z.string().min(1, "expected the path of a folder").optional(),
  RAPTORS_MALLOC: z.enum(["0", "1"], "expected 0 (leave malloc alone) or 1").optional(),
  RAPTORS_DEBUG_MEMORY: z.enum(["0", "1"], "expected 0 or 1").optional(),
});

/** The environment variables that are set. */
export type Environment = z.infer<typeof schema>;

/** The variables that Raptors reads; `--allow-env` may be limited to these. */
export const VARIABLES: readonly (keyof Environment)[] = Object.keys(schema.shape) as (keyof Environment)[];

/** The value of a variable; without permission to read it, as if it were not set. */
function read(name: string): string | undefined {
  try {
    return Deno.env.get(name);
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) return undefined;
    throw error;
  }
}

/**
 * Checks environment variables.
 *
 * @param get returns the value of a variable
 * @throws {RangeError} if one has a value that it cannot have, naming what it can
 */
export function parseEnvironment(get: (name: string) => string | undefined): Environment {
  const values: Record<string, string> = {};
  for (const name of VARIABLES) {
    const value = get(name);
    if (value !== undefined) values[name] = value;
  }
  const result = schema.safeParse(values);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => {
    const name = String(issue.path[0]);
    return `${name}: ${issue.message}, found ${JSON.stringify(values[name])}`;
  });
  throw new RangeError(`Bad environment variable ${problems.join("; ")}`);
}

/** The environment of this process. */
export const environment: Environment = parseEnvironment(read);
