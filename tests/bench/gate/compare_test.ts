import { assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { linesOf } from "../../../bench/gate/check.ts";
import { type Expect, judge, machineOf, regressionOf, toleranceOf } from "../../../bench/gate/compare.ts";
import { pathOf, readBaseline, writeBaseline } from "../../../bench/gate/files.ts";
import {
  baselinesOf,
  LEAST_TOLERANCE,
  merge,
  MOST_FOR_CASE,
  MOST_TOLERANCE,
  sumUp,
} from "../../../bench/gate/record.ts";
import { type Baseline, parseBaseline } from "../../../bench/gate/schema.ts";
import { parseGridResults } from "../../../bench/grid/schema.ts";
import { sampleGrid, sampleRow } from "../grid/_results.ts";

const NAME = "add float32 1024x1024 C";
/** A row that is `speedup` times faster than NumPy and has a share of the limit. */
const row = (speedup: number, limit: number | null, extra: Parameters<typeof sampleRow>[3] = {}) =>
  sampleRow(NAME, 100, 100 * speedup, { limit_share: limit, limit_us: limit && 100 * limit, ...extra });
const expected = { was: { numpy: 2, limit: 0.8 }, tolerance: 0.3 };

Deno.test("a case regressed where it fell behind NumPy and behind the limit by more than the tolerance", () => {
  assertEquals(regressionOf(row(1, 0.4), expected), {
    ...{ name: NAME, ...expected, now: { numpy: 1, limit: 0.4 } },
  });
  assertEquals(regressionOf(row(1.41, 0.4), expected), undefined, "within the tolerance of the ratio to NumPy");
  assertEquals(regressionOf(row(1, 0.57), expected), undefined, "NumPy was disturbed, the limit says so");
  assertEquals(regressionOf(row(3, 0.1), expected), undefined, "the bare loop was disturbed");
});

Deno.test("a case without a limit, then or now, is judged by its ratio to NumPy alone", () => {
  assertEquals(regressionOf(row(1, null), expected)?.now, { numpy: 1, limit: null });
  assertEquals(regressionOf(row(1, 0.9), { ...expected, was: { numpy: 2, limit: null } })?.name, NAME);
  assertEquals(regressionOf(row(1.5, null), expected), undefined);
});

Deno.test("nothing regressed that has no baseline, or no rival", () => {
  assertEquals(regressionOf(row(0.1, 0.01), undefined), undefined);
  assertEquals(regressionOf(sampleRow(NAME, 100, null), expected), undefined);
});

const always: Expect = () => expected;
const never = () => Promise.reject(new Error("measured again without need"));

Deno.test("judge() measures nothing again where all is well", async () => {
  const verdict = await judge([row(2, 0.8)], always, never);
  assertEquals(verdict, { regressions: [], alerts: [], cleared: [], unknown: [], faster: [] });
});

Deno.test("judge() fails a case only if all further measurements say the same, and measures no longer than it must", async () => {
  const asked: string[][] = [];
  const again = (...later: ReturnType<typeof row>[]) => (names: readonly string[]) => {
    asked.push([...names]);
    return Promise.resolve([later.shift()!]);
  };
  const noise = await judge([row(1, 0.4)], always, again(row(1.9, 0.8)));
  assertEquals([noise.regressions, noise.cleared, asked], [[], [NAME], [[NAME]]]);
  const odd = await judge([row(1, 0.4)], always, again(row(1, 0.4), row(1, 0.4), row(1.9, 0.8)));
  assertEquals([odd.regressions, odd.cleared, asked.length], [[], [NAME], 4]);
  const real = await judge([row(1, 0.4)], always, again(row(1, 0.4), row(1.2, 0.5), row(1.1, 0.5)));
  assertEquals(real.regressions.map(({ name, now }) => [name, now.numpy]), [[NAME, 1.1]], "the last figures");
  assertEquals([real.cleared, asked.length], [[], 7]);
  await assertRejects(() => judge([row(1, 0.4)], always, () => Promise.resolve([])), Error, "was not measured again");
});

Deno.test("judge() raises an alert for a target case below 1, whatever the baseline, if all measurements say so", async () => {
  const target = { target: true };
  const low = await judge([row(0.9, 0.8, target)], () => undefined, () => Promise.resolve([row(0.95, 0.8, target)]));
  assertEquals(low.alerts, [{ name: NAME, speedup: 0.95 }]);
  assertEquals([low.regressions, low.unknown], [[], [NAME]]);
  const well = await judge([row(0.9, 0.8, target)], () => undefined, () => Promise.resolve([row(1.2, 0.8, target)]));
  assertEquals([well.alerts, well.cleared], [[], [NAME]]);
  const other = await judge([row(0.9, 0.8)], () => undefined, never);
  assertEquals(other.alerts, [], "no target case");
  // Each measurement has a fault of its own, and neither has the same twice.
  const mixed = await judge([row(0.9, 0.8, target)], always, () => Promise.resolve([row(1.1, 0.4, target)]));
  assertEquals([mixed.alerts, mixed.regressions, mixed.cleared], [[], [], [NAME]]);
});

Deno.test("judge() tells what got faster and what no baseline has", async () => {
  const rows = [row(2.9, 0.8), sampleRow("sum float32 8x8 C", 1, 2)];
  const verdict = await judge(rows, ({ op }) => op === "add" ? expected : undefined, never);
  assertEquals([verdict.faster, verdict.unknown], [[NAME], ["sum float32 8x8 C"]]);
});

Deno.test("a check names what regressed, by how much, and what was allowed", async () => {
  const target = row(0.9, 0.3, { target: true });
  const verdict = await judge([target], always, () => Promise.resolve([target]));
  const text = linesOf(verdict, sampleGrid(undefined, [target])).join("\n");
  assertStringIncludes(
    text,
    `REGRESSED: ${NAME}: 0.90× instead of 2.00× over NumPy 2.4.6 (-55 %, allowed -30 %), 30 % of the limit instead of 80 %`,
  );
  assertStringIncludes(text, `ALERT: the target case ${NAME} is slower than NumPy 2.4.6: 0.90×`);
});

Deno.test("sumUp() keeps medians, and tolerates an operation as much more as its runs differ", () => {
  const steady = "sqrt float32 8x8 C";
  const runs = [2, 1.8, 2.2].map((speedup) => [
    sampleRow(NAME, 100, 100 * speedup, { limit_share: 0.5 }),
    sampleRow(steady, 100, 300, { limit_share: null }),
  ]);
  const { cases, tolerance } = sumUp(runs);
  assertEquals(cases, { [NAME]: { numpy: 2, limit: 0.5 }, [steady]: { numpy: 3, limit: null } });
  assertEquals(tolerance, { default: LEAST_TOLERANCE, ops: {}, cases: {} }, "the limit says that NumPy varied");
  const both = sumUp([2, 1.9, 2.1].map((speedup) => [row(speedup, speedup / 4)]));
  assertEquals(both.tolerance, { default: LEAST_TOLERANCE, ops: { add: 0.38 }, cases: {} });
  const other = "add float32 8x8 F", third = "add float32 4x4 C";
  const wild = sumUp([1, 9, 9].map((speedup) => [
    row(speedup, null),
    sampleRow(other, 1, 2, { limit_share: null }),
    sampleRow(third, 1, 2, { limit_share: null }),
  ]));
  assertEquals(wild.tolerance, { default: LEAST_TOLERANCE, ops: {}, cases: { [NAME]: MOST_FOR_CASE } });
  assertEquals(sumUp([1, 9, 9].map((speedup) => [row(speedup, null)])).tolerance.ops, { add: MOST_TOLERANCE });
});

Deno.test("a recorded baseline is read back, and the figures of other machines stay in it", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const grid = parseGridResults(JSON.stringify(sampleGrid(undefined, [
      sampleRow(NAME, 50, 100),
      sampleRow(NAME + " threads=1 simd=scalar", 100, 50, { simd: "scalar", isa: "scalar" }),
    ])));
    const [simd, scalar] = baselinesOf([grid, grid]);
    assertEquals([simd.isa, scalar.isa, simd.machines[0].runs], ["avx512", "scalar", 2]);
    assertEquals(Object.keys(scalar.machines[0].cases), [NAME + " threads=1 simd=scalar"]);
    const path = await writeBaseline(simd, folder);
    assertEquals(path, `${folder}/linux-x86_64-avx512.json`);
    assertEquals(await readBaseline(simd, folder), simd);
    assertEquals(await readBaseline({ ...simd, isa: "neon" }, folder), undefined);

    const elsewhere: Baseline = {
      ...simd,
      tolerance: { default: 0.25, ops: { add: 0.4 }, cases: { [NAME]: 0.5 } },
      machines: [{ ...simd.machines[0], cpu: "Another CPU" }],
    };
    const both = merge(elsewhere, simd);
    assertEquals(both.machines.map(({ cpu }) => cpu), ["Another CPU", grid.machine.cpu]);
    assertEquals(both.tolerance.ops, { add: 0.4 }, "enough for both machines");
    assertEquals(both.tolerance.cases, { [NAME]: 0.5 });
    assertEquals(machineOf(both, "Another CPU", 2)?.cpu, "Another CPU");
    assertEquals(machineOf(both, "Another CPU", 4), undefined, "another number of threads is another machine");
    const again = merge(both, { ...simd, machines: [{ ...simd.machines[0], date: "2027-01-01T00:00:00.000Z" }] });
    assertEquals(again.machines.map(({ date }) => date.slice(0, 4)), ["2026", "2027"], "replaced, not added");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("toleranceOf() is the case's own, else the operation's, else the default", () => {
  const [baseline] = baselinesOf([sampleGrid(undefined, [row(2, 0.8)])]);
  const own = { ...baseline, tolerance: { default: 0.25, ops: { add: 0.4 }, cases: { "add F": 0.5 } } };
  const of = (op: string, name: string) => toleranceOf(own, { op, name });
  assertEquals([of("add", "add F"), of("add", "add C"), of("toString", "valueOf")], [0.5, 0.4, 0.25]);
});

Deno.test("a broken baseline is refused by name", () => {
  assertThrows(() => parseBaseline("{", "x.json"), Error, "x.json is no JSON");
  assertThrows(() => parseBaseline("{}", "x.json"), Error, "x.json is no baseline: schema");
  const [sound] = baselinesOf([sampleGrid(undefined, [row(2, 0.8)])]);
  assertEquals(parseBaseline(JSON.stringify(sound), "x.json"), sound);
  const negative = JSON.stringify(sound).replace(`"numpy":2,`, `"numpy":-2,`);
  assertThrows(() => parseBaseline(negative, "x.json"), Error, `machines.0.cases.${NAME}.numpy`);
  const lax = { ...sound, tolerance: { default: 1.5, ops: {}, cases: {} } };
  assertThrows(() => parseBaseline(JSON.stringify(lax), "x.json"), Error, "tolerance.default");
  assertThrows(() => parseBaseline(JSON.stringify({ ...sound, extra: 1 }), "x.json"), Error, "extra");
});

Deno.test("the baselines in baselines/ can be read", async () => {
  const folder = pathOf({ os: "", arch: "", isa: "" }).replace(/[^/\\]*$/, "");
  for await (const { name } of Deno.readDir(folder)) {
    if (name.startsWith("numpy-")) continue; // bench/recorded.ts
    const { os, arch, isa } = parseBaseline(await Deno.readTextFile(folder + name), name);
    assertEquals(`${os}-${arch}-${isa}.json`, name);
  }
});
