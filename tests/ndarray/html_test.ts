import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import * as rt from "@raptors/core";
import { JSDOM } from "jsdom";
import type { DType } from "../../lib/dispatch/dtype.ts";
import type { Operand } from "../../lib/dispatch/layout.ts";
import { html } from "../../lib/ndarray/html.ts";

/** A table as a browser would read it. */
interface Table {
  caption: string;
  /** The heads of the columns. */
  heads: string[];
  /** The cells of each row, its head first. */
  rows: string[][];
}

function parse(text: string): Table {
  const { document } = new JSDOM(text).window;
  assertEquals(document.querySelectorAll("table").length, 1);
  const texts = (root: ParentNode, selector: string) =>
    [...root.querySelectorAll(selector)].map((cell) => (cell.textContent ?? "").trim());
  return {
    caption: document.querySelector("caption").textContent,
    heads: texts(document, "thead th"),
    rows: [...document.querySelectorAll("tbody tr")].map((row: ParentNode) => texts(row, "th, td")),
  };
}

/** 0, 1, 2 … */
function ints(count: number): rt.NDArray<"int32"> {
  return rt.arange(count).astype("int32");
}

/** What is used of the DOM, which Deno has no types of. */
interface ParentNode {
  querySelectorAll(selector: string): Iterable<{ textContent: string | null }>;
}

Deno.test("html() shows a vector as one row under its indices", () => {
  assertEquals(parse(html(rt.array([1, 2.5]))), {
    caption: "float64 · [2] · contiguous",
    heads: ["0", "1"],
    rows: [["1.", "2.5"]],
  });
});

Deno.test("html() breaks a longer vector into rows of ten", () => {
  const { heads, rows } = parse(html(ints(23)));
  assertEquals(heads, ["", "+0", "+1", "+2", "+3", "+4", "+5", "+6", "+7", "+8", "+9"]);
  assertEquals(rows.map((row) => row[0]), ["0", "10", "20"]);
  assertEquals(rows[1], ["10", "10", "11", "12", "13", "14", "15", "16", "17", "18", "19"]);
  assertEquals(rows[2], ["20", "20", "21", "22"]);
});

Deno.test("html() shows a matrix under the indices of its rows and columns", () => {
  assertEquals(parse(html(rt.array([[true, false], [true, true]]))), {
    caption: "bool · [2,2] · row-major",
    heads: ["", "0", "1"],
    rows: [["0", "True", "False"], ["1", "True", "True"]],
  });
});

Deno.test("html() shows an array without dimensions as one cell, and one without elements as such", () => {
  assertEquals(parse(html(rt.full([], 7n))), { caption: "int64 · []", heads: [], rows: [["7"]] });
  assertEquals(parse(html(rt.zeros([0, 3]))), { caption: "float64 · [0,3]", heads: [], rows: [["no elements"]] });
});

Deno.test("html() shows more dimensions as one block for each matrix", () => {
  const { heads, rows } = parse(html(ints(12).reshape([2, 2, 3])));
  assertEquals(heads, ["", "0", "1", "2"]);
  assertEquals(rows, [
    ["[0, :, :]"],
    ["0", "0", "1", "2"],
    ["1", "3", "4", "5"],
    ["[1, :, :]"],
    ["0", "6", "7", "8"],
    ["1", "9", "10", "11"],
  ]);
});

Deno.test("html() leaves out what NumPy does, and names the indices that are there", () => {
  const { heads, rows } = parse(html(ints(2000).reshape([40, 50])));
  assertEquals(heads, ["", "0", "1", "2", "…", "47", "48", "49"]);
  assertEquals(rows.map((row) => row[0]), ["0", "1", "2", "…", "37", "38", "39"]);
  assertEquals(rows[3], new Array(8).fill("…"));
  assertEquals(rows[6], ["39", "1950", "1951", "1952", "…", "1997", "1998", "1999"]);

  const tall = parse(html(ints(2000).reshape([1000, 2])));
  assertEquals(tall.rows.map((row) => row[1]), ["0", "2", "4", "…", "1994", "1996", "1998"]);

  const wide = parse(html(ints(2000)));
  assertEquals(wide.heads, ["0", "1", "2", "…", "1997", "1998", "1999"]);
  assertEquals(wide.rows, [["0", "1", "2", "…", "1997", "1998", "1999"]]);

  const deep = parse(html(ints(4000).reshape([20, 10, 20])));
  const blocks = deep.rows.filter((row) => row.length === 1).map((row) => row[0]);
  assertEquals(blocks, ["[0, :, :]", "[1, :, :]", "[2, :, :]", "…", "[17, :, :]", "[18, :, :]", "[19, :, :]"]);
  assertEquals(deep.rows.at(-1), ["9", "3980", "3981", "3982", "…", "3997", "3998", "3999"]);
});

Deno.test("html() shows what at() reads, in any layout", () => {
  const a = ints(24).reshape([4, 6]);
  for (const view of [a.T, a.slice("::-1", "1::2"), rt.broadcastTo(ints(3), [5, 3])]) {
    const { rows } = parse(html(view));
    const expected = Array.from(
      { length: view.shape[0] },
      (_, i) => [i, ...Array.from({ length: view.shape[1] }, (_, j) => view.at(i, j))].map(String),
    );
    assertEquals(rows, expected);
  }
});

Deno.test("html() names the order of the strides", () => {
  const a = rt.zeros([3, 4]);
  const order = (view: rt.NDArray) => parse(html(view)).caption.split(" · ").slice(2).join(" · ");
  assertEquals(order(a), "row-major");
  assertEquals(order(a.T), "column-major");
  assertEquals(order(a.slice(":", "::2")), "strides [4,2]");
  assertEquals(order(a.slice(0, "::-1")), "strides [-1]");
  assertEquals(order(rt.broadcastTo(rt.zeros([4]), [3, 4])), "broadcast, strides [0,1]");
});

Deno.test("html() escapes what could be read as markup", () => {
  const layout = { shape: [1], strides: [1], offset: 0, size: 1, isContiguous: true };
  const odd: Operand = { ...layout, buffer: Float64Array.of(1), dtype: '<b>&"' as DType };
  assertStringIncludes(html(odd), "<caption>&lt;b&gt;&amp;&quot; · [1] · contiguous</caption>");
  assertEquals(parse(html(odd)).caption, '<b>&" · [1] · contiguous');
});

Deno.test("html() takes the notebook's colours, else light or dark ones, and keeps heads in view", () => {
  const [, style] = /<style>(.*?)<\/style>/.exec(html(rt.zeros([2, 2])))!;
  for (const word of ["--jp-layout-color0", "--vscode-editor-background", "prefers-color-scheme:dark", "sticky"]) {
    assertStringIncludes(style, word);
  }
  // Whatever is not below our own class would change the rest of the page.
  const rules = style.replaceAll(/@media[^{]*\{(.*?\})\}/g, "$1").split("}").filter(Boolean);
  assert(rules.length > 5);
  for (const rule of rules) {
    for (const selector of rule.split("{")[0].split(",")) assert(selector.startsWith(".raptors-array"), selector);
  }
});

Deno.test("html() refuses options that make no sense", () => {
  assertThrows(() => html(rt.zeros([1]), { edgeItems: 0 }), RangeError, "edgeItems must be an integer of at least 1");
});

Deno.test("an array in a cell is a table, with NumPy's text beside it", () => {
  const a = rt.array([[1, 2]]);
  const bundle = (a as unknown as Record<symbol, () => Record<string, string>>)[Symbol.for("Jupyter.display")]();
  assertEquals(Object.keys(bundle).sort(), ["text/html", "text/plain"]);
  assertEquals(bundle["text/plain"], "array([[1., 2.]])");
  assertEquals(bundle["text/html"], html(a));
});
