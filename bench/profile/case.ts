/**
 * The cases that can be profiled, by the names that the demo's tables give them.
 *
 * @module
 */
import { type BenchDType, DTYPES } from "../arrays.ts";
import { type Case, caseName, MAX_SIZE, OP_NAMES, type OpName } from "../cases.ts";
import { OptionError } from "../flags.ts";
import { type GemmCase, gemmCaseName, GROUPS, listGemmCases, PLAIN, SQUARES, typed } from "../gemm/cases.ts";

/** A case of the suite 2d, or a product. */
export type ProfileCase =
  | { readonly suite: "2d"; readonly name: string; readonly case: Case }
  | { readonly suite: "gemm"; readonly name: string; readonly case: GemmCase };

/** What a name may be. */
export const CASE_NAMES: string = `an operation, a dtype and a side length from 1 to ${MAX_SIZE}, such as
"mean_axis0 float32 2048": ${OP_NAMES.join(", ")}, matmul; ${DTYPES.join(", ")};
or a product of \`deno task demo --suite gemm\`, such as "odd float32 1000x3x1000" or "gemv float64 1024x1024 by columns"`;

/**
 * The case of a name.
 *
 * @throws {OptionError} if there is none, saying what there is
 */
export function parseCase(text: string): ProfileCase {
  const name = typed(text.trim().replaceAll(/\s+/g, " "));
  const [op, dtype, shape, ...rest] = name.split(" ");
  const size = sideLength(shape);
  if (rest.length === 0 && size !== undefined && isDType(dtype)) {
    if (op === "matmul") return square(dtype, size);
    if (isOp(op)) {
      const c = { op, dtype, size };
      return { suite: "2d", name: caseName(c), case: c };
    }
  }
  const product = products().find((c) => gemmCaseName(c) === name);
  if (product) return { suite: "gemm", name, case: product };
  throw new OptionError(`--case: there is no ${JSON.stringify(text)}; expected ${CASE_NAMES}`);
}

function square(dtype: BenchDType, n: number): ProfileCase {
  const c: GemmCase = { ...PLAIN, group: "square", dtype, m: n, k: n, n };
  return { suite: "gemm", name: `matmul ${dtype} ${n}x${n}`, case: c };
}

function products(): GemmCase[] {
  return listGemmCases({ groups: GROUPS, dtypes: DTYPES, sizes: SQUARES, quick: false });
}

/** "2048" and "2048x2048" are the same square. */
function sideLength(text: string | undefined): number | undefined {
  const [, rows, cols] = /^(\d{1,5})(?:x(\d{1,5}))?$/.exec(text ?? "") ?? [];
  const size = Number(rows);
  return size >= 1 && size <= MAX_SIZE && (cols === undefined || cols === rows) ? size : undefined;
}

function isDType(text: string): text is BenchDType {
  return (DTYPES as readonly string[]).includes(text);
}

function isOp(text: string): text is OpName {
  return (OP_NAMES as readonly string[]).includes(text);
}
