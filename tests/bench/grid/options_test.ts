import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { OptionError } from "../../../bench/flags.ts";
import { parseCheckOptions, parseRecordOptions } from "../../../bench/gate/options.ts";
import { HELP, parseGridOptions } from "../../../bench/grid/options.ts";

Deno.test("parseGridOptions() without arguments asks for a quick run against NumPy", () => {
  const { mode, against, only, threads, simdMode, warmup, repeats, list, help } = parseGridOptions([]);
  assertEquals([mode, against, only, threads], ["quick", { kind: "numpy" }, undefined, undefined]);
  assertEquals([simdMode, warmup, repeats, list, help], ["auto", 3, 30, false, false]);
});

Deno.test("parseGridOptions() reads every option", () => {
  const line = "--full --only scale --against self:HEAD~1 --threads 2 --simd-mode disable --warmup 0 --repeats 7 " +
    "--results /r --output-json a.json --csv b.csv --torch-python /py --list";
  assertEquals(parseGridOptions(line.split(" ")), {
    ...{ mode: "full", only: /scale/, against: { kind: "self", rev: "HEAD~1" }, threads: 2, simdMode: "disable" },
    ...{
      warmup: 0,
      repeats: 7,
      results: "/r",
      outputJson: "a.json",
      csv: "b.csv",
      torchPython: "/py",
      list: true,
      help: false,
    },
  });
  assertEquals(parseGridOptions(["--against", "torch", "--quick"]).against, { kind: "torch" });
});

const refused: [string[], string][] = [
  [["--quick", "--full"], "--quick and --full: only one of them"],
  [["--against", "jax"], `--against: "jax" is not one of numpy, torch, self:REV`],
  [["--against", "self:"], `--against: "self:" is not one of numpy, torch, self:REV`],
  [["--against", "self:--upload-pack=x"], "is not one of numpy, torch, self:REV"],
  [["--only", "("], "--only: Invalid regular expression: /(/"],
  [["--threads", "0"], `--threads: "0" is neither auto nor a whole number from 1 to 256`],
  [["--simd-mode", "on"], `--simd-mode: "on" is not one of auto, force, disable`],
  [["--repeats", "x"], `--repeats: "x" is not a whole number from 1 to 10000`],
  [["--csv", ""], "--csv needs a path"],
  [["--fast"], "Unknown option '--fast'. The options are --quick, --full, --only, --against"],
  [["scale"], "Unexpected argument 'scale'"],
];
for (const [args, message] of refused) {
  Deno.test(`parseGridOptions() refuses ${args.join(" ")} and names what is allowed`, () => {
    assertThrows(() => parseGridOptions(args), OptionError, message);
  });
}

Deno.test("the help of the grid names every option", () => {
  const error = assertThrows(() => parseGridOptions(["--unknown"]), OptionError);
  for (const flag of error.message.match(/--[a-z-]+/g)!.filter((f) => f !== "--unknown")) {
    assertStringIncludes(HELP, flag);
  }
});

Deno.test("bench:record and bench:check have options of their own", () => {
  assertEquals(parseRecordOptions(["--runs", "2", "--folder", "/b", "--results", "/r", "--repeats", "9"]), {
    ...{ runs: 2, folder: "/b", results: "/r", warmup: 3, repeats: 9, help: false },
  });
  assertEquals(parseRecordOptions([]).runs, 3);
  const { only, folder, repeats } = parseCheckOptions(["--only", "^sum"]);
  assertEquals([only, folder, repeats], [/^sum/, undefined, 30]);
  assertThrows(() => parseRecordOptions(["--only", "x"]), OptionError, "Unknown option '--only'");
  assertThrows(() => parseCheckOptions(["--runs", "1"]), OptionError, "Unknown option '--runs'");
  assertThrows(() => parseRecordOptions(["--runs", "0"]), OptionError, `--runs: "0" is not a whole number`);
});
