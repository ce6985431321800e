/** `deno task profile`: its options, how it reads what the profilers write, its flame graph, and one real run of each. */
import { assert, assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { OptionError } from "../../bench/flags.ts";
import { HELP, parseProfileOptions, renderHotSpots } from "../../bench/profile.ts";
import { callgrindMissing, parseCallgrind } from "../../bench/profile/callgrind.ts";
import { parseCase } from "../../bench/profile/case.ts";
import { renderFlame } from "../../bench/profile/flame.ts";
import { moduleOf, parsePerfScript, perfMissing } from "../../bench/profile/perf.ts";
import { chooseProfiler } from "../../bench/profile/run.ts";
import { hotSpots, type Stack } from "../../bench/profile/stacks.ts";
import { LIBRARY } from "../_package.ts";
import { runCommand, withFolder } from "../_process.ts";

const raptors = (name: string) => ({ name, module: "raptors" });
const deno = { name: "[deno]", module: "deno" };
const main = { name: "main thread", module: "thread" };

Deno.test("parseCase() knows the demo's cases by their names, and squares by their side", () => {
  for (const name of ["mean_axis0 float32 2048", "mean_axis0 float32 2048x2048", " mean_axis0  float32 2048×2048 "]) {
    assertEquals(parseCase(name), {
      suite: "2d",
      name: "mean_axis0 float32 2048x2048",
      case: { op: "mean_axis0", dtype: "float32", size: 2048 },
    });
  }
  const { suite, name, case: product } = parseCase("matmul float32 512");
  assertEquals([suite, name, product], ["gemm", "matmul float32 512x512", {
    ...{ group: "square", dtype: "float32", m: 512, k: 512, n: 512, batch: 1, orders: "CC" } as const,
  }]);
  assertEquals(parseCase("gemv float64 1024x1024 by columns").case, {
    ...{ group: "gemv", dtype: "float64", m: 1024, k: 1024, n: 1, batch: 1, orders: "FC" } as const,
  });
  assertEquals(parseCase("transposed float64 256×256×256 ABᵀ").name, "transposed float64 256x256x256 ABT");
});

Deno.test("parseCase() refuses what there is not, and lists what there is", () => {
  const wrong = ["men_axis0 float32 2048", "sum int32 512", "sum float32", "sum float32 0", "sum float32 8193", ""];
  for (const name of [...wrong, "sum float32 4x5", "sum float32 512 512", "gemv float64 3x3 by rows"]) {
    const { message } = assertThrows(() => parseCase(name), OptionError);
    for (const part of [JSON.stringify(name), "mean_axis0", "matmul", "float32, float64", "8192", "by columns"]) {
      assertStringIncludes(message, part);
    }
  }
});

Deno.test("parseProfileOptions() reads every option and refuses bad ones", () => {
  const options = parseProfileOptions(["--case", "sum float64 16", "--with", "perf", "--seconds=2", "--threads=1"]);
  assertEquals({ ...options, case: options.case.name }, {
    ...{ case: "sum float64 16x16", with: "perf", seconds: 2, threads: 1, simdMode: "auto", help: false } as const,
  });
  assert(parseProfileOptions(["--help"]).help);
  const refused: [string[], string][] = [
    [[], "--case is missing"],
    [["--case", "sum float64 16", "--with", "gdb"], "auto, perf, callgrind"],
    [["--case", "sum float64 16", "--seconds", "0"], "1 to 600"],
    [["--case", "sum float64 16", "--nothing"], "--nothing"],
  ];
  for (const [args, part] of refused) {
    assertStringIncludes(assertThrows(() => parseProfileOptions(args), OptionError).message, part);
  }
  for (const flag of ["--case", "--with", "--seconds", "--threads", "--simd-mode", "--output"]) {
    assertStringIncludes(HELP, flag);
  }
});

Deno.test("chooseProfiler() takes perf where it may look on, else callgrind, and says why", async () => {
  const have = (perf?: string, callgrind?: string) => ({
    perf: () => Promise.resolve(perf),
    callgrind: () => Promise.resolve(callgrind),
  });
  assertEquals((await chooseProfiler("auto", have())).profiler, "perf");
  assertEquals(await chooseProfiler("auto", have("forbidden")), { profiler: "callgrind", why: "forbidden" });
  assertEquals((await chooseProfiler("callgrind", have())).profiler, "callgrind");
  const both = await assertRejects(() => chooseProfiler("auto", have("forbidden", "not installed")), Error);
  assertStringIncludes(both.message, "forbidden; not installed");
  await assertRejects(() => chooseProfiler("perf", have("forbidden")), Error, "forbidden");
  await assertRejects(() => chooseProfiler("callgrind", have(undefined, "not installed")), Error, "not installed");
});

Deno.test("parsePerfScript() reads samples: threads, libraries, JavaScript, and frames without a name", () => {
  const { event, stacks } = parsePerfScript(`deno 7/7 cpu-clock:ppp: 
	  d4ab sum_cols_f32 (/x/libraptors.so)
	  194f rp_reduce+0x1f (/x/libraptors.so)
	  24c3 [unknown] (/x/deno)
	  24c4 [unknown] (/x/deno)
	  3b11 JS:*runReduce file:///repo/lib/dispatch/run.ts:119:10 (/tmp/perf-7.map)
	  3b12 JS:o* file:///repo/bench/profile/target.ts:1:1 (/tmp/perf-7.map)
	7ffe [unknown] ([unknown])

deno 7/7 cpu-clock:ppp: 
	  d4ac sum_cols_f32 (/x/libraptors.so)
	  194f rp_reduce+0x1f (/x/libraptors.so)
	  24c3 [unknown] (/x/deno)
	  3b11 JS:+runReduce file:///repo/lib/dispatch/run.ts:119:10 (/tmp/perf-7.map)
	  3b12 JS:~ file:///repo/bench/profile/target.ts:1:1 (/tmp/perf-7.map)

deno 7/9 cpu-clock:ppp: 
	  194c worker (/x/libraptors.so)

V8 DefaultWorke 7/8 cpu-clock:ppp: 
	  ffff clear_page_erms ([kernel.kallsyms])
`);
  assertEquals(event, "cpu-clock");
  assertEquals(stacks, [
    {
      frames: [
        main,
        { name: "(anonymous) target.ts:1", module: "javascript" },
        { name: "runReduce run.ts:119", module: "javascript" },
        deno,
        raptors("rp_reduce"),
        raptors("sum_cols_f32"),
      ],
      weight: 2,
    },
    { frames: [{ name: "pool threads", module: "thread" }, raptors("worker")], weight: 1 },
    {
      frames: [{ name: "V8 DefaultWorke", module: "thread" }, { name: "clear_page_erms", module: "kernel" }],
      weight: 1,
    },
  ]);
});

Deno.test("moduleOf() gives the short name of a library", () => {
  const paths = ["/x/libraptors.so", "/usr/lib/libc.so.6", "/bin/deno", "[kernel.kallsyms]", "[vdso]"];
  assertEquals(paths.map(moduleOf), ["raptors", "libc", "deno", "kernel", "kernel"]);
});

Deno.test("parseCallgrind() gives every function's own instructions below its callers, within the library, calls not counted twice", () => {
  const stacks = parseCallgrind(`# callgrind format
events: Ir

ob=/x/libraptors.so
fl=reduce.c
fn=rp_reduce'0x28025880'0x28023940
384 10
cob=/x/libraptors.so
cfn=sum_cols_f32'rp_reduce'0x28025880'0x28023940
calls=3 0
390 9000
391 5

fn=sum_cols_f32'rp_reduce'0x28025880'0x28023940
12 4000
fi=avxintrin.h
13 5000

ob=/x/libc.so.6
fn=qsort_r'2'qsort_r'rp_reduce'0x28025880
1 7

ob=???
fn=0x28025880'0x28023940
0 100

totals: 9122
`);
  assertEquals(stacks, [
    { frames: [raptors("rp_reduce")], weight: 15 },
    { frames: [raptors("rp_reduce"), raptors("sum_cols_f32")], weight: 9000 },
    {
      frames: [raptors("rp_reduce"), { name: "qsort_r", module: "libc" }, { name: "qsort_r", module: "libc" }],
      weight: 7,
    },
  ]);
});

const stacks: Stack[] = [
  { frames: [main, raptors("f")], weight: 30 },
  { frames: [main, raptors("f"), raptors("g <&>")], weight: 50 },
  { frames: [main, raptors("f"), raptors("g <&>"), raptors("f")], weight: 20 },
];

Deno.test("hotSpots() sorts by a function's own share, and counts one that calls itself once", () => {
  assertEquals(hotSpots(stacks), [
    { ...raptors("f"), self: 0.5, total: 1 },
    { ...raptors("g <&>"), self: 0.5, total: 0.7 },
    { ...main, self: 0, total: 1 },
  ]);
  const table = renderHotSpots(hotSpots(stacks));
  assertStringIncludes(table, "50.0 %");
  assert(!table.includes("main thread"), "what took no time itself is no hot spot");
});

Deno.test("the flame graph has a box for every function, as wide as its share, and needs nothing else", () => {
  const svg = renderFlame(stacks, { title: "sum <float32>", subtitle: "how", unit: "samples" });
  const boxes = [
    ...svg.matchAll(/<title>([^<]*): [^<]*<\/title><rect class="(\w*)" x="([\d.]+)" y="(\d+)" width="([\d.]+)"/g),
  ]
    .map(([, name, module, x, y, width]) => [name, module, Number(x), Number(y), Number(width)]);
  const names = boxes.map(([name]) => name);
  assertEquals(names, ["all", "main thread (thread)", "f (raptors)", "g &lt;&amp;&gt; (raptors)", "f (raptors)"]);
  assertEquals(boxes.map(([, , , , width]) => width), [1200, 1200, 1200, 840, 240]);
  const bottoms = boxes.map(([, , , y]) => y as number);
  assertEquals(bottoms, bottoms.toSorted((x, y) => y - x), "callers are below what they call");
  assertStringIncludes(svg, "sum &lt;float32&gt;");
  assertStringIncludes(svg, "f (raptors): 100.0 %, 100 samples; 30.0 % in its own code");
  assertStringIncludes(svg, "prefers-color-scheme: dark");
  assert(!/(href|src)=|<script|@import/.test(svg), "nothing from elsewhere");
});

const missing = { perf: await perfMissing(), callgrind: await callgrindMissing() };
for (const profiler of ["perf", "callgrind"] as const) {
  if (missing[profiler]) console.log(`A real profile with ${profiler} is not tested: ${missing[profiler]}`);
  Deno.test({
    name: `deno task profile --with ${profiler} finds the kernel by name and draws it`,
    ignore: missing[profiler] !== undefined,
    fn: () =>
      withFolder(async (folder) => {
        const flags = ["--with", profiler, "--seconds", "1", "--threads", "1", "--output", folder];
        const args = ["run", "-A", "bench/profile.ts", "--case", "mean_axis0 float32 512", ...flags];
        // One with frame pointers takes a minute or two to build.
        const { code, stdout, stderr } = await runCommand(Deno.execPath(), args, { env: { RAPTORS_LIB: LIBRARY } });
        assertEquals(code, 0, stderr);
        assertStringIncludes(stdout.split("\n")[0], profiler);
        // The hottest function of the library is the one which sums columns.
        const hottest = stdout.split("\n").find((line) => / raptors /.test(line))?.split(/ {2,}/);
        assertEquals(hottest?.slice(0, 2), ["sum_cols_f32", "raptors"], stdout);
        const svg = await Deno.readTextFile(`${folder}/mean_axis0_float32_512x512.svg`);
        assertStringIncludes(svg, "sum_cols_f32 (raptors)");
      }),
  });
}
