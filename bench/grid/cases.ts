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
import { type AreaSpec, expand, type GridCase, gridCase } from "./case.ts";

/** The areas that are measured against a rival. */
export const AREAS: readonly AreaSpec[] = [
  ELEMENTWISE,
  REDUCTIONS,
  AXIS0,
  BROADCAST,
  SCALES,
  GEMM,
  SMALL,
  MEMORY,
  EXPRESSIONS,
];

/** Which cases. */
export interface Selection {
  /** Those of a quick run; all; or those that baselines keep. */
  readonly mode: "quick" | "full" | "gate";
  /** What the name of a case must match, or its area. */
  readonly only?: RegExp | undefined;
  /** The instruction sets of this CPU, best first; none for a list without microbenchmarks. */
  readonly isas: readonly IsaName[];
}

/** The cases of a selection, area by area. */
export function listGrid({ mode, only, isas }: Selection): GridCase[] {
  const plain = AREAS.flatMap(expand), quick = plain.filter((c) => c.quick);
  const cases = {
    quick: () => [...quick, ...expand(kernelArea(isas)).filter((c) => c.quick)],
    full: () => [...plain, ...scalarTwins(quick), ...expand(kernelArea(isas))],
    gate: () => [...steady(quick), ...scalarTwins(quick)],
  }[mode]();
  return cases.filter((c) => !only || only.test(c.name) || only.test(c.area));
}

/**
 * The target cases as users run them, and all others on one thread: whether the second CPU is free, and what the library
 * has learned about it, differs from run to run, and a baseline must not.
 */
function steady(quick: readonly GridCase[]): GridCase[] {
  const cases = quick.map((c) => c.target || c.area === "small" ? c : twin(c, { threads: 1 }));
  return [...new Map(cases.map((c) => [c.name, c])).values()];
}

/** Cases of a quick run on one size, on scalar kernels and one thread. */
function scalarTwins(quick: readonly GridCase[]): GridCase[] {
  return quick.filter((c) => c.layout === "C" && c.threads === null && c.dtype === "float32")
    .filter(({ shape, area }) => shape.join() === "1024,1024" || (area === "gemm" && shape.join() === "256,256"))
    .map((c) => twin(c, { threads: 1, simd: "scalar" }));
}

/** The same case in another way of running. */
function twin(c: GridCase, way: Partial<Pick<GridCase, "threads" | "simd">>): GridCase {
  return gridCase(c.area, c.work, { ...c, ...way, quick: false });
}
