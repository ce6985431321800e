/**
 * Calls of Raptors as data: made by the areas, run in this process and in that of an earlier revision alike. Imports no
 * Raptors; whoever runs a call brings the module.
 *
 * @module
 */
import type { SentArray, WireArray, WireDType } from "../peer.ts";

/** An operand by its name, a number, a constant, a list, or the result of another call. */
export type Argument = string | number | { readonly value: unknown } | readonly Argument[] | Call;

/** A call of a function of Raptors. */
export interface Call {
  /** The function's name; after a dot, that of a method of the first argument. */
  readonly fn: string;
  /** What it is given. */
  readonly args: readonly Argument[];
}

/** A call, written short. */
export function call(fn: string, ...args: Argument[]): Call {
  return { fn, args };
}

/** The functions of a call, from the inside out. */
export function functionsOf(argument: Argument): string[] {
  if (Array.isArray(argument)) return argument.flatMap(functionsOf);
  return isCall(argument) ? [...argument.args.flatMap(functionsOf), argument.fn] : [];
}

/** A module of Raptors, of any revision. */
export type Raptors = Readonly<Record<string, unknown>>;
/** An array of any revision of Raptors, as far as calls need it. */
export interface AnyArray {
  /** The shape. */
  readonly shape: readonly number[];
  /** The dtype. */
  readonly dtype: string;
  /** The transpose. */
  readonly T: AnyArray;
  /** A view. */
  slice(...specs: string[]): AnyArray;
  /** The elements in row-major order. */
  toTypedArray(): WireArray;
  /** A copy. */
  copy(): AnyArray;
  /** Gives the memory back. */
  dispose(): void;
}

type AnyFunction = (...args: unknown[]) => unknown;

/**
 * Makes an operand of what other processes are sent: a copy in memory that Raptors allocated, and the view of it.
 *
 * @returns the operand, and the array that holds its elements; both are the same where no view is asked for
 */
export function makeOperand(
  rt: Raptors,
  { shape, data, dtype, view }: SentArray,
): { array: AnyArray; whole: AnyArray } {
  const asarray = rt.asarray as (data: WireArray, options: object) => AnyArray;
  const whole = asarray(data, { shape, ...(dtype === "bool" && { dtype }) }).copy();
  if (!view) return { array: whole, whole };
  if ("slice" in view) return { array: whole.slice(...view.slice), whole };
  if ("transpose" in view) return { array: whole.T, whole };
  return {
    array: (rt.broadcastTo as (a: AnyArray, shape: readonly number[]) => AnyArray)(whole, view.broadcast),
    whole,
  };
}

/**
 * Prepares a call: the function that is given runs it and gives its result.
 *
 * @throws {TypeError} if the module has no function of the name, or an operand is missing
 */
export function bindCall(rt: Raptors, c: Call, operands: Readonly<Record<string, AnyArray>>): () => unknown {
  const make = bind(rt, c, operands);
  return "run" in make ? make.run : () => make.constant;
}

/** What is timed: the call, and its fresh result given back at once. */
export function disposing(run: () => unknown): () => void {
  return () => {
    giveBack(run());
  };
}

/** Disposes of a result, where it is an array. */
function giveBack(result: unknown): void {
  if (typeof result === "object") (result as AnyArray).dispose();
}

/** A result as plain data. */
export interface PlainResult {
  /** The dtype; that of a number is float64, that of an index int64. */
  readonly dtype: WireDType;
  /** The shape; empty for a value. */
  readonly shape: readonly number[];
  /** The elements in row-major order. */
  readonly data: WireArray;
}

/** Runs a call once and gives its result as plain data. */
export function plainResult(run: () => unknown): PlainResult {
  const result = run();
  if (typeof result === "number") return { dtype: "float64", shape: [], data: Float64Array.of(result) };
  if (typeof result === "boolean") return { dtype: "bool", shape: [], data: Uint8Array.of(Number(result)) };
  const array = result as AnyArray;
  // A copy: the memory of `array` goes back to Raptors.
  const plain = { dtype: array.dtype as WireDType, shape: [...array.shape], data: array.toTypedArray().slice() };
  array.dispose();
  return plain;
}

/** What an argument comes to: the same every time, or made anew and given back. */
type Bound = { readonly constant: unknown } | {
  readonly run: () => unknown;
  readonly giveBack: (made: unknown) => void;
};

function bind(rt: Raptors, argument: Argument, operands: Readonly<Record<string, AnyArray>>): Bound {
  if (typeof argument === "number") return { constant: argument };
  if (typeof argument === "string") {
    if (!Object.hasOwn(operands, argument)) throw new TypeError(`There is no operand ${argument}`);
    return { constant: operands[argument] };
  }
  if (isList(argument)) return bindList(argument.map((item) => bind(rt, item, operands)));
  if (!isCall(argument)) return { constant: argument.value };
  const args = argument.args.map((item) => bind(rt, item, operands));
  return { run: apply(functionOf(rt, argument.fn), args), giveBack };
}

/** A list of constants is made once: it is no part of what is timed. */
function bindList(items: readonly Bound[]): Bound {
  const constants = items.flatMap((item) => "constant" in item ? [item.constant] : []);
  return constants.length === items.length ? { constant: constants } : {
    run: () => items.map((item) => "run" in item ? item.run() : item.constant),
    giveBack: (made) => items.forEach((item, i) => "run" in item && item.giveBack((made as unknown[])[i])),
  };
}

/** Calls with constants alone are closures without loops, so that small arrays are timed and not the way of calling. */
function apply(f: AnyFunction, args: readonly Bound[]): () => unknown {
  if (args.every((arg) => "constant" in arg)) {
    const [a, b, c] = args.map(({ constant }) => constant);
    if (args.length === 1) return () => f(a);
    if (args.length === 2) return () => f(a, b);
    if (args.length === 3) return () => f(a, b, c);
  }
  return () => {
    const values = args.map((arg) => "run" in arg ? arg.run() : arg.constant);
    const result = f(...values);
    args.forEach((arg, i) => "run" in arg && arg.giveBack(values[i]));
    return result;
  };
}

function functionOf(rt: Raptors, name: string): AnyFunction {
  if (name.startsWith(".")) {
    const method = name.slice(1);
    return (self, ...args) => (self as Record<string, AnyFunction>)[method](...args);
  }
  const found = rt[name];
  if (typeof found !== "function") throw new TypeError(`There is no function ${name}`);
  return found as AnyFunction;
}

function isList(argument: Argument): argument is readonly Argument[] {
  return Array.isArray(argument);
}

function isCall(argument: Argument): argument is Call {
  return typeof argument === "object" && "fn" in argument;
}
