/**
 * What a case of the grid is, and how areas are written down: as products of lists.
 *
 * @module
 */
import { type IsaName, type OpName, OPS } from "../../lib/native/symbols.gen.ts";
import type { LimitLoop } from "../limit/limit.ts";
import { SIZES } from "../cases.ts";
import type { Way } from "../way.ts";
import type { Call } from "./call.ts";
import type { Area, GridDType, GridLayout } from "./schema.ts";

/** The numbers of an operand: from -1 to 1; from 0.25 to 1; so near 1 that a million of them have a product; all the same. */
export type Fill = "signed" | "positive" | "nearOne" | "zeros" | "ones" | "mask";

/** An array that a call is given. */
export interface OperandSpec {
  /** Its name in calls. */
  readonly name: string;
  /** Its element type. */
  readonly dtype: GridDType;
  /** Its shape, as the call sees it. */
  readonly shape: readonly number[];
  /** How it lies in memory. */
  readonly layout: GridLayout;
  /** Its numbers. */
  readonly fill: Fill;
}

/** A call in Python: a statement, and the functions of the library that it names. */
export interface PythonCall {
  /** The statement. */
  readonly statement: string;
  /** The paths of functions under numpy or torch, by their names in the statement. */
  readonly names: Readonly<Record<string, string>>;
}

/** How equal two results must be. `axis` is the one that was reduced; absent, the whole array was. */
export type Expectation =
  | { readonly kind: "exact" }
  | { readonly kind: "sum" | "mean"; readonly axis?: number }
  /** Within `eps` roundings of the largest element. */
  | { readonly kind: "relative"; readonly eps: number }
  | { readonly kind: "product"; readonly m: number; readonly k: number; readonly n: number };

/** What is done to operands of one dtype, shape and layout. */
export interface Work {
  /** What is called, such as `mean_axis0`. */
  readonly op: string;
  /** The operation of the table that does it. */
  readonly tableOp: OpName;
  /** The operands; the first one has the shape and layout of the case. */
  readonly operands: readonly OperandSpec[];
  /** The call of Raptors. */
  readonly call: Call;
  /** The same in NumPy. */
  readonly numpy: PythonCall;
  /** The same in PyTorch; as in NumPy when absent. */
  readonly torch?: PythonCall;
  /** How equal the results must be. */
  readonly expect: Expectation;
  /** The bare loop that does the same, on operands that lie in one piece; `fma` for products. */
  readonly limit?: LimitLoop | "fma" | undefined;
  /** Whether its {@linkcode SQUARES} are among the 36 cases. */
  readonly target?: boolean;
}

/** One case of the grid. */
export interface GridCase extends Work {
  /** The work itself. */
  readonly work: Work;
  /** The area. */
  readonly area: Area;
  /** What tells it from all others. */
  readonly name: string;
  /** The element type of the first operand. */
  readonly dtype: GridDType;
  /** The shape of the first operand. */
  readonly shape: readonly number[];
  /** The layout of the operands. */
  readonly layout: GridLayout;
  /** Threads; null for the library's choice. */
  readonly threads: number | null;
  /** The instruction set; `auto` for the library's choice. */
  readonly simd: IsaName | "auto";
  /** Whether it is one of the 36 cases. */
  readonly target: boolean;
  /** Whether it is part of a quick run. */
  readonly quick: boolean;
}

/** Makes the work of one operation from dtype, shape and layout; undefined where there is none. */
export type Recipe = (dtype: GridDType, shape: readonly number[], layout: GridLayout) => Work | undefined;

/** The shapes of the 36 cases. */
export const SQUARES: readonly (readonly number[])[] = SIZES.map((n) => [n, n]);

/** A product of lists: every work on every dtype, shape, layout, number of threads and instruction set. */
export interface Block {
  /** What is done. */
  readonly works: readonly Recipe[];
  /** Element types; float32 and float64 when absent. */
  readonly dtypes?: readonly GridDType[];
  /** Shapes of the first operand. */
  readonly shapes: readonly (readonly number[])[];
  /** Layouts; C when absent. */
  readonly layouts?: readonly GridLayout[];
  /** Threads; the library's choice when absent. */
  readonly threads?: readonly (number | null)[];
  /** Instruction sets; the library's choice when absent. */
  readonly simd?: readonly (IsaName | "auto")[];
  /** Whether a quick run has them. */
  readonly quick?: boolean;
}

/** A part of the grid: what its file declares. */
export interface AreaSpec {
  /** Its name. */
  readonly area: Area;
  /** Its cases; those that several blocks have count once. */
  readonly blocks: readonly Block[];
}

/** The cases of an area, in the order of its blocks. */
export function expand({ area, blocks }: AreaSpec): GridCase[] {
  const cases = new Map<string, GridCase>();
  for (const block of blocks) {
    for (const c of expandBlock(area, block)) {
      const before = cases.get(c.name);
      if (!before || !before.quick) cases.set(c.name, c);
    }
  }
  return [...cases.values()];
}

function* expandBlock(area: Area, block: Block): Generator<GridCase> {
  const { works, dtypes = ["float32", "float64"], shapes, layouts = ["C"], threads = [null], simd = ["auto"] } = block;
  for (const work of works) {
    for (const dtype of dtypes) {
      for (const shape of shapes) {
        for (const layout of layouts) {
          const made = work(dtype, shape, layout);
          if (!made || !hasKernel(made.tableOp, dtype)) continue;
          for (const n of threads) {
            for (const isa of simd) {
              yield gridCase(area, made, { dtype, shape, layout, threads: n, simd: isa, quick: block.quick ?? false });
            }
          }
        }
      }
    }
  }
}

type Point = Pick<GridCase, "dtype" | "shape" | "layout" | "threads" | "simd" | "quick">;

/** A case: work at one point of the grid. */
export function gridCase(area: Area, work: Work, point: Point): GridCase {
  const { dtype, shape, layout, threads, simd, quick } = point;
  const name = [
    ...[work.op, dtype, shape.join("x"), layout],
    ...(threads === null ? [] : [`threads=${threads}`]),
    ...(simd === "auto" ? [] : [`simd=${simd}`]),
  ].join(" ");
  const square = SQUARES.some(([n]) => shape.length === 2 && shape[0] === n && shape[1] === n);
  const standard = square && layout === "C" && threads === null && simd === "auto";
  const target = standard && work.target === true;
  return { ...work, work, area, name, dtype, shape, layout, threads, simd, quick, target };
}

/** How Raptors runs a case; nothing where that is its own choice. */
export function wayOf({ simd, threads }: GridCase): Way {
  return { ...(simd !== "auto" && { simd }), ...(threads !== null && { threads }) };
}

function hasKernel(op: OpName, dtype: GridDType): boolean {
  return (OPS[op].dtypes as readonly string[]).includes(dtype);
}
