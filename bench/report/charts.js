/*
 * What the charts of a report share: its data, its colours in light and dark, and bars of ratios. Runs before the charts
 * of the suite and in one script with them, and keeps its names in one object.
 */
globalThis.charts = (() => {
  const results = JSON.parse(document.getElementById("results").textContent);
  const rival = results.against?.label ?? "NumPy";
  const css = getComputedStyle(document.documentElement);
  const colour = (name) => css.getPropertyValue(`--${name}`).trim();

  /** Draws a figure into an element, and again when light turns to dark. Gives what draws it anew. */
  const show = (id, figure) => {
    const draw = () => {
      const { traces, layout } = figure();
      const base = {
        margin: { l: 56, r: 12, t: 36, b: 60 },
        paper_bgcolor: "rgba(0,0,0,0)",
        plot_bgcolor: "rgba(0,0,0,0)",
        font: { color: colour("text"), family: "system-ui, sans-serif", size: 13 },
        legend: { orientation: "h", x: 0, y: 1.1 },
      };
      globalThis.Plotly.react(id, traces, { ...base, ...layout }, { responsive: true, displayModeBar: false });
    };
    draw();
    globalThis.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
    return draw;
  };

  // Bars start at 1: a case that is faster points up, a slower one down, and on the log axis 2× and 1/2× are as long.
  const ratioBars = (dtype, rows, place) => {
    const own = rows.filter((row) => row.dtype === dtype);
    return {
      type: "bar",
      name: dtype,
      x: [0, 1].map((level) => own.map((row) => place(row)[level])),
      y: own.map((row) => row.speedup - 1),
      base: own.map(() => 1),
      error_y: {
        type: "data",
        symmetric: false,
        array: own.map((row) => Math.max(0, (row.speedup_high ?? row.speedup) - row.speedup)),
        arrayminus: own.map((row) => Math.max(0, row.speedup - (row.speedup_low ?? row.speedup))),
        thickness: 1,
        width: 2,
        color: colour("quiet"),
      },
      customdata: own.map((row) => [row.speedup, row.numpy.median_us, row.raptors.median_us]),
      hovertemplate: `%{x}, ${dtype}<br><b>%{customdata[0]:.2f}×</b><br>${rival} %{customdata[1]:.1f} µs<br>` +
        "Raptors %{customdata[2]:.1f} µs<extra></extra>",
      marker: { color: colour(dtype) },
    };
  };

  /** Shows how many times faster than NumPy each row is. `place` names a row's group and its place in the group. */
  const speedups = (id, rows, place) => {
    const compared = rows.filter((row) => row.speedup !== null);
    if (!compared.length) return document.getElementById(id).remove();
    const ends = compared.flatMap((row) => [row.speedup_low ?? row.speedup, row.speedup_high ?? row.speedup]);
    const low = Math.min(0.8, ...ends) * 0.9;
    const high = Math.max(2, ...ends) * 1.15;
    const marks = [0.05, 0.1, 0.2, 0.5, 1, 2, 3, 5, 10, 20, 50, 100].filter((mark) => mark >= low && mark <= high);
    const dtypes = [...new Set(compared.map((row) => row.dtype))];
    show(id, () => ({
      traces: dtypes.map((dtype) => ratioBars(dtype, compared, place)),
      layout: {
        barmode: "group",
        bargap: 0.25,
        // Labels that do not fit beside each other are turned by plotly, and get the room.
        xaxis: {
          type: "multicategory",
          automargin: true,
          dividercolor: colour("rule"),
          dividerwidth: 1,
          fixedrange: true,
        },
        yaxis: {
          type: "log",
          range: [Math.log10(low), Math.log10(high)],
          title: { text: `times faster than ${rival}` },
          tickvals: marks,
          ticktext: marks.map((mark) => `${mark}×`),
          gridcolor: colour("rule"),
          zeroline: false,
          fixedrange: true,
        },
        shapes: [{
          type: "line",
          xref: "paper",
          x0: 0,
          x1: 1,
          y0: 1,
          y1: 1,
          line: { color: colour("loss"), width: 2 },
        }],
      },
    }));
  };

  return { results, colour, show, speedups };
})();
