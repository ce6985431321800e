/**
 * Decimal digits of floating-point numbers: the shortest that identify a number, or the exact value rounded.
 *
 * @module
 */

/** A number without its sign: 0.DIGITS × 10^point. The digits neither start nor end with 0; zero has none. */
export interface Decimal {
  /** The digits, most significant first. */
  readonly digits: string;
  /** How many of them stand before the decimal point. */
  readonly point: number;
}

const ZERO: Decimal = { digits: "", point: 0 };

/** The smallest normal binary32 number. */
const FLOAT32_NORMAL = 2 ** -126;

/**
 * The fewest digits that no other number of the same type is nearer to.
 *
 * @param x a finite number
 * @param single whether its type is binary32
 */
export function shortest(x: number, single: boolean): Decimal {
  const abs = Math.abs(x);
  if (abs === 0) return ZERO;
  return single ? shortestSingle(abs) : parse(abs.toExponential());
}

/** The same for a positive binary32 number, which the language has no conversion for. */
function shortestSingle(x: number): Decimal {
  const value = exact(x);
  // Six digits or fewer never collide among normal numbers, so that six with trailing zeros stand for all shorter ones.
  for (let count = x < FLOAT32_NORMAL ? 1 : 6; count < 9; count++) {
    const nearest = round(value, count);
    if (identifies(nearest, x)) return nearest;
    // Below a power of two numbers lie twice as close as above it, so the decimal above may identify it although the
    // nearest one does not.
    if (isPowerOfTwo(x)) {
      const above = increment(value.digits.slice(0, count), value.point);
      if (identifies(above, x)) return above;
    }
  }
  return round(value, 9);
}

/** Whether binary32 reads a decimal as x. */
function identifies({ digits, point }: Decimal, x: number): boolean {
  return Math.fround(Number(`.${digits}e${point}`)) === x;
}

/** Whether a positive normal number is a power of two. */
function isPowerOfTwo(x: number): boolean {
  return x >= FLOAT32_NORMAL && Number.isInteger(Math.log2(x)) && 2 ** Math.log2(x) === x;
}

/** Reads a positive number written as d.ddde±x. */
function parse(text: string): Decimal {
  const [mantissa, exponent] = text.split("e");
  return { digits: trimZeros(mantissa.replace(".", "")), point: Number(exponent) + 1 };
}

/** Without zeros at the end. */
function trimZeros(digits: string): string {
  let end = digits.length;
  while (end > 0 && digits[end - 1] === "0") end--;
  return digits.slice(0, end);
}

/**
 * The shortest digits, or where these are more than allowed, the exact value rounded to that many (halves to even).
 *
 * @param x a finite number
 * @param single whether its type is binary32
 * @param precision the digits allowed after the decimal point
 * @param scientific whether the point is to stand after the first digit
 */
export function atPrecision(x: number, single: boolean, precision: number, scientific: boolean): Decimal {
  const short = shortest(x, single);
  if (short.digits.length <= (scientific ? 1 : short.point) + precision) return short;
  const value = exact(x);
  return round(value, (scientific ? 1 : value.point) + precision);
}

/**
 * More digits of a number of which only the shortest are known: those of its exact value.
 *
 * @param x a finite number
 * @param short its shortest digits
 * @param count how many digits are wanted
 */
export function extend(x: number, short: Decimal, count: number): Decimal {
  return short.digits.length >= count || x === 0 ? short : round(exact(x), count);
}

/** The exact value of a number, to 101 digits: no number comes closer than that to a half without being one. */
function exact(x: number): Decimal {
  return parse(Math.abs(x).toExponential(100));
}

/** Rounds to a number of digits, halves to even. */
function round(value: Decimal, keep: number): Decimal {
  if (keep < 0) return ZERO;
  const head = value.digits.slice(0, keep);
  const tail = value.digits.slice(keep);
  const isOdd = keep > 0 && "13579".includes(head[keep - 1]);
  // Digits have no zeros at the end, so a half is exactly "5", and whatever is more compares greater.
  if (!(tail > "5" || (tail === "5" && isOdd))) {
    const digits = trimZeros(head);
    return digits === "" ? ZERO : { digits, point: value.point };
  }
  return increment(head, value.point);
}

/** Adds one in the last digit. */
function increment(head: string, point: number): Decimal {
  const digits = String(BigInt(head) + 1n);
  return { digits: trimZeros(digits), point: digits.length > head.length ? point + 1 : point };
}

/**
 * Splits a number at the decimal point.
 *
 * @returns the digits before the point, at least "0", and those after it, without zeros at the end
 */
export function splitPositional({ digits, point }: Decimal): { whole: string; fraction: string } {
  if (point <= 0) return { whole: "0", fraction: digits === "" ? "" : "0".repeat(-point) + digits };
  return { whole: digits.slice(0, point).padEnd(point, "0"), fraction: digits.slice(point) };
}

/**
 * Splits a number in scientific notation.
 *
 * @returns the digit before the point, the digits after it, and the power of ten
 */
export function splitScientific({ digits, point }: Decimal): { whole: string; fraction: string; exponent: number } {
  if (digits === "") return { whole: "0", fraction: "", exponent: 0 };
  return { whole: digits[0], fraction: digits.slice(1), exponent: point - 1 };
}
