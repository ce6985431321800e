/**
 * What the user's file may say of tiles. A file of its own, loaded only when there is one.
 *
 * @module
 */
import { z } from "zod";
import { checkValue, parseJson } from "../native/checked_json.ts";
import { type IsaName, ISAS } from "../native/symbols.gen.ts";
import { STRIP_BOUNDS, TASK_BOUNDS, type Tiles } from "./tile_sizes.ts";

function size([least, greatest]: readonly [number, number]): z.ZodType<number> {
  const expected = `expected a power of two from ${least} to ${greatest}`;
  return z.int(expected).refine((n) => n >= least && n <= greatest && Number.isInteger(Math.log2(n)), expected);
}

const schema = z.looseObject({
  format: z.literal(1, "expected 1"),
  tiles: z.partialRecord(
    z.enum(ISAS.map((isa) => isa.name) as [IsaName, ...IsaName[]]),
    z.strictObject({ taskBytes: size(TASK_BOUNDS), stripBytes: size(STRIP_BOUNDS) }),
  ).optional(),
});

/**
 * Reads the sizes of tiles.
 *
 * @param text JSON
 * @throws {RangeError} if it is not JSON, or not of that form, naming what is wrong
 */
export function parseTiles(text: string): Tiles {
  return (checkValue(schema, parseJson(text)).tiles ?? {}) as Tiles;
}
