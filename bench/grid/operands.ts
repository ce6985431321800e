/**
 * The operands of a case: the same numbers on every run and on all sides.
 *
 * @module
 */
import * as raptors from "../../mod.ts";
import { fill, type FloatArray } from "../arrays.ts";
import { rawElements } from "../raptors.ts";
import type { SentArray, SentView, WireArray } from "../peer.ts";
import { type AnyArray, makeOperand, type Raptors } from "./call.ts";
import type { Fill, GridCase, OperandSpec } from "./case.ts";
import type { GridDType } from "./schema.ts";

/** Raptors as it is here. */
export const RT: Raptors = raptors as unknown as Raptors;

/** The operands of one case. */
export interface HeldOperands extends Disposable {
  /** What other processes are sent. */
  readonly sent: readonly SentArray[];
  /** The operands in Raptors, by their names. */
  readonly arrays: Readonly<Record<string, AnyArray>>;
  /** The memory of an operand that lies in one piece. */
  raw(name: string): FloatArray;
  /** Bytes of distinct elements. */
  readonly bytes: number;
}

/** What the sides are sent for an operand. `index` makes the numbers of each operand others. */
export function sentOperand({ name, dtype, shape, layout, fill }: OperandSpec, index: number): SentArray {
  const { base, view } = laidOut(shape, layout);
  const length = base.reduce((n, size) => n * size, 1);
  return { name, dtype, shape: base, data: numbers(dtype, fill, length, index + 1), view };
}

/** Makes the operands in Raptors. */
export function holdOperands(c: GridCase): HeldOperands {
  const sent = c.operands.map(sentOperand);
  const made = new Map(sent.map((operand) => [operand.name, makeOperand(RT, operand)]));
  return {
    sent,
    arrays: Object.fromEntries([...made].map(([name, { array }]) => [name, array])),
    bytes: sent.reduce((sum, { data, view }, i) => {
      const elements = view && "slice" in view ? product(c.operands[i].shape) : data.length;
      return sum + elements * data.BYTES_PER_ELEMENT;
    }, 0),
    raw: (name) => rawElements(made.get(name)!.whole as unknown as Parameters<typeof rawElements>[0]),
    [Symbol.dispose](): void {
      for (const { array, whole } of made.values()) for (const a of new Set([array, whole])) a.dispose();
    },
  };
}

/** The shape that is allocated, and the view that a call sees. One axis alone lies the same in C and in F order. */
function laidOut(shape: readonly number[], layout: OperandSpec["layout"]): { base: number[]; view?: SentView } {
  const last = shape.length - 1;
  const around = (i: number) => i === last ? 3 : 2;
  switch (layout) {
    case "C":
      return { base: [...shape] };
    case "F":
      return shape.length < 2 ? { base: [...shape] } : { base: shape.toReversed(), view: { transpose: true } };
    case "sliced":
      return {
        base: shape.map((n, i) => n + around(i)),
        view: { slice: shape.map((_, i) => i === last ? "2:-1" : "1:-1") },
      };
    case "strided":
      return {
        base: shape.map((n, i) => i === last ? 2 * n : n),
        view: { slice: shape.map((_, i) => i === last ? "::2" : ":") },
      };
    case "reversed":
      return { base: [...shape], view: { slice: shape.map(() => "::-1") } };
    case "broadcast":
      return { base: shape.slice(last), view: { broadcast: [...shape] } };
  }
}

function numbers(dtype: GridDType, kind: Fill, length: number, seed: number): WireArray {
  if (dtype === "bool") {
    const noise = fill("float32", kind === "mask" ? length : 0, seed);
    return kind === "mask"
      ? Uint8Array.from(noise, (x) => Number(x > 0))
      : new Uint8Array(length).fill(Number(kind === "ones"));
  }
  const out = fill(dtype, length, seed);
  if (kind === "zeros" || kind === "ones") return out.fill(Number(kind === "ones"));
  if (kind === "positive") { for (let i = 0; i < length; i++) out[i] = 0.25 + 0.75 * Math.abs(out[i]); }
  if (kind === "nearOne") { for (let i = 0; i < length; i++) out[i] = 1 + out[i] * 2 ** -12; }
  return out;
}

function product(shape: readonly number[]): number {
  return shape.reduce((n, length) => n * length, 1);
}
