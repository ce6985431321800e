/**
 * Are two results equal within what the operation promises? Asked before anything is timed.
 *
 * @module
 */
import type { FloatArray } from "./arrays.ts";
import { sumBounds } from "./bounds.ts";
import { type Case, caseName, traits } from "./cases.ts";

/**
 * Compares Raptors' result with another library's. Elementwise work must agree in every bit. Sums and means may differ
 * by 2 eps (log2 n + 40) times the sum of |x|, for n numbers added up, divided by n for a mean.
 *
 * @throws {Error} if they differ; the message names the case, the element and both values
 */
export function checkEqual(c: Case, a: FloatArray, ours: FloatArray, theirs: FloatArray, library: string): void {
  if (ours.length !== theirs.length) {
    throw new Error(`${caseName(c)}: Raptors gives ${ours.length} elements, ${library} ${theirs.length}`);
  }
  const allowed = tolerances(c, a);
  for (let i = 0; i < ours.length; i++) {
    const ok = allowed ? Math.abs(ours[i] - theirs[i]) <= allowed[i] : Object.is(ours[i], theirs[i]);
    if (ok) continue;
    const within = allowed ? `within ${allowed[i]}` : "exactly";
    throw new Error(
      `${caseName(c)}: element ${i} is ${ours[i]} in Raptors and ${theirs[i]} in ${library}, expected equal ${within}`,
    );
  }
}

/** How far each element of a reduction may be off; undefined for elementwise work. */
function tolerances({ op, size }: Case, a: FloatArray): Float64Array | undefined {
  const { reduces } = traits(op);
  if (reduces === "none") return undefined;
  const axis = reduces === "all" ? undefined : reduces;
  return sumBounds(a, { rows: size, cols: size, axis, mean: op !== "sum" });
}
