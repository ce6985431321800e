/**
 * Draws stacks as a flame graph: one SVG that needs nothing else, in light and dark, with the figures of every function
 * under the pointer. The layout is d3-hierarchy's; of the packages that draw flame graphs, those that are kept up need a
 * browser, and the one that writes SVG is not kept up.
 *
 * @module
 */
// @ts-types="@types/d3-hierarchy"
import { hierarchy, type HierarchyRectangularNode, partition } from "d3-hierarchy";
import { escapeHtml } from "../../lib/ndarray/safe_html.ts";
import type { Frame, Stack } from "./stacks.ts";

const WIDTH = 1200;
const ROW = 19;
const HEAD = 58;
/** The width of a letter, as wide as monospaced fonts of this size have it. */
const LETTER = 7;
/** What is narrower is not drawn. */
const LEAST = 0.4;

interface Node extends Frame {
  own: number;
  readonly children: Node[];
}

/** What stands above the graph. */
export interface FlameTitle {
  /** The heading. */
  readonly title: string;
  /** How it was found. */
  readonly subtitle: string;
  /** What the weights count: "samples" or "instructions". */
  readonly unit: string;
}

/** Makes the SVG. The outermost functions are at the bottom, and the wider a function, the more of the whole it took. */
export function renderFlame(stacks: readonly Stack[], { title, subtitle, unit }: FlameTitle): string {
  const root = hierarchy(merge(stacks))
    .sum(({ own }) => own)
    // By name, not by weight: the same program gives the same picture.
    .sort((x, y) => x.data.name < y.data.name ? -1 : 1);
  const height = (root.height + 1) * ROW;
  const nodes = partition<Node>().size([WIDTH, height])(root).descendants().filter((n) => n.x1 - n.x0 >= LEAST);
  const whole = root.value ?? 0;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEAD + height + 8}" \
viewBox="0 0 ${WIDTH} ${HEAD + height + 8}" role="img" aria-label="${escapeHtml(title)}">
<style>
svg { color-scheme: light dark; background: #f6f7f9; font: 12px ui-monospace, Consolas, monospace; }
text { fill: #1b2430; } .quiet { fill: #5b6776; } g text { pointer-events: none; }
rect { stroke: #f6f7f9; fill: #d3d8de; } g:hover rect { stroke: #1b2430; }
.raptors { fill: #f5a860; } .kernel { fill: #e88a8a; } .javascript { fill: #93c59b; } .thread { fill: #b9c7dc; }
@media (prefers-color-scheme: dark) {
svg { background: #11151b; } text { fill: #e6eaf0; } .quiet { fill: #97a3b3; }
rect { stroke: #11151b; fill: #3a4450; } g:hover rect { stroke: #e6eaf0; }
.raptors { fill: #98551a; } .kernel { fill: #8a3a3e; } .javascript { fill: #2f6b3b; } .thread { fill: #34475f; }
}
</style>
<text x="8" y="22" font-size="16" font-weight="bold">${escapeHtml(title)}</text>
<text x="8" y="42" class="quiet">${escapeHtml(subtitle)}</text>
${nodes.map((node) => box(node, whole, HEAD + height, unit)).join("\n")}
</svg>
`;
}

/** One tree of all stacks. */
function merge(stacks: readonly Stack[]): Node {
  const root: Node = { name: "all", module: "", own: 0, children: [] };
  for (const { frames, weight } of stacks) {
    let node = root;
    for (const { name, module } of frames) {
      let next = node.children.find((child) => child.name === name && child.module === module);
      if (!next) node.children.push(next = { name, module, own: 0, children: [] });
      node = next;
    }
    node.own += weight;
  }
  return root;
}

function box(node: HierarchyRectangularNode<Node>, whole: number, bottom: number, unit: string): string {
  const { name, module } = node.data;
  const value = node.value ?? 0;
  const share = (part: number) => `${(part / whole * 100).toFixed(1)} %`;
  const figures = `${share(value)}, ${value} ${unit}; ${share(node.data.own)} in its own code`;
  const [x, width, y] = [node.x0, node.x1 - node.x0, bottom - (node.depth + 1) * ROW];
  const label = fit(name, width);
  return `<g><title>${escapeHtml(`${name}${module && ` (${module})`}: ${figures}`)}</title>\
<rect class="${escapeHtml(module)}" x="${x.toFixed(1)}" y="${y}" width="${width.toFixed(1)}" height="${ROW}" rx="2"/>\
${label && `<text x="${(x + 4).toFixed(1)}" y="${y + 14}">${escapeHtml(label)}</text>`}</g>`;
}

/** As much of a name as there is room for. */
function fit(name: string, width: number): string {
  const letters = Math.floor((width - 8) / LETTER);
  return name.length <= letters ? name : letters < 4 ? "" : `${name.slice(0, letters - 1)}…`;
}
