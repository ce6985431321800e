/**
 * Writes what TypeScript derives from the one table: `deno task gen [--check]`.
 *
 * - `lib/native/symbols.gen.ts`: the operations with their ids, the instruction sets, the FFI symbols, the ABI hash;
 * - the methods of `NDArray`, between two markers in `lib/ndarray/ndarray.ts`: one per row of `ops.def`.
 *
 * With `--check` nothing is written, and a difference is an error.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { abiHash, NATIVE_DIR } from "./build.ts";
import { findCompiler } from "./compile.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const SYMBOLS = `${ROOT}lib/native/symbols.gen.ts`;
const NDARRAY = `${ROOT}lib/ndarray/ndarray.ts`;
const BEGIN = "  // Generated from native/ops.def by `deno task gen`: begin";
const END = "  // Generated from native/ops.def by `deno task gen`: end";

interface OpRow {
  op: string;
  family: string;
  dtypes: string;
  result: string;
  tolerance: string;
  numpy: string;
  summary: string;
}
interface FamilyRow {
  family: string;
  inputs: number;
}
interface IsaRow {
  isa: string;
  arch: string;
  vectorBytes: number;
  align: number;
}
interface FunctionRow {
  function: string;
  result: string;
  parameters: string;
}
interface Table {
  ops: OpRow[];
  families: FamilyRow[];
  isas: IsaRow[];
  functions: FunctionRow[];
}

/** The rows of all `.def` files, through the C preprocessor. */
function readTable(): Table {
  const args = ["-E", "-P", `${NATIVE_DIR}table.gen.c`];
  const { success, stdout, stderr } = new Deno.Command(findCompiler(), { args }).outputSync();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  // A row may be spread over lines, or share one; each is one flat object.
  const rows = [...new TextDecoder().decode(stdout).matchAll(/\{[^{}]*\}/g)].map((m) => JSON.parse(m[0]));
  return {
    ops: rows.filter((r) => "op" in r),
    families: rows.filter((r) => "family" in r && !("op" in r)),
    isas: rows.filter((r) => "isa" in r),
    functions: rows.filter((r) => "function" in r),
  };
}

function camelCase(name: string): string {
  return name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

const DTYPES: Record<string, string[]> = { FLOATS: ["float32", "float64"], LOGICAL: ["float32", "float64", "bool"] };

function symbolsModule({ ops, families, isas, functions }: Table): string {
  const op = (r: OpRow, id: number): string =>
    `${camelCase(r.op)}: { name: "${
      camelCase(r.op)
    }", id: ${id}, family: "${r.family}", result: "${r.result.toLowerCase()}", ` +
    `dtypes: ${JSON.stringify(DTYPES[r.dtypes])}, tolerance: "${r.tolerance.toLowerCase()}", ` +
    `numpy: ${JSON.stringify(r.numpy)}, summary: ${JSON.stringify(r.summary)} },`;
  const family = (r: FamilyRow): string =>
    `rp_${r.family}: { parameters: [${Array(r.inputs + 2).fill('"buffer"').join(", ")}], result: "i32" },`;
  const fn = (r: FunctionRow): string => {
    const parameters = r.parameters.slice(1, -1).split(",").map((p) => p.trim()).filter(Boolean);
    return `rp_${r.function}: { parameters: [${parameters.map((p) => `"${p}"`).join(", ")}], result: "${r.result}" },`;
  };
  return `/**
 * What TypeScript knows of the native library. Generated from native/*.def by \`deno task gen\`: do not edit.
 *
 * @module
 */

/** The SHA-256 of all \`.def\` files; the library must have been built from the same ones. */
export const ABI_HASH = "${abiHash()}";

/** A family of operations: one function of the library. */
export type Family = ${[...new Set(ops.map((r) => `"${r.family}"`))].join(" | ")};

/** What the table says of an operation. */
export interface OpInfo {
  /** Its name, as function and as method. */
  readonly name: string;
  /** Its number in the library. */
  readonly id: number;
  /** The exported function that runs it. */
  readonly family: Family;
  /** Whether the result has the input's dtype, is bool, or is an int64 index. */
  readonly result: "same" | "bool" | "index";
  /** The dtypes that it has kernels for. */
  readonly dtypes: readonly ("float32" | "float64" | "bool")[];
  /** How exact the result is: bitwise, or within the bound of a sum, of a product, or of a sum of products (native/ops.def). */
  readonly tolerance: "exact" | "sum" | "prod" | "dot";
  /** What NumPy calls it. */
  readonly numpy: string;
  /** What it does, in a sentence. */
  readonly summary: string;
}

/** The name of an operation. */
export type OpName = ${ops.map((r) => `"${camelCase(r.op)}"`).join(" | ")};

/** Every operation. */
export const OPS = {
${ops.map((r, id) => `  ${op(r, id)}`).join("\n")}
} as const satisfies Record<OpName, OpInfo>;

/** The name of an instruction set. */
export type IsaName = ${isas.map((r) => `"${r.isa}"`).join(" | ")};

/** What the table says of an instruction set. */
export interface IsaInfo {
  /** Its name. */
  readonly name: IsaName;
  /** The processor architecture that has it; \`ANY\` for portable C. */
  readonly arch: string;
}

/** The instruction sets, best first; the position is the id in the library. */
export const ISAS = [
${isas.map((r) => `  { name: "${r.isa}", arch: "${r.arch}" },`).join("\n")}
] as const satisfies readonly IsaInfo[];

/** The exported functions of the library. */
export const SYMBOLS = {
${[...families.map(family), ...functions.map(fn)].map((s) => `  ${s}`).join("\n")}
} as const satisfies Deno.ForeignLibraryInterface;
`;
}

/** The method of one operation; null where the family's methods are written by hand. */
function method(r: OpRow): string | null {
  const name = camelCase(r.op);
  const doc = `  /** ${r.summary} The method form of \`${name}()\`. */\n`;
  const result = r.result === "BOOL" ? '"bool"' : "D";
  switch (r.family) {
    case "unary":
      return doc + `  ${name}(options?: OutOptions<NDArray<${result}>>): NDArray<${result}> {
    return applyUnary(NDArray, OPS.${name}, this, options) as NDArray<${result}>;
  }`;
    case "binary": {
      const dtype = r.result === "BOOL" ? '"bool"' : "Promote<D, E>";
      return doc +
        `  ${name}<E extends DType = D>(other: NDArray<E> | number, options?: OutOptions<NDArray<${dtype}>>): NDArray<${dtype}> {
    return applyBinary(NDArray, OPS.${name}, this, other, options) as NDArray<${dtype}>;
  }`;
    }
    case "reduce": {
      const spread = r.op === "var" || r.op === "std" ? "Spread" : "";
      const options = `${spread || "Reduce"}Options<NDArray<${result}>>`;
      const scalar = r.result === "BOOL" ? "boolean" : "number";
      return doc + `  ${name}(options?: Whole${spread}Options): ${scalar};
  /** Along axes, to an array. */
  ${name}(options: Axis | ${options}): NDArray<${result}>;
  ${name}(options?: Axis | ${options} | Whole${spread}Options): ${scalar} | NDArray<${result}> {
    return applyReduce(NDArray, OPS.${name}, this, options) as ${scalar} | NDArray<${result}>;
  }`;
    }
    case "argreduce":
      return doc + `  ${name}(options?: WholeOptions): number;
  /** Along an axis, to an array. */
  ${name}(options: number | ArgOptions<NDArray<"int64">>): NDArray<"int64">;
  ${name}(options?: number | ArgOptions<NDArray<"int64">> | WholeOptions): number | NDArray<"int64"> {
    return applyArgReduce(NDArray, OPS.${name}, this, options) as number | NDArray<"int64">;
  }`;
    case "gemm":
      return doc +
        `  ${name}<E extends DType = D>(other: NDArray<E>, options?: OutOptions<NDArray<Promote<D, E>>>): NDArray<Promote<D, E>> {
    return applyMatmul(NDArray, OPS.${name}, this, other, options) as NDArray<Promote<D, E>>;
  }`;
    default:
      return null;
  }
}

function withMethods(source: string, { ops }: Table): string {
  const begin = source.indexOf(BEGIN), end = source.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`${NDARRAY} lacks the markers of the generated methods`);
  const methods = ops.map(method).filter((m) => m !== null);
  return `${source.slice(0, begin)}${BEGIN}\n\n${methods.join("\n\n")}\n\n${source.slice(end)}`;
}

async function formatted(source: string): Promise<string> {
  const command = new Deno.Command(Deno.execPath(), {
    args: ["fmt", "--ext", "ts", "-"],
    cwd: ROOT,
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const writer = command.stdin.getWriter();
  await writer.write(new TextEncoder().encode(source));
  await writer.close();
  const { success, stdout } = await command.output();
  if (!success) throw new Error("deno fmt failed on generated code");
  return new TextDecoder().decode(stdout);
}

if (import.meta.main) {
  const check = Deno.args.includes("--check");
  const unknown = Deno.args.find((a) => a !== "--check");
  if (unknown) throw new TypeError(`Unknown argument ${unknown}: expected --check or nothing`);
  const table = readTable();
  const files = [
    [SYMBOLS, await formatted(symbolsModule(table))],
    [NDARRAY, await formatted(withMethods(Deno.readTextFileSync(NDARRAY), table))],
  ];
  const stale = files.filter(([path, text]) => {
    try {
      return Deno.readTextFileSync(path) !== text;
    } catch {
      return true;
    }
  });
  for (const [path, text] of stale) {
    if (check) console.error(`${path} is not what native/*.def gives: run \`deno task gen\``);
    else Deno.writeTextFileSync(path, text);
  }
  if (check && stale.length > 0) Deno.exit(1);
  console.log(stale.length === 0 ? "Generated files are current" : `Wrote ${stale.map(([path]) => path).join(", ")}`);
}
