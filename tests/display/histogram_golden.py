"""Writes histogram_golden.json: values with the counts that NumPy's histogram() gives for them.

Usage: python histogram_golden.py > histogram_golden.json
"""

import json
import sys

import numpy as np

rng = np.random.default_rng(7)
cases = []


def add(name, values, bins, range=None):
    """Records what NumPy counts."""
    values = np.asarray(values)
    counts, edges = np.histogram(values, bins, range)
    cases.append({
        "name": name,
        "dtype": values.dtype.name,
        "values": values.tolist(),
        "bins": bins if isinstance(bins, (int, str)) else list(bins),
        **({} if range is None else {"range": list(range)}),
        "counts": counts.tolist(),
        "edges": edges.tolist(),
    })


normal = np.round(rng.normal(size=90), 2)
add("normal values", normal, 10)
add("normal values, bins chosen", normal, "auto")
add("float32", normal.astype(np.float32), 13)
add("skewed values, bins chosen", np.round(rng.exponential(size=120), 2), "auto")
add("integers, bins chosen", rng.integers(0, 30, 150), "auto")
add("few integers, bins chosen", rng.integers(0, 4, 60), "auto")
add("equal values", [2.5] * 5, 3)
add("equal values, bins chosen", [2.5] * 5, "auto")
add("one value, bins chosen", [1.0], "auto")
add("values on the edges", [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0], 10)
add("thirds", [i / 3 for i in np.arange(31)], 30)
add("a range", normal, 7, (-1, 0.5))
add("a range, bins chosen", normal, "auto", (-1, 0.5))
add("a range without values", normal, 4, (10, 11))
add("edges", normal, [-3, -1, -0.5, 0, 2, 2.5])
add("no values", np.array([], dtype=float), 4)
json.dump({"numpy": np.__version__, "cases": cases}, sys.stdout, indent=None)
