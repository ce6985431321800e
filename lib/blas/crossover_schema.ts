/**
 * What a file of crossover points may hold. A file of its own, loaded only when there is one.
 *
 * @module
 */
import { z } from "zod";
import { checkValue, parseJson } from "../native/checked_json.ts";
import { BLAS_KINDS } from "../dispatch/metrics.ts";
import { type CrossoverPoints, type Crossovers, samePoints } from "./crossover_points.ts";

const point = z.number("expected a number from 1 on, or null").min(1, "expected a number from 1 on, or null")
  .nullable();

const schema = z.looseObject({
  format: z.literal(1, "expected 1"),
  provider: z.string("expected openblas, accelerate or a path").min(1, "expected openblas, accelerate or a path"),
  from: z.partialRecord(
    z.enum([...BLAS_KINDS]),
    z.strictObject({ float32: point, float64: point }),
  ),
});

/**
 * Reads crossover points. Kinds that are missing are never left to a provider.
 *
 * @param text JSON
 * @returns undefined where the file is about tiles alone
 * @throws {RangeError} if it is not JSON, or not of that form, naming what is wrong
 */
export function parseCrossovers(text: string): Crossovers | undefined {
  const value = parseJson(text);
  const about = (key: string) => typeof value === "object" && value !== null && Object.hasOwn(value, key);
  if (about("tiles") && !about("provider") && !about("from")) return undefined;
  const { provider, from } = checkValue(schema, value);
  return { provider, from: { ...samePoints(null), ...from as CrossoverPoints } };
}
