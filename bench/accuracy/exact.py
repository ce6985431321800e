"""How far results are from the exact ones, for bench/accuracy/measure.ts: those of Raptors, sent here, and NumPy's own.

The oracle knows no rounding: every float is an integer times a power of two, Python's integers have any length, and so
sums, products and quotients are exact (fractions.Fraction). Square roots, and products of many factors, are exact to more
than 190 bits.

Reads one line of JSON for each request, and answers with one:

  {"dtype", "kind": "elementwise"|"reduce"|"matmul", "arrays": {name: {"shape", "path"}},
   "results": [{"op", "axis", "shape", "path"}]}        arrays of dtype; results of whole arrays are float64
  -> {"errors": [{"raptors", "numpy"}], "condition"}    or {"error"}

An error is in units in the last place for elementwise operations, else relative to the exact result; the largest counts.
"condition" is the largest sum of |x| over |sum of x|, over the axes that are reduced.
"""

import json
import math
import sys
import warnings
from fractions import Fraction

import numpy as np

warnings.simplefilter("ignore")
np.seterr(all="ignore")
PRECISION = {"float32": (24, -149, 2**128), "float64": (53, -1074, 2**1024)}

ELEMENTWISE = {
    "negative": lambda a: -a,
    "abs": abs,
    "square": lambda a: a * a,
    "sqrt": lambda a: root(a),
    "sign": lambda a: Fraction((a > 0) - (a < 0)),
    "floor": lambda a: Fraction(math.floor(a)),
    "ceil": lambda a: Fraction(math.ceil(a)),
    "trunc": lambda a: Fraction(math.trunc(a)),
    "round": lambda a: Fraction(round(a)),
    "add": lambda a, b: a + b,
    "subtract": lambda a, b: a - b,
    "multiply": lambda a, b: a * b,
    "divide": lambda a, b: a / b,
    "minimum": min,
    "maximum": max,
    "mulAdd": lambda a, b, c: a * b + c,
    "clip": lambda a, b, c: min(max(a, b), c),
    "where": lambda a, b, c: b if a else c,
}
NUMPY = {
    "mulAdd": lambda a, b, c: a * b + c,
    "sum": lambda a, axis: a.sum(axis),
    "prod": lambda a, axis: a.prod(axis),
    "min": lambda a, axis: a.min(axis),
    "max": lambda a, axis: a.max(axis),
    "mean": lambda a, axis: a.mean(axis),
    "var": lambda a, axis: a.var(axis),
    "std": lambda a, axis: a.std(axis),
    "asum": lambda a, axis: np.abs(a).sum(axis),
    "nrm2": lambda a, axis: np.linalg.norm(a, axis=axis),
}


def root(x):
    """The square root of a fraction, to 200 bits."""
    if x == 0:
        return x
    scale = max(0, 200 + (x.denominator.bit_length() - x.numerator.bit_length()) // 2)
    return Fraction(math.isqrt((x.numerator << 2 * scale) // x.denominator), 1 << scale)


def ulp_error(found, exact, dtype):
    """The distance in units in the last place of the exact result."""
    digits, least, limit = PRECISION[dtype]
    size = abs(exact)
    if size >= limit * (1 - Fraction(1, 2 ** (digits + 1))):  # rounds to infinity
        return 0.0 if found == (math.inf if exact > 0 else -math.inf) else math.inf
    if not math.isfinite(found):
        return math.inf
    power = least
    if size:
        power = size.numerator.bit_length() - size.denominator.bit_length()
        power -= size < Fraction(2) ** power
        power = max(power - digits + 1, least)
    return float(abs(Fraction(found) - exact) / Fraction(2) ** power)


def relative_error(found, exact):
    if not math.isfinite(found):
        return math.inf
    if exact == 0:
        return 0.0 if found == 0 else math.inf
    return float(abs(Fraction(found) - exact) / abs(exact))


def elementwise(op, operands, dtype, found):
    if op not in ELEMENTWISE:
        raise KeyError(f"there is no exact {op} in bench/accuracy/exact.py")
    f = ELEMENTWISE[op]
    exact = [f(*values) for values in zip(*operands)]
    return [max(map(lambda r, e: ulp_error(r, e, dtype), results, exact)) for results in found]


def integers(x, bits):
    """What the elements are, times 2**bits: exact."""
    mantissas, exponents = np.frexp(x.astype(np.float64))
    return [m << s for m, s in zip(np.ldexp(mantissas, 53).astype(np.int64).tolist(), (exponents - 53 + bits).tolist())]


def fraction_bits(x):
    """The power of two that makes integers of all elements."""
    return max(0, 53 - int(np.frexp(x[x != 0].astype(np.float64))[1].min())) if x.any() else 0


class Moments:
    """What the exact reductions of some elements are made from: the sums of x, |x| and x*x, the least and the largest."""

    def __init__(self, x=None, bits=0):
        self.n = self.sum = self.abs = self.squares = 0
        self.least = self.largest = None
        for start in range(0, 0 if x is None else x.size, 1 << 16):  # in pieces: Python's integers are large
            values = integers(x[start : start + (1 << 16)], bits)
            self.add(len(values), sum(values), sum(map(abs, values)), sum(v * v for v in values), min(values), max(values))

    def add(self, n, total, absolute, squares, least, largest):
        self.n += n
        self.sum += total
        self.abs += absolute
        self.squares += squares
        self.least = least if self.least is None else min(self.least, least)
        self.largest = largest if self.largest is None else max(self.largest, largest)


def reduction(op, m, bits):
    unit = 1 << bits
    if op == "sum":
        return Fraction(m.sum, unit)
    if op == "mean":
        return Fraction(m.sum, unit * m.n)
    if op == "asum":
        return Fraction(m.abs, unit)
    if op == "nrm2":
        return root(Fraction(m.squares, unit * unit))
    if op in ("var", "std"):
        variance = Fraction(m.n * m.squares - m.sum * m.sum, (m.n * unit) ** 2)
        return variance if op == "var" else root(variance)
    if op in ("min", "max"):
        return Fraction(m.least if op == "min" else m.largest, unit)
    raise KeyError(f"there is no exact {op} in bench/accuracy/exact.py")


def product(x):
    """The product, to 190 bits and more: what is left of 256 after a million roundings."""
    bits = fraction_bits(x)
    result, power = 1, 0
    for start in range(0, x.size, 1 << 16):
        for value in integers(x[start : start + (1 << 16)], bits):
            result *= value
            power -= bits
            spare = result.bit_length() - 256
            if spare > 0:
                result >>= spare
                power += spare
    return Fraction(result) * Fraction(2) ** power


class Reductions:
    """The exact reductions of one matrix or vector; each line of it is read once."""

    def __init__(self, a):
        self.a = a
        self.bits = fraction_bits(a)
        self.known = {}

    def lines(self, axis):
        return [self.a.reshape(-1)] if axis is None else list(self.a.T if axis == 0 else self.a)

    def moments(self, axis):
        if axis not in self.known:
            if axis is None and self.a.ndim == 2:  # those of all the columns together
                self.known[None] = [Moments()]
                for m in self.moments(0):
                    self.known[None][0].add(m.n, m.sum, m.abs, m.squares, m.least, m.largest)
            else:
                self.known[axis] = [Moments(line, self.bits) for line in self.lines(axis)]
        return self.known[axis]

    def exact(self, op, axis):
        if op == "prod":
            return [product(line) for line in self.lines(axis)]
        return [reduction(op, m, self.bits) for m in self.moments(axis)]

    def condition(self, axes):
        return max(m.abs / abs(m.sum) if m.sum else math.inf for axis in axes for m in self.moments(axis))


def matmul(a, b):
    bits = [fraction_bits(x) for x in (a, b)]
    rows = [integers(row, bits[0]) for row in a]
    columns = [integers(column, bits[1]) for column in b.T]
    unit = 1 << sum(bits)
    return [Fraction(sum(map(int.__mul__, row, column)), unit) for row in rows for column in columns]


def load(described, dtype):
    return np.fromfile(described["path"], dtype).reshape(described["shape"])


def floats(x):
    return np.asarray(x).reshape(-1).tolist()


def answer(request):
    dtype, kind = request["dtype"], request["kind"]
    arrays = {name: load(described, dtype) for name, described in request["arrays"].items()}
    reductions = Reductions(arrays["a"]) if kind == "reduce" else None
    errors = []
    for wanted in request["results"]:
        op, axis = wanted["op"], wanted["axis"]
        ours = floats(load(wanted, dtype if wanted["shape"] else "float64"))
        if kind == "elementwise":
            names = wanted["operands"]
            operands = [arrays[name] > 0 if name == "condition" else arrays[name] for name in names]
            theirs = floats(NUMPY.get(op, getattr(np, op, None))(*operands))
            exact = [map(bool if name == "condition" else Fraction, floats(x)) for name, x in zip(names, operands)]
            worst = elementwise(op, exact, dtype, (ours, theirs))
        else:
            if kind == "matmul":
                theirs, exact = floats(arrays["a"] @ arrays["b"]), matmul(arrays["a"], arrays["b"])
            else:
                theirs, exact = floats(NUMPY[op](arrays["a"], axis)), reductions.exact(op, axis)
            worst = [max(map(relative_error, results, exact)) for results in (ours, theirs)]
        errors.append({"raptors": worst[0], "numpy": worst[1]})
    axes = {wanted["axis"] for wanted in request["results"] if wanted["op"] != "prod"}
    return {"errors": errors, "condition": reductions.condition(axes) if reductions and axes else None}


def main():
    for line in sys.stdin:
        try:
            said = answer(json.loads(line))
        except Exception as error:
            said = {"error": f"{type(error).__name__}: {error}"}
        # JSON has no infinity.
        print(json.dumps(said).replace("Infinity", '"Infinity"'), flush=True)


if __name__ == "__main__":
    main()
