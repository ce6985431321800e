/**
 * Are two results equal within what the operation promises? Asked before anything is timed.
 *
 * @module
 */
import type { FloatArray } from "./arrays.ts";
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
function tolerances({ op, dtype, size }: Case, a: FloatArray): Float64Array | undefined {
  const { reduces } = traits(op);
  if (reduces === "none") return undefined;
  const sums = new Float64Array(reduces === "all" ? 1 : size);
  for (let r = 0; r < size; r++) {
    for (let c = 0; c < size; c++) sums[reduces === "all" ? 0 : reduces === 0 ? c : r] += Math.abs(a[r * size + c]);
  }
  const n = reduces === "all" ? size * size : size;
  const eps = dtype === "float32" ? 2 ** -23 : 2 ** -52;
  const factor = 2 * eps * (Math.log2(n) + 40) / (op === "sum" ? 1 : n);
  return sums.map((sum) => sum * factor);
}
