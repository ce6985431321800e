/**
 * What a suite leaves behind.
 *
 * @module
 */

/** A finished run of a suite, in the forms in which it is shown and kept. */
export interface Outcome {
  /** The folder under `bench/results/` that holds the last run of the suite. */
  readonly folder: string;
  /** What the terminal shows. */
  readonly text: string;
  /** results.json; it has been read back and is sound. */
  readonly json: string;
  /** results.csv. */
  readonly csv: string;
  /** report.html, given the source of plotly.js. */
  readonly report: (plotly: string) => string;
  /** Further files that the run wrote itself. */
  readonly written: readonly string[];
}
