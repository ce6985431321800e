/**
 * All cases of the grid.
 *
 * @module
 */
import type { IsaName } from "../../lib/native/symbols.gen.ts";
import { AXIS0 } from "./areas/axis0.ts";
import { BROADCAST } from "./areas/broadcast.ts";
import { ELEMENTWISE } from "./areas/elementwise.ts";
import { EXPRESSIONS } from "./areas/expressions.ts";
import { GEMM } from "./areas/gemm.ts";
import { kernelArea } from "./areas/kernels.ts";
import { MEMORY } from "./areas/memory.ts";
import { REDUCTIONS } from "./areas/reductions.ts";
import { SCALES } from "./areas/scale.ts";
import { SMALL } from "./areas/small.ts";
import { expand, type GridCase, gridCase } from "./case.ts";

const AREAS = [ELEMENTWISE, REDUCTIONS, AXIS0, BROADCAST, SCALES, GEMM, SMALL, MEMORY, EXPRESSIONS];

/** Which cases. */
export interface Selection {
  /** `quick`: those of a quick run; `scalar`: those of a quick run that are repeated on scalar kernels; `full`: all. */
  readonly mode: "quick" | "scalar" | "full";
  /** What the name of a case must match, or its area. */
  readonly only?: RegExp | undefined;
  /** The instruction sets of this CPU, best first; none for a list without microbenchmarks. */
  readonly isas: readonly IsaName[];
}

/** The cases of a selection, area by area. */
export function listGrid({ mode, only, isas }: Selection): GridCase[] {
  const plain = AREAS.flatMap(expand);
  const scalar = scalarTwins(plain);
  const cases = mode === "scalar"
    ? scalar
    : [...plain, ...(mode === "full" ? scalar : []), ...expand(kernelArea(isas))];
  return cases.filter((c) => (mode !== "quick" || c.quick) && (!only || only.test(c.name) || only.test(c.area)));
}

/** Cases of a quick run on one size, on scalar kernels. */
function scalarTwins(cases: readonly GridCase[]): GridCase[] {
  return cases.filter((c) => c.quick && c.layout === "C" && c.threads === null && c.dtype === "float32")
    .filter(({ shape, area }) => shape.join() === "1024,1024" || (area === "gemm" && shape.join() === "256,256"))
    .map((c) => gridCase(c.area, c, { ...c, simd: "scalar", quick: false }));
}
