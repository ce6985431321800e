/**
 * What stands behind every reduction, as function and as method.
 *
 * @module
 */
import { blasAsum, blasIamax, blasNrm2 } from "../blas/vectors.ts";
import type { DType } from "../dispatch/dtype.ts";
import { countContiguous, countStrided } from "../dispatch/metrics.ts";
import { runReduce, runReduceAll } from "../dispatch/run.ts";
import { formatShape, normalizeAxes, normalizeAxis } from "../dispatch/shape.ts";
import { type OpInfo, OPS } from "../native/symbols.gen.ts";
import { checkKeys, checkOut, describe } from "./apply.ts";
import { allocate, type ArrayClass, ArrayCore, disposedError } from "./core.ts";
import type { ArgOptions, Axis, SpreadOptions, WholeOptions, WholeSpreadOptions } from "./options.ts";

/** Checks what a reduction is asked to read. */
function checkSource(op: OpInfo, a: unknown): asserts a is ArrayCore {
  if (!(a instanceof ArrayCore)) throw new TypeError(`${op.name}() takes an array: found ${describe(a)}`);
  if (a._block === null) throw disposedError(a);
  const { name, dtypes } = op;
  if (!(dtypes as readonly DType[]).includes(a.dtype)) {
    throw new TypeError(
      `${name}() has no kernel for ${a.dtype} yet: expected ${dtypes.join(" or ")}; ` +
        `convert with astype("float64") first`,
    );
  }
}

/** Whether the operation has no value for no elements. */
function needsElements({ name }: OpInfo): boolean {
  return name === "min" || name === "max" || name === "argmin" || name === "argmax" || name === "iamax";
}

/** What a BLAS library can make of all elements, for the operations that BLAS has. */
const BLAS: ReadonlyMap<OpInfo, (a: ArrayCore) => number | undefined> = new Map<
  OpInfo,
  (a: ArrayCore) => number | undefined
>([[OPS.asum, blasAsum], [OPS.nrm2, blasNrm2], [OPS.iamax, blasIamax]]);

/** All elements to one value: on a BLAS library where one should do it and can. */
function reduceAll(op: OpInfo, a: ArrayCore, parameter: number): number {
  const value = BLAS.get(op)?.(a);
  if (value === undefined) return runReduceAll(op, a, parameter);
  if (a.isContiguous) countContiguous(op.id);
  else countStrided(op.id);
  return value;
}

const REDUCE_KEYS: readonly string[] = ["axis", "keepdims", "out"];
const SPREAD_KEYS: readonly string[] = [...REDUCE_KEYS, "correction"];

/** Checks `keepdims`, which may be left out. */
export function checkKeepdims(name: string, keepdims: unknown): void {
  if (keepdims === undefined || typeof keepdims === "boolean") return;
  throw new TypeError(`${name}() takes true or false as keepdims: found ${describe(keepdims)}`);
}

/** The options of a reduction, which may also be just its axis. */
function optionsOf<O>(name: string, options: unknown, allowed: readonly string[]): O {
  if (options === undefined) return {} as O;
  if (typeof options === "number" || Array.isArray(options)) return { axis: options } as O;
  if (typeof options !== "object" || options === null || options instanceof ArrayCore) {
    throw new TypeError(`${name}() takes an axis, several, or an object of options: found ${describe(options)}`);
  }
  checkKeys(name, options, allowed);
  checkKeepdims(name, (options as { keepdims?: unknown }).keepdims);
  return options as O;
}

/** The shape that is left when axes are reduced. */
function reducedShape(a: ArrayCore, reduced: readonly boolean[], keepdims: boolean): readonly number[] {
  const shape: number[] = [];
  for (let d = 0; d < a.shape.length; d++) {
    if (!reduced[d]) shape.push(a.shape[d]);
    else if (keepdims) shape.push(1);
  }
  return Object.freeze(shape);
}

/** Reduces along some axes to an array. */
function toArray(
  Class: ArrayClass,
  op: OpInfo,
  a: ArrayCore,
  axes: readonly number[],
  keepdims: boolean,
  given: unknown,
  parameter: number,
): ArrayCore {
  const reduced = a.shape.map(() => false);
  for (const axis of axes) reduced[axis] = true;
  const shape = reducedShape(a, reduced, keepdims);
  if (needsElements(op) && axes.some((d) => a.shape[d] === 0)) throw emptyError(op, a);
  const { name, result } = op;
  const dtype: DType = result === "same" ? a.dtype : result === "bool" ? "bool" : "int64";
  const out = given === undefined ? allocate(Class, dtype, shape) : checkOut(name, given, dtype, shape, [a], false);
  runReduce(op, a, reduced, out, keepdims, parameter);
  return out;
}

function emptyError(op: OpInfo, a: ArrayCore): RangeError {
  return new RangeError(
    `${op.name}() of no elements has no value: expected at least one along the reduced axes, found shape ` +
      formatShape(a.shape),
  );
}

function correctionOf(name: string, correction: unknown): number {
  if (correction === undefined) return 0;
  if (typeof correction === "number" && Number.isFinite(correction)) return correction;
  throw new TypeError(`${name}() takes a finite number as correction: found ${describe(correction)}`);
}

/** A reduction to one value, or along axes. */
export function applyReduce(
  Class: ArrayClass,
  op: OpInfo,
  a: ArrayCore,
  options?: Axis | SpreadOptions<ArrayCore> | WholeSpreadOptions,
): number | boolean | ArrayCore {
  checkSource(op, a);
  const { axis, keepdims = false, out, correction } = optionsOf<SpreadOptions<ArrayCore>>(
    op.name,
    options,
    op.name === "var" || op.name === "std" ? SPREAD_KEYS : REDUCE_KEYS,
  );
  const parameter = correctionOf(op.name, correction);
  if (axis === undefined && !keepdims && out === undefined) {
    if (a.size === 0 && needsElements(op)) throw emptyError(op, a);
    const value = reduceAll(op, a, parameter);
    return op.result === "bool" ? value !== 0 : value;
  }
  return toArray(Class, op, a, normalizeAxes(axis, a.ndim), keepdims, out, parameter);
}

/** The index of an extreme element, of all or along an axis. */
export function applyArgReduce(
  Class: ArrayClass,
  op: OpInfo,
  a: ArrayCore,
  options?: number | ArgOptions<ArrayCore> | WholeOptions,
): number | ArrayCore {
  checkSource(op, a);
  const { axis, keepdims = false, out } = optionsOf<ArgOptions<ArrayCore>>(op.name, options, REDUCE_KEYS);
  if (axis === undefined && !keepdims && out === undefined) {
    if (a.size === 0) throw emptyError(op, a);
    return reduceAll(op, a, 0);
  }
  const axes = axis === undefined ? normalizeAxes(undefined, a.ndim) : [normalizeAxis(axis, a.ndim)];
  return toArray(Class, op, a, axes, keepdims, out, 0);
}
