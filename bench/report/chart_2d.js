/* The charts of the suite 2d. */
globalThis.charts.speedups("chart", globalThis.charts.results.rows, (row) => {
  return [row.op.replaceAll("_", " "), `${row.shape[0]}²`];
});
