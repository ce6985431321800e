/**
 * The libraries that Raptors is measured against, and how each does the cases: as its own documentation would write it, with
 * fresh results, which are given back at once where the library has a way to.
 *
 * The imports are computed, so that neither deno.lock nor the type check holds what only this comparison uses.
 */
import type { NDArray } from "@raptors/core";
import config from "../../deno.json" with { type: "json" };

/** What is measured. */
export const CASES = ["a.add(row)", "a.multiply(2)", "a.sum()", "a.mean(0)", "b.matmul(b)"] as const;
export type Case = typeof CASES[number];

/** What it is measured on. */
export interface Data {
  /** Rows and columns of `a`; `b` has half of them. */
  n: number;
  a: Float32Array<ArrayBuffer>;
  row: Float32Array<ArrayBuffer>;
  b: Float32Array<ArrayBuffer>;
}

/** One case in one library. */
export interface Work {
  /** Does it once. */
  run(): void | Promise<void>;
  /** Does it once and gives all numbers of the result. */
  values(): ArrayLike<number> | Promise<ArrayLike<number>>;
}

/** A library. */
export interface Library {
  name: string;
  version: string;
  load(data: Data): Promise<Record<Case, Work>>;
}

// deno-lint-ignore no-explicit-any
type Any = any;

/** An npm package, of one version. */
async function npm(specifier: string): Promise<Any> {
  return await import(`npm:${specifier}`);
}

/** Work whose result is an array: made, read, given back. */
function fresh<R>(make: () => R, read: (result: R) => ArrayLike<number>, free: (result: R) => void = () => {}): Work {
  return {
    run: () => free(make()),
    values() {
      const result = make(), values = Array.from(read(result));
      free(result);
      return values;
    },
  };
}

/** Work whose result is a number. */
function number(make: () => number): Work {
  return { run: () => void make(), values: () => [make()] };
}

function half({ n }: Data): number {
  return n / 2;
}

async function raptors(data: Data): Promise<Record<Case, Work>> {
  const rt = await import("@raptors/core");
  const { n } = data, h = half(data);
  const a = rt.asarray(data.a, { shape: [n, n] }),
    row = rt.asarray(data.row),
    b = rt.asarray(data.b, { shape: [h, h] });
  const array = (make: () => NDArray) => fresh(make, (r) => r.toTypedArray() as Float32Array, (r) => r.dispose());
  return {
    "a.add(row)": array(() => a.add(row)),
    "a.multiply(2)": array(() => a.multiply(2)),
    "a.sum()": number(() => a.sum()),
    "a.mean(0)": array(() => a.mean(0)),
    "b.matmul(b)": array(() => rt.matmul(b, b)),
  };
}

async function jax(data: Data): Promise<Record<Case, Work>> {
  const jax = await npm("@jax-js/jax@0.1.25");
  await jax.init("wasm");
  jax.defaultDevice("wasm");
  const np = jax.numpy, { n } = data, h = half(data);
  const a = np.array(data.a).reshape([n, n]), row = np.array(data.row), b = np.array(data.b).reshape([h, h]);
  // Its functions take their arguments' memory, but for a `ref`; results are there when they are waited for.
  const array = (make: () => Any): Work => ({
    async run() {
      const result = make();
      await result.blockUntilReady();
      result.dispose();
    },
    values: () => make().data(),
  });
  return {
    "a.add(row)": array(() => np.add(a.ref, row.ref)),
    "a.multiply(2)": array(() => np.multiply(a.ref, 2)),
    "a.sum()": number(() => np.sum(a.ref).item()),
    "a.mean(0)": array(() => np.mean(a.ref, 0)),
    "b.matmul(b)": array(() => np.matmul(b.ref, b.ref)),
  };
}

async function tensorflow(data: Data): Promise<Record<Case, Work>> {
  const tf = await npm("@tensorflow/tfjs-core@4.22.0");
  await npm("@tensorflow/tfjs-backend-wasm@4.22.0");
  await tf.setBackend("wasm");
  await tf.ready();
  const { n } = data, h = half(data);
  const a = tf.tensor(data.a, [n, n]), row = tf.tensor(data.row), b = tf.tensor(data.b, [h, h]);
  const array = (make: () => Any) => fresh(make, (r) => r.dataSync(), (r) => r.dispose());
  return {
    "a.add(row)": array(() => tf.add(a, row)),
    "a.multiply(2)": array(() => tf.mul(a, 2)),
    "a.sum()": number(() => {
      const sum = tf.sum(a);
      const value = sum.dataSync()[0];
      sum.dispose();
      return value;
    }),
    "a.mean(0)": array(() => tf.mean(a, 0)),
    "b.matmul(b)": array(() => tf.matMul(b, b)),
  };
}

async function ndarray(data: Data): Promise<Record<Case, Work>> {
  const nd = (await npm("ndarray@1.1.1")).default, ops = (await npm("ndarray-ops@1.2.2")).default;
  const gemm = (await npm("ndarray-gemm@1.0.0")).default;
  const { n } = data, h = half(data);
  const a = nd(data.a, [n, n]), b = nd(data.b, [h, h]);
  // It does not broadcast, but a step of 0 does the same.
  const rows = nd(data.row, [n, n], [0, 1]);
  const array = (rows: number, cols: number, fill: (out: Any) => void) =>
    fresh(() => {
      const out = nd(new Float32Array(rows * cols), [rows, cols]);
      fill(out);
      return out;
    }, (r: Any) => r.data);
  return {
    "a.add(row)": array(n, n, (out) => ops.add(out, a, rows)),
    "a.multiply(2)": array(n, n, (out) => ops.muls(out, a, 2)),
    "a.sum()": number(() => ops.sum(a)),
    // It reduces whole arrays only: here one column after the other.
    "a.mean(0)": array(1, n, (out) => {
      for (let j = 0; j < n; j++) out.set(0, j, ops.sum(a.pick(null, j)) / n);
    }),
    "b.matmul(b)": array(h, h, (out) => gemm(out, b, b, 1, 0)),
  };
}

async function mathjs(data: Data): Promise<Record<Case, Work>> {
  const math = await npm("mathjs@15.2.0");
  const { n } = data, h = half(data);
  const matrix = (values: Float32Array, n: number) =>
    math.matrix(Array.from({ length: n }, (_, i) => Array.from(values.subarray(i * n, (i + 1) * n))));
  const a = matrix(data.a, n), row = math.matrix(Array.from(data.row)), b = matrix(data.b, h);
  const array = (make: () => Any) => fresh(make, (r) => r.toArray().flat());
  return {
    "a.add(row)": array(() => math.add(a, row)),
    "a.multiply(2)": array(() => math.multiply(a, 2)),
    "a.sum()": number(() => math.sum(a)),
    "a.mean(0)": array(() => math.mean(a, 0)),
    "b.matmul(b)": array(() => math.multiply(b, b)),
  };
}

/** All of them; Raptors first. */
export const LIBRARIES: readonly Library[] = [
  { name: "Raptors", version: config.version, load: raptors },
  { name: "jax-js (WASM)", version: "0.1.25", load: jax },
  { name: "TensorFlow.js (WASM)", version: "4.22.0", load: tensorflow },
  { name: "ndarray-ops", version: "1.2.2", load: ndarray },
  { name: "mathjs", version: "15.2.0", load: mathjs },
];
