/** An earlier revision beside this one, with a repository of two tiny revisions in place of Raptors. */
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import { call } from "../../../bench/grid/call.ts";
import { openRevision, openWorkingTree } from "../../../bench/grid/self.ts";
import { ROOT } from "../../_process.ts";

const SELF = new URL("../../../bench/grid/self.ts", import.meta.url).href;
const ignore = await new Deno.Command("git", { args: ["--version"] }).output().then(() => false, () => true);

/** A module that the first revision has; the second one can also multiply. */
const MODULE = `
class Little {
  constructor(data, shape) { this.data = data; this.shape = shape; this.dtype = "float32"; }
  copy() { return new Little(this.data.slice(), this.shape); }
  toTypedArray() { return this.data; }
  dispose() {}
}
export const asarray = (data, { shape }) => new Little(data, shape);
export const negative = (a) => new Little(a.data.map((x) => -x), a.shape);
export const fail = () => { throw new RangeError("too old for this"); };
console.log("a library that prints", Deno.readTextFileSync(new URL("built", import.meta.url)));
`;
const LATER = MODULE + "export const multiply = (a, b) => new Little(a.data.map((x, i) => x * b.data[i]), a.shape);\n";

async function git(root: string, ...args: string[]): Promise<string> {
  const own = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"];
  const { success, stdout, stderr } = await new Deno.Command("git", { args: ["-C", root, ...own, ...args] }).output();
  assert(success, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout).trim();
}

async function withRepository(run: (root: string) => Promise<void>): Promise<void> {
  const root = await Deno.makeTempDir();
  try {
    await git(root, "init", "--quiet");
    await Deno.mkdir(`${root}/native`);
    await Deno.writeTextFile(`${root}/deno.json`, "{}");
    // The build leaves a file that the module reads: without it, nothing loads.
    await Deno.writeTextFile(`${root}/native/build.ts`, `Deno.writeTextFileSync("built", "yes");`);
    for (const [text, message] of [[MODULE, "first"], [LATER, "second"]]) {
      await Deno.writeTextFile(`${root}/mod.ts`, text);
      await git(root, "add", "-A");
      await git(root, "commit", "--quiet", "-m", message);
    }
    await run(root);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

const worktrees = async (root: string) => (await git(root, "worktree", "list")).split("\n").length;
const silent = { say: () => {} };
const operands = [
  { name: "a", dtype: "float32", shape: [2], data: Float32Array.of(1, 2) },
  { name: "b", dtype: "float32", shape: [2], data: Float32Array.of(3, 4) },
] as const;

Deno.test({
  name: "an earlier revision is built, loaded, asked and timed in a worktree that is gone afterwards",
  ignore,
  fn: () =>
    withRepository(async (root) => {
      let folder: string;
      {
        await using old = await openRevision("HEAD", { root, ...silent });
        folder = old.folder;
        assertEquals(old.commit, await git(root, "rev-parse", "HEAD"));
        assertEquals(await worktrees(root), 2);
        await old.peer.put("x", "float32", operands);
        await old.peer.define("product", { call: call("multiply", "a", "b"), way: {} });
        assertEquals(await old.peer.result("product", "x"), {
          ...{ dtype: "float32", shape: [2], data: Float32Array.of(3, 8) },
        });
        assert(await old.peer.time("product", "x", 10, 1) > 0);
        await old.peer.drop("x");
      }
      assertEquals(await worktrees(root), 1);
      await assertRejects(() => Deno.stat(folder), Deno.errors.NotFound);
    }),
});

Deno.test({
  name: "what an earlier revision lacks is said, and it goes on",
  ignore,
  fn: () =>
    withRepository(async (root) => {
      await using old = await openRevision("HEAD~1", { root, ...silent });
      await old.peer.put("x", "float32", operands);
      await old.peer.define("product", { call: call("multiply", "a", "b"), way: {} });
      const ask = (op: string) => () => old.peer.result(op, "x");
      await assertRejects(ask("product"), Error, "self:HEAD~1: There is no function multiply");
      await old.peer.define("bad", { call: call("fail", "a"), way: {} });
      await assertRejects(ask("bad"), Error, "self:HEAD~1: too old for this");
      await old.peer.define("negative", { call: call("negative", "a"), way: {} });
      assertEquals((await old.peer.result("negative", "x")).data, Float32Array.of(-1, -2));
      assertEquals(old.peer.hasEnded, false);
    }),
});

Deno.test({
  name: "an unknown revision, one that cannot be built, and one that cannot be loaded are errors and leave nothing",
  ignore,
  fn: () =>
    withRepository(async (root) => {
      const open = (rev: string) => openRevision(rev, { root, ...silent });
      await assertRejects(
        () => open("HEAD~99"),
        Error,
        `--against self:HEAD~99: git knows no such revision in ${root}`,
      );
      await assertRejects(() => open("--help"), Error, "git knows no such revision");
      await Deno.writeTextFile(`${root}/native/build.ts`, `console.error("no compiler here"); Deno.exit(1);`);
      await git(root, "commit", "--quiet", "-am", "third");
      await assertRejects(() => open("HEAD"), Error, "Its build failed: no compiler here");
      await Deno.writeTextFile(`${root}/native/build.ts`, "");
      await git(root, "commit", "--quiet", "-am", "fourth");
      const error = await assertRejects(() => open("HEAD"), Error);
      assertStringIncludes(error.message, "The self:HEAD process ended");
      assertEquals(await worktrees(root), 1);
    }),
});

for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
  Deno.test({
    name: `the worktree is gone after ${signal}`,
    ignore: ignore || Deno.build.os === "windows",
    fn: () =>
      withRepository(async (root) => {
        const script = `import { openRevision, openWorkingTree } from ${JSON.stringify(SELF)};
          await openRevision("HEAD", { root: ${JSON.stringify(root)}, say: () => {} });
          console.log("open");
          await new Promise((resolve) => setTimeout(resolve, 60_000));`;
        const child = new Deno.Command(Deno.execPath(), {
          args: ["eval", "--no-lock", script],
          ...{ cwd: fileURLToPath(new URL("../../../", import.meta.url)), stdout: "piped", stderr: "inherit" },
        }).spawn();
        const reader = child.stdout.getReader();
        assertStringIncludes(new TextDecoder().decode((await reader.read()).value), "open");
        assertEquals(await worktrees(root), 2);
        child.kill(signal);
        assertEquals((await child.status).code, code);
        await reader.cancel();
        assertEquals(await worktrees(root), 1);
      }),
  });
}

Deno.test("the working tree runs in a process of the same kind, with the threads and kernels of a case", async () => {
  await using peer = await openWorkingTree({ RAPTORS_THREADS: "2" });
  await peer.put("x", "float32", [{ ...operands[0], view: { slice: ["::-1"] } }, operands[1]]);
  await peer.define("case", { call: call("add", "a", "b"), way: { simd: "scalar", threads: 1 } });
  assertEquals((await peer.result("case", "x")).data, Float32Array.of(5, 5));
  assert(await peer.time("case", "x", 10, 1) > 0);
  await peer.define("case", { call: call("add", "a", "b"), way: { simd: "no-such-set" } });
  await assertRejects(() => peer.result("case", "x"), Error, "no-such-set");
});

Deno.test("this repository is the one whose revisions are meant", async () => {
  const error = await assertRejects(() => openRevision("no-such-revision-anywhere", silent), Error);
  assertStringIncludes(error.message, ROOT.replace(/\/$/, ""));
});
