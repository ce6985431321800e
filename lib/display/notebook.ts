/**
 * The Jupyter kernel around us, if there is one.
 *
 * @module
 */

/** What is used of `Deno.jupyter`. */
export interface Jupyter {
  /** Sends a message to the notebook at once, also from a loop that never awaits; `Deno.jupyter.display` would wait. */
  broadcast(type: "display_data" | "update_display_data", content: Record<string, unknown>): void;
}

/** The kernel, or undefined outside of a notebook. */
export function notebook(): Jupyter | undefined {
  try {
    // Outside of `deno jupyter` reading the property throws.
    return (Deno as unknown as { jupyter?: Jupyter }).jupyter;
  } catch {
    return undefined;
  }
}
