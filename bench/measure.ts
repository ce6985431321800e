/**
 * Timing in fair alternation: in every round each side is timed once, the order changes from round to round, and a side
 * works only while the others wait.
 *
 * @module
 */

/** Something that can be timed. */
export interface Side {
  /** The key of its samples. */
  readonly name: string;
  /** Does the work `lead` times unmeasured, then `calls` times; gives the time of the latter in microseconds. */
  time(calls: number, lead: number): number | Promise<number>;
}

/** How to measure. */
export interface MeasureOptions {
  /** Untimed samples of each side before the first timed one. */
  readonly warmup: number;
  /** Timed samples of each side. */
  readonly repeats: number;
  /** How long a sample should last, so that the clock's grain does not matter. */
  readonly sampleUs: number;
  /**
   * How long the unmeasured calls before a sample should last at least; a fifth of the sample when absent. Threads that
   * slept need some milliseconds until the system has moved them to CPUs of their own.
   */
  readonly leadUs?: number;
}

/** The samples of each side: sample i of every side belongs to round i. Microseconds per call. */
export type Samples = Record<string, number[]>;

/** Measures the sides against each other. */
export async function measure(sides: readonly Side[], options: MeasureOptions): Promise<Samples> {
  const { sampleUs, leadUs = 0 } = options;
  const calls = new Map<Side, number>();
  const pace = new Map<Side, number>();
  for (const side of sides) calls.set(side, await calibrate(side, sampleUs));
  const samples: Samples = Object.fromEntries(sides.map((side) => [side.name, []]));
  for (let round = -options.warmup; round < options.repeats; round++) {
    for (const side of turnOrder(sides, round + options.warmup)) {
      const n = calls.get(side)!;
      // The lead brings the caches back from the other side's data and wakes sleeping threads, for every side alike.
      const lead = Math.max(n / 5, leadUs / (pace.get(side) ?? Infinity));
      const us = await side.time(n, Math.ceil(lead)) / n;
      pace.set(side, us);
      if (round >= 0) samples[side.name].push(us);
      await settle();
    }
  }
  return samples;
}

/** The order of a round: another side begins every second round, and every second round runs backwards. */
export function turnOrder<T>(sides: readonly T[], round: number): T[] {
  const first = (round >> 1) % sides.length;
  const order = [...sides.slice(first), ...sides.slice(0, first)];
  return round % 2 ? order.toReversed() : order;
}

/** How many calls make a sample of the wanted length; the number stays the same for the whole case. */
export async function calibrate(side: Side, sampleUs: number): Promise<number> {
  let calls = 1;
  for (;;) {
    const us = await side.time(calls, 1);
    const fitting = us > 0 ? calls * sampleUs / us : Infinity;
    if (us >= sampleUs / 4 || calls >= 1e7) return Math.max(1, Math.round(Math.min(fitting, 1e7)));
    calls = Math.ceil(Math.min(calls * 10, fitting));
  }
}

/** For how long a function is run before it is first timed. */
const RUN_IN_MS = 50;

/**
 * Times a function of this process. It is run in first, until V8 has compiled it: for short calls the usual warm-up
 * ends long before that. NumPy's side is compiled already.
 */
export function localSide(name: string, call: () => void): Side {
  let runIn = false;
  return {
    name,
    time(calls: number, lead: number): number {
      for (const start = performance.now(); !runIn && performance.now() - start < RUN_IN_MS;) call();
      runIn = true;
      for (let i = 0; i < lead; i++) call();
      const start = performance.now();
      for (let i = 0; i < calls; i++) call();
      return (performance.now() - start) * 1000;
    },
  };
}

/** Lets threads that spin after their work fall asleep, before the next side has its turn. */
function settle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1));
}
