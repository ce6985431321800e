/**
 * Text, data and code that are safe inside HTML.
 *
 * @module
 */

/** Text that is safe between tags and in attributes. */
export function escapeHtml(text: string): string {
  const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return text.replace(/[&<>"']/g, (character) => entities[character]);
}

/** JSON that is safe inside a script element: no "<" that could end it or begin a comment. */
export function inlineJson(value: unknown): string {
  return JSON.stringify(value).replaceAll("<", "\\u003c");
}

/** JavaScript that is safe inside a script element, given that these sequences occur in it only within strings. */
export function inlineScript(source: string): string {
  return source.replace(/<(?=\/script|script|!--)/gi, "\\x3c");
}
