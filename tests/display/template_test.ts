/** Colours that everybody can tell apart, on light and on dark pages. */
import { assert, assertEquals, assertGreater } from "@std/assert";
import { COLORS, INK, LINE_SCALE, plotlyScale } from "../../lib/display/template.ts";

type Triple = [number, number, number];

/** The grounds of JupyterLab's and VS Code's light and dark themes. */
const LIGHT = "#ffffff";
const DARK = ["#111111", "#1f1f1f"];

/** How people see that lack one kind of cone (Machado et al. 2009, severity 1), in linear RGB. */
const EYES: Record<string, Triple[]> = {
  all: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  protanopia: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  deuteranopia: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
  tritanopia: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
};

const dot = (a: Triple, b: Triple) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

function linear(color: string): Triple {
  return [1, 3, 5].map((at) => {
    const c = parseInt(color.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  }) as Triple;
}

/** The contrast of WCAG 2. */
function contrast(a: string, b: string): number {
  const [low, high] = [a, b].map((c) => dot(linear(c), [0.2126, 0.7152, 0.0722]) + 0.05).sort((x, y) => x - y);
  return high / low;
}

/** Oklab (Ottosson 2020). */
function oklab(rgb: Triple): Triple {
  const lms = ([
    [0.4122214708, 0.5363325363, 0.0514459929],
    [0.2119034982, 0.6806995451, 0.1073969566],
    [0.0883024619, 0.2817188376, 0.6299787005],
  ] as Triple[]).map((row) => Math.cbrt(dot(row, rgb))) as Triple;
  return ([
    [0.2104542553, 0.793617785, -0.0040720468],
    [1.9779984951, -2.428592205, 0.4505937099],
    [0.0259040371, 0.7827717662, -0.808675766],
  ] as Triple[]).map((row) => dot(row, lms)) as Triple;
}

/** How different two colours are to some eyes; 2 is just noticeable. */
function difference(a: string, b: string, eyes: Triple[]): number {
  const [p, q] = [a, b].map((color) => {
    const seen = eyes.map((row) => Math.min(1, Math.max(0, dot(row, linear(color))))) as Triple;
    return oklab(seen);
  });
  return Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]) * 100;
}

Deno.test("any two colours of series differ to everybody", () => {
  assertEquals(new Set(COLORS).size, COLORS.length);
  for (const [name, eyes] of Object.entries(EYES)) {
    COLORS.forEach((a, i) =>
      COLORS.slice(0, i).forEach((b) => {
        const seen = difference(a, b, eyes);
        assert(seen > 7, `${a} and ${b} differ by ${seen.toFixed(1)} with ${name}`);
      })
    );
  }
});

Deno.test("text is as legible on white as on dark grounds", () => {
  assertGreater(contrast(INK, LIGHT), 4.2);
  assertGreater(contrast(INK, DARK[0]), 4.2);
  assertGreater(contrast(INK, DARK[1]), 3.7);
});

Deno.test("colours of series and of lines of equal value stand out on both grounds", () => {
  for (const color of [...COLORS, ...LINE_SCALE]) {
    for (const ground of [LIGHT, ...DARK]) assertGreater(contrast(color, ground), 2.2, `${color} on ${ground}`);
  }
});

Deno.test("colour scales are spread from 0 to 1", () => {
  assertEquals(plotlyScale("viridis"), "Viridis");
  assertEquals(plotlyScale(["red", "white", "blue"]), [[0, "red"], [0.5, "white"], [1, "blue"]]);
  const redblue = plotlyScale("redblue") as [number, string][];
  assertEquals(redblue.map(([at]) => at), [0, 0.25, 0.5, 0.75, 1]);
});
