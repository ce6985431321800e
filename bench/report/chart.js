/* Draws the speed-ups of the report from the data in #results, in the colours of the page, light or dark. */
(() => {
  const { rows } = JSON.parse(document.getElementById("results").textContent);
  const compared = rows.filter((row) => row.speedup !== null);
  const chart = document.getElementById("chart");
  if (!compared.length) return chart.remove();

  const css = getComputedStyle(document.documentElement);
  const colour = (name) => css.getPropertyValue(`--${name}`).trim();

  // Bars start at 1: a case that is faster points up, a slower one down, and on the log axis 2× and 1/2× are as long.
  const trace = (dtype) => {
    const own = compared.filter((row) => row.dtype === dtype);
    return {
      type: "bar",
      name: dtype,
      x: [own.map((row) => row.op.replaceAll("_", " ")), own.map((row) => `${row.shape[0]}²`)],
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
      hovertemplate: `%{x}, ${dtype}<br><b>%{customdata[0]:.2f}×</b><br>NumPy %{customdata[1]:.1f} µs<br>` +
        "Raptors %{customdata[2]:.1f} µs<extra></extra>",
      marker: { color: colour(dtype) },
    };
  };

  const ends = compared.flatMap((row) => [row.speedup_low ?? row.speedup, row.speedup_high ?? row.speedup]);
  const low = Math.min(0.8, ...ends) * 0.9;
  const high = Math.max(2, ...ends) * 1.15;
  const marks = [0.05, 0.1, 0.2, 0.5, 1, 2, 3, 5, 10, 20, 50, 100].filter((mark) => mark >= low && mark <= high);

  const draw = () => {
    const layout = {
      barmode: "group",
      bargap: 0.25,
      margin: { l: 56, r: 12, t: 36, b: 60 },
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      font: { color: colour("text"), family: "system-ui, sans-serif", size: 13 },
      legend: { orientation: "h", x: 0, y: 1.1 },
      xaxis: { type: "multicategory", tickangle: 0, dividercolor: colour("rule"), dividerwidth: 1, fixedrange: true },
      yaxis: {
        type: "log",
        range: [Math.log10(low), Math.log10(high)],
        title: { text: "times faster than NumPy" },
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
    };
    const dtypes = [...new Set(compared.map((row) => row.dtype))];
    globalThis.Plotly.react(chart, dtypes.map(trace), layout, { responsive: true, displayModeBar: false });
  };

  draw();
  globalThis.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
})();
