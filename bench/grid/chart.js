/* The chart of the grid: the 36 cases, or all where none of them was measured and there are not too many to see. */
(() => {
  const { rows } = globalThis.charts.results;
  const compared = rows.filter((row) => row.rival !== "scalar" && row.speedup !== null);
  const targets = compared.filter((row) => row.target);
  const shown = targets.length ? targets : compared.slice(0, 60);
  const place = (row) => {
    const rest = targets.length ? `${row.shape[0]}²` : row.name.split(" ").slice(2).join(" ");
    return [row.op.replaceAll("_", " "), rest];
  };
  globalThis.charts.speedups("chart", shown.map((row) => ({ ...row, numpy: row.rival_timing })), place);
})();
