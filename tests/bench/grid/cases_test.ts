import { assert, assertEquals } from "@std/assert";
import { functionsOf } from "../../../bench/grid/call.ts";
import type { GridCase } from "../../../bench/grid/case.ts";
import { listGrid } from "../../../bench/grid/cases.ts";
import { AREAS, LAYOUTS } from "../../../bench/grid/schema.ts";
import { type OpName, OPS } from "../../../lib/native/symbols.gen.ts";

const isas = ["avx512", "avx2", "scalar"] as const;
const full = listGrid({ mode: "full", isas });
const quick = listGrid({ mode: "quick", isas });
const gate = listGrid({ mode: "gate", isas: [] });

/** Operations of the table, with a dtype, that none of the cases measures. */
function forgotten(cases: readonly GridCase[], ops: typeof OPS = OPS): string[] {
  const measured = new Set(cases.map(({ tableOp, dtype }) => `${tableOp} ${dtype}`));
  const wanted = Object.values(ops).flatMap(({ name, dtypes }) => dtypes.map((dtype) => `${name} ${dtype}`));
  return wanted.filter((name) => !measured.has(name));
}

Deno.test("the grid measures every operation of the table, on every dtype that it has kernels for", () => {
  const libraries = full.filter(({ area }) => area !== "kernels" && area !== "memory");
  assertEquals(forgotten(libraries), []);
  assertEquals(forgotten(libraries.filter(({ tableOp }) => tableOp !== "sqrt")), ["sqrt float32", "sqrt float64"]);
  const grown = { ...OPS, cbrt: { ...OPS.sqrt, name: "cbrt" } } as unknown as typeof OPS;
  assertEquals(forgotten(libraries, grown), ["cbrt float32", "cbrt float64"], "a new row would be missed");
});

Deno.test("quick runs and baselines have every operation of the table, too", () => {
  for (const cases of [quick.filter(({ area }) => area !== "kernels"), gate]) {
    assertEquals(forgotten(cases).filter((name) => name.endsWith("float32")), []);
  }
});

Deno.test("microbenchmarks have every operation on every SIMD instruction set, a quick run on the best", () => {
  for (const isa of ["avx512", "avx2"]) {
    assertEquals(forgotten(full.filter(({ area, simd }) => area === "kernels" && simd === isa)), []);
  }
  const some = quick.filter(({ area }) => area === "kernels");
  assertEquals(new Set(some.map(({ simd }) => simd)), new Set(["avx512"]));
  assertEquals(new Set(some.map(({ tableOp }) => tableOp)), new Set(Object.keys(OPS) as OpName[]));
  const plain = listGrid({ mode: "full", isas: ["scalar"] });
  assertEquals(plain.filter(({ area }) => area === "kernels"), [], "nothing to compare on a CPU without SIMD");
});

Deno.test("the call of a case is of the operation that it is filed under", () => {
  const other = new Set(["copy", "concat"]);
  for (const c of full) {
    if (other.has(c.op) || c.op.startsWith("astype")) continue;
    assert(functionsOf(c.call).includes(c.tableOp), `${c.name}: ${functionsOf(c.call)} without ${c.tableOp}`);
  }
});

Deno.test("no two cases have one name", () => {
  for (const cases of [full, quick, gate]) {
    const names = cases.map(({ name }) => name);
    const twice = names.filter((name, i) => names.indexOf(name) !== i);
    // A shape may be in several areas; the baselines' keys must differ.
    if (cases !== full) assertEquals(twice, []);
    else assertEquals(twice.filter((name) => !name.startsWith("scale") && !/ (\d|16|32|1)x/.test(name)), []);
  }
});

Deno.test("quick runs and baselines have the 36 target cases, as users run them", () => {
  for (const cases of [quick, gate]) {
    const targets = cases.filter(({ target }) => target);
    assertEquals(targets.length, 36);
    assert(targets.every(({ layout, threads, simd }) => layout === "C" && threads === null && simd === "auto"));
    const count = (op: string) => targets.filter((c) => c.op === op).length;
    assertEquals(["sum", "mean", "mean_axis0", "mean_axis1", "broadcast_add", "scale"].map(count), Array(6).fill(6));
  }
});

Deno.test("baselines have one-thread cases beside the targets and small arrays, and scalar ones", () => {
  const others = gate.filter(({ target, area }) => !target && area !== "small");
  assert(others.every(({ threads }) => threads === 1));
  assert(others.filter(({ simd }) => simd === "scalar").length >= 60);
});

Deno.test("the grid spans areas, layouts, threads and instruction sets", () => {
  assertEquals(new Set(full.map(({ area }) => area)), new Set(AREAS));
  assertEquals(new Set(quick.map(({ area }) => area)), new Set(AREAS));
  assertEquals(new Set(full.map(({ layout }) => layout)), new Set(LAYOUTS));
  assertEquals(new Set(full.map(({ threads }) => threads)), new Set([null, 1]));
  assertEquals(new Set(full.map(({ simd }) => simd)), new Set(["auto", "avx512", "avx2", "scalar"]));
});

Deno.test("--only picks by name or by area", () => {
  const named = listGrid({ mode: "quick", only: /^mean_axis0 float32 512/, isas });
  assertEquals(named.map(({ name }) => name), ["mean_axis0 float32 512x512 C"]);
  const area = listGrid({ mode: "quick", only: /^gemm$/, isas });
  assert(area.length > 5 && area.every(({ area }) => area === "gemm"));
  assertEquals(listGrid({ mode: "full", only: /no such/, isas }), []);
});
