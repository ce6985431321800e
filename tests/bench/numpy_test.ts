import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import { OP_NAMES, resultShape } from "../../bench/cases.ts";
import { checkEqual } from "../../bench/check.ts";
import { makeOperands, sentOperands } from "../../bench/inputs.ts";
import { PythonWorker } from "../../bench/numpy.ts";
import { floatsOf } from "../../bench/peer.ts";
import { findPython } from "../../bench/python.ts";
import { existingPython } from "./_python.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const python = await existingPython();
const ignore = python === undefined;
if (ignore) console.log("The NumPy side is not tested: no Python with NumPy >= 2 (RAPTORS_PYTHON can name one)");

Deno.test({
  name: "the worker runs every operation on the data that it was sent",
  ignore,
  async fn() {
    await using worker = await PythonWorker.start(python!);
    for (const dtype of ["float32", "float64"] as const) {
      const size = 48;
      const x = makeOperands(dtype, size);
      await worker.put("x", dtype, sentOperands(x));
      const round = (v: number) => dtype === "float32" ? Math.fround(v) : v;
      const sums = (pick: (i: number) => number, length: number) => {
        const out = new Float64Array(length);
        x.a.forEach((v, i) => out[pick(i)] += v);
        return out;
      };
      const row = (i: number) => Math.floor(i / size);
      const expected = {
        sum: sums(() => 0, 1),
        mean: sums(() => 0, 1).map((v) => v / size ** 2),
        mean_axis0: sums((i) => i % size, size).map((v) => v / size),
        mean_axis1: sums(row, size).map((v) => v / size),
        broadcast_add: Float64Array.from(x.a, (v, i) => round(v + x.row[i % size])),
        broadcast_add_column: Float64Array.from(x.a, (v, i) => round(v + x.column[row(i)])),
        scale: Float64Array.from(x.a, (v) => round(v * 1.5)),
      };
      for (const op of OP_NAMES) {
        const result = await worker.result(op, "x");
        assertEquals(result.dtype, dtype, "the dtype is kept");
        assertEquals(result.shape, resultShape({ op, dtype, size }));
        checkEqual({ op, dtype, size }, x.a, expected[op], floatsOf(result), "NumPy");
      }
      await worker.drop("x");
    }
  },
});

Deno.test({
  name: "the worker takes arrays of any shape, none at all, and a transpose as a view",
  ignore,
  async fn() {
    await using worker = await PythonWorker.start(python!, { threads: 2 });
    const a = Float64Array.of(1, 2, 3, 4, 5, 6), b = Float64Array.of(1, 10, 100);
    const vector = { name: "b", shape: [3], data: b };
    await worker.put("x", "float64", [{ name: "a", shape: [2, 3], data: a }, vector]);
    assertEquals((await worker.result("matmul", "x")).data, Float64Array.of(321, 654));
    await worker.put("x", "float64", [{ name: "a", shape: [3, 2], data: a, view: { transpose: true } }, vector]);
    assertEquals((await worker.result("matmul", "x")).data, Float64Array.of(531, 642));
    const none = new Float64Array(0);
    await worker.put("x", "float64", [{ name: "a", shape: [2, 0], data: none }, {
      name: "b",
      shape: [0, 1],
      data: none,
    }]);
    assertEquals(await worker.result("matmul", "x"), { dtype: "float64", shape: [2, 1], data: new Float64Array(2) });
  },
});

Deno.test({
  name: "the worker learns operations, and takes views and elements of other types than the operation's",
  ignore,
  async fn() {
    await using worker = await PythonWorker.start(python!);
    const a = Float32Array.of(1, 2, 3, 4, 5, 6), mask = Uint8Array.of(1, 0);
    await worker.put("x", "float32", [
      { name: "a", shape: [2, 3], data: a, view: { slice: ["::-1", "1:"] } },
      { name: "b", shape: [2], data: Float32Array.of(10, 20), view: { broadcast: [2, 2] } },
      { name: "c", shape: [2], data: mask, dtype: "bool" },
    ]);
    await worker.define("pick", { statement: "f(c, a, b)", names: { f: "where" } });
    assertEquals(await worker.result("pick", "x"), {
      ...{ dtype: "float32", shape: [2, 2], data: Float32Array.of(5, 20, 2, 20) },
    });
    await worker.define("pick", { statement: "f(a.T).argmax(axis=1)", names: { f: "negative" } });
    assertEquals(await worker.result("pick", "x"), { dtype: "int64", shape: [2], data: BigInt64Array.of(1n, 1n) });
    assert(await worker.time("pick", "x", 3, 1) > 0);
    await assertRejects(() => worker.define("none", { statement: "f(a)", names: { f: "no.such" } }), Error, "no");
    const bad = { name: "a", shape: [2, 3], data: a, view: { slice: ["::0"] } };
    await assertRejects(() => worker.put("y", "float32", [bad, bad]), Error, "slice step cannot be zero");
    assertEquals((await worker.result("pick", "x")).shape, [2], "nothing was left in the pipe");
  },
});

Deno.test({
  name: "the worker answers when its threads are asleep",
  ignore: ignore || Deno.build.os !== "linux",
  async fn() {
    await using worker = await PythonWorker.start(python!, { threads: 2 });
    const a = { shape: [400, 400], data: new Float64Array(160_000).fill(1) };
    await worker.put("x", "float64", [{ name: "a", ...a }, { name: "b", ...a }]);
    await worker.time("matmul", "x", 3, 1);
    for (const { name: task } of Deno.readDirSync(`/proc/${worker.pid}/task`)) {
      const stat = Deno.readTextFileSync(`/proc/${worker.pid}/task/${task}/stat`);
      const state = stat.slice(stat.lastIndexOf(")") + 2)[0];
      if (Number(task) !== worker.pid) assert(state !== "R", `thread ${task} is ${state}`);
    }
  },
});

Deno.test({
  name: "the worker has the environment that it is given, and nothing else",
  ignore,
  async fn() {
    const env = { PATH: Deno.env.get("PATH") ?? "", OPENBLAS_CORETYPE: "Haswell" };
    await using worker = await PythonWorker.start(python!, { env });
    const openblas = worker.info.blas.includes("openblas") && worker.info.cpu_features.includes("AVX2");
    if (openblas) assertEquals(worker.info.core, "Haswell");
    await using other = await PythonWorker.start(python!, { env: { ...env, OPENBLAS_CORETYPE: "Sandybridge" } });
    if (openblas) assertEquals(other.info.core, "Sandybridge");
  },
});

Deno.test({
  name: "the worker times more calls as longer, and says what it runs",
  ignore,
  async fn() {
    await using worker = await PythonWorker.start(python!);
    assertEquals(worker.info.library, "NumPy");
    assert(Number(worker.info.version.split(".")[0]) >= 2);
    assert(worker.info.blas.length > 0 && worker.info.python.startsWith("3."));
    await worker.put("x", "float64", sentOperands(makeOperands("float64", 64)));
    const few = await worker.time("scale", "x", 10, 5);
    const many = await worker.time("scale", "x", 10_000, 5);
    assert(few > 0 && many > few * 10, `10 calls took ${few} us and 10,000 took ${many} us`);
  },
});

Deno.test({
  name: "the worker answers a bad request with Python's message and goes on",
  ignore,
  async fn() {
    await using worker = await PythonWorker.start(python!);
    await assertRejects(() => worker.time("sum", "nothing", 1, 0), Error, "Python: KeyError: 'nothing'");
    await worker.put("x", "float32", sentOperands(makeOperands("float32", 1)));
    assertEquals((await worker.result("sum", "x")).shape, []);
  },
});

Deno.test({
  name: "a worker that cannot start says why",
  ignore,
  async fn() {
    const error = await assertRejects(() => PythonWorker.start(`${root}no/such/python`), Error);
    assertStringIncludes(error.message, "no/such/python");
    const empty = await Deno.makeTempDir();
    try {
      // A module of that name which fails on import stands for a library that is broken.
      await Deno.writeTextFile(`${empty}/torch.py`, "raise ImportError('the library is broken')\n");
      Deno.env.set("PYTHONPATH", empty);
      await assertRejects(
        () => PythonWorker.start(python!, { library: "torch" }),
        Error,
        "The Python process ended: ImportError: the library is broken",
      );
    } finally {
      Deno.env.delete("PYTHONPATH");
      await Deno.remove(empty, { recursive: true });
    }
  },
});

Deno.test({
  name: "asking a worker that was closed is an error, closing it again is none",
  ignore,
  async fn() {
    const worker = await PythonWorker.start(python!);
    await worker.close();
    await worker.close();
    await assertRejects(() => worker.time("sum", "x", 1, 0), Error, "The Python process ended");
  },
});

Deno.test("findPython() takes none as a machine without Python", async () => {
  assertEquals(await findPython({ chosen: "none" }), { missing: "RAPTORS_PYTHON is none" });
});

Deno.test("findPython() refuses a chosen Python that has no NumPy", async () => {
  await assertRejects(
    () => findPython({ chosen: "/no/such/python" }),
    Error,
    "RAPTORS_PYTHON names /no/such/python, which has no Python that runs: expected NumPy >= 2",
  );
});

Deno.test("findPython() says what it tried when there is no Python at all", async () => {
  const empty = await Deno.makeTempDir();
  try {
    const found = await findPython({ root: empty, chosen: undefined, candidates: ["no-such-python", "nor-this"] });
    assertEquals(found, { missing: "no Python found (tried no-such-python, nor-this)" });
  } finally {
    await Deno.remove(empty, { recursive: true });
  }
});
