/* The charts of the suite gemm: rates over sizes of the square products, and ratios of the other groups. */
(() => {
  const { results, colour, show, speedups } = globalThis.charts;
  const { rows, rivals, columns } = results;
  const gflops = (row, us) => row.flops / us / 1000;

  for (const dtype of ["float32", "float64"]) {
    const own = rows.filter((row) => row.group === "square" && row.dtype === dtype);
    const id = `square-${dtype}`;
    if (!own.length) {
      document.getElementById(id)?.remove();
      continue;
    }
    const of = (key) => (row) => row.rivals.find(({ rival }) => rival === key)?.timing.median_us;
    const lines = [
      { name: "Raptors", us: (row) => row.raptors.median_us, line: { color: colour(dtype), width: 3 } },
      ...rivals.map(({ key }) => ({ name: columns[key], us: of(key), line: { color: colour(key), width: 2 } })),
      { name: "limit", us: (row) => row.limit?.median_us, line: { color: colour("quiet"), dash: "dot", width: 2 } },
    ];
    show(id, () => ({
      traces: lines.map(({ name, us, line }) => ({
        type: "scatter",
        mode: "lines+markers",
        name,
        line,
        x: own.map((row) => row.n),
        y: own.map((row) => us(row) === undefined ? null : gflops(row, us(row))),
        hovertemplate: "%{x}², %{y:.1f} GFLOP/s<extra>" + name + "</extra>",
      })),
      layout: {
        xaxis: {
          type: "log",
          title: { text: `side length, ${dtype}` },
          tickvals: own.map((row) => row.n),
          ticktext: own.map((row) => `${row.n}`),
          gridcolor: colour("rule"),
          fixedrange: true,
        },
        yaxis: { title: { text: "GFLOP/s" }, rangemode: "tozero", gridcolor: colour("rule"), fixedrange: true },
      },
    }));
  }

  const name = ({ group, m, k, n, batch, orders }) => {
    if (group === "dot") return [`${k}`, ""];
    if (group === "gemv") return [`${m}×${k}`, orders[0]];
    return [`${batch === 1 ? "" : `${batch} of `}${m}×${k}×${n}`, orders === "CC" ? "" : orders];
  };
  for (const group of ["gemv", "dot", "odd", "transposed", "batch"]) {
    if (!document.getElementById(`ratios-${group}`)) continue;
    const compared = rows.filter((row) => row.group === group).map((row) => {
      const against = row.rivals.find(({ rival }) => rival === "numpy");
      return { ...row, ...against, numpy: against.timing };
    });
    speedups(`ratios-${group}`, compared, name);
  }
})();
