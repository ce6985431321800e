/**
 * The text of single elements, aligned with each other as NumPy does it.
 *
 * @module
 */
import type { DType, TypedArray } from "../dispatch/dtype.ts";
import { atPrecision, type Decimal, extend, shortest, splitPositional, splitScientific } from "./_decimal.ts";

/**
 * Formats elements so that all have the same width and, for floats, the same notation.
 *
 * @param values the elements, as their typed array holds them
 * @param dtype their type
 * @param precision the most digits after the decimal point
 */
export function alignedCells(values: readonly (number | bigint)[], dtype: DType, precision: number): string[] {
  switch (dtype) {
    case "bool":
      return values.map((value) => value ? " True" : "False");
    case "float32":
    case "float64":
      return floatCells(values as readonly number[], dtype === "float32", precision);
    default:
      return alignRight(values.map(String));
  }
}

/**
 * Formats one element as a value by itself: the fewest digits that identify it.
 *
 * @param value the element, as its typed array holds it
 * @param dtype its type
 */
export function scalarText(value: TypedArray[number], dtype: DType): string {
  if (dtype === "bool") return value ? "True" : "False";
  if (dtype !== "float32" && dtype !== "float64") return String(value);
  const x = Number(value);
  if (!Number.isFinite(x)) return nonFinite(x);
  const single = dtype === "float32";
  const decimal = shortest(x, single);
  const abs = Math.abs(x);
  if (abs === 0 || (abs >= 1e-4 && abs < (single ? 1e6 : 1e16))) {
    const { whole, fraction } = splitPositional(decimal);
    return `${sign(x)}${whole}.${fraction || "0"}`;
  }
  const { whole, fraction, exponent } = splitScientific(decimal);
  return `${sign(x)}${whole}${fraction && `.${fraction}`}${exponentText(exponent, 2)}`;
}

/** Pads all to the width of the longest. */
function alignRight(texts: readonly string[]): string[] {
  let width = 0;
  for (const text of texts) width = Math.max(width, text.length);
  return texts.map((text) => text.padStart(width));
}

function sign(x: number): string {
  return x < 0 || Object.is(x, -0) ? "-" : "";
}

function nonFinite(x: number): string {
  return Number.isNaN(x) ? "nan" : x < 0 ? "-inf" : "inf";
}

function exponentText(exponent: number, digits: number): string {
  return `e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(digits, "0")}`;
}

function floatCells(values: readonly number[], single: boolean, precision: number): string[] {
  const scientific = needsScientific(values, single);
  const decimals = values.map((x) => Number.isFinite(x) ? atPrecision(x, single, precision, scientific) : undefined);
  const cells = scientific ? scientificCells(values, decimals) : positionalCells(values, decimals);
  return alignRight(values.map((x, i) => cells[i] ?? nonFinite(x)));
}

/** Whether positional notation would be too wide, or would show too little of the small elements. */
function needsScientific(values: readonly number[], single: boolean): boolean {
  let smallest = Infinity;
  let largest = 0;
  for (const x of values) {
    const abs = Math.abs(x);
    if (abs === 0 || !Number.isFinite(x)) continue;
    if (abs < smallest) smallest = abs;
    if (abs > largest) largest = abs;
  }
  if (largest === 0) return false;
  // NumPy decides in the array's own precision: binary32 holds only 6 decimal digits for certain, and rounds the bounds.
  const own = single ? Math.fround : (x: number) => x;
  return largest >= (single ? 1e6 : 1e8) || smallest < own(1e-4) || own(largest / smallest) > 1000;
}

/** Finite elements as 12.5: points below each other, the fraction padded with spaces. */
function positionalCells(
  values: readonly number[],
  decimals: readonly (Decimal | undefined)[],
): (string | undefined)[] {
  const parts = decimals.map((decimal) => decimal && splitPositional(decimal));
  let width = 0;
  for (const part of parts) width = Math.max(width, part?.fraction.length ?? 0);
  return parts.map((part, i) => part && `${sign(values[i])}${part.whole}.${part.fraction.padEnd(width)}`);
}

/** Finite elements as 1.25e+10: all with the same number of digits, the exponents padded with zeros. */
function scientificCells(
  values: readonly number[],
  decimals: readonly (Decimal | undefined)[],
): (string | undefined)[] {
  let count = 1;
  for (const decimal of decimals) count = Math.max(count, decimal?.digits.length ?? 0);
  const parts = decimals.map((decimal, i) => decimal && splitScientific(extend(values[i], decimal, count)));
  let exponentWidth = 2;
  for (const part of parts) {
    exponentWidth = Math.max(exponentWidth, String(Math.abs(part?.exponent ?? 0)).length);
  }
  return parts.map((part, i) =>
    part &&
    `${sign(values[i])}${part.whole}.${part.fraction.padEnd(count - 1, "0")}${
      exponentText(part.exponent, exponentWidth)
    }`
  );
}
