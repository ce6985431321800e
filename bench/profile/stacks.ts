/**
 * Where time went, as every profiler tells it: stacks of functions, each with a weight.
 *
 * @module
 */

/** A function, and the library or program that it is in. */
export interface Frame {
  /** Its name; that of its module in brackets where it has none. */
  readonly name: string;
  /** Where it is: raptors, deno, javascript, kernel, or another library's name. */
  readonly module: string;
}

/** A stack, outermost function first. */
export interface Stack {
  /** The functions, each called by the one before. */
  readonly frames: readonly Frame[];
  /** Samples or instructions that were counted in the last of them. */
  readonly weight: number;
}

/** A function's part of the whole. */
export interface HotSpot extends Frame {
  /** The part that it spent in its own code. */
  readonly self: number;
  /** The part that it spent in its own code and in what it called. */
  readonly total: number;
}

/** A function without a name of its own: only where it is, is known. */
export function nameless(module: string): Frame {
  return { name: `[${module}]`, module };
}

/** The functions by what they took themselves, most first. */
export function hotSpots(stacks: readonly Stack[]): HotSpot[] {
  const whole = stacks.reduce((sum, { weight }) => sum + weight, 0);
  const spots = new Map<string, { frame: Frame; self: number; total: number }>();
  for (const { frames, weight } of stacks) {
    const keys = frames.map(({ name, module }) => `${module}\0${name}`);
    frames.forEach((frame, i) => {
      const spot = spots.get(keys[i]) ?? { frame, self: 0, total: 0 };
      spots.set(keys[i], spot);
      // A function that calls itself is counted once.
      if (keys.indexOf(keys[i]) === i) spot.total += weight;
      if (i === frames.length - 1) spot.self += weight;
    });
  }
  return [...spots.values()]
    .map(({ frame, self, total }) => ({ ...frame, self: self / whole, total: total / whole }))
    .toSorted((x, y) => y.self - x.self || y.total - x.total || (x.name < y.name ? -1 : 1));
}

/** One frame for several in a row that have no name and are in the same module. */
export function foldNameless(frames: readonly Frame[]): Frame[] {
  return frames.filter((frame, i) => {
    const above = frames[i - 1];
    return !(frame.name === `[${frame.module}]` && above?.name === frame.name && above.module === frame.module);
  });
}
