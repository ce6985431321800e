/** Calls any operation of the table by its name, through the public functions. */
import * as rt from "@raptors/core";
import { type Family, type OpInfo, OPS } from "../lib/native/symbols.gen.ts";

/** The names of the operations of some families, in the table's order. */
export function opsOf(...families: Family[]): rt.OpName[] {
  return (Object.keys(OPS) as rt.OpName[]).filter((name) => families.includes(OPS[name].family));
}

/** Every operation. */
export const ALL_OPS = Object.keys(OPS) as rt.OpName[];

/** An operation's row. */
export function infoOf(name: rt.OpName): OpInfo {
  return OPS[name];
}

/** How many arrays an operation takes. */
export function arity(name: rt.OpName): number {
  switch (OPS[name].family) {
    case "binary":
    case "gemm":
      return 2;
    case "ternary":
    case "select":
      return 3;
    default:
      return 1;
  }
}

type Operand = rt.NDArray | number;
// deno-lint-ignore no-explicit-any
type AnyFunction = (...args: any[]) => any;

/** The public function of an operation. */
function functionOf(name: rt.OpName): AnyFunction {
  const found = (rt as unknown as Record<string, AnyFunction>)[name];
  if (typeof found !== "function") throw new Error(`mod.ts exports no function ${name}`);
  return found;
}

/** Calls an operation on several operands, elementwise or a product, as a function. */
export function callElementwise(name: rt.OpName, operands: readonly Operand[], options?: object): rt.NDArray {
  return functionOf(name)(...operands, ...(options === undefined ? [] : [options]));
}

/** Calls an operation as a method of its first operand; `where` is none, and is called as a function. */
export function callMethod(name: rt.OpName, operands: readonly Operand[], options?: object): rt.NDArray {
  if (name === "where") return callElementwise(name, operands, options);
  const self = operands[0] as unknown as Record<string, AnyFunction>;
  return self[name](...operands.slice(1), ...(options === undefined ? [] : [options]));
}

/** Calls a reduction to an array, or to a value when there are no options. */
export function callReduce(name: rt.OpName, a: rt.NDArray, options?: object | number): rt.NDArray | number | boolean {
  return options === undefined ? functionOf(name)(a) : functionOf(name)(a, options);
}
