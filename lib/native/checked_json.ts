/**
 * JSON that a person may have edited: read, and checked by a schema. Loaded only when there is such a file.
 *
 * @module
 */
import type { z } from "zod";

/**
 * Reads JSON.
 *
 * @throws {RangeError} if it is none, saying where
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new RangeError(`it is not JSON: ${(error as Error).message}`);
  }
}

/**
 * Checks a value.
 *
 * @throws {RangeError} if it is not of the schema's form, naming each problem and where it is
 */
export function checkValue<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) => `${path.join(".") || "the file"}: ${message}`);
  throw new RangeError(problems.join("; "));
}
