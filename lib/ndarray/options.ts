/**
 * The options that operations take.
 *
 * @module
 */

/** One axis or several; negative ones count from the end. */
export type Axis = number | readonly number[];

/** Options of elementwise operations. */
export interface OutOptions<A> {
  /**
   * The array to write the result to, which is then returned. It must have the result's shape and dtype, and may be one
   * of the inputs, but not overlap one in part.
   */
  out?: A;
}

/** Options of reductions. */
export interface ReduceOptions<A> extends OutOptions<A> {
  /** What to reduce: an axis, several, or all when omitted. */
  axis?: Axis;
  /** Keep the reduced axes, with length 1. */
  keepdims?: boolean;
}

/** Options of `var` and `std`. */
export interface SpreadOptions<A> extends ReduceOptions<A> {
  /** What is subtracted from the number of elements before dividing by it: 0 for a population, 1 for a sample. */
  correction?: number;
}

/** Options of `argmin` and `argmax`. */
export interface ArgOptions<A> extends OutOptions<A> {
  /** The axis to search along; all elements, in row-major order, when omitted. */
  axis?: number;
  /** Keep the searched axis, or all, with length 1. */
  keepdims?: boolean;
}

/** Options of `vecdot`. */
export interface VecdotOptions<A> extends OutOptions<A> {
  /** The axis of both arrays to sum along; the last one when omitted. */
  axis?: number;
}

/** Options of `tensordot`. */
export interface TensordotOptions<A> extends OutOptions<A> {
  /**
   * How many axes to sum over, the last ones of the first array and the first ones of the second (2 when omitted); or
   * which axes of either, in pairs.
   */
  axes?: number | readonly [Axis, Axis];
}

/** Options under which a reduction gives one value. */
export interface WholeOptions {
  /** Not given: everything is reduced. */
  axis?: undefined;
  /** Not set: the result has no axes. */
  keepdims?: false;
  /** Not given: the result is a value. */
  out?: undefined;
}

/** Options under which `var` and `std` give one value. */
export interface WholeSpreadOptions extends WholeOptions {
  /** As for {@linkcode SpreadOptions}. */
  correction?: number;
}
