import { assertEquals, assertMatch, assertStringIncludes, assertThrows } from "@std/assert";
import { OptionError } from "../../bench/flags.ts";
import { whileBusy } from "../../bench/load/busy.ts";
import { parseLoadOptions } from "../../bench/under_load.ts";
import { runCommand } from "../_process.ts";

Deno.test("parseLoadOptions() reads every option, and names what is allowed", () => {
  assertEquals(parseLoadOptions([]), { seconds: 14, from: 512, help: false });
  assertEquals(parseLoadOptions(["--seconds", "3", "--busy=2", "--from", "64", "-h"]), {
    ...{ seconds: 3, busy: 2, from: 64, help: true },
  });
  const wrong = (...args: string[]) => assertThrows(() => parseLoadOptions(args), OptionError).message;
  assertEquals(wrong("--seconds", "0"), '--seconds: "0" is not a whole number from 1 to 30');
  assertEquals(wrong("--busy", "-1").includes("--busy"), true);
  assertStringIncludes(wrong("--fast"), "The options are --seconds, --busy, --from, --help");
});

Deno.test({
  name: "whileBusy() ends what it has started, also where the work fails",
  ignore: Deno.build.os !== "linux",
  async fn() {
    // The processes that any thread of this one has started and that are not gone.
    const all = () =>
      [...Deno.readDirSync(`/proc/${Deno.pid}/task`)].flatMap(({ name }) =>
        Deno.readTextFileSync(`/proc/${Deno.pid}/task/${name}/children`).trim().split(" ").filter(Boolean)
      );
    const before = all().length;
    assertEquals(await whileBusy(2, () => all().length - before), 2);
    assertEquals(all().length, before);
    const failing = whileBusy(1, () => {
      throw new Error("no");
    });
    assertEquals(await failing.catch((error) => error.message), "no");
    assertEquals(all().length, before);
  },
});

Deno.test("under_load.ts prints what deciding costs, and the bands of three phases", async () => {
  const args = ["run", "-A", "--no-lock", "bench/under_load.ts", "--seconds", "1", "--busy", "1", "--from", "32768"];
  const { code, stdout, stderr } = await runCommand(Deno.execPath(), args);
  assertEquals(code, 0, stderr);
  for (const title of ["two clock readings", "quiet, 1 s", "1 busy, 1 s", "quiet again, 1 s"]) {
    assertStringIncludes(stdout, title);
  }
  assertEquals(stdout.match(/^32 MiB +(alone|shared) +(seed|measured|checking|one thread)/gm)?.length, 3);
  assertMatch(stdout, /^one in four timed +\d+\.\d$/m);
});
