import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { sliceLayout, type SliceRange, type SliceSpec } from "../../lib/ndarray/slicing.ts";
import { anyLayout, positions, rowMajor } from "./_layouts.ts";

/** The indices that one specification takes from an axis of length 5. */
function take(spec: SliceSpec): number[] {
  return positions(sliceLayout(rowMajor([5]), [spec]));
}

const matrix = rowMajor([3, 4]);

Deno.test("slice() takes ranges in text", () => {
  assertEquals(take("1:3"), [1, 2]);
  assertEquals(take(":"), [0, 1, 2, 3, 4]);
  assertEquals(take("::"), [0, 1, 2, 3, 4]);
  assertEquals(take("::-1"), [4, 3, 2, 1, 0]);
  assertEquals(take("1::2"), [1, 3]);
  assertEquals(take(":-1"), [0, 1, 2, 3]);
  assertEquals(take("-2:"), [3, 4]);
  assertEquals(take("3:0:-2"), [3, 1]);
  assertEquals(take("+1:+3"), [1, 2]);
});

Deno.test("slice() allows spaces in text", () => {
  assertEquals(take(" 1 : 3 "), [1, 2]);
  assertEquals(take("\t-1 "), [4]);
  assertEquals(sliceLayout(matrix, [" ... ", " newaxis "]).shape, [3, 4, 1]);
});

Deno.test("slice() moves bounds past the ends to the ends", () => {
  assertEquals(take("-99:99"), [0, 1, 2, 3, 4]);
  assertEquals(take("99:-99:-1"), [4, 3, 2, 1, 0]);
  assertEquals(take("7:"), []);
  assertEquals(take(":-7"), []);
  assertEquals(take("3:1"), []);
  assertEquals(take("99999999999999999999:"), []);
  assertEquals(take("::99999999999999999999"), [0]);
});

Deno.test("slice() takes ranges as objects", () => {
  assertEquals(take({}), [0, 1, 2, 3, 4]);
  assertEquals(take({ start: 1, stop: 3 }), [1, 2]);
  assertEquals(take({ step: -2 }), [4, 2, 0]);
  assertEquals(take({ start: -2, stop: undefined }), [3, 4]);
});

Deno.test("slice() drops the axis of a number", () => {
  assertEquals(sliceLayout(matrix, [1]), { shape: [4], strides: [1], offset: 4 });
  assertEquals(sliceLayout(matrix, [-1, "2"]), { shape: [], strides: [], offset: 10 });
  assertEquals(sliceLayout(matrix, [":", "-1"]), { shape: [3], strides: [4], offset: 3 });
});

Deno.test("slice() takes axes without a specification whole", () => {
  assertEquals(sliceLayout(matrix, []), matrix);
  assertEquals(sliceLayout(matrix, ["1:"]), { shape: [2, 4], strides: [4, 1], offset: 4 });
});

Deno.test('slice() fills the missing axes in at "..."', () => {
  const layout = rowMajor([2, 3, 4, 5]);
  assertEquals(sliceLayout(layout, ["...", 0]).shape, [2, 3, 4]);
  assertEquals(sliceLayout(layout, [0, "...", 0]).shape, [3, 4]);
  assertEquals(sliceLayout(layout, [0, 0, "...", 0, 0]).shape, []);
  assertEquals(sliceLayout(layout, ["..."]), layout);
});

Deno.test("slice() inserts new axes of length 1", () => {
  assertEquals(sliceLayout(matrix, [null, ":", "newaxis"]).shape, [1, 3, 1, 4]);
  assertEquals(sliceLayout(matrix, ["...", null]).shape, [3, 4, 1]);
  assertEquals(sliceLayout(rowMajor([]), [null]), { shape: [1], strides: [0], offset: 0 });
  assertThrows(
    () => sliceLayout(rowMajor(new Array(32).fill(1)), [null]),
    RangeError,
    "at most 32 dimensions: found 33",
  );
});

Deno.test("slice() keeps an offset inside the buffer when nothing is selected", () => {
  assertEquals(sliceLayout(rowMajor([5]), ["5:"]), { shape: [0], strides: [1], offset: 0 });
});

Deno.test("slice() reads more different texts than it remembers", () => {
  for (let round = 0; round < 2; round++) {
    for (let i = 0; i < 600; i++) assertEquals(take(`${i}:`).length, Math.max(0, 5 - i));
  }
});

Deno.test("slice() throws on a step of zero", () => {
  assertThrows(() => take("::0"), RangeError, "A slice step must not be 0");
  assertThrows(() => take({ step: 0 }), RangeError, "A slice step must not be 0");
  assertThrows(() => take({ step: -0 }), RangeError, "A slice step must not be 0");
});

Deno.test("slice() throws on an index out of range", () => {
  assertThrows(() => sliceLayout(matrix, [5]), RangeError, "Index 5 is out of range for axis 0 of length 3");
  assertThrows(() => sliceLayout(matrix, [":", "4"]), RangeError, "Index 4 is out of range for axis 1 of length 4");
  assertThrows(() => sliceLayout(matrix, ["...", -5]), RangeError, "Index -5 is out of range for axis 1 of length 4");
  assertThrows(() => sliceLayout(rowMajor([0]), [0]), RangeError, "Index 0 is out of range for axis 0 of length 0");
});

Deno.test("slice() throws on too many indices", () => {
  assertThrows(
    () => sliceLayout(matrix, [0, 0, 0]),
    RangeError,
    "Too many indices for an array of 2 dimensions: found 3",
  );
  assertThrows(() => sliceLayout(rowMajor([2]), [":", ":", null]), RangeError, "an array of 1 dimension: found 2");
});

Deno.test('slice() throws on a second "..."', () => {
  assertThrows(() => sliceLayout(matrix, ["...", 0, "..."]), RangeError, 'at most one "..." in a slice: found 2');
});

Deno.test("slice() throws on malformed text and says what is allowed", () => {
  for (
    const text of ["", " ", "a", "1:b", "1:2:3:4", "1.5", "1.5:2", "- 1", "1 2", "..", "....", "0x1", "1,2", "NaN"]
  ) {
    assertThrows(
      () => take(text),
      RangeError,
      `Malformed slice ${JSON.stringify(text)}: expected an integer such as "-1", a range such as "1:3", ":" or "::-1"`,
    );
  }
});

Deno.test("slice() throws on numbers that are not integers", () => {
  assertThrows(() => take(1.5), RangeError, "An index must be an integer: found 1.5");
  assertThrows(() => take(NaN), RangeError, "An index must be an integer: found NaN");
  assertThrows(() => take({ start: 0.5 }), RangeError, "A slice start must be an integer: found 0.5");
  assertThrows(() => take({ stop: Infinity }), RangeError, "A slice stop must be an integer: found Infinity");
  assertThrows(() => take({ step: NaN }), RangeError, "A slice step must be an integer: found NaN");
});

Deno.test("slice() throws on other types", () => {
  const wrong = (spec: unknown) => () => take(spec as SliceSpec);
  assertThrows(wrong(true), TypeError, "must be a number, a string, null or { start, stop, step }: found a boolean");
  assertThrows(wrong(1n), TypeError, "found a bigint");
  assertThrows(wrong(undefined), TypeError, "found undefined");
  assertThrows(wrong([0, 1]), TypeError, "found an array");
  assertThrows(wrong(new Uint8Array(2)), TypeError, "found an array");
  assertThrows(wrong({ begin: 1 }), TypeError, 'Unknown slice property "begin": expected start, stop or step');
  assertThrows(wrong({ start: "1" }), TypeError, "A slice start must be a number: found a string");
  assertThrows(wrong({ start: null }), TypeError, "A slice start must be a number: found null");
});

/** Which indices a range takes, told by going through all of them. */
function indicesOf({ start, stop, step = 1 }: SliceRange, length: number): number[] {
  const fromStart = (bound: number) => bound < 0 ? bound + length : bound;
  let indices = Array.from({ length }, (_, i) => i);
  if (step < 0) indices.reverse();
  const reached = (i: number, bound: number) => step > 0 ? i >= bound : i <= bound;
  if (start !== undefined) indices = indices.filter((i) => reached(i, fromStart(start)));
  if (stop !== undefined) indices = indices.filter((i) => !reached(i, fromStart(stop)));
  return indices.filter((_, i) => i % Math.abs(step) === 0);
}

/** A nested list of buffer positions: an array in the plainest form. */
type Nested = number | Nested[];

function nest(shape: readonly number[], strides: readonly number[], offset: number): Nested {
  if (shape.length === 0) return offset;
  return Array.from({ length: shape[0] }, (_, i) => nest(shape.slice(1), strides.slice(1), offset + i * strides[0]));
}

/** What the specifications select from a nested list; none of them is "...". */
function select(list: Nested, specs: readonly SliceSpec[]): Nested {
  if (specs.length === 0) return list;
  const [spec, ...rest] = specs;
  if (spec === null) return [select(list, rest)];
  const items = list as Nested[];
  if (typeof spec === "number") return select(items.at(spec)!, rest);
  return indicesOf(spec as SliceRange, items.length).map((i) => select(items[i], rest));
}

const bound = fc.option(fc.integer({ min: -9, max: 9 }), { nil: undefined });
const range = fc.record({ start: bound, stop: bound, step: fc.constantFrom(undefined, 1, 2, 3, 9, -1, -2, -3, -9) });

/** The same range as text. */
function asText({ start, stop, step }: SliceRange): string {
  const text = `${start ?? ""}:${stop ?? ""}`;
  return step === undefined ? text : `${text}:${step}`;
}

Deno.test("slice() agrees with selection from nested lists", () => {
  fc.assert(
    fc.property(
      anyLayout,
      fc.array(fc.oneof({ arbitrary: range, weight: 3 }, fc.nat(99), fc.constant(null)), { maxLength: 6 }),
      fc.boolean(),
      fc.option(fc.nat(6), { nil: undefined }),
      (layout, drawn, inText, ellipsis) => {
        // Numbers are brought into the range of their axis, half of them counting from its end.
        const specs: (number | SliceRange | null)[] = [];
        let axis = 0;
        for (const spec of drawn) {
          if (spec !== null && axis === layout.shape.length) continue;
          if (typeof spec === "number") {
            const length = layout.shape[axis];
            if (length === 0) specs.push({});
            else specs.push(spec % 2 === 0 ? spec % length : -1 - spec % length);
          } else specs.push(spec);
          if (spec !== null) axis++;
        }
        const given: SliceSpec[] = specs.map((spec) => {
          if (!inText) return spec;
          return spec === null ? "newaxis" : typeof spec === "number" ? String(spec) : asText(spec);
        });
        const full = [...specs];
        if (ellipsis !== undefined && ellipsis <= specs.length) {
          given.splice(ellipsis, 0, "...");
          full.splice(ellipsis, 0, ...new Array(layout.shape.length - axis).fill({}));
          // Specifications after "..." belong to later axes than they were drawn for: their numbers may not fit there.
          if (full.slice(ellipsis).some((spec) => typeof spec === "number")) return;
        }
        const sliced = sliceLayout(layout, given);
        const expected = select(nest(layout.shape, layout.strides, layout.offset), full);
        assertEquals(nest(sliced.shape, sliced.strides, sliced.offset), expected);
      },
    ),
    { numRuns: 2000 },
  );
});

Deno.test("slice() gives every stride and offset as a plain integer", () => {
  fc.assert(fc.property(anyLayout, range, (layout, spec) => {
    fc.pre(layout.shape.length > 0);
    const { strides, offset } = sliceLayout(layout, [spec]);
    assertEquals([...strides, offset].every(Number.isSafeInteger), true);
  }));
  assertEquals(sliceLayout(rowMajor([5]), ["::99999999999999999999"]).strides, [1]);
  const repeated = sliceLayout({ shape: [5], strides: [0], offset: 0 }, ["::-1"]);
  assertEquals(Object.is(repeated.strides[0], 0), true);
});
