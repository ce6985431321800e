import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { OP_NAMES } from "../../bench/cases.ts";
import { OptionError } from "../../bench/flags.ts";
import { GROUPS, SQUARES } from "../../bench/gemm/cases.ts";
import { type GemmOptions, HELP, type Options, parseOptions } from "../../bench/options.ts";

/** The options of the suite 2d. */
function parse2d(args: readonly string[]): Options {
  const options = parseOptions(args);
  assert(options.suite === "2d");
  return options;
}

/** The options of the suite gemm. */
function parseGemm(...args: string[]): GemmOptions {
  const options = parseOptions(["--suite", "gemm", ...args]);
  assert(options.suite === "gemm");
  return options;
}

Deno.test("parseOptions() without arguments asks for the 36 cases and the 6 column rows", () => {
  const options = parse2d([]);
  assertEquals(options.ops, OP_NAMES);
  assertEquals(options.dtypes, ["float32", "float64"]);
  assertEquals(options.sizes, [512, 1024, 2048]);
  assertEquals([options.suite, options.simdMode, options.warmup, options.repeats], ["2d", "auto", 3, 30]);
  assertEquals([options.threads, options.outputJson, options.csv], [undefined, undefined, undefined]);
  assertEquals([options.torch, options.recordNumpy, options.help], [false, false, false]);
});

Deno.test("parseOptions() reads every option", () => {
  const line = "--suite 2d --ops scale,sum --dtypes float64 --sizes 16,2048 --threads 2 --simd-mode force --warmup 0 " +
    "--repeats 7 --output-json a/b.json --csv c.csv --torch --record-numpy";
  assertEquals(parseOptions(line.split(" ")), {
    suite: "2d",
    ops: ["scale", "sum"],
    dtypes: ["float64"],
    sizes: [16, 2048],
    threads: 2,
    simdMode: "force",
    warmup: 0,
    repeats: 7,
    outputJson: "a/b.json",
    csv: "c.csv",
    torch: true,
    torchPython: undefined,
    recordNumpy: true,
    help: false,
  });
});

Deno.test("parseOptions() takes a value that is named twice once", () => {
  assertEquals(parse2d(["--ops", "sum, mean,sum", "--sizes", "512,0512"]).ops, ["sum", "mean"]);
  assertEquals(parse2d(["--sizes", "512,0512"]).sizes, [512]);
});

Deno.test("parseOptions() takes a Python for PyTorch as the wish to compare with PyTorch", () => {
  const { torch, torchPython } = parseOptions(["--torch-python", "/opt/torch/bin/python"]);
  assertEquals([torch, torchPython], [true, "/opt/torch/bin/python"]);
});

Deno.test("parseOptions() takes auto as the library's own number of threads", () => {
  assertEquals(parseOptions(["--threads", "auto"]).threads, undefined);
});

Deno.test("parseOptions() reads the options of the suite gemm, which has other defaults", () => {
  const { groups, sizes, blas, quick, only, repeats } = parseGemm();
  assertEquals([groups, sizes, blas, quick, only, repeats], [
    [...GROUPS],
    [...SQUARES],
    "builtin",
    false,
    undefined,
    30,
  ]);
  const some = parseGemm("--groups", "odd,dot", "--only", "float32 1x", "--blas", "openblas", "--sizes", "3");
  assertEquals([some.groups, some.only, some.blas, some.sizes], [["odd", "dot"], /float32 1x/, "openblas", [3]]);
});

Deno.test("parseOptions() takes fewer samples for --quick, unless their number is given", () => {
  assertEquals([parseGemm("--quick").repeats, parseGemm("--quick").warmup], [7, 1]);
  assertEquals(parseGemm("--quick", "--repeats", "31").repeats, 31);
});

const refused: [string[], string][] = [
  [["--suite", "3d"], `--suite: "3d" is not one of 2d, gemm`],
  [
    ["--suite", "gemm", "--ops", "sum"],
    "The suite gemm has no --ops. Its options are --groups, --sizes, --only, --blas",
  ],
  [["--quick", "--only", "x"], "The suite 2d has no --quick, --only. Its options are --ops, --sizes, --record-numpy"],
  [["--suite", "gemm", "--groups", "even"], `--groups: "even" is not one of square, gemv, dot, odd, transposed, batch`],
  [["--suite", "gemm", "--only", "("], "--only: Invalid regular expression: /(/"],
  [
    ["--suite", "gemm", "--blas", "mkl"],
    `--blas: expected auto, builtin, openblas, accelerate, or the path of a CBLAS`,
  ],
  [["--ops", "sum,foo"], `--ops: "foo" is not one of sum, mean, mean_axis0, mean_axis1, broadcast_add, scale`],
  [["--ops", ""], `--ops: "" is not one of sum`],
  [["--dtypes", "int32"], `--dtypes: "int32" is not one of float32, float64`],
  [["--sizes", "0"], `--sizes: "0" is not a whole number from 1 to 8192`],
  [["--sizes", "512,"], `--sizes: "" is not a whole number from 1 to 8192`],
  [["--sizes", "1e3"], `--sizes: "1e3" is not a whole number`],
  [["--threads", "0"], `--threads: "0" is neither auto nor a whole number from 1 to 256`],
  [["--threads", "-1"], `--threads: "-1" is neither auto nor a whole number from 1 to 256`],
  [["--simd-mode", "on"], `--simd-mode: "on" is not one of auto, force, disable`],
  [["--warmup", "-1"], `--warmup: "-1" is not a whole number from 0 to 1000`],
  [["--repeats", "0"], `--repeats: "0" is not a whole number from 1 to 10000`],
  [["--csv", ""], "--csv needs a path"],
  [["--torch-python", ""], "--torch-python needs a path"],
  [["--ops"], "Option '--ops <value>' argument missing"],
  [["--fast"], "Unknown option '--fast'. The options are --suite, --ops, --sizes, --record-numpy, --groups, --only"],
  [["scale"], "Unexpected argument 'scale'"],
];
for (const [args, message] of refused) {
  Deno.test(`parseOptions() refuses ${args.join(" ")} and names what is allowed`, () => {
    assertThrows(() => parseOptions(args), OptionError, message);
  });
}

Deno.test("parseOptions() names every bad option at once", () => {
  const error = assertThrows(() => parseOptions(["--simd-mode", "on", "--repeats", "x"]), OptionError);
  assertStringIncludes(error.message, "--simd-mode:");
  assertStringIncludes(error.message, "--repeats:");
});

Deno.test("the help names every option", () => {
  const error = assertThrows(() => parseOptions(["--unknown"]), OptionError);
  for (const flag of error.message.match(/--[a-z-]+/g)!.filter((f) => f !== "--unknown")) {
    assertStringIncludes(HELP, flag);
  }
});
