/**
 * How large text is, without a browser to ask: from the widths of Arial's characters, which most sans-serif
 * fonts come close to. plotly.js lays out axes, titles and legends by it.
 *
 * @module
 */

/** A rectangle, in pixels. */
export interface Box {
  /** Its left end. */
  readonly left: number;
  /** Its upper end. */
  readonly top: number;
  /** Its right end. */
  readonly right: number;
  /** Its lower end. */
  readonly bottom: number;
}

/** What is used of an element. */
export interface ElementLike {
  /** The name of the element, in lower case in SVG. */
  readonly tagName: string;
  /** All text inside. */
  readonly textContent: string | null;
  /** The elements inside. */
  readonly children: ArrayLike<ElementLike>;
  /** The element around it. */
  readonly parentElement: ElementLike | null;
  /** The text of an attribute. */
  getAttribute(name: string): string | null;
}

/** Widths of the characters from the space to the tilde, in thousandths of the font's size. */
// deno-fmt-ignore
const WIDTHS: readonly number[] = [
  278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556,
  556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
  667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556,
  556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

/** Other fonts are wider than Arial by up to an eighth: text that is a little further away is better than under a line. */
const ROOM = 1.1;

/** A transformation of the plane: x → a x + c y + e, y → b x + d y + f. */
type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

const IDENTITY: Matrix = [1, 0, 0, 1, 0, 0];

/** The width of a line of text, in pixels. */
export function textWidth(text: string, size: number, bold = false): number {
  let thousandths = 0;
  for (const character of text) {
    const code = character.codePointAt(0)!;
    // Beyond Latin, Greek and Cyrillic, characters are about as wide as high.
    thousandths += WIDTHS[code - 32] ?? (code < 0x1100 || (code >= 0x2000 && code < 0x2e80) ? 560 : 1000);
  }
  return thousandths / 1000 * size * (bold ? 1.07 : 1) * ROOM;
}

/** The box around all text in an element, in its own coordinates, or in those of the picture. */
export function boxOf(element: ElementLike, inPicture: boolean): Box {
  let matrix = IDENTITY;
  for (let e: ElementLike | null = inPicture ? element : null; e !== null; e = e.parentElement) {
    matrix = multiply(parseTransform(e.getAttribute("transform")), matrix);
  }
  const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  grow(box, element, matrix);
  return box.left <= box.right ? box : { left: matrix[4], top: matrix[5], right: matrix[4], bottom: matrix[5] };
}

function grow(box: { -readonly [K in keyof Box]: number }, element: ElementLike, matrix: Matrix): void {
  if (element.tagName === "defs" || element.tagName === "clipPath") return;
  if (element.tagName !== "text") {
    for (const child of Array.from(element.children)) {
      grow(box, child, multiply(matrix, parseTransform(child.getAttribute("transform"))));
    }
    return;
  }
  const own = textBox(element);
  for (const x of [own.left, own.right]) {
    for (const y of [own.top, own.bottom]) {
      const [px, py] = [matrix[0] * x + matrix[2] * y + matrix[4], matrix[1] * x + matrix[3] * y + matrix[5]];
      box.left = Math.min(box.left, px);
      box.right = Math.max(box.right, px);
      box.top = Math.min(box.top, py);
      box.bottom = Math.max(box.bottom, py);
    }
  }
}

/** The box of a text element, of one line or of several. */
function textBox(text: ElementLike): Box {
  const size = Number.parseFloat(styleOf(text, "font-size") ?? "") || 12;
  const lines = Array.from(text.children).filter((child) => child.getAttribute("class") === "line");
  const rows = lines.length > 0 ? lines : [text];
  const widths = rows.map((row) => textWidth(row.textContent ?? "", size, isBold(row)));
  const width = Math.max(...widths);
  const [x, y] = ["x", "y"].map((name) => Number.parseFloat(text.getAttribute(name) ?? "") || 0);
  const anchor = styleOf(text, "text-anchor") ?? text.getAttribute("text-anchor");
  const left = x - (anchor === "middle" ? width / 2 : anchor === "end" ? width : 0);
  const top = y + shiftOf(text, size) + shiftOf(lines[0], size) - 0.93 * size;
  return { left, top, right: left + width, bottom: top + (1.17 + 1.3 * (rows.length - 1)) * size };
}

/** How far an element is moved down: `dy`, in pixels or in the font's size. */
function shiftOf(element: ElementLike | undefined, size: number): number {
  const dy = element?.getAttribute("dy") ?? "";
  return (Number.parseFloat(dy) || 0) * (dy.endsWith("em") ? size : 1);
}

function isBold(element: ElementLike): boolean {
  const weight = styleOf(element, "font-weight");
  if (weight !== undefined) return weight === "bold" || Number(weight) >= 600;
  return element.children.length > 0 && Array.from(element.children).every(isBold);
}

function styleOf(element: ElementLike, name: string): string | undefined {
  return new RegExp(`(?:^|;)\\s*${name}:\\s*([^;]+)`).exec(element.getAttribute("style") ?? "")?.[1];
}

/** Reads `translate(1,2) rotate(90)` and the like. */
function parseTransform(text: string | null): Matrix {
  let matrix = IDENTITY;
  for (const [, name, list] of (text ?? "").matchAll(/(\w+)\s*\(([^)]*)\)/g)) {
    const n = list.split(/[\s,]+/).filter(Boolean).map(Number);
    if (name === "translate") matrix = multiply(matrix, [1, 0, 0, 1, n[0], n[1] ?? 0]);
    else if (name === "scale") matrix = multiply(matrix, [n[0], 0, 0, n[1] ?? n[0], 0, 0]);
    else if (name === "matrix") matrix = multiply(matrix, n as unknown as Matrix);
    else if (name === "rotate") {
      const [sin, cos] = [Math.sin(n[0] * Math.PI / 180), Math.cos(n[0] * Math.PI / 180)];
      const [x, y] = [n[1] ?? 0, n[2] ?? 0];
      matrix = multiply(matrix, [cos, sin, -sin, cos, x - x * cos + y * sin, y - x * sin - y * cos]);
    }
  }
  return matrix;
}

function multiply(m: Matrix, n: Matrix): Matrix {
  return [
    m[0] * n[0] + m[2] * n[1],
    m[1] * n[0] + m[3] * n[1],
    m[0] * n[2] + m[2] * n[3],
    m[1] * n[2] + m[3] * n[3],
    m[0] * n[4] + m[2] * n[5] + m[4],
    m[1] * n[4] + m[3] * n[5] + m[5],
  ];
}
