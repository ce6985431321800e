# NumPy's side of bench/alternatives.ts. Reads the data, then for each line "CASE CALLS LEAD" does the case LEAD times
# unmeasured and CALLS times measured, and answers with the microseconds; with CALLS 0, with the numbers of the result.
import json
import sys
import time

import numpy as np

folder, n = sys.argv[1], int(sys.argv[2])
load = lambda name: np.fromfile(f"{folder}/{name}", np.float32)
a, row, b = load("a").reshape(n, n), load("row"), load("b").reshape(n // 2, n // 2)
two = np.float32(2)
cases = [lambda: a + row, lambda: a * two, lambda: float(a.sum()), lambda: a.mean(0), lambda: b @ b]
print(np.__version__, flush=True)
for line in sys.stdin:
    case, calls, lead = map(int, line.split())
    call = cases[case]
    if calls == 0:
        print(json.dumps(np.ravel(call()).tolist()), flush=True)
        continue
    for _ in range(lead):
        call()
    start = time.perf_counter()
    for _ in range(calls):
        call()
    print((time.perf_counter() - start) * 1e6, flush=True)
