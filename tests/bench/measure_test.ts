import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { calibrate, localSide, measure, type Side, turnOrder } from "../../bench/measure.ts";

/** A side that takes `us` microseconds a call and writes down what it was asked. */
function sideOf(name: string, us: number, log: string[] = []): Side & { asked: number[] } {
  const asked: number[] = [];
  return {
    name,
    asked,
    time(calls: number, _lead: number): number {
      log.push(name);
      asked.push(calls);
      return calls * us;
    },
  };
}

Deno.test("turnOrder() lets each of two sides begin as often as the other", () => {
  const orders = [0, 1, 2, 3].map((round) => turnOrder(["a", "b"], round).join(""));
  assertEquals(orders.toSorted(), ["ab", "ab", "ba", "ba"]);
  assertEquals(orders[0], "ab");
  assertEquals(orders[1], "ba");
});

Deno.test("turnOrder() gives every side every place equally often", () => {
  const sides = ["a", "b", "c", "d", "e"];
  const places = new Map<string, number>();
  for (let round = 0; round < 10; round++) {
    turnOrder(sides, round).forEach((side, place) => {
      places.set(side + place, (places.get(side + place) ?? 0) + 1);
    });
  }
  assertEquals(places.size, 25);
  assertEquals(new Set(places.values()), new Set([2]));
});

Deno.test("calibrate() makes samples of the wanted length", async () => {
  for (const us of [0.05, 3, 170]) assertAlmostEquals(await calibrate(sideOf("x", us), 1000) * us, 1000, us + 10);
  assertEquals(await calibrate(sideOf("slow", 5000), 1000), 1, "a call longer than a sample is a sample");
});

Deno.test("calibrate() ends when a clock stands still", async () => {
  const calls = await calibrate({ name: "still", time: () => 0 }, 1000);
  assert(calls >= 1 && calls <= 1e7);
});

Deno.test("measure() alternates the sides and keeps the samples after the warm-up", async () => {
  const log: string[] = [];
  const [a, b] = [sideOf("a", 100, log), sideOf("b", 300, log)];
  const samples = await measure([a, b], { warmup: 2, repeats: 5, sampleUs: 1000 });
  assertEquals(samples, { a: Array(5).fill(100), b: Array(5).fill(300) });
  const rounds = log.slice(-14);
  for (let i = 0; i < rounds.length; i += 2) assertEquals(rounds.slice(i, i + 2).toSorted(), ["a", "b"]);
  assertEquals(new Set(a.asked.slice(-7)), new Set([10]), "as many calls in every round");
});

Deno.test("measure() leads each sample in for as long as it is told, in calls of the pace that it has seen", async () => {
  const leads: Record<string, number[]> = { fast: [], slow: [], slowest: [] };
  const side = (name: string, us: number): Side => ({
    name,
    time: (calls, lead) => {
      leads[name].push(lead);
      return calls * us;
    },
  });
  const sides = [side("fast", 10), side("slow", 400), side("slowest", 20_000)];
  await measure(sides, { warmup: 1, repeats: 3, sampleUs: 1000, leadUs: 8000 });
  assertEquals(leads.fast.slice(-3), [800, 800, 800]);
  assertEquals(leads.slow.slice(-3), [20, 20, 20]);
  assertEquals(leads.slowest.slice(-3), [1, 1, 1]);
  await measure(sides, { warmup: 1, repeats: 3, sampleUs: 1000 });
  assertEquals(leads.fast.slice(-3), [20, 20, 20], "a fifth of the sample");
});

Deno.test("measure() leads each sample in for a fifth of it where it is told nothing, the first one too", async () => {
  const leads: number[] = [];
  const side: Side = {
    name: "a",
    time(calls: number, lead: number): number {
      leads.push(lead);
      return calls * 100;
    },
  };
  await measure([side], { warmup: 1, repeats: 2, sampleUs: 1000 });
  assertEquals(leads.slice(-3), [2, 2, 2]);
});

Deno.test("localSide() runs a function in once, then the lead and the calls, and times only the calls", async () => {
  let count = 0;
  const side = localSide("x", () => {
    count++;
    for (const start = performance.now(); performance.now() - start < 1;);
  });
  const us = await side.time(3, 20);
  assert(count >= 23 + 5, `${count} calls`);
  assert(us >= 3000 && us < 20_000, `3 calls of 1 ms took ${us} us`);
  count = 0;
  await side.time(3, 2);
  assertEquals(count, 5);
});
