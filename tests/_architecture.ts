/** The rules of DESIGN §1 as pure functions; architecture_test.ts applies them to the repository. */

/** Which modules each module imports, type imports and dynamic ones too: repository paths, or full specifiers. */
export type Graph = ReadonlyMap<string, readonly string[]>;

/** The folders of lib/, and which others each may import. */
const mayImport: Record<string, readonly string[]> = {
  native: [],
  dispatch: ["native"],
  blas: ["native", "dispatch"],
  ndarray: ["native", "dispatch", "blas"],
  ops: ["native", "dispatch", "ndarray", "blas"],
  display: ["native", "dispatch", "ndarray", "blas", "ops"],
};

/** Every import that breaks the layering, as a sentence. */
export function checkLayers(graph: Graph): string[] {
  const faults: string[] = [];
  for (const [from, targets] of graph) {
    const own = layerOf(from);
    if (own === undefined) continue;
    if (!(own in mayImport)) faults.push(`${from} is in no layer: expected lib/{${Object.keys(mayImport)}}/`);
    for (const to of targets) {
      if (!isLocal(to)) continue;
      const other = layerOf(to);
      if (other === own || (other !== undefined && mayImport[own]?.includes(other))) continue;
      faults.push(`${from} imports ${to}: lib/${own}/ may import ${mayImport[own]?.join(", ") || "no other layer"}`);
    }
  }
  return faults;
}

/** Every circle of imports, each once, as `a → b → a`. */
export function findCircles(graph: Graph): string[] {
  const circles: string[] = [];
  const done = new Set<string>();
  const path: string[] = [];
  function visit(module: string): void {
    const start = path.indexOf(module);
    if (start >= 0) circles.push([...path.slice(start), module].join(" → "));
    if (start >= 0 || done.has(module)) return;
    path.push(module);
    for (const target of graph.get(module) ?? []) visit(target);
    path.pop();
    done.add(module);
  }
  for (const module of graph.keys()) visit(module);
  return circles;
}

/** All that a module brings with it, itself included. */
export function reachableFrom(module: string, graph: Graph): Set<string> {
  const found = new Set([module]);
  for (const from of found) for (const to of graph.get(from) ?? []) found.add(to);
  return found;
}

/** What `mod.ts` must not bring with it. */
export function checkEntry(graph: Graph): string[] {
  return [...reachableFrom("mod.ts", graph)]
    .filter((module) => layerOf(module) === "display" || /^jsr:|\/\/jsr\.io\//.test(module))
    .map((module) => `mod.ts brings ${module} with it: neither lib/display/ nor JSR packages may be in its graph`);
}

/** Every statement of a module that is something else than `export … from "…"`. */
export function findOtherThanReexports(source: string): string[] {
  const reexport = /export\s+(type\s+)?(\*(\s+as\s+\w+)?|\{[^}]*\})\s+from\s+"[^"]+";/g;
  return withoutComments(source).replace(reexport, "").split("\n").map((line) => line.trim()).filter(Boolean);
}

/** The FFI words that a file of lib/ or mod.ts uses and should not. Raw pointers are for nobody (DESIGN §3). */
export function findForeignWords(path: string, source: string): string[] {
  const words = withoutComments(source).match(/\bdlopen\b|\bUnsafe(Pointer|PointerView|Callback|FnPointer)\b/g) ?? [];
  return words
    .filter((word) => word !== "dlopen" || layerOf(path) !== "native")
    .map((word) => `${path} uses ${word}`);
}

/** The folder of lib/ that a path is in. */
function layerOf(path: string): string | undefined {
  return /^lib\/([^/]+)/.exec(path)?.[1];
}

function isLocal(module: string): boolean {
  return !/^[a-z]+:/.test(module);
}

/** The source without comments; what stands in strings and regular expressions is not told apart. */
function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\/|(?<!:)\/\/.*/g, "");
}
