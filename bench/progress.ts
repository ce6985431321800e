/**
 * A progress bar on a terminal; silence elsewhere.
 *
 * @module
 */
import process from "node:process";
// @ts-types="@types/cli-progress"
import { SingleBar } from "cli-progress";

/** Tells how far the run is. */
export interface Progress {
  /** One step of the run begins. */
  step(what: string): void;
  /** The run is over. */
  stop(): void;
}

/** A bar of `total` steps on standard error, if that is a terminal. */
export function startProgress(total: number): Progress {
  if (!Deno.stderr.isTerminal()) return { step: () => {}, stop: () => {} };
  const bar = new SingleBar({
    format: " {bar} {value}/{total} · {duration_formatted} · {what}",
    barCompleteChar: "█",
    barIncompleteChar: "░",
    barsize: 30,
    hideCursor: true,
    clearOnComplete: true,
    linewrap: false,
    stream: process.stderr,
  });
  // Control-C must not leave the terminal without its cursor.
  const interrupted = () => {
    bar.stop();
    Deno.exit(130);
  };
  Deno.addSignalListener("SIGINT", interrupted);
  let done = 0;
  bar.start(total, 0, { what: "starting" });
  return {
    step: (what) => bar.update(done++, { what }),
    stop: () => {
      Deno.removeSignalListener("SIGINT", interrupted);
      bar.stop();
    },
  };
}
