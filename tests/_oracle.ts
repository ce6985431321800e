/** What every operation of the table means, in plain TypeScript on plain numbers. */
import type { OpName } from "@raptors/core";

/** Rounds to the dtype. */
export type Rounding = (x: number) => number;

/** How a dtype rounds. */
export function rounding(dtype: string): Rounding {
  return dtype === "float32" ? Math.fround : (x) => x;
}

/** Half of the distance from 1 to the next number. */
export function unitRoundoff(dtype: string): number {
  return dtype === "float32" ? 2 ** -24 : 2 ** -53;
}

function roundHalfEven(x: number): number {
  if (!Number.isFinite(x) || Math.abs(x) >= 2 ** 52) return x;
  const floor = Math.floor(x);
  const rest = x - floor;
  const whole = rest < 0.5 || (rest === 0.5 && floor % 2 === 0) ? floor : floor + 1;
  return whole === 0 && (x < 0 || Object.is(x, -0)) ? -0 : whole;
}

/** Math.min and Math.max are IEEE 754-2019's minimum and maximum: NaN wins, -0 is below +0. */
const lower = (a: number, b: number): number => Math.min(a, b);
const upper = (a: number, b: number): number => Math.max(a, b);

type Scalar = (r: Rounding, ...x: number[]) => number;

/** The elementwise operations, on values that the dtype holds. One rounding of a double result is exact for float32. */
export const ELEMENTWISE: Partial<Record<OpName, Scalar>> = {
  negative: (_, x) => -x,
  abs: (_, x) => Math.abs(x),
  square: (r, x) => r(x * x),
  sqrt: (r, x) => r(Math.sqrt(x)),
  sign: (_, x) => x > 0 ? 1 : x < 0 ? -1 : x === 0 ? 0 : NaN,
  floor: (_, x) => Math.floor(x),
  ceil: (_, x) => Math.ceil(x),
  trunc: (_, x) => Math.trunc(x),
  round: (_, x) => roundHalfEven(x),
  isnan: (_, x) => Number(Number.isNaN(x)),
  isinf: (_, x) => Number(Math.abs(x) === Infinity),
  isfinite: (_, x) => Number(Number.isFinite(x)),
  add: (r, x, y) => r(x + y),
  subtract: (r, x, y) => r(x - y),
  multiply: (r, x, y) => r(x * y),
  divide: (r, x, y) => r(x / y),
  minimum: (_, x, y) => lower(x, y),
  maximum: (_, x, y) => upper(x, y),
  equal: (_, x, y) => Number(x === y),
  notEqual: (_, x, y) => Number(x !== y),
  less: (_, x, y) => Number(x < y),
  lessEqual: (_, x, y) => Number(x <= y),
  greater: (_, x, y) => Number(x > y),
  greaterEqual: (_, x, y) => Number(x >= y),
  mulAdd: (r, a, b, c) => r(r(a * b) + c),
  clip: (_, x, low, high) => lower(upper(x, low), high),
  where: (_, condition, x, y) => condition ? x : y,
};

/** An expected result, and how far off the true one may be. */
export interface Expected {
  value: number;
  /** The allowed distance; 0 means bit for bit. */
  tolerance: number;
}

/** A sum in twice the precision, by Neumaier's method. */
export function preciseSum(values: readonly number[]): number {
  let sum = 0;
  let lost = 0;
  for (const x of values) {
    const next = sum + x;
    lost += Math.abs(sum) >= Math.abs(x) ? (sum - next) + x : (x - next) + sum;
    sum = next;
  }
  return Number.isFinite(sum) ? sum + lost : sum;
}

/** The rounding error of x·y, by Dekker's product: both are split into halves whose products are exact. */
function productError(x: number, y: number): number {
  const half = (v: number) => {
    const shifted = v * 134217729; // 2^27 + 1
    return shifted - (shifted - v);
  };
  const [xh, yh] = [half(x), half(y)], [xl, yl] = [x - xh, y - yh];
  return xl * yl - (((x * y - xh * yh) - xl * yh) - xh * yl);
}

/** A sum of products in about twice the precision, for factors far from overflow; what is special stays so. */
export function preciseDot(pairs: readonly (readonly [number, number])[]): number {
  const plain = pairs.reduce((sum, [x, y]) => sum + x * y, 0);
  if (!Number.isFinite(plain)) return plain;
  return preciseSum(pairs.flatMap(([x, y]) => [x * y, productError(x, y)]));
}

/** The depth of the tree of a sum, as the documentation of `sum` gives it. */
export function sumDepth(count: number): number {
  return 21 + Math.log2(Math.max(count, 1));
}

/** The bound of `sum`, in terms of the unit roundoff: at least as good as NumPy's pairwise summation. */
export function sumTolerance(values: readonly number[], dtype: string): number {
  // eps in the bound of the documentation is the distance from 1 to the next number.
  return sumDepth(values.length) * 2 * unitRoundoff(dtype) * preciseSum(values.map(Math.abs));
}

const exact = (value: number): Expected => ({ value, tolerance: 0 });
/** A result that is no number in the ordinary sense, or zero for lack of terms, has no error. */
const within = (value: number, tolerance: number): Expected =>
  Number.isFinite(value) && tolerance > 0 ? { value, tolerance } : exact(value);

function firstExtreme(values: readonly number[], better: (x: number, y: number) => boolean): number {
  let best = 0;
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i])) return i;
    if (better(values[i], values[best])) best = i;
  }
  return best;
}

function variance(values: readonly number[], dtype: string, correction: number): Expected {
  const n = values.length;
  const eps = 2 * unitRoundoff(dtype);
  if (n - correction <= 0) {
    // NumPy divides by max(n - correction, 0): 0/0, or a spread over 0.
    const spread = n === 0 ? 0 : preciseSum(values.map((x) => (x - preciseSum(values) / n) ** 2));
    return exact(spread / 0);
  }
  const mean = preciseSum(values) / n;
  const spread = preciseSum(values.map((x) => (x - mean) ** 2));
  const size = Math.max(0, ...values.map(Math.abs));
  // The rounding of each difference and square, of their sum, and of the mean.
  const meanError = (sumDepth(n) + 2) * eps * size;
  const relative = (2 * sumDepth(n) + 6) * eps;
  const tolerance = (relative * (spread + n * meanError ** 2) + n * (meanError ** 2 + 2 * eps * size * meanError)) /
    (n - correction);
  return { value: spread / (n - correction), tolerance };
}

/** As the documentation of `nrm2` has it: scaled, so that no square overflows or vanishes. */
function euclideanNorm(values: readonly number[], dtype: string): Expected {
  const largest = Math.max(0, ...values.map(Math.abs));
  if (!(largest > 0) || largest === Infinity) return exact(values.some(Number.isNaN) ? NaN : largest);
  const scale = 2 ** Math.max(-1022, Math.min(1022, -Math.floor(Math.log2(largest))));
  const norm = Math.sqrt(preciseSum(values.map((x) => (x * scale) ** 2))) / scale;
  const value = rounding(dtype)(norm);
  // Nothing below the smallest number can be told apart.
  const tiny = dtype === "float32" ? 2 ** -149 : 2 ** -1074;
  return within(value, (14 + Math.log2(values.length) / 2) * 2 * unitRoundoff(dtype) * value + tiny);
}

/** The reductions of a list of values that the dtype holds. */
export function reduceOracle(op: OpName, values: readonly number[], dtype: string, correction = 0): Expected {
  const n = values.length;
  switch (op) {
    case "sum":
      return n === 0 ? exact(0) : within(preciseSum(values), sumTolerance(values, dtype));
    case "mean": {
      const sum = preciseSum(values);
      return within(sum / n, (sumTolerance(values, dtype) + 2 * unitRoundoff(dtype) * Math.abs(sum)) / n);
    }
    case "prod": {
      const product = values.reduce((p, x) => p * x, 1);
      return within(product, 2 * (n + 1) * unitRoundoff(dtype) * Math.abs(product));
    }
    case "min":
      return exact(Math.min(...values));
    case "max":
      return exact(Math.max(...values));
    case "any":
      return exact(Number(values.some((x) => x !== 0)));
    case "all":
      return exact(Number(values.every((x) => x !== 0)));
    case "asum":
      return n === 0 ? exact(0) : within(preciseSum(values.map(Math.abs)), sumTolerance(values, dtype));
    case "nrm2":
      return euclideanNorm(values, dtype);
    case "iamax":
      return exact(firstExtreme(values.map(Math.abs), (x, y) => x > y));
    case "argmin":
      return exact(firstExtreme(values, (x, y) => x < y));
    case "argmax":
      return exact(firstExtreme(values, (x, y) => x > y));
    case "var":
      return variance(values, dtype, correction);
    case "std": {
      const { value, tolerance } = variance(values, dtype, correction);
      if (tolerance === 0 || !Number.isFinite(value)) return exact(Math.sqrt(value));
      // sqrt(v + t) - sqrt(v) is at most t / sqrt(v), and at most sqrt(t).
      const spread = Math.min(tolerance / Math.sqrt(value), Math.sqrt(tolerance));
      return { value: Math.sqrt(value), tolerance: spread + 2 * unitRoundoff(dtype) * Math.sqrt(value) };
    }
    default:
      throw new Error(`The oracle knows no reduction ${op}: add it`);
  }
}

/** Fails unless a result is the expected one. */
export function assertExpected(actual: number, { value, tolerance }: Expected, what: string): void {
  if (tolerance === 0 || Number.isNaN(value) ? Object.is(actual, value) : Math.abs(actual - value) <= tolerance) return;
  const found = Object.is(actual, -0) ? "-0" : actual;
  throw new Error(`${what}: expected ${Object.is(value, -0) ? "-0" : value} ± ${tolerance}, found ${found}`);
}
