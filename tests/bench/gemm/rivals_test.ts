import { assert, assertEquals } from "@std/assert";
import { fill } from "../../../bench/arrays.ts";
import { type GemmCase, GROUPS, listGemmCases } from "../../../bench/gemm/cases.ts";
import { checkProduct } from "../../../bench/gemm/check.ts";
import { holdFactors, MATMUL, productCall, productOf, rawFactors } from "../../../bench/gemm/operands.ts";
import { rivalEnvironment, rivalLabel, startRivals } from "../../../bench/gemm/rivals.ts";
import { runGemmSuite } from "../../../bench/gemm/suite.ts";
import { openLimit } from "../../../bench/limit/limit.ts";
import { floatsOf } from "../../../bench/peer.ts";
import { existingPython } from "../_python.ts";

const python = await existingPython();
const ignore = python === undefined;

Deno.test("a rival has nobody's settings of numerical libraries but its number of threads and its core", () => {
  const own = { PATH: "/bin", OPENBLAS_CORETYPE: "Haswell", MKL_NUM_THREADS: "9", OMP_WAIT_POLICY: "active" };
  const threads = {
    ...{ OPENBLAS_NUM_THREADS: "2", MKL_NUM_THREADS: "2", OMP_NUM_THREADS: "2", VECLIB_MAXIMUM_THREADS: "2" },
    OPENBLAS_THREAD_TIMEOUT: "22",
  };
  assertEquals(rivalEnvironment(own, 2), { PATH: "/bin", ...threads });
  assertEquals(rivalEnvironment(own, 2, "Zen"), { PATH: "/bin", ...threads, OPENBLAS_CORETYPE: "Zen" });
});

Deno.test("a rival is named by what its BLAS took the CPU for", () => {
  assertEquals(rivalLabel("numpy", "SkylakeX"), "NumPy as installed (SkylakeX)");
  assertEquals(rivalLabel("numpy", ""), "NumPy as installed");
  assertEquals(rivalLabel("numpy_haswell", "Haswell"), "NumPy, Haswell kernels");
});

Deno.test("factors lie as the case says, and hold the same numbers", async () => {
  const gemv: GemmCase = {
    group: "gemv",
    ...{ dtype: "float64", m: 5, k: 3, n: 1, batch: 1, orders: "CC" } as const,
  };
  for (const c of [gemv, { ...gemv, group: "odd", n: 4 } as const]) {
    await using rows = await holdFactors(c, []);
    await using columns = await holdFactors({ ...c, orders: "FC" }, []);
    assertEquals([rows.a.strides, columns.a.strides], [[3, 1], [1, 5]]);
    assertEquals(columns.a.toArray(), rows.a.toArray());
    assertEquals(rows.b.ndim, c.group === "gemv" ? 1 : 2);
    assertEquals(productOf(rows), productOf(columns));
    productCall(columns)();
    assertEquals(rawFactors(rows).a, fill("float64", 15, 1));
    assertEquals(rawFactors(columns).a.toSorted(), fill("float64", 15, 1).toSorted());
  }
  const batch: GemmCase = { ...gemv, group: "batch", n: 4, batch: 2 };
  await using rows = await holdFactors(batch, []);
  for (const orders of ["CF", "FC", "FF"] as const) {
    await using held = await holdFactors({ ...batch, orders }, []);
    assertEquals(held.a.strides, orders[0] === "C" ? [15, 3, 1] : [15, 1, 5]);
    assertEquals(held.b.strides, orders[1] === "C" ? [12, 4, 1] : [12, 1, 3]);
    assertEquals([held.a.toArray(), held.b.toArray()], [rows.a.toArray(), rows.b.toArray()]);
    assertEquals(productOf(held), productOf(rows));
  }
});

Deno.test({
  name: "every rival runs the kernels that it is named after, and multiplies as Raptors does",
  ignore,
  async fn() {
    await using rivals = await startRivals({ threads: 2, torch: false });
    assertEquals(rivals.list[0].key, "numpy");
    for (const { key, worker } of rivals.list) {
      if (key === "numpy_haswell") assertEquals(worker.info.core, "Haswell");
      if (key === "numpy_skylakex") assertEquals(worker.info.core, "SkylakeX");
    }
    assert(rivals.list.length + rivals.missing.length >= (rivals.list[0].worker.info.core ? 3 : 1));
    const shapes = {
      groups: ["gemv", "odd", "transposed", "batch"],
      sizes: [],
      quick: true,
      only: /gemv .* 64x|13x17x19|100x0|1x1000x|transposed .* (64x64x64|256)|1000 of|66 of|650 of/,
    } as const;
    const cases = listGemmCases({ ...shapes, dtypes: ["float32", "float64"] });
    assertEquals(cases.length, 2 * (2 + 4 + 5 + 3));
    for (const c of cases) {
      await using held = await holdFactors(c, rivals.list.map(({ worker }) => worker));
      for (const { worker } of rivals.list) {
        const result = await worker.result(MATMUL, held.id);
        assertEquals(result.dtype, c.dtype);
        checkProduct(c, held.factors, productOf(held), floatsOf(result), worker.info.library);
      }
    }
  },
});

Deno.test({
  name: "the suite measures a case of every kind, with a limit where there is one",
  ignore,
  async fn() {
    await using rivals = await startRivals({ threads: 2, torch: false });
    const limit = await openLimit();
    const loops = "missing" in limit ? undefined : limit;
    const only =
      /square float32 64x|gemv float64 64x64 by columns|dot float32 1024$|odd float64 100x0x|ATBT|batch float64 1000 of/;
    const cases = listGemmCases({
      ...{ groups: GROUPS, dtypes: ["float32", "float64"], sizes: [64], quick: true, only },
    });
    const steps: string[] = [];
    const rows = await runGemmSuite(
      cases,
      { rivals: rivals.list, limit: loops, threads: 2, options: { warmup: 0, repeats: 2 } },
      { step: (what) => steps.push(what), stop: () => {} },
    );
    assertEquals(steps, cases.map(({ group }, i) => steps[i].startsWith(group) ? steps[i] : `not ${group}`));
    assertEquals(rows.map(({ group }) => group), ["square", "gemv", "dot", "odd", "transposed", "transposed", "batch"]);
    for (const row of rows) {
      assertEquals(row.rivals.map(({ rival }) => rival), rivals.list.map(({ key }) => key));
      assert(row.raptors.median_us > 0 && row.rivals.every(({ speedup }) => speedup > 0));
    }
    assertEquals(rows[3].limit, null, "nothing to sum, no limit");
    if (loops) assertEquals([rows[1].limit?.loop, rows[2].limit?.loop], ["read", "dot"]);
  },
});
