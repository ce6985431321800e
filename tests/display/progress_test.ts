/** Progress bars in pipes, on terminals and in notebooks. */
import { assert, assertEquals, assertGreater, assertLess, assertMatch } from "@std/assert";
import { assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import * as rt from "@raptors/core";
import { progress } from "@raptors/core/plot";
import { ROOT, runCommand, runScript } from "../_process.ts";

/** A message that a kernel was given. */
interface Message {
  type: string;
  content: { data: Record<string, string>; transient: { display_id: string } };
  at: number;
}

/** Runs something as in a notebook, and gives what the kernel was told. */
async function inNotebook(run: () => unknown): Promise<Message[]> {
  const messages: Message[] = [];
  // `Deno.jupyter` cannot be replaced, but `Deno` can.
  const before = Object.getOwnPropertyDescriptor(globalThis, "Deno")!;
  const broadcast = (type: string, content: Message["content"]) => {
    messages.push({ type, content, at: performance.now() });
  };
  const value = Object.create(Deno, { jupyter: { value: { broadcast } } });
  Object.defineProperty(globalThis, "Deno", { ...before, value });
  try {
    await run();
  } finally {
    Object.defineProperty(globalThis, "Deno", before);
  }
  return messages;
}

function busy(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

async function* slowly(count: number): AsyncGenerator<number> {
  for (let i = 0; i < count; i++) {
    await new Promise((done) => setTimeout(done, 1));
    yield i;
  }
}

Deno.test("progress() hands on every item, in order", async () => {
  assertEquals([...progress([3, 1, 2])], [3, 1, 2]);
  assertEquals([...progress(new Set("abc"), { label: "x" })], ["a", "b", "c"]);
  assertEquals([...progress(rt.arange(3))], [0, 1, 2]);
  assertEquals([...progress("ab")], ["a", "b"]);
  assertEquals(await Array.fromAsync(progress(slowly(3))), [0, 1, 2]);
});

Deno.test("progress() ends the iteration that it goes through, on break and on errors", async () => {
  const ended: string[] = [];
  function* items() {
    try {
      yield 1;
      yield 2;
    } finally {
      ended.push("sync");
    }
  }
  async function* later() {
    try {
      yield await Promise.resolve(1);
    } finally {
      ended.push("async");
    }
  }
  for (const _ of progress(items())) break;
  for await (const _ of progress(later())) break;
  assertThrows(
    () => {
      for (const _ of progress(items())) throw new Error("inside");
    },
    Error,
    "inside",
  );
  assertEquals(ended, ["sync", "async", "sync"]);
  const failing = (async function* () {
    yield await Promise.resolve(1);
    throw new Error("source");
  })();
  await assertRejects(() => Array.fromAsync(progress(failing)), Error, "source");
});

Deno.test("progress() refuses what cannot be gone through, and options that do not exist", () => {
  for (const [value, found] of [[5, "5"], [null, "null"], [{}, "an object with the keys (none)"]]) {
    assertThrows(() => progress(value as never), TypeError, `something to iterate over: found ${found}`);
  }
  assertThrows(() => progress([1], { total: -1 }), RangeError, "progress(): total must be at least 0: found -1");
  assertThrows(() => progress([1], { title: "a" } as never), TypeError, 'progress() has no option "title"');
});

Deno.test("in a notebook one bar updates in place, from a loop that never awaits", async () => {
  const messages = await inNotebook(() => {
    for (const _ of progress([1, 2, 3, 4], { label: "work <b>" })) busy(60);
  });
  const ids = new Set(messages.map(({ content }) => content.transient.display_id));
  assertEquals(ids.size, 1);
  const types = messages.map(({ type }) => type);
  assertEquals(types, ["display_data", ...new Array(types.length - 1).fill("update_display_data")]);
  const texts = messages.map(({ content }) => content.data["text/plain"]);
  assertMatch(texts[0], /^work <b> ░{30} 0\/4 · 0\.\d s$/);
  assertMatch(texts.at(-1)!, /^work <b> █{30} 4\/4 · 0\.\d s$/);
  assertMatch(texts.slice(1, -1).join("\n"), /2\/4 · 0\.\d s, 0\.\d s left/);
  for (const { content } of messages) {
    assertStringIncludes(content.data["text/html"], "work &lt;b&gt; <progress value=");
    assert(!content.data["text/html"].includes("<b>"));
  }
});

Deno.test("a notebook is not flooded", async () => {
  const messages = await inNotebook(() => {
    for (const i of progress(rt.arange(20_000))) if (i === 10_000) busy(120);
  });
  assertLess(messages.length, 30);
  assertStringIncludes(messages.at(-1)!.content.data["text/plain"], "20000/20000");
});

Deno.test("a bar without a total counts, and one that stops says so", async () => {
  const unknown = await inNotebook(async () => {
    for await (const _ of progress(slowly(3))) { /* nothing */ }
  });
  assertMatch(unknown.at(-1)!.content.data["text/plain"], /^3 · 0\.\d s$/);
  assert(!unknown.at(-1)!.content.data["text/html"].includes("<progress"));
  const given = await inNotebook(() => [...progress(
    (function* () {
      yield 1;
    })(),
    { total: 2 },
  )]);
  assertMatch(given.at(-1)!.content.data["text/plain"], /1\/2/);
  const stopped = await inNotebook(() => {
    for (const i of progress([1, 2, 3])) if (i === 2) break;
  });
  assertMatch(stopped.at(-1)!.content.data["text/plain"], /1\/3 · 0\.\d s · stopped$/);
});

const LOOP = `
  import { progress } from "@raptors/core/plot";
  const wait = (ms: number) => { const end = performance.now() + ms; while (performance.now() < end); };
  for (const x of progress([1, 2, 3], { label: "outer {bar}" })) for (const y of progress([1, 2])) wait(40);
  for (const x of progress([1, 2])) { wait(10); if (x === 2) break; }
  console.log("done");
`;

Deno.test("in a pipe there is no bar", async () => {
  const { stdout, stderr } = await runScript(LOOP, { flags: ["-A", "--no-check"] });
  assertEquals([stdout, stderr], ["done\n", ""]);
});

Deno.test({
  name: "on a terminal there is one bar at a time, on standard error",
  // script(1) of util-linux gives a process a terminal.
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const file = await Deno.makeTempFile({ suffix: ".ts" });
    try {
      await Deno.writeTextFile(file, LOOP);
      const command =
        `"${Deno.execPath()}" run -A --no-check --no-lock --config "${ROOT}/deno.json" "${file}" 2>&1 >/dev/null`;
      const args = ["--quiet", "--return", "--command", command, "/dev/null"];
      const { code, stdout } = await runCommand("script", args, { env: { TERM: "xterm" } });
      assertEquals(code, 0, stdout);
      assertStringIncludes(stdout, "outer {bar} ");
      assertStringIncludes(stdout, "░ 0/3 · ");
      assertMatch(stdout, /outer \{bar\} █{30} 3\/3 · /);
      // The inner loops are silent, the loop after them is not.
      assertEquals(stdout.match(/ 0\/2 · /g)?.length, 1);
      assertMatch(stdout, /1\/2 · /);
      assertGreater(stdout.indexOf("0/2"), stdout.indexOf("3/3"));
    } finally {
      await Deno.remove(file);
    }
  },
});
