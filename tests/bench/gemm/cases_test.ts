import { assert, assertEquals } from "@std/assert";
import {
  factorShapes,
  flops,
  gemmBytes,
  type GemmCase,
  gemmCaseName,
  GROUPS,
  listGemmCases,
  SQUARES,
} from "../../../bench/gemm/cases.ts";

const all = { groups: GROUPS, dtypes: ["float32", "float64"], sizes: SQUARES, quick: false } as const;
const names = (cases: readonly GemmCase[]) => cases.map(gemmCaseName);

Deno.test("the cases are the grid of the issue, every name once", () => {
  const found = names(listGemmCases(all));
  assertEquals(new Set(found).size, found.length);
  for (const dtype of ["float32", "float64"]) {
    for (const n of [4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048]) {
      assert(found.includes(`square ${dtype} ${n}x${n}x${n}`));
    }
    for (
      const shape of ["7x7x7", "13x17x19", "1021x1021x1021", "1000x3x1000", "3x1000x3", "100x0x100", "1000x1x1000"]
    ) {
      assert(found.includes(`odd ${dtype} ${shape}`), shape);
    }
    for (const order of ["rows", "columns"]) assert(found.includes(`gemv ${dtype} 4096x4096 by ${order}`));
    assert(found.includes(`dot ${dtype} 8388608`));
    for (const product of ["AB", "ABT", "ATB", "ATBT"]) {
      const shape = `256x256x256${product === "AB" ? "" : ` ${product}`}`;
      assert(found.includes(`${product === "AB" ? "square" : "transposed"} ${dtype} ${shape}`), shape);
    }
    for (const batch of ["20000 of 4x4x4", "32 of 128x64x128 ABT"]) {
      assert(found.includes(`batch ${dtype} ${batch}`), batch);
    }
  }
});

Deno.test("gemv and dot have sizes that the first cache holds, and sizes that no cache holds", () => {
  for (const group of ["gemv", "dot"] as const) {
    const bytes = listGemmCases({ ...all, groups: [group] }).map(gemmBytes);
    assert(Math.min(...bytes) < 32 * 1024 && Math.max(...bytes) > 128e6, group);
  }
});

Deno.test("groups, dtypes, sizes, a regular expression and --quick narrow the cases", () => {
  const some = listGemmCases({ ...all, groups: ["dot", "square"], dtypes: ["float64"], sizes: [5] });
  assertEquals(names(some).slice(0, 2), ["square float64 5x5x5", "dot float64 1024"]);
  assertEquals(names(listGemmCases({ ...all, only: /^odd float32 1000x/ })), [
    ...["odd float32 1000x1000x1", "odd float32 1000x1x1000", "odd float32 1000x3x1000", "odd float32 1000x1000x3"],
  ]);
  const quick = names(listGemmCases({ ...all, quick: true }));
  assert(quick.includes("square float32 512x512x512") && !quick.includes("square float32 1024x1024x1024"));
  assertEquals(listGemmCases({ ...all, only: /nothing/ }), []);
});

Deno.test("work, bytes and shapes of a case are those of its product", () => {
  const c: GemmCase = { group: "odd", dtype: "float64", m: 3, k: 5, n: 7, batch: 1, orders: "CC" };
  assertEquals([flops(c), gemmBytes(c)], [2 * 3 * 5 * 7, (15 + 35 + 21) * 8]);
  assertEquals(factorShapes(c), [[3, 5], [5, 7]]);
  const batch: GemmCase = { ...c, group: "batch", batch: 11 };
  assertEquals([flops(batch), gemmBytes(batch)], [11 * flops(c), 11 * gemmBytes(c)]);
  assertEquals(factorShapes(batch), [[11, 3, 5], [11, 5, 7]]);
  assertEquals(factorShapes({ ...c, group: "gemv", n: 1 }), [[3, 5], [5]]);
  assertEquals(factorShapes({ ...c, group: "dot", m: 1, n: 1 }), [[5], [5]]);
  assertEquals(gemmBytes({ ...c, group: "dot", dtype: "float32", m: 1, n: 1 }), (5 + 5 + 1) * 4);
});
