/** Cases against the real NumPy and the scalar kernels, on sizes that take no time. Figures are not looked at. */
import * as rt from "@raptors/core";
import { assert, assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import { bindCall, plainResult } from "../../../bench/grid/call.ts";
import { type GridCase, gridCase, type Recipe } from "../../../bench/grid/case.ts";
import { kernelArea } from "../../../bench/grid/areas/kernels.ts";
import { AREAS } from "../../../bench/grid/cases.ts";
import { checkResults } from "../../../bench/grid/expect.ts";
import { holdOperands, RT } from "../../../bench/grid/operands.ts";
import { renderGridReport } from "../../../bench/grid/report.ts";
import type { Rival } from "../../../bench/grid/rivals.ts";
import { GRID_ROW, LAYOUTS } from "../../../bench/grid/schema.ts";
import { GridSuite } from "../../../bench/grid/suite.ts";
import { renderGrid } from "../../../bench/grid/tables.ts";
import { elementwise, reduction } from "../../../bench/grid/work.ts";
import { OPS } from "../../../lib/native/symbols.gen.ts";
import { PythonWorker } from "../../../bench/numpy.ts";
import type { Peer } from "../../../bench/peer.ts";
import { existingPython } from "../_python.ts";
import { sampleGrid, sampleRow } from "./_results.ts";

const python = await existingPython();
const effort = { warmup: 0, repeats: 2, sampleUs: 1 };
const simd = rt.availableSimd()[0];

/** One case: a recipe at a point. */
function at(recipe: Recipe, point: Partial<GridCase> = {}, area: GridCase["area"] = "elementwise"): GridCase {
  const { dtype = "float32", shape = [6, 8], layout = "C", threads = null, simd = "auto" } = point;
  return gridCase(area, recipe(dtype, shape, layout)!, { dtype, shape, layout, threads, simd, quick: true });
}

Deno.test({
  name: "every work of the grid gives what NumPy gives, on every dtype and in every layout",
  ignore: python === undefined,
  async fn() {
    await using numpy = await PythonWorker.start(python!);
    const tried = new Set<string>();
    for (const { area, blocks } of AREAS) {
      for (const recipe of new Set(blocks.flatMap(({ works }) => works))) {
        for (const dtype of ["float32", "float64", "bool"] as const) {
          for (const layout of LAYOUTS) {
            const work = recipe(dtype, [12, 10], layout);
            // No kernel for the dtype: no case.
            if (!work || !(OPS[work.tableOp].dtypes as readonly string[]).includes(dtype)) continue;
            const c = at(() => work, { dtype, layout, shape: [12, 10] }, area);
            using held = holdOperands(c);
            await numpy.put("x", dtype, held.sent);
            await numpy.define(c.name, { ...c.numpy });
            const ours = plainResult(bindCall(RT, c.call, held.arrays));
            checkResults(c, { operands: held.arrays, ours, theirs: await numpy.result(c.name, "x"), who: "NumPy" });
            tried.add(c.name);
          }
        }
      }
    }
    assert(tried.size > 500, `${tried.size} cases were tried`);
  },
});

Deno.test("checkResults() names the case, the element and both values where results differ", () => {
  const add = at(elementwise("add")), sum = at(reduction("sum"), {}, "reductions");
  using held = holdOperands(sum);
  const result = (
    data: Float32Array<ArrayBuffer>,
    shape = [data.length],
  ) => ({ dtype: "float32", shape, data } as const);
  const check = (c: GridCase, ours: ReturnType<typeof result>, theirs: ReturnType<typeof result>) => () =>
    checkResults(c, { operands: held.arrays, ours, theirs, who: "NumPy" });
  const [x, y] = [Float32Array.of(1, 2), Float32Array.of(1, 2.0000002)];
  assertThrows(check(add, result(x), result(y)), Error, "add float32 6x8 C: element 1 is 2 in Raptors and 2.0000002");
  check(add, result(x), result(x.slice()))();
  check(add, result(Float32Array.of(NaN)), result(Float32Array.of(NaN)))();
  assertThrows(check(add, result(Float32Array.of(0)), result(Float32Array.of(-0))), Error, "expected equal exactly");
  assertThrows(check(add, result(x), result(x, [1, 2])), Error, "Raptors gives the shape [2], NumPy [1,2]");
  check(sum, result(Float32Array.of(3), []), result(Float32Array.of(3.00001), []))();
  assertThrows(check(sum, result(Float32Array.of(3), []), result(Float32Array.of(3.1), [])), Error, "within");
  const wrong = { ...result(x), dtype: "float64" as const };
  assertThrows(
    () => checkResults(add, { operands: {}, ours: wrong, theirs: result(x), who: "NumPy" }),
    Error,
    "float64",
  );
});

/** A rival whose process is made up. */
function rivalOf(peer: Partial<Peer>, kind: Rival["kind"] = "torch"): Rival {
  return {
    ...{ kind, label: "Other 1.0", commit: null, peer: peer as Peer, define: () => Promise.resolve() },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

Deno.test("what a rival lacks is a row without its time that says why; a rival that ended is an error", async () => {
  const put = () => Promise.reject(new Error("Python: step must be greater than zero"));
  const c = at(elementwise("add"), { layout: "reversed" });
  await using lacking = new GridSuite(rivalOf({ put, hasEnded: false }), undefined, effort);
  const row = await lacking.row(c);
  assertEquals([row.rival_timing, row.speedup], [null, null]);
  assertEquals(row.note, "Other 1.0 cannot do it: Python: step must be greater than zero");
  GRID_ROW.parse(row);
  await using ended = new GridSuite(rivalOf({ put, hasEnded: true }), undefined, effort);
  await assertRejects(() => ended.row(c), Error, "add float32 6x8 reversed: Python: step must");
  await using numpy = new GridSuite(rivalOf({ put, hasEnded: false }, "numpy"), undefined, effort);
  await assertRejects(() => numpy.row(c), Error, "step must", "NumPy has all that the table names");
});

Deno.test("a rival with another result is an error before anything is timed", async () => {
  const peer: Partial<Peer> = {
    put: () => Promise.resolve(),
    result: () => Promise.resolve({ dtype: "float32", shape: [6, 8], data: new Float32Array(48) }),
    time: () => Promise.reject(new Error("timed")),
    drop: () => Promise.resolve(),
  };
  await using suite = new GridSuite(rivalOf(peer), undefined, effort);
  await assertRejects(() => suite.row(at(elementwise("add"))), Error, "add float32 6x8 C: element 0 is");
});

Deno.test("a case is run with the threads and the kernels that it asks for, and they are put back", async () => {
  const before = [rt.threadingInfo().threads, rt.kernelFor("sum", "float32").isa];
  await using suite = new GridSuite(undefined, undefined, effort);
  const row = await suite.row(at(elementwise("add"), { threads: 1, simd: "scalar" }));
  assertEquals([row.name, row.threads, row.isa], ["add float32 6x8 C threads=1 simd=scalar", 1, "scalar"]);
  assertEquals(row.kernel, "rp_add_f32__scalar");
  assertEquals([rt.threadingInfo().threads, rt.kernelFor("sum", "float32").isa], before);
});

Deno.test({
  name: "microbenchmarks prove which kernels ran, on every instruction set of this CPU",
  ignore: simd === "scalar",
  async fn() {
    await using suite = new GridSuite(undefined, undefined, effort);
    for (const { works, simd: sets = [] } of kernelArea(rt.availableSimd()).blocks.slice(1, 2)) {
      for (const isa of sets as rt.IsaName[]) {
        for (const recipe of works) {
          const c = at(recipe, { shape: [8, 8], threads: 1, simd: isa }, "kernels");
          const row = await suite.row(c);
          assertMatch(row.kernel, new RegExp(`^rp_\\w+_f32__${isa}$`));
          assertMatch(row.note!, /^against rp_\w+_f32__scalar$/);
          assertEquals([row.isa, row.rival, row.threads], [isa, "scalar", 1]);
        }
      }
    }
  },
});

Deno.test("the tables and the report of the grid have every row, and losses as plainly as wins", () => {
  const grid = sampleGrid();
  const text = renderGrid(grid), html = renderGridReport(grid, "/* plotly */");
  for (const { name } of grid.rows) assert(text.includes(name), name);
  for (
    const part of ["SLOWER", "PyTorch has no negative steps", "3 of 4 cases faster than NumPy 2.4.6, at least 0.50×"]
  ) {
    assert(text.includes(part), part);
  }
  assert(text.includes("2 of 2 target cases") && text.includes("kernels of avx512: 4.00×"));
  assert(!html.includes("Add <b>bold</b>") && html.includes("Add &lt;b&gt;bold&lt;/b&gt; things"));
  assert(html.includes("3 of 4") && html.includes("reversed") && html.includes('class="loss"'));
  assertEquals(html.match(/<tr/g)!.length >= grid.rows.length * 2, true);
  const empty = renderGrid(sampleGrid(undefined, [sampleRow("sqrt float32 4x4 C", 1, null)]));
  assert(empty.includes("1 cases in"));
});
