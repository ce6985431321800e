/** The runner, on small notebooks that misbehave. */
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { ROOT } from "../../bench/venv.ts";
import { findFaults } from "../../notebooks/tools/check.ts";
import { execute, type ExecuteOptions } from "../../notebooks/tools/execute.ts";
import { codeCells, type Notebook } from "../../notebooks/tools/ipynb.ts";
import { installKernel } from "../../notebooks/tools/kernelspec.ts";
import { jupyterForTests } from "./_jupyter.ts";

const python = await jupyterForTests("Execution of notebooks");
const ignore = python === undefined;

/** Executes cells in a notebook of their own, in a folder whose deno.json is the repository's. */
async function run(sources: string[], options: ExecuteOptions = {}): Promise<Notebook> {
  const dir = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(join(dir, "deno.json"), JSON.stringify({ imports: { "raptors": join(ROOT, "mod.ts") } }));
    const cells = sources.map((source, i) => {
      return { cell_type: "code", id: `c${i}`, source, metadata: {}, outputs: [], execution_count: null };
    });
    const kernelspec = { name: "raptors", display_name: "Deno (Raptors)", language: "typescript" };
    const source = join(dir, "source.ipynb");
    await Deno.writeTextFile(
      source,
      JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: { kernelspec }, cells }),
    );
    await installKernel(dir);
    const env = { JUPYTER_PATH: dir, ...options.env };
    return await execute(python!, source, join(dir, "target.ipynb"), { ...options, env });
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

function printed(notebook: Notebook): string[] {
  return codeCells(notebook).map(({ outputs }) =>
    outputs.map((output) => output.output_type === "stream" ? output.text : `(${output.output_type})`).join("")
  );
}

Deno.test({
  name: "execute() keeps every line in the cell that printed it, however much that is",
  ignore,
  async fn() {
    const many = `for (let i = 0; i < 3000; i++) console.log("line " + i);`;
    const [first, second, third] = printed(await run([many, `console.log("next");`, many]));
    assertEquals(first.trimEnd().split("\n").length, 3000);
    assertEquals(first.trimEnd().split("\n").at(-1), "line 2999");
    assertEquals(second, "next\n");
    assertEquals(third, first);
  },
});

Deno.test({
  name: "execute() goes on after a cell that threw, and findFaults() names it and what did not print",
  ignore,
  async fn() {
    const executed = await run([
      `import * as rt from "raptors";\nconst a = rt.ones([3]);`,
      `a.add(rt.ones([2]));`,
      `undefined;`,
      `console.log(a.sum());`,
    ]);
    assertEquals(findFaults(executed), [
      "code cell 2 (a.add(rt.ones([2]));) threw RangeError: Cannot broadcast shapes [3] and [2]: axis 0 is 3 and 2",
      "code cell 3 (undefined;) should print something, and did not",
    ]);
    assertEquals(printed(executed).at(-1), "3\n");
  },
});

Deno.test({
  name: "execute() fails when the kernel dies, and when a cell takes too long",
  ignore,
  async fn() {
    const died = await assertRejects(() => run(["Deno.exit(3);"]), Error);
    assertStringIncludes(died.message, "Kernel died");
    const late = await assertRejects(() => run(["while (true) {}"], { cellSeconds: 2 }), Error);
    assertStringIncludes(late.message, "timed out while it was being executed, after 2 seconds");
  },
});

Deno.test({
  name: "cells have a stack that holds deep recursion, in workers too",
  ignore,
  async fn() {
    const depth = "function depth(n) { try { return depth(n + 1); } catch { return n; } }";
    const worker = `
      const code = ${JSON.stringify(`${depth} self.postMessage(depth(0));`)};
      const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
      const worker = new Worker(url, { type: "module" });
      console.log(await new Promise((resolve) => { worker.onmessage = (event) => resolve(event.data); }));
      worker.terminate();`;
    const depths = printed(await run([`${depth}\nconsole.log(depth(0));`, worker])).map(Number);
    // By default it is less than half of that.
    for (const reached of depths) assert(reached > 30_000, `only ${reached} calls deep`);
  },
});

Deno.test({
  name: "execute() trusts no kernel that reports the canary as good",
  ignore,
  async fn() {
    const dir = await Deno.makeTempDir();
    try {
      const script = join(dir, "yes.py");
      await Deno.writeTextFile(script, YES_KERNEL);
      await Deno.mkdir(join(dir, "kernels", "yes"), { recursive: true });
      const spec = { argv: [python, script, "-f", "{connection_file}"], display_name: "Yes", language: "typescript" };
      await Deno.writeTextFile(join(dir, "kernels", "yes", "kernel.json"), JSON.stringify(spec));
      const env = { JUPYTER_PATH: dir };
      const error = await assertRejects(() => run(["1;"], { kernel: "yes", env }), Error);
      assertStringIncludes(error.message, "The kernel reports a cell that threw as one that worked");
    } finally {
      await Deno.remove(dir, { recursive: true });
    }
  },
});

/** A kernel to which every cell is good, and that prints what it is told to. */
const YES_KERNEL = `
import re
from ipykernel.kernelapp import IPKernelApp
from ipykernel.kernelbase import Kernel

class Yes(Kernel):
    implementation = implementation_version = banner = "yes"
    language_info = {"name": "typescript", "mimetype": "text/x.typescript", "file_extension": ".ts"}

    def do_execute(self, code, silent, store_history=True, user_expressions=None, allow_stdin=False):
        for text in re.findall(r'console[.]log[(]"(.*)"[)]', code):
            self.send_response(self.iopub_socket, "stream", {"name": "stdout", "text": text + chr(10)})
        return {"status": "ok", "execution_count": self.execution_count, "payload": [], "user_expressions": {}}

IPKernelApp.launch_instance(kernel_class=Yes)
`;
