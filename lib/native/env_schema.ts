/**
 * What the environment variables may hold. A file of its own, loaded only when one is set: zod takes longer to load than
 * all of Raptors.
 *
 * @module
 */
import { z } from "zod";
import { BLAS_CHOICES, isBlasChoice } from "./blas_choice.ts";
import { ISAS } from "./symbols.gen.ts";

const isaNames = ISAS.map((isa) => isa.name);

const schema = z.object({
  RAPTORS_LIB: z.string().min(1, "expected the path of a Raptors library").optional(),
  RAPTORS_SIMD: z.enum(["auto", ...isaNames], `expected one of auto, ${isaNames.join(", ")}`).optional(),
  RAPTORS_THREADS: z.string().regex(/^\d+$/, "expected a whole number from 1 to 256").transform(Number)
    .pipe(z.number().min(1, "expected a whole number from 1 to 256").max(256, "expected a whole number from 1 to 256"))
    .optional(),
  RAPTORS_ADAPTIVE: z.enum(["0", "1"], "expected 0 (decide about threads by the table that ships) or 1").optional(),
  RAPTORS_BLAS: z.string().refine(isBlasChoice, BLAS_CHOICES).optional(),
  RAPTORS_CACHE: z.string().min(1, "expected the path of a folder").optional(),
  RAPTORS_MALLOC: z.enum(["0", "1"], "expected 0 (leave malloc alone) or 1").optional(),
  RAPTORS_DEBUG_MEMORY: z.enum(["0", "1"], "expected 0 or 1").optional(),
});

/** The environment variables that are set. */
export type Environment = z.infer<typeof schema>;

/**
 * Checks environment variables.
 *
 * @param get returns the value of a variable
 * @throws {RangeError} if one has a value that it cannot have, naming what it can
 */
export function parseEnvironment(get: (name: string) => string | undefined): Environment {
  const values: Record<string, string> = {};
  for (const name of Object.keys(schema.shape)) {
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
