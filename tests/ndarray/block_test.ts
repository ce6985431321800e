/** What `.data` hands out is never given to another array, and shows nothing of one (DESIGN §4.5). */
import * as rt from "@raptors/core";
import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { indices } from "../_arrays.ts";

const DTYPES = ["bool", "uint8", "int32", "int64", "float32", "float64"] as const;
const SIZES = [0, 1, 3, 8, 9, 100, 511, 512, 513, 5000, 600_000];

Deno.test("data holds the elements where offset and strides say", () => {
  const a = rt.arange(24).reshape([2, 3, 4]).slice("::-1", ":", "1::2").transpose([2, 0, 1]);
  const { data, offset, strides } = a;
  for (const at of indices(a.shape)) {
    assertEquals(data[offset + at.reduce((sum, i, d) => sum + i * strides[d], 0)], a.at(...at));
  }
});

Deno.test("data is writable memory of the array, before and after", () => {
  for (const size of SIZES.filter((n) => n > 0)) {
    const a = rt.zeros([size]);
    const view = a.slice("::-1");
    a.data[0] = 5;
    assertEquals([a.at(0), view.at(-1)], [5, 5]);
    a.set(7, 0);
    assertEquals(a.data[0], 7);
    view.add(1, { out: view });
    assertEquals(a.data[0], 8);
    assertEquals(a.data.length, size);
    assertStrictEquals(a.data.buffer, view.data.buffer);
  }
});

for (const dtype of DTYPES) {
  Deno.test(`data of a ${dtype} array is never recycled, whatever its size`, () => {
    for (const size of SIZES) {
      const a = rt.full([size], 1, { dtype });
      const { data } = a;
      a.dispose();
      const before = data.slice();
      // Enough new arrays to be given any memory that was free.
      const others = Array.from({ length: 20 }, () => rt.full([size], 0, { dtype }));
      for (const other of others) other.dispose();
      rt.zeros([size], { dtype }).dispose();
      assertEquals(data, before, `${dtype} [${size}]`);
    }
  });
}

Deno.test("the buffer behind data holds no other array's elements", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 700 }), { minLength: 2, maxLength: 8 }), fc.nat(), (sizes, pick) => {
      const arrays = sizes.map((n, i) => rt.full([n], i + 1));
      const chosen = pick % sizes.length;
      const whole = new Uint8Array(arrays[chosen].data.buffer);
      whole.fill(0xff);
      arrays.forEach((a, i) => {
        if (i !== chosen) assertEquals(a.sum(), a.size * (i + 1));
        a.dispose();
      });
      // What is made later has nothing to do with it either.
      const later = sizes.map((n) => rt.ones([n]));
      whole.fill(0xee);
      for (const a of later) assertEquals(a.sum(), a.size);
    }),
  );
});

Deno.test("views of an array whose data was read stay views of it", () => {
  const a = rt.arange(6);
  const before = a.slice("1:4");
  const { data } = a;
  const after = a.slice("1:4");
  data[2] = -1;
  assertEquals([before.toArray(), after.toArray()], [[1, -1, 3], [1, -1, 3]]);
  a.dispose();
  before.dispose();
  assertEquals(after.toArray(), [1, -1, 3]);
});

Deno.test("toTypedArray() is a copy in a buffer of its own", () => {
  for (const size of SIZES) {
    for (const a of [rt.ones([size]), rt.flip(rt.ones([size])), rt.ones([size, 1]).T]) {
      const copy = a.toTypedArray();
      assertEquals([copy.byteOffset, copy.buffer.byteLength], [0, 8 * size]);
    }
  }
});

Deno.test("reading data takes the bytes out of recycling and leaves the counts right", () => {
  for (const size of [100, 5000]) {
    const before = rt.memoryInfo();
    const a = rt.ones([size]);
    const during = rt.memoryInfo();
    assert(a.data.length === size);
    assertEquals(rt.memoryInfo().live, during.live);
    a.dispose();
    const after = rt.memoryInfo();
    assertEquals(after.live, before.live);
    assertEquals(after.pooled, during.pooled);
  }
});

Deno.test("elements of a buffer that was transferred away cannot be used", () => {
  for (const size of [4, 5000]) {
    const a = rt.ones([size]);
    const view = a.slice("1:");
    const { data } = a;
    structuredClone(data.buffer, { transfer: [data.buffer] });
    const message = "empty or detached: its memory was transferred away";
    assertThrows(() => a.add(1), TypeError, `add() failed: a buffer is ${message}`);
    assertThrows(() => a.sum(), TypeError, `sum() failed: a buffer is ${message}`);
    assertThrows(() => view.sum(0), TypeError, message);
    assertThrows(() => a.T.less(2), TypeError, message);
    assertThrows(() => a.argmin(), TypeError, message);
    assertThrows(() => a.mulAdd(2, 1), TypeError, message);
    assertThrows(
      () => rt.where(a.shape.length ? rt.ones([size], { dtype: "bool" }) : a as never, a, 0),
      TypeError,
      message,
    );
    assertThrows(() => a.astype("int32"), TypeError, message);
    assertThrows(() => a.copy(), TypeError, message);
    assertThrows(() => rt.ones([size]).add(1, { out: a }), TypeError, message);
    assertThrows(() => rt.concat([a, a]), TypeError, message);
    assertThrows(() => a.toTypedArray(), TypeError, "detached");
    for (
      const use of [() => a.at(0), () => a.toArray(), () => a.set(1, 0), () => view.slice(":1").item(), () => String(a)]
    ) {
      assertThrows(use, TypeError, "its memory was transferred away");
    }
    a.dispose();
    view.dispose();
  }
});

Deno.test("a bool array of a buffer that was transferred away does not read as true", () => {
  const memory = new Uint8Array([0, 1]);
  const a = rt.asarray(memory, { dtype: "bool" });
  structuredClone(memory.buffer, { transfer: [memory.buffer] });
  assertThrows(() => a.at(0), TypeError, "its memory was transferred away");
  assertThrows(() => a.any(), TypeError, "its memory was transferred away");
});
