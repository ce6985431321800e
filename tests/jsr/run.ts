/**
 * `deno task test:jsr`: the package end to end, published to a registry on the loopback interface and imported from there. The
 * last line is `N passed, N failed`.
 */
import { buildNative, finish, runDenoTests } from "../_suite.ts";
import { jsrReachable } from "../offline/deno.ts";

finish(
  await buildNative()
    ? await runDenoTests(["tests/jsr/package.ts"], { jsr: await jsrReachable() })
    : { passed: 0, failed: 1 },
);
