/*
 * The charts of the trends: lines through the runs, of the areas' means or of the cases of one operation, which the reader
 * chooses.
 */
(() => {
  const { results, colour, show } = globalThis.charts;
  const AREAS = "areas";
  const dark = globalThis.matchMedia("(prefers-color-scheme: dark)");

  /** As many colours as there are lines, apart from each other, legible on light and on dark. */
  const lineColour = (i, count) => `hsl(${Math.round(i * 360 / count)} ${dark.matches ? "75% 68%" : "70% 38%"})`;
  const SYMBOLS = ["circle", "square", "diamond", "triangle-up", "cross", "x"];

  results.series.forEach((series, index) => {
    const ops = [...new Set(series.cases.map((line) => `${line.area} ${line.op}`))];
    let chosen = series.areas.length ? AREAS : ops[0];
    const lines = () =>
      chosen === AREAS ? series.areas : series.cases.filter((line) => `${line.area} ${line.op}` === chosen);

    const figure = (field, axis, line) => () => {
      const shown = lines().filter((line) => line[field].some((value) => value !== null));
      const traces = shown.map((line, i) => ({
        type: "scatter",
        mode: "lines+markers",
        name: line.name === line.area ? `${line.name}, ${line.op}` : line.name,
        x: series.labels,
        y: line[field],
        connectgaps: true,
        line: { color: lineColour(i, shown.length), width: 2 },
        marker: { symbol: SYMBOLS[i % SYMBOLS.length], size: 7 },
        hovertemplate: `%{x}<br><b>%{y:${axis.hoverformat}}</b><extra>${line.name}</extra>`,
      }));
      const shape = { type: "line", xref: "paper", x0: 0, x1: 1, y0: 1, y1: 1 };
      return {
        traces,
        layout: {
          margin: { l: 64, r: 12, t: 12, b: 48 },
          legend: { x: 1.01, y: 1, font: { size: 12 } },
          hovermode: "closest",
          showlegend: true,
          // Runs at even steps: nights and hurried afternoons are as wide.
          xaxis: {
            type: "category",
            categoryarray: series.labels,
            automargin: true,
            tickfont: { size: 11 },
            gridcolor: colour("rule"),
            fixedrange: true,
          },
          yaxis: { gridcolor: colour("rule"), zeroline: false, fixedrange: true, ...axis },
          shapes: [{ ...shape, line: { color: colour(line), width: 2 } }],
        },
      };
    };
    const marks = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 3, 5, 10, 20, 50, 100];
    const speedup = {
      type: "log",
      title: { text: "times faster" },
      hoverformat: ".2f",
      tickvals: marks,
      ticktext: marks.map((mark) => `${mark}×`),
    };
    const limit = { title: { text: "share of the limit" }, tickformat: ".0%", hoverformat: ".0%", rangemode: "tozero" };
    const redraw = [
      show(`speedup-${index}`, figure("speedup", speedup, "loss")),
      show(`limit-${index}`, figure("limit", limit, "win")),
    ];

    // The choice is made here, for without JavaScript there is nothing to choose.
    const select = document.createElement("select");
    const add = (parent, value, text) => parent.append(new Option(text, value, false, value === chosen));
    if (series.areas.length) add(select, AREAS, "geometric means of areas");
    for (const area of new Set(series.cases.map((line) => line.area))) {
      const group = document.createElement("optgroup");
      group.label = area;
      for (const op of ops.filter((op) => op.startsWith(`${area} `))) add(group, op, op.slice(area.length + 1));
      select.append(group);
    }
    select.addEventListener("change", () => {
      chosen = select.value;
      for (const draw of redraw) draw();
    });
    const label = document.createElement("label");
    label.append("Lines: ", select);
    document.querySelector(`.chart-choice[data-series="${index}"]`).append(label);
  });
})();
