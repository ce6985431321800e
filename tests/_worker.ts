/** One of the workers of workers_test.ts: calls operations for some time, and checks every result. */
import * as rt from "@raptors/core";

const scope = self as unknown as {
  onmessage: ((event: MessageEvent) => void) | null;
  postMessage(value: unknown): void;
  close(): void;
};

/** Small and large matrices: those that one thread runs, and those for which the workers compete for the pool. */
const SIZES = [3, 40, 300, 1100];

/** Runs one round on a size; gives the names of what came out wrong. */
function round(n: number, seed: number): string[] {
  const wrong: string[] = [];
  const check = (name: string, found: number, expected: number) => {
    if (found !== expected) wrong.push(`${name} of ${n}: expected ${expected}, found ${found}`);
  };
  rt.tidy(() => {
    // Small integers: every sum is exact, so every result has one right value.
    const a = rt.full([n, n], seed);
    const row = rt.arange(n);
    const b = a.add(row).multiply(2);
    const total = n * n * seed * 2 + n * n * (n - 1);
    check("sum", b.sum(), total);
    check("sum of the transpose", b.T.sum(), total);
    check("axis 0", Number(b.sum(0).at(n - 1)), n * 2 * (seed + n - 1));
    check("axis 1", Number(b.sum(1).at(n - 1)), 2 * (n * seed + n * (n - 1) / 2));
    check("max", b.max(), 2 * (seed + n - 1));
    check("argmax", b.argmax(), n - 1);
    check("mean", a.mean(), seed);
    check("all", Number(a.lessEqual(b).all()), 1);
    check("where", rt.where(a.greater(row), 1, 0).sum(), n * Math.min(n, seed));
    check("float32", a.astype("float32").mulAdd(2, 1).sum(), n * n * (2 * seed + 1));
    const half = b.slice("::2");
    check("slice", half.min(), 2 * seed);
    half.multiply(0, { out: half });
    check("in place", b.slice("::2").max(), 0);
  });
  return wrong;
}

scope.onmessage = ({ data }: MessageEvent<{ seconds: number; seed: number }>) => {
  const end = performance.now() + data.seconds * 1000;
  let rounds = 0;
  const wrong: string[] = [];
  while (performance.now() < end && wrong.length === 0) {
    wrong.push(...round(SIZES[rounds % SIZES.length], data.seed));
    rounds++;
  }
  scope.postMessage({ rounds, wrong, live: rt.memoryInfo().live });
  scope.close();
};
