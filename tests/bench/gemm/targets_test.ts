import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { GROUPS } from "../../../bench/gemm/cases.ts";
import { judge, ratioFor, type Target, TARGETS, worst } from "../../../bench/gemm/targets.ts";
import type { GemmRow } from "../../../bench/gemm/schema.ts";
import { gemmRow, sampleGemm } from "./_results.ts";

const row = gemmRow({}, { numpy: 2, numpy_haswell: 1.7 }, 0.95);

Deno.test("ratioFor() gives the ratio to the rival, or the share of the limit, where the target says anything", () => {
  const target: Target = { groups: ["square"], sizes: [512, 2048], isas: ["avx512"], of: "numpy", least: 1 };
  assertEquals(ratioFor(target, row, "avx512"), 2);
  assertEquals(ratioFor({ ...target, of: "limit" }, row, "avx512"), 0.95);
  assertEquals(ratioFor({ ...target, of: "torch" }, row, "avx512"), undefined, "a rival that was not measured");
  assertEquals(ratioFor(target, row, "avx2"), undefined, "another instruction set");
  assertEquals(ratioFor({ ...target, sizes: [64, 256] }, row, "avx512"), undefined, "another size");
  assertEquals(ratioFor({ ...target, groups: ["odd"] }, row, "avx512"), undefined, "another group");
  assertEquals(ratioFor({ ...target, bytes: row.bytes + 1 }, row, "avx512"), undefined, "too few bytes");
  assertEquals(ratioFor({ ...target, bytes: row.bytes }, row, "avx512"), 2);
  assertEquals(ratioFor({ of: "numpy", least: 1 }, row, "neon"), 2);
  assertEquals(ratioFor({ of: "numpy", least: 1 }, row, "scalar"), undefined, "scalar kernels have no targets");
});

Deno.test("judge() counts what was held against targets, and names what missed them, the worst first", () => {
  const { judged, missed } = judge(sampleGemm());
  assertEquals(judged, 6);
  assertEquals(missed.map(({ target, ratio }) => [target.of, target.least, ratio]), [
    ["numpy_haswell", 1.8, 1.7],
    ["numpy", 2, 0.5],
    ["limit", 0.85, 0.5],
    ["numpy", 0.8, 0.7],
  ]);
  const target: Target = { of: "numpy", least: 1.6 };
  assertEquals(judge(sampleGemm(), [target]).missed.map(({ ratio }) => ratio), [0.5, 0.7, 1.5]);
});

Deno.test("judge() tells which targets are more than all of the limit, be it one of multiply-adds", () => {
  const beyond = (row: GemmRow, target: Target) => {
    const [miss] = judge({ ...sampleGemm(), rows: [row] }, [target]).missed;
    return miss.beyond;
  };
  const twice: Target = { of: "numpy", least: 2 };
  assertAlmostEquals(beyond(gemmRow({}, { numpy: 1.5 }, 0.9), twice)!, 1.2);
  assertEquals(beyond(gemmRow({}, { numpy: 1.5 }, 0.75), twice), null, "all of the limit can be had");
  assertEquals(beyond(gemmRow({}, { numpy: 1.5 }), twice), null, "no limit was measured");
  assertEquals(beyond(gemmRow({}, {}, 0.5), { of: "limit", least: 0.9 }), null, "a share of the limit itself");
  const read = gemmRow({ group: "gemv", n: 1 }, { numpy: 1.5 }, 0.9);
  assertEquals(beyond({ ...read, limit: { ...read.limit!, loop: "read" } }, twice), null, "memory");
});

Deno.test("every square size has a target with AVX-512 and with AVX2, and so has every other group", () => {
  const has = (c: Parameters<typeof gemmRow>[0], isa: string) => {
    const full = gemmRow(c, { numpy: 1, numpy_skylakex: 1, numpy_haswell: 1 }, 1);
    return TARGETS.some((target) => ratioFor(target, full, isa) !== undefined);
  };
  for (const n of [4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048]) {
    for (const isa of ["avx512", "avx2"]) assert(has({ m: n, k: n, n }, isa), `${n}, ${isa}`);
  }
  for (const group of GROUPS.filter((group) => group !== "square")) assert(has({ group }, "neon"), group);
});

Deno.test("worst() gives the least ratios over one rival, the worst first", () => {
  const { rows } = sampleGemm();
  assertEquals(worst(rows, "numpy", 2).map(({ speedup }) => speedup), [0.5, 0.7]);
  assertEquals(worst(rows, "numpy_haswell", 9).map(({ speedup }) => speedup), [0.5, 1.5, 1.7, 3]);
  assertEquals(worst(rows, "torch", 5), []);
});
