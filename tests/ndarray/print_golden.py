"""Writes print_golden.json: arrays with the text that NumPy's str() and repr() give for them.

Usage: python print_golden.py [cases] [seed] > print_golden.json

Elements are stored as the hex of their little-endian bytes, or as a ramp start + i * step (computed in float64, then
converted to the dtype) where there are many. A view says what was done to the array before printing.
"""

import json
import sys

import numpy as np

CASES = int(sys.argv[1]) if len(sys.argv) > 1 else 120
RNG = np.random.default_rng(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
DTYPES = ["bool", "uint8", "int32", "int64", "float32", "float64"]
VIEWS = {
    "none": lambda a: a,
    "transposed": lambda a: a.T,
    "every second, backwards": lambda a: a[::-2],
}
cases = []


def add(a, view="none", ramp=None, **options):
    """Records what NumPy prints for an array."""
    case = {"dtype": a.dtype.name, "shape": list(a.shape)}
    if ramp is not None:
        case["ramp"] = ramp
    else:
        case["hex"] = a.astype(a.dtype.newbyteorder("<")).tobytes().hex()
    if view != "none":
        case["view"] = view
    if options:
        case["options"] = options
    names = {"edgeItems": "edgeitems", "lineWidth": "linewidth"}
    with np.printoptions(**{names.get(k, k): v for k, v in options.items()}):
        seen = VIEWS[view](a)
        case["str"] = str(seen)
        case["repr"] = repr(seen)
    cases.append(case)


def ramp(shape, dtype, start, step, view="none", **options):
    """Records an array whose elements follow a formula."""
    values = start + np.arange(int(np.prod(shape)), dtype=np.float64) * step
    add(values.astype(dtype).reshape(shape), view, {"start": start, "step": step}, **options)


def floats(*values, **options):
    """Records the same values in both float dtypes."""
    for dtype in ("float64", "float32"):
        with np.errstate(over="ignore"):
            add(np.array(values, dtype=dtype), **options)


NAN, INF = float("nan"), float("inf")

# No dimensions: the element by itself.
for value in (0.0, -0.0, 1.0, 1.5, -2.25, 0.1, 1e-4, 1.0001e-4, 9.9999e-5, 1.5e-5, 999999.94, 1e6, 1e15,
              1125899906842624.25, 1125899906842624.75, 2097152.25, 2097152.75, 1e16, 1.25e16, 123456789.0, 16777216.0, 1e22,
              1e23, 1e300, 5e-324, 1e-45, 1 / 3, NAN, INF, -INF):
    with np.errstate(over="ignore"):
        add(np.array(value, dtype="float64"))
        add(np.array(value, dtype="float32"))
for value, dtype in ((True, "bool"), (False, "bool"), (7, "uint8"), (-7, "int32"), (-(2**63), "int64")):
    add(np.array(value, dtype=dtype))

# No elements.
for shape in ((0,), (0, 3), (3, 0), (2, 0, 4)):
    for dtype in DTYPES:
        add(np.zeros(shape, dtype=dtype))

# Notation, width, sign.
floats(1, 2, 3)
floats(1, 2.5, -3.25)
floats(0.0, -0.0)
floats(-0.0)
floats(NAN)
floats(INF)
floats(-INF, 1)
floats(NAN, INF, -INF)
floats(NAN, NAN)
floats(NAN, 1)
floats(NAN, 1.25, 100)
floats(-INF, 1e10)
floats(NAN, 1e-10, 1)
floats(INF, 0.5, 12345)
floats(0.1, 0.2, 0.30000000000000004)
floats(1 / 3, 2 / 3)
floats(2**-9)
floats(3 * 2**-9)
floats(2**-10, 0.5)
floats(1 + 2**-9, 1 + 3 * 2**-9, -(1 + 2**-9))
floats(1e-4, 1e-3)
floats(9.9999e-5, 1)
floats(1, 1000)
floats(1, 1000.0001)
floats(1, 1001)
floats(42.39031219482422, 42390.3125)
floats(99999999, 1e7)
floats(99999999.5, 99999998)
floats(100000000)
floats(999999, 5e5)
floats(999999.94, 5e5)
floats(1e6)
floats(1e100, 1e5)
floats(1e-5, 1e-300)
floats(5e-324, 1.7976931348623157e308)
floats(1.17549435e-38, 3.4028235e38, 1e-45)
floats(0.999999999, 0.5)
floats(0.99999999999999999)
floats(9.99999999999e22, 1e23)
floats(123456.789, 0.1 + 123456)
floats(0.00012345678901, 0.09)
floats(1e16, 1)
for precision in range(4):
    floats(0.0006, 0.05, 0.5, 0.25, 0.9, 0.96, 0.15, 0.012, 0.0049, precision=precision)
    floats(1234.5678, 2.5, 3.5, precision=precision)
    floats(1e-7, 2.5e10, 3.55e5, precision=precision)
floats(0.1, 1 / 3, precision=17)
add(np.array([float(2.0**k) for k in range(-149, 128)], dtype="float32"))
add(np.array([float(2.0**k) for k in range(-1074, 1024, 7)], dtype="float64"), precision=17)

# Integers and booleans.
add(np.array([True]))
add(np.array([True, False]))
add(np.array([True, True]))
add(np.array([[False, True], [True, True]]))
add(np.array([1, -10, 100], dtype="int64"))
add(np.array([-(2**63), 2**63 - 1, 0], dtype="int64"))
add(np.array([-(2**31), 2**31 - 1], dtype="int32"))
add(np.array([0, 255, 7], dtype="uint8"))

# Shapes, wrapping, summaries, views.
for dtype in DTYPES:
    ramp((2, 3), dtype, 0, 1)
    ramp((2, 3, 4), dtype, 0, 1)
    ramp((2, 2, 2, 3), dtype, 0, 1)
    ramp((1, 1, 1, 1), dtype, 0, 1)
    ramp((30,), dtype, 0, 1)
    ramp((2, 40), dtype, 0, 1)
    ramp((2, 2, 30), dtype, 0, 1)
    if dtype in ("bool", "float32"):
        ramp((1000,), dtype, 0, 1)
    ramp((1001,), dtype, 0, 1)
    ramp((40, 50), dtype, 0, 1)
    ramp((40, 50), dtype, 0, 1, view="transposed")
    ramp((9, 2), dtype, 0, 1, view="every second, backwards")
    ramp((3, 4, 100), dtype, 0, 1)
    ramp((10, 10, 11), dtype, 0, 1)
    ramp((7, 8, 6, 5), dtype, 0, 1)
    ramp((6, 6, 30), dtype, 0, 1)
    ramp((5, 5), dtype, 0, 1, threshold=10, edgeItems=1)
    ramp((5, 5), dtype, 0, 1, threshold=10, edgeItems=2)
    ramp((9,), dtype, 0, 1, threshold=0, edgeItems=4)
    ramp((20,), dtype, 0, 1, lineWidth=20)
    ramp((3, 5), dtype, 0, 1, lineWidth=5)
    for width in range(60, 66):
        ramp((21,), dtype, 10, 1, lineWidth=width)
        ramp((3,), dtype, 10, 1, lineWidth=width - 40)
for width in range(28, 38):
    ramp((3,), "int32", 10, 1, lineWidth=width)
ramp((1000, 1000), "float64", -3, 0.25)
ramp((1000, 1000), "float32", -3, 0.25)
ramp((70, 80), "float64", 0.5, 1e-3)
ramp((70, 80), "float32", 1e-6, 1e-3)


def random_values(dtype, size):
    """Elements of a kind chosen at random."""
    if dtype == "bool":
        return RNG.integers(0, 2, size).astype(bool)
    if dtype in ("uint8", "int32", "int64"):
        info = np.iinfo(dtype)
        bits = int(RNG.integers(1, info.bits))
        low = 0 if info.min == 0 or RNG.random() < 0.3 else -(2 ** (bits - 1))
        return RNG.integers(low, 2**bits - 1, size, endpoint=True, dtype=dtype if bits < info.bits else "int64").astype(dtype)
    kind = RNG.integers(0, 8)
    if kind == 0:  # any bit pattern
        bits = np.dtype(dtype).itemsize * 8
        return RNG.integers(0, 2**bits, size, dtype=f"uint{bits}").view(dtype)
    if kind == 1:
        values = RNG.standard_normal(size)
    elif kind == 2:
        values = RNG.integers(-1000, 1000, size).astype(float)
    elif kind == 3:
        values = RNG.integers(-1000, 1000, size) / 2.0 ** int(RNG.integers(1, 14))
    elif kind == 4:
        values = 10.0 ** RNG.uniform(-6, 9, size)
    elif kind == 5:
        values = RNG.standard_normal(size) * 10.0 ** int(RNG.integers(-10, 12))
    elif kind == 6:
        values = np.round(RNG.uniform(-200, 200, size), int(RNG.integers(0, 6)))
    else:
        values = RNG.uniform(1, 1000, size)
    with np.errstate(over="ignore", under="ignore"):
        values = values.astype(dtype)
    if RNG.random() < 0.3:
        values[RNG.random(size) < 0.2] = RNG.choice([NAN, INF, -INF, -0.0, 0.0])
    return values


for _ in range(CASES):
    dtype = str(RNG.choice(DTYPES, p=[0.03, 0.05, 0.06, 0.06, 0.4, 0.4]))
    ndim = int(RNG.integers(0, 5))
    shape = tuple(int(n) for n in RNG.integers(1, [40, 24, 8, 5, 4][ndim], ndim))
    values = random_values(dtype, max(1, int(np.prod(shape)))).reshape(shape)
    options = {}
    if RNG.random() < 0.3:
        options["precision"] = int(RNG.integers(0, 18))
    if RNG.random() < 0.3:
        options["lineWidth"] = int(RNG.integers(10, 120))
    if RNG.random() < 0.3:
        options["threshold"] = int(RNG.integers(0, 60))
        options["edgeItems"] = int(RNG.integers(1, 5))
    view = str(RNG.choice(list(VIEWS), p=[0.7, 0.15, 0.15])) if ndim > 0 else "none"
    add(values, view, **options)

print(json.dumps({"numpy": np.__version__, "cases": cases}, indent=2))
