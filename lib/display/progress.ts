/**
 * Progress bars of loops.
 *
 * @module
 */
// @ts-types="@types/cli-progress"
import { SingleBar } from "cli-progress";
import { ArrayCore } from "../ndarray/core.ts";
import { escapeHtml } from "../ndarray/safe_html.ts";
import { checkOptions } from "./_schema.ts";
import { type Jupyter, notebook } from "./notebook.ts";
import { describe } from "./values.ts";

/** What a progress bar says. */
export interface ProgressOptions {
  /** What is being done, written before the bar. */
  readonly label?: string | undefined;
  /** How many items there will be; by default the iterable's `length` or `size`, if it has one. */
  readonly total?: number | undefined;
}

/** A notebook is sent news no more often than this, in milliseconds. */
const INTERVAL = 100;

/**
 * Goes through an iterable, and shows how far it is: in a notebook as a bar that updates in place, on a terminal as a
 * bar on standard error, elsewhere, such as in a pipe, not at all. The bar is over when the loop ends, by `break` and by
 * an error too.
 *
 * Inside of another loop with a bar, a terminal shows the outer bar only.
 *
 * @param iterable what to go through; an asynchronous one is gone through with `for await`
 * @param options what to write before the bar, and how many items there will be
 * @throws {TypeError} if it is not iterable, or an option does not exist or is of the wrong type
 *
 * @example
 * ```ts
 * import { progress } from "@raptors/core/plot";
 * let sum = 0;
 * for (const x of progress([1, 2, 3], { label: "adding" })) sum += x;
 * console.log(sum); // 6
 * ```
 */
export function progress<T>(iterable: Iterable<T>, options?: ProgressOptions): Generator<T, void, void>;
/** Goes through an asynchronous iterable, and shows how far it is. */
export function progress<T>(iterable: AsyncIterable<T>, options?: ProgressOptions): AsyncGenerator<T, void, void>;
export function progress<T>(
  iterable: Iterable<T> | AsyncIterable<T>,
  options: ProgressOptions = {},
): Generator<T, void, void> | AsyncGenerator<T, void, void> {
  checkOptions("progress()", "progress", options);
  const start = () => startBar(options.label ?? "", options.total ?? sizeOf(iterable));
  if (isIterable(iterable)) return steps(iterable, start);
  if (isAsyncIterable(iterable)) return asyncSteps(iterable, start);
  throw new TypeError(`progress() takes something to iterate over: found ${describe(iterable)}`);
}

/** Shows how far a loop is. */
interface Bar {
  /** So many items are done. */
  update(done: number): void;
  /** The loop is over; whether it came to its end. */
  stop(done: number, complete: boolean): void;
}

function* steps<T>(iterable: Iterable<T>, start: () => Bar): Generator<T, void, void> {
  const bar = start();
  let done = 0;
  let complete = false;
  try {
    for (const item of iterable) {
      yield item;
      bar.update(++done);
    }
    complete = true;
  } finally {
    bar.stop(done, complete);
  }
}

async function* asyncSteps<T>(iterable: AsyncIterable<T>, start: () => Bar): AsyncGenerator<T, void, void> {
  const bar = start();
  let done = 0;
  let complete = false;
  try {
    for await (const item of iterable) {
      yield item;
      bar.update(++done);
    }
    complete = true;
  } finally {
    bar.stop(done, complete);
  }
}

/** The bar that this place can show. */
function startBar(label: string, total: number | undefined): Bar {
  const jupyter = notebook();
  if (jupyter !== undefined) return new NotebookBar(jupyter, label, total);
  if (Deno.stderr.isTerminal() && !TerminalBar.busy) return new TerminalBar(label, total);
  return { update: () => {}, stop: () => {} };
}

/** A bar in the output of a cell. */
class NotebookBar implements Bar {
  readonly #jupyter: Jupyter;
  readonly #label: string;
  readonly #total: number | undefined;
  readonly #id = `raptors-progress-${crypto.randomUUID()}`;
  readonly #started = performance.now();
  #sent = performance.now();

  constructor(jupyter: Jupyter, label: string, total: number | undefined) {
    this.#jupyter = jupyter;
    this.#label = label;
    this.#total = total;
    this.#send("display_data", 0, "");
  }

  update(done: number): void {
    if (performance.now() - this.#sent < INTERVAL) return;
    this.#send("update_display_data", done, "");
  }

  stop(done: number, complete: boolean): void {
    this.#send("update_display_data", done, complete ? "" : " · stopped");
  }

  #send(type: "display_data" | "update_display_data", done: number, end: string): void {
    this.#sent = performance.now();
    const seconds = (this.#sent - this.#started) / 1000;
    const total = this.#total;
    const left = end === "" && done > 0 && total !== undefined && done < total ? seconds / done * (total - done) : 0;
    const count = total === undefined ? `${done}` : `${done}/${total}`;
    const times = `${clock(seconds)}${left > 0 ? `, ${clock(left)} left` : ""}`;
    const state = `${count} · ${times}${end}`;
    const name = this.#label === "" ? "" : `${this.#label} `;
    const share = total === undefined || total === 0 ? undefined : Math.min(1, done / total);
    const blocks = share === undefined ? "" : `${"█".repeat(Math.round(share * 30)).padEnd(30, "░")} `;
    const element = share === undefined
      ? ""
      : `<progress value="${share}" max="1" style="width: 16em; vertical-align: middle"></progress> `;
    this.#jupyter.broadcast(type, {
      data: {
        "text/html": `<div style="font-variant-numeric: tabular-nums">${escapeHtml(name)}${element}${
          escapeHtml(state)
        }</div>`,
        "text/plain": `${name}${blocks}${state}`,
      },
      metadata: {},
      transient: { display_id: this.#id },
    });
  }
}

/** A bar on the terminal. */
class TerminalBar implements Bar {
  /** Whether there is one: two would write over each other. */
  static busy = false;

  readonly #bar: SingleBar;

  constructor(label: string, total: number | undefined) {
    TerminalBar.busy = true;
    const count = total === undefined ? "{value}" : "{bar} {value}/{total}";
    this.#bar = new SingleBar({
      // cli-progress fills in what stands in braces, in a label too.
      format: `${label === "" ? "" : "{label} "}${count} · {duration_formatted}`,
      barCompleteChar: "█",
      barIncompleteChar: "░",
      barsize: 30,
      linewrap: false,
    });
    this.#bar.start(total ?? 0, 0, { label });
  }

  update(done: number): void {
    this.#bar.update(done);
  }

  stop(done: number): void {
    this.#bar.update(done);
    this.#bar.stop();
    TerminalBar.busy = false;
  }
}

/** 0.4 s, 12 s, 3:05 min. */
function clock(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")} min`;
}

/** How many items an iterable says that it has. */
function sizeOf(iterable: object): number | undefined {
  if (iterable instanceof ArrayCore) return iterable.shape[0];
  const { length, size } = iterable as { length?: unknown; size?: unknown };
  return [length, size].find((count): count is number => typeof count === "number");
}

function isIterable<T>(value: Iterable<T> | AsyncIterable<T>): value is Iterable<T> {
  return Symbol.iterator in Object(value);
}

function isAsyncIterable<T>(value: Iterable<T> | AsyncIterable<T>): value is AsyncIterable<T> {
  return Symbol.asyncIterator in Object(value);
}
