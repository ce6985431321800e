/** What figures say, show and write. */
import { assert, assertEquals, assertMatch, assertNotEquals, assertRejects, assertStringIncludes } from "@std/assert";
import * as rt from "@raptors/core";
import { type Figure, plot } from "@raptors/core/plot";
import { JSDOM } from "jsdom";
import { runScript } from "../_process.ts";

const bundleOf = (figure: Figure): Promise<Record<string, unknown>> =>
  (figure as unknown as Record<symbol, () => Promise<Record<string, unknown>>>)[Symbol.for("Jupyter.display")]();

Deno.test("a figure says what it shows: kind, title, series, ranges, axes, guides", () => {
  const one = plot.line(rt.linspace(0, 1, 3), [1, NaN, 2.34567], { title: "A <b>bold</b> title" });
  assertEquals(String(one), "Line plot “A bold title”: 3 points, x 0 to 1, y 1 to 2.346");
  const two = plot.bar(["sum", "mean"], [{ name: "a<sub>1</sub>", y: [2, 3] }, { name: "b", y: [0.5, 5] }], {
    xAxis: "operation",
    yAxis: { title: "speed-up", scale: "log" },
    base: 1,
    guides: [{ y: 1, label: "NumPy" }, { x: "sum" }],
  });
  assertEquals(
    String(two),
    [
      "Bar plot",
      "  a1: 2 bars, x sum, mean, y 2 to 3",
      "  b: 2 bars, x sum, mean, y 0.5 to 5",
      "  x is operation; y is speed-up (log)",
      "  a line at y = 1: NumPy",
      "  a line at x = sum",
    ].join("\n"),
  );
  const many = plot.bar(Array.from({ length: 20 }, (_, i) => `n${i}`), rt.arange(20), { horizontal: true });
  assertEquals(String(many), "Bar plot: 20 bars, x 0 to 19, y n0, n1 … n19");
  const levels = plot.bar([["a", "b"], ["x", "y"]], [1, 2]);
  assertEquals(String(levels), "Bar plot: 2 bars, x a x, b y, y 1 to 2");
  assertEquals(String(plot.heatmap(rt.eye(3), { x: [1, 2, 4] })), "Heatmap: 3 × 3, x 1 to 4, values 0 to 1");
  const space = plot.surface([[1, 2], [3, 4]], { zAxis: "height" });
  assertEquals(String(space), "Surface: 2 × 2, values 1 to 4\n  x is x; y is y; z is height");
  const any = plot.figure({ data: [{ type: "pie", values: [1, 2] }, { y: [1, 1] }] });
  assertEquals(String(any), "Figure\n  pie, 2 points\n  scatter, 2 points, y 1");
  assertEquals(String(plot.line([])), "Line plot: 0 points, y none");
});

Deno.test("console.log shows the same words", () => {
  const figure = plot.line([1, 2]);
  assertEquals(Deno.inspect(figure), String(figure));
});

Deno.test("a figure in a cell is interactive, a picture, and words", async () => {
  const figure = plot.line([1, 2], { title: "T" });
  const bundle = await bundleOf(figure);
  assertEquals(Object.keys(bundle), ["application/vnd.plotly.v1+json", "image/svg+xml", "text/plain"]);
  assertEquals(bundle["application/vnd.plotly.v1+json"], figure.toJSON());
  assertEquals(bundle["image/svg+xml"], await figure.toSVG());
  assertEquals(bundle["text/plain"], String(figure));
});

Deno.test("the words of a cell say in what the picture differs", async () => {
  const last = async (figure: Figure) => ((await bundleOf(figure))["text/plain"] as string).split("\n").at(-1);
  const surface = plot.surface(rt.eye(3));
  assertEquals(await last(surface), "The static picture shows the surface from above, as contours.");
  const many = await last(plot.line([{ name: "a", y: [1, 2] }, { name: "b", y: rt.arange(9000) }]));
  assertMatch(many!, /^The static picture shows [\d,]+ of 9,000 points of b\.$/);
  const space = plot.figure({ data: [{ type: "scatter3d", x: [1], y: [1], z: [1] }] });
  assertEquals(await last(space), "No static picture: only browsers can draw scatter3d.");
  assert(!("image/svg+xml" in await bundleOf(space)));
});

Deno.test("save() writes pictures, pages and JSON, by the extension", async () => {
  const figure = plot.line([1, 2]);
  const folder = await Deno.makeTempDir();
  try {
    for (const name of ["a.svg", "a.html", "a.JSON"]) await figure.save(`${folder}/${name}`);
    await figure.save(new URL(`file://${folder}/b.svg`));
    const read = (name: string) => Deno.readTextFile(`${folder}/${name}`);
    assertEquals(await read("a.svg"), await figure.toSVG());
    assertEquals(await read("b.svg"), await figure.toSVG());
    assertEquals(await read("a.html"), await figure.toHTML());
    assertEquals(JSON.parse(await read("a.JSON")), figure.toJSON());
    for (const name of ["a.png", "a"]) {
      await assertRejects(
        () => figure.save(name),
        RangeError,
        `save() writes .svg, .html and .json files: found ${name}`,
      );
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a page holds its figure, and needs nothing else", async () => {
  const text = `</script><script>alert(1)</script><!-- & "`;
  const figure = plot.line([{ name: text, y: [1, 2] }], { title: text });
  const html = await figure.toHTML();
  const { document } = new JSDOM(html).window;
  const scripts = [...document.querySelectorAll("script")];
  assertEquals(scripts.length, 3);
  assert(scripts.every((script) => script.getAttribute("src") === null));
  assertEquals(JSON.parse(document.getElementById("spec").textContent), figure.toJSON());
  assertStringIncludes(scripts[1].textContent, "plotly.js (cartesian - minified) v4.1.1");
  assertEquals(document.title, text);
  assertEquals(document.getElementById("figure").getAttribute("aria-label"), String(figure));
  for (const word of ["color-scheme", "prefers-color-scheme: dark"]) assertStringIncludes(html, word);
  new Function(scripts[1].textContent);
});

Deno.test("a page takes all of plotly.js where the figure needs it, or the address of one", async () => {
  assertStringIncludes(await plot.surface(rt.eye(3)).toHTML(), "plotly.js v4.1.1");
  const html = await plot.line([1]).toHTML({ plotlyUrl: 'https://x/"p.js', title: "<T>" });
  assert(html.length < 20_000);
  assertStringIncludes(html, '<script src="https://x/&quot;p.js"></script>');
  assertStringIncludes(html, "<title>&lt;T&gt;</title>");
  await assertRejects(() => plot.line([1]).toHTML({ cdn: true } as never), TypeError, 'toHTML() has no option "cdn"');
});

Deno.test("the version that pages name is the one that deno.json pins", async () => {
  const { imports } = JSON.parse(await Deno.readTextFile(new URL("../../deno.json", import.meta.url)));
  assertEquals(imports["plotly.js-cartesian-dist-min"], "npm:plotly.js-cartesian-dist-min@4.1.1");
  assertEquals(imports["plotly.js-dist-min"], "npm:plotly.js-dist-min@4.1.1");
});

Deno.test("show() is for notebooks", async () => {
  await assertRejects(() => plot.line([1]).show(), TypeError, "show() works in a notebook: use save() elsewhere");
});

Deno.test("figures and pages need no permission but the library's; pictures need two more", async () => {
  const program = (call: string) => `
    import { plot } from "@raptors/core/plot";
    const figure = plot.line([3, 1, 2]);
    console.log(String(figure), (await ${call}).length > 1000);
  `;
  const least = ["--no-check", "--allow-ffi"];
  const says = "Line plot: 3 points, y 1 to 3 true\n";
  assertEquals((await runScript(program("figure.toHTML()"), { flags: least })).stdout, says);
  const flags = [...least, "--allow-env", "--allow-read"];
  assertEquals((await runScript(program("figure.toSVG()"), { flags })).stdout, says);
  // Without them a cell shows the interactive figure, and says why there is no picture.
  const show = `const bundle = await figure[Symbol.for("Jupyter.display")]();
    console.log(Object.keys(bundle).length, bundle["text/plain"].includes("No static picture: Requires env access"));`;
  const { stdout } = await runScript(program("figure.toHTML()") + show, { flags: least });
  assertEquals(stdout, `${says}2 true\n`);
});

Deno.test("a figure and a picture of it leave the globals as they were", async () => {
  const before = Reflect.ownKeys(globalThis);
  await plot.line([1, 2]).toSVG();
  assertEquals(Reflect.ownKeys(globalThis), before);
  assertNotEquals(before.length, 0);
});
