/** Holds the repository to the layers of DESIGN §1. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import * as raptors from "@raptors/core";
import { fileURLToPath } from "node:url";
import { OPS } from "../lib/native/symbols.gen.ts";
import {
  checkEntry,
  checkLayers,
  findCircles,
  findForeignWords,
  findOtherThanReexports,
  type Graph,
  reachableFrom,
} from "./_architecture.ts";

const root = new URL("../", import.meta.url);

const allowedAtTop = [
  ...["deno.json", "deno.lock", "mod.ts", "README.md", "LICENSE", "CONTRIBUTING.md", "SECURITY.md", ".gitignore"],
  ...["lib", "native", "notebooks", "bench", "tests", "baselines", ".github", ".ci"],
];

/** Not part of the project: what git keeps, what .gitignore names, and folders of editors. */
const notOurs = [".git", ".venv", "node_modules", ".DS_Store", ".vscode", ".idea"];

Deno.test("imports of lib/ run one way, native ← dispatch ← ndarray ← ops ← display", async () => {
  const graph = await repositoryGraph();
  assert(graph.size > 10, `Expected the graph of lib/, found ${graph.size} modules`);
  assertEquals(checkLayers(graph), []);
});

Deno.test("no import circle, type imports counted", async () => {
  assertEquals(findCircles(await repositoryGraph()), []);
});

Deno.test("mod.ts brings neither lib/display/ nor a JSR package with it", async () => {
  assertEquals(checkEntry(await repositoryGraph()), []);
});

Deno.test("mod.ts brings no package of plots with it, and plots load plotly.js and jsdom only when they draw", async () => {
  const packages = (entry: string, graph: Graph) =>
    [...reachableFrom(entry, graph)].filter((module) => module.startsWith("npm:"))
      .map((module) => /npm:\/?((?:@[^/]+\/)?[^@/]+)/.exec(module)![1]).sort();
  assertEquals(packages("mod.ts", await repositoryGraph()), ["zod"]);
  const atOnce = packages("lib/display/plot.ts", await readGraph(["lib/display/plot.ts"], false));
  assertEquals(atOnce.filter((name) => !["cli-progress", "@types/cli-progress", "zod"].includes(name)), []);
  const inTheEnd = packages("lib/display/plot.ts", await repositoryGraph());
  for (const name of ["jsdom", "plotly.js-dist-min", "plotly.js-cartesian-dist-min"]) {
    assert(inTheEnd.includes(name), name);
  }
});

Deno.test("mod.ts only re-exports", () => {
  assertEquals(findOtherThanReexports(Deno.readTextFileSync(new URL("mod.ts", root))), []);
});

Deno.test("every operation of native/ops.def has its public function", () => {
  const exported = raptors as Record<string, unknown>;
  assertEquals(Object.keys(OPS).filter((name) => typeof exported[name] !== "function"), []);
});

Deno.test("only lib/native/ opens a library, and nobody uses raw pointers", () => {
  const files = ["mod.ts", ...typescriptUnder("lib")];
  assertEquals(files.flatMap((path) => findForeignWords(path, Deno.readTextFileSync(new URL(path, root)))), []);
});

Deno.test("the top level has only what DESIGN §1 allows", () => {
  const found = [...Deno.readDirSync(root)].map((entry) => entry.name).filter((name) => !notOurs.includes(name));
  assertEquals(found.filter((name) => !allowedAtTop.includes(name)), []);
});

Deno.test("checkLayers() names an import against the stream", () => {
  const faults = checkLayers(graphOf({ "lib/native/load.ts": ["lib/ops/add.ts"], "lib/ops/add.ts": [] }));
  assertEquals(faults, ["lib/native/load.ts imports lib/ops/add.ts: lib/native/ may import no other layer"]);
});

Deno.test("checkLayers() puts lib/blas/ between dispatch and ndarray, whose methods use it", () => {
  assertEquals(checkLayers(graphOf({ "lib/blas/a.ts": ["lib/dispatch/a.ts", "lib/native/b.ts", "npm:zod@4"] })), []);
  assertEquals(checkLayers(graphOf({ "lib/ndarray/a.ts": ["lib/blas/a.ts"] })), []);
  assertEquals(checkLayers(graphOf({ "lib/blas/a.ts": ["lib/ndarray/a.ts", "lib/ops/a.ts"] })).length, 2);
});

Deno.test("checkLayers() names an import from lib/ of what is outside, and a folder that is no layer", () => {
  assertStringIncludes(checkLayers(graphOf({ "lib/ops/a.ts": ["mod.ts"] }))[0], "lib/ops/a.ts imports mod.ts");
  assertStringIncludes(checkLayers(graphOf({ "lib/util/a.ts": [] }))[0], "lib/util/a.ts is in no layer");
});

Deno.test("findCircles() names a planted circle once", () => {
  const graph = graphOf({ "mod.ts": ["a.ts", "c.ts"], "a.ts": ["b.ts"], "b.ts": ["c.ts"], "c.ts": ["a.ts", "d.ts"] });
  assertEquals(findCircles(graph), ["a.ts → b.ts → c.ts → a.ts"]);
});

Deno.test("checkEntry() finds what mod.ts brings through others", () => {
  const inner = ["lib/display/plot.ts", "jsr:@std/assert@1", "https://jsr.io/@std/assert/1.0.0/mod.ts", "npm:zod@4"];
  const faults = checkEntry(graphOf({ "mod.ts": ["lib/ops/a.ts"], "lib/ops/a.ts": inner }));
  assertEquals(faults.map((fault) => fault.split(" ")[2]), inner.slice(0, 3));
});

Deno.test("findOtherThanReexports() finds what is not a re-export", () => {
  const fine = `/** Doc. @module */\nexport * from "./a.ts";\nexport type {\n  B, // why\n} from "./b.ts";\n`;
  assertEquals(findOtherThanReexports(fine), []);
  assertEquals(findOtherThanReexports(`${fine}export const x = 1;`), ["export const x = 1;"]);
  assertEquals(findOtherThanReexports(`import "./a.ts";`), [`import "./a.ts";`]);
});

Deno.test("findForeignWords() reads code, not comments, and gives lib/native/ only dlopen", () => {
  const source = `// Deno.dlopen\nDeno.dlopen("x", {});\nDeno.UnsafePointer.of(x);`;
  assertEquals(findForeignWords("lib/ops/a.ts", source).length, 2);
  assertEquals(findForeignWords("lib/native/a.ts", source), ["lib/native/a.ts uses UnsafePointer"]);
});

function graphOf(imports: Record<string, string[]>): Graph {
  return new Map(Object.entries(imports));
}

let graph: Promise<Graph> | undefined;

/** What mod.ts and every file of lib/ import, as `deno info` resolves it. */
function repositoryGraph(): Promise<Graph> {
  return graph ??= readGraph(["mod.ts", ...typescriptUnder("lib")]);
}

/** The graph of some modules; `lazy` tells whether imports that are made later, by `import()`, count. */
async function readGraph(paths: string[], lazy = true): Promise<Graph> {
  // `deno info` takes one module: a throw-away one that imports all.
  const entry = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    await Deno.writeTextFile(entry, paths.map((path) => `import "${new URL(path, root).href}";\n`).join(""));
    const config = fileURLToPath(new URL("deno.json", root));
    const args = ["info", "--json", "--config", config, entry];
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args }).output();
    assertEquals(code, 0, new TextDecoder().decode(stderr));
    return parseGraph(JSON.parse(new TextDecoder().decode(stdout)), lazy);
  } finally {
    await Deno.remove(entry);
  }
}

interface Info {
  modules: {
    specifier: string;
    error?: string;
    dependencies?: { code?: { specifier: string }; type?: { specifier: string }; isDynamic?: boolean }[];
  }[];
}

function parseGraph(info: Info, lazy: boolean): Graph {
  const local = (specifier: string) => specifier.replace(root.href, "");
  const inside = info.modules.filter((module) => module.specifier.startsWith(root.href));
  return new Map(inside.map(({ specifier, error, dependencies = [] }) => {
    assertEquals(error, undefined, specifier);
    const counted = dependencies.filter(({ isDynamic }) => lazy || !isDynamic);
    const targets = counted.flatMap(({ code, type }) => [code?.specifier, type?.specifier]);
    return [local(specifier), targets.filter((target) => target !== undefined).map(local)];
  }));
}

function typescriptUnder(folder: string): string[] {
  return [...Deno.readDirSync(new URL(`${folder}/`, root))].flatMap(({ name, isDirectory }) => {
    if (isDirectory) return typescriptUnder(`${folder}/${name}`);
    return name.endsWith(".ts") ? [`${folder}/${name}`] : [];
  });
}
