import * as rt from "@raptors/core";
import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";

Deno.test("tidy() disposes all that was made inside but the result", () => {
  const before = rt.memoryInfo().live;
  const made: rt.NDArray[] = [];
  const result = rt.tidy(() => {
    const a = rt.ones([100]);
    const b = a.add(1);
    const c = b.T.slice("::2");
    made.push(a as rt.NDArray, b as rt.NDArray, c as rt.NDArray);
    return c.multiply(3);
  });
  assertEquals(made.map((a) => a.isDisposed), [true, true, true]);
  assertEquals(result.sum(), 300);
  result.dispose();
  assertEquals(rt.memoryInfo().live, before);
});

Deno.test("tidy() keeps the arrays in arrays, maps, sets and plain objects, however deep", () => {
  const found = rt.tidy(() => {
    const [a, b, c, d, e, lost] = [1, 2, 3, 4, 5, 6].map((n) => rt.full([2], n));
    assert(!lost.isDisposed);
    const circle: Record<string, unknown> = { list: [a, { deep: [[b]] }] };
    circle.self = circle;
    return { circle, map: new Map([["c", c]]), set: new Set([d]), nothing: null, number: 7, e, lost: () => lost };
  });
  const list = found.circle.list as [rt.NDArray, { deep: rt.NDArray[][] }];
  const kept = [list[0], list[1].deep[0][0], found.map.get("c")!, [...found.set][0], found.e] as rt.NDArray[];
  assertEquals(kept.map((a) => a.at(0)), [1, 2, 3, 4, 5]);
  assertEquals(found.lost().isDisposed, true);
});

Deno.test("tidy() leaves arrays from outside alone", () => {
  const outside = rt.ones([3]);
  const same = rt.tidy(() => {
    outside.add(1).dispose();
    return outside;
  });
  assertStrictEquals(same, outside);
  assertEquals(outside.sum(), 3);
});

Deno.test("tidy() keeps the memory of a returned view whose array it disposes", () => {
  const view = rt.tidy(() => rt.arange(4).reshape([2, 2]).T);
  const other = rt.zeros([2, 2]);
  assertEquals(view.toArray(), [[0, 2], [1, 3]]);
  other.dispose();
  view.dispose();
});

Deno.test("nested tidy() passes what the inner one returns to the outer one", () => {
  const before = rt.memoryInfo().live;
  let inner: rt.NDArray | undefined;
  const result = rt.tidy(() => {
    const kept = rt.tidy(() => {
      const a = rt.ones([50]);
      inner = rt.tidy(() => a.add(1)) as rt.NDArray;
      return inner;
    });
    assertEquals(kept.isDisposed, false);
    return kept.sum();
  });
  assertEquals([result, inner?.isDisposed], [100, true]);
  assertEquals(rt.memoryInfo().live, before);
});

Deno.test("tidy() disposes everything when the function throws, and passes the error on", () => {
  const before = rt.memoryInfo().live;
  let made: rt.NDArray | undefined;
  const error = new Error("on purpose");
  try {
    rt.tidy(() => {
      rt.tidy(() => rt.ones([10]));
      made = rt.ones([100]) as rt.NDArray;
      throw error;
    });
  } catch (caught) {
    assertStrictEquals(caught, error);
  }
  assertEquals(made?.isDisposed, true);
  assertEquals(rt.memoryInfo().live, before);
  // The scope is closed: what is made now belongs to nobody.
  const after = rt.ones([2]);
  rt.tidy(() => {});
  assertEquals(after.isDisposed, false);
});

Deno.test("tidy() passes on values that are no arrays", () => {
  assertEquals(rt.tidy(() => rt.ones([4]).sum()), 4);
  assertEquals(rt.tidy(() => undefined), undefined);
  assertEquals(rt.tidy(() => "text"), "text");
});

Deno.test("tidy() bears arrays that were disposed inside, and arrays that were returned twice", () => {
  const before = rt.memoryInfo().live;
  const [a, b] = rt.tidy(() => {
    using gone = rt.ones([3]);
    const kept = gone.add(1);
    return [kept, kept];
  });
  assertStrictEquals(a, b);
  a.dispose();
  assertEquals(rt.memoryInfo().live, before);
});

Deno.test("tidy() refuses an asynchronous function, and disposes what it made so far", () => {
  let made: rt.NDArray | undefined;
  assertThrows(
    () =>
      rt.tidy(() => {
        made = rt.ones([3]) as rt.NDArray;
        return Promise.resolve(made);
      }),
    TypeError,
    "tidy() takes a function that is not asynchronous: found one that returns a promise",
  );
  assertEquals(made?.isDisposed, true);
});

Deno.test("tidy() of an asynchronous function that fails later leaves no unhandled rejection", async () => {
  assertThrows(
    () =>
      rt.tidy(async () => {
        const a = rt.ones([3]);
        await Promise.resolve();
        return a.sum();
      }),
    TypeError,
  );
  // An unhandled rejection would fail the test run here.
  await new Promise((resolve) => setTimeout(resolve, 5));
});

Deno.test("tidy() hands out data that nobody writes to afterwards", () => {
  const data = rt.tidy(() => rt.full([8], 7).data);
  for (let i = 0; i < 50; i++) rt.zeros([8]).dispose();
  assertEquals([...data], new Array(8).fill(7));
});
