/**
 * Who must hear of a new number of threads, besides the native library's own pool.
 *
 * @module
 */

const listeners: ((threads: number) => void)[] = [];

/** Registers what is called after every change of the number of threads. */
export function onThreads(listener: (threads: number) => void): void {
  listeners.push(listener);
}

/** Tells of a change. */
export function tellThreads(threads: number): void {
  for (const listener of listeners) listener(threads);
}
