"""Writes corner_values.json: what NumPy gives for every operation of the table on values where it may go wrong.

    python3 tests/golden/corner_values.py        (made with NumPy 2.4.6)

Floats are hexadecimal bit patterns, most significant digit first, separated by spaces; booleans and indices are decimal
numbers. Elementwise operations are recorded on every combination of the dtype's special values (of a shorter list for two
and three operands); reductions on small arrays, with their options; products see products().
"""

import json
import pathlib
import re
import warnings

import numpy as np

warnings.simplefilter("ignore")
np.seterr(all="ignore")
HERE = pathlib.Path(__file__).parent
FLOATS = ["float32", "float64"]
BITS = {"float32": ("uint32", 8), "float64": ("uint64", 16)}


def table():
    """The operations of native/ops.def: family, public name, dtypes."""
    text = (HERE / "../../native/ops.def").read_text()
    rows = re.findall(r"^RP_OP\((\w+),\s*(\w+),\s*(\w+),", text, re.M)
    camel = lambda name: re.sub(r"_(\w)", lambda m: m[1].upper(), name)
    return [(family, camel(name), ["float32", "float64"] + (["bool"] if dtypes == "LOGICAL" else []))
            for family, name, dtypes in rows]


def hex_of(a):
    a = np.asarray(a)
    if a.dtype == bool or a.dtype.kind in "iu":
        return " ".join(str(int(x)) for x in a.ravel())
    kind, digits = BITS[a.dtype.name]
    return " ".join(format(int(x), f"0{digits}x") for x in np.ascontiguousarray(a).view(kind).ravel())


def specials(dtype):
    f = np.finfo(dtype)
    # The first number with no fraction left, and its neighbours with one.
    whole = 2.0 ** f.nmant
    values = [np.nan, np.inf, -np.inf, 0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 1.5, -1.5, 2.5, -2.5, 0.1, -0.1,
              0.49999999, whole, whole / 2 + 0.5, -whole / 2 - 0.5, whole / 4 + 0.75,
              f.smallest_subnormal, -f.smallest_subnormal, f.tiny - f.smallest_subnormal, f.tiny, -f.tiny,
              f.max, -f.max, f.eps, 1 + f.eps, 1 - f.epsneg, 3e-20, -7e19, 12345.678]
    return np.array(values, dtype)


def few(dtype):
    f = np.finfo(dtype)
    return np.array([np.nan, np.inf, -np.inf, 0.0, -0.0, 1.5, -0.1, f.smallest_subnormal, f.max, 1 + f.eps], dtype)


def some(dtype):
    f = np.finfo(dtype)
    more = [1.0, -1.5, 0.5, 2.0 ** f.nmant, -f.smallest_subnormal, f.tiny, -f.max, 3e-20, -7e19, f.eps]
    return np.concatenate([few(dtype), np.array(more, dtype)])


BINARY = {
    "add": np.add, "subtract": np.subtract, "multiply": np.multiply, "divide": np.divide,
    "minimum": np.minimum, "maximum": np.maximum, "equal": np.equal, "notEqual": np.not_equal,
    "less": np.less, "lessEqual": np.less_equal, "greater": np.greater, "greaterEqual": np.greater_equal,
}
TERNARY = {"mulAdd": lambda a, b, c: a * b + c, "clip": np.clip}


def unary(op, dtype):
    return hex_of(getattr(np, op)(specials(dtype)))


def binary(op, dtype):
    s = some(dtype)
    return hex_of(BINARY[op](s[:, None], s[None, :]))


def ternary(op, dtype):
    s = few(dtype)
    return hex_of(TERNARY[op](s[:, None, None], s[None, :, None], s[None, None, :]))


def select(_, dtype):
    s = few(dtype)
    condition = np.array([False, True])
    return hex_of(np.where(condition[:, None, None], s[None, :, None], s[None, None, :]))


def lists(dtype):
    f = np.finfo(dtype)
    nan, inf, tiny = np.nan, np.inf, f.smallest_subnormal
    return [[], [nan], [0.0], [-0.0], [-0.0, -0.0], [-0.0, 0.0], [0.0, -0.0], [1, nan], [nan, 1], [3, nan, 1, nan],
            [inf], [-inf], [inf, -inf], [inf, 1], [-inf, 1], [nan, inf, -inf], [f.max, f.max], [-f.max, -f.max],
            [f.max, -f.max], [f.max, 2], [tiny, tiny], [tiny, 0.5], [f.tiny, 0.5], [1, f.eps / 4, -1],
            [2, 2, 2, 2], [3, 1, 1, 3], [1, 3, 3, 1], [1, 2, 3, 4], [0.1, 0.2, 0.3], [-1, -2], [0, 0, 5], [0, nan],
            [1e10, 1e10 + 1024, 1e10 + 2048], [(i * 5 % 11 - 5) / 4 for i in range(100)], [7.0] * 300, [1.0] * 69 + [nan], [2.0] * 64 + [-3.0]]


def matrices(dtype):
    nan, inf = np.nan, np.inf
    rows = [[[1, nan, -0.0, 4], [-0.0, 2, 0.0, nan], [5, -inf, -0.0, inf]], [[1, 2, 2], [3, 0, 2]], [[nan], [1]]]
    return [np.array(m, dtype) for m in rows] + [np.zeros(s, dtype) for s in ([0, 3], [3, 0], [0, 0], [2, 0, 3])]


def options(op, ndim):
    axes = [None] if ndim == 1 else [None, 0, 1, -1] + ([] if op.startswith("arg") or op == "iamax" else [[0, 1]])
    for axis in axes:
        for keepdims in ([False] if ndim == 1 else [False, True]):
            for correction in ([0, 1, 2, 0.5, 5] if op in ("var", "std") else [None]):
                yield axis, keepdims, correction


# In NumPy's widest type, where no square overflows or vanishes.
WIDE = np.longdouble
BLAS = {
    "asum": lambda a, **options: np.sum(np.abs(a), **options),
    "nrm2": lambda a, **options: np.sqrt(np.sum(np.square(a.astype(WIDE)), **options)).astype(a.dtype),
    "iamax": lambda a, **options: np.argmax(np.abs(a), **options),
}


def reduce_one(op, number, a, axis, keepdims, correction):
    """One line: the array's number; axes; keepdims; correction; the result's shape; its values, or `error`."""
    extra = {} if correction is None else {"correction": correction}
    axes = tuple(axis) if isinstance(axis, list) else axis
    asked = f"{number}; {json.dumps(axis)}; {json.dumps(keepdims)}; {json.dumps(correction)}"
    try:
        r = np.asarray((BLAS.get(op) or getattr(np, op))(a, axis=axes, keepdims=keepdims, **extra))
        return f"{asked}; {list(r.shape)}; {hex_of(r)}"
    except ValueError:
        return f"{asked}; null; error"


def arrays(dtype):
    if dtype == "bool":
        some_bools = [[], [True], [False], [False, True], [[True, False], [True, True]]]
        return [np.array(x, bool) for x in some_bools] + [np.zeros([0, 2], bool)]
    return [np.array(x, dtype) for x in lists(dtype)] + matrices(dtype)


def reduce(op, dtype):
    return [reduce_one(op, i, a, *rest) for i, a in enumerate(arrays(dtype)) for rest in options(op, a.ndim)]


def products(op, dtype):
    """Of every pair of numbers, of each list with itself reversed, and of each matrix with its transpose."""
    pairs = some(dtype)
    rows = [np.array(x, dtype) for x in lists(dtype)]
    dots = np.array([np.matmul(x, x[::-1]) for x in rows], dtype)
    return [hex_of(np.matmul(pairs[:, None], pairs[None, :])), hex_of(dots)] + [
        hex_of(np.matmul(m, m.T)) for m in matrices(dtype) if m.ndim == 2]


FAMILIES = {"unary": unary, "binary": binary, "ternary": ternary, "select": select, "reduce": reduce, "argreduce": reduce,
            "gemm": products}

if __name__ == "__main__":
    ops = {op: {dtype: FAMILIES[family](op, dtype) for dtype in dtypes} for family, op, dtypes in table()}
    golden = {
        "numpy": np.__version__,
        "specials": {dtype: hex_of(specials(dtype)) for dtype in FLOATS},
        "some": {dtype: hex_of(some(dtype)) for dtype in FLOATS},
        "few": {dtype: hex_of(few(dtype)) for dtype in FLOATS},
        "arrays": {dtype: [{"shape": list(a.shape), "values": hex_of(a)} for a in arrays(dtype)]
                   for dtype in FLOATS + ["bool"]},
        "ops": ops,
    }
    (HERE / "corner_values.json").write_text(json.dumps(golden, indent=2) + "\n")
