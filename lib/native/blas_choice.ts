/**
 * What may be asked for as BLAS, by `RAPTORS_BLAS` and by `setBlas()`.
 *
 * @module
 */

/** For messages. */
export const BLAS_CHOICES = "expected auto, builtin, openblas, accelerate, or the path of a CBLAS library";

/** Whether a text is a choice: one of the names, or a path, which has a separator or ends as libraries do. */
export function isBlasChoice(text: string): boolean {
  return ["auto", "builtin", "openblas", "accelerate"].includes(text) || /[/\\]|\.(so(\.\d+)*|dylib|dll)$/.test(text);
}
