"""Coefficients of the polynomials in src/kernel/math/: `python scripts/minimax.py [name ...]` (needs mpmath).

For f on [a, b], the polynomial in the powers given with the least squared error relative to `weight` over Chebyshev's
points, which is near the least largest error. Coefficients are rounded to the lane one after the other, the others
fitted anew, so that rounding costs little. Prints them lowest power first, with the largest error as a power of two.
"""

import struct
import sys

from mpmath import mp, mpf

mp.dps = 60


def fit(f, weight, powers, a, b):
    """Coefficients for `powers` with the least sum of squared errors in Chebyshev's points."""
    n = len(powers)
    count = 6 * (n + 2)
    points = [(a + b) / 2 - (b - a) / 2 * mp.cos(mp.pi * (i + mpf(1) / 2) / count) for i in range(count)]
    rows = mp.matrix(count, n)
    right = mp.matrix(count, 1)
    for i, x in enumerate(points):
        w = weight(x)
        for j, power in enumerate(powers):
            rows[i, j] = x**power / w
        right[i] = f(x) / w
    solved = mp.lu_solve(rows, right)
    return [solved[j] for j in range(n)]


def rounded(x, lane):
    if lane == "f32":
        return mpf(struct.unpack("f", struct.pack("f", float(x)))[0])
    return mpf(float(x))


def polynomial(f, weight, powers, a, b, lane="f64", fixed=0):
    """Rounded coefficients, lowest first; the first `fixed` ones and more are rounded before others are fitted."""
    a, b = mpf(a), mpf(b)
    done = []
    rest = list(powers)

    def left(x):
        return f(x) - sum(k * x**p for k, p in done)

    while rest:
        c = fit(left, weight, rest, a, b)
        done.append((rounded(c[0], lane), rest.pop(0)))
    grid = [a + (b - a) * (i + mpf(1) / 3) / 1500 for i in range(1500)]
    worst = max(abs((sum(k * x**p for k, p in done) - f(x)) / weight(x)) for x in grid)
    return [float(k) for k, _ in done], float(mp.log(worst, 2))


LN2 = mp.log(2)
PI = mp.pi


def odd(f):
    """(f(x) - x) / x**3 as a function of z = x**2."""

    def g(z):
        x = mp.sqrt(z)
        return (f(x) - x) / x**3

    return g


ZERO = mpf(10) ** -12


def reciprocals():
    """For each sixteenth of the mantissas from 1 to 2 (from 3/2 on halved) a reciprocal of few bits; and the range of r."""
    found, low, high = [], mpf(0), mpf(0)
    for j in range(16):
        half = 2 if j >= 8 else 1
        a, b = (1 + mpf(j) / 16) / half, (1 + mpf(j + 1) / 16) / half
        c = mpf(1) if j in (0, 15) else mp.nint(1024 / (a + b)) / 512
        found.append(c)
        low, high = min(low, a * c - 1), max(high, b * c - 1)
    return found, low, high


def log_rest(base):
    """(log(1 + r) - r log(e)) / r**2 to a base."""

    def g(r):
        near = r / 3 - mpf(1) / 2
        return (near if abs(r) < ZERO else (mp.log1p(r) - r) / r**2) / mp.log(base)

    return g


def log_table(base, bits=42):
    """-log(c) to a base, in two parts: the first a multiple of 2**-bits (16 for single precision)."""
    values = [-mp.log(c) / mp.log(base) for c in reciprocals()[0]]
    high = [mp.nint(value * 2**bits) / 2**bits for value in values]
    return [[float(h) for h in high], [float(v - h) for v, h in zip(values, high)]]


def log_polynomial(base):
    _, low, high = reciprocals()
    return polynomial(log_rest(base), lambda r: 1 / (abs(r) + mpf("0.004")), range(9), low, high)

TABLE = {
    # exp(r) = 1 + r + r**2 q(r)
    "exp f64": lambda: polynomial(lambda r: (mp.expm1(r) - r) / r**2, lambda r: 1 / r**2, range(10), -LN2 / 2 * 1.0001, LN2 / 2),
    "exp long": lambda: polynomial(lambda r: (mp.expm1(r) - r) / r**2, lambda r: 1 / r**2, range(11), -LN2 / 2 * 1.0001, LN2 / 2),
    "exp f32": lambda: polynomial(lambda r: (mp.expm1(r) - r) / r**2, lambda r: 1 / r**2, range(5), -LN2 / 2 * 1.0001, LN2 / 2, "f32"),
    # 2**r = 1 + r q(r)
    "exp2 f64": lambda: polynomial(lambda r: mp.expm1(r * LN2) / r, lambda r: 1 / r, range(11), -0.50001, 0.5),
    "exp2 f32": lambda: polynomial(lambda r: mp.expm1(r * LN2) / r, lambda r: 1 / r, range(6), -0.50001, 0.5, "f32"),
    # log(1 + r) = r + r**2 q(r), between the entries of the same table in single precision
    "log f32": lambda: polynomial(log_rest(mp.e), lambda r: 1 / (abs(r) + mpf("0.004")), range(4), *reciprocals()[1:], "f32"),
    # log(1 + r) = r log(e) + r**2 q(r) to three bases, between the entries of a table
    "logs e": lambda: log_polynomial(mp.e),
    "logs 2": lambda: log_polynomial(2),
    "logs 10": lambda: log_polynomial(10),
    # log2((1 + s) / (1 - s)) = 2 log2(e) s + s z q(z)
    "log2 f64": lambda: polynomial(lambda z: (2 * mp.atanh(mp.sqrt(z)) / mp.sqrt(z) - 2) / z / LN2, lambda z: 1 / z, range(9), ZERO, mpf("0.0401")),
    # log2(1 + f) = f q(f), log10(1 + f) = f q(f), in single precision
    "log2 whole": lambda: polynomial(lambda f: mp.log1p(f) / f / LN2, lambda f: mp.log1p(f) / f, range(10), -0.25, 0.5, "f32"),
    "log10 whole": lambda: polynomial(lambda f: mp.log1p(f) / f / mp.log(10), lambda f: mp.log1p(f) / f, range(9), -0.25, 0.5, "f32"),
    # log2(1 + r) = r q(r), between the entries of the table of reciprocals, and 2**r = 1 + r q(r) between sixteenths
    "power log2": lambda: polynomial(lambda r: mp.log1p(r) / r / LN2, lambda r: 1, range(6), *reciprocals()[1:]),
    "power exp2": lambda: polynomial(lambda r: mp.expm1(r * LN2) / r, lambda r: 1 / r, range(3), -0.03126, 0.03126),
    # sinh(r) = r + r z q(z), cosh(r) = 1 + z q(z)
    "sinh f64": lambda: polynomial(odd(mp.sinh), lambda z: 1 / z, range(5), ZERO, (LN2 / 2 * 1.001) ** 2),
    "sinh f32": lambda: polynomial(odd(mp.sinh), lambda z: 1 / z, range(2), ZERO, (LN2 / 2 * 1.001) ** 2, "f32"),
    "cosh f64": lambda: polynomial(lambda z: (mp.cosh(mp.sqrt(z)) - 1) / z, lambda z: 1 / z, range(6), ZERO, (LN2 / 2 * 1.001) ** 2),
    "cosh f32": lambda: polynomial(lambda z: (mp.cosh(mp.sqrt(z)) - 1) / z, lambda z: 1 / z, range(3), ZERO, (LN2 / 2 * 1.001) ** 2, "f32"),
    # tanh(x) = x + x z q(z) for |x| <= 0.6
    "tanh f32": lambda: polynomial(odd(mp.tanh), lambda z: 1 / z, range(5), ZERO, mpf("0.361"), "f32"),
    # arctanh(x) = x + x z q(z) for |x| <= 1/2
    "arctanh f32": lambda: polynomial(odd(mp.atanh), lambda z: 1 / z, range(6), ZERO, mpf("0.2501"), "f32"),
    # arctan(t) = t + t z q(z) for |t| <= 1/8
    "arctan f64": lambda: polynomial(odd(mp.atan), lambda z: 1 / z, range(6), ZERO, mpf("0.01565")),
    "arctan f32": lambda: polynomial(odd(mp.atan), lambda z: 1 / z, range(3), ZERO, mpf("0.01565"), "f32"),
    # x**(-1/3) on [3/4, 3/2)
    "cbrt f64": lambda: polynomial(lambda x: x ** (-mpf(1) / 3), lambda x: x ** (-mpf(1) / 3), range(6), 0.75, 1.5),
    "cbrt f32": lambda: polynomial(lambda x: x ** (-mpf(1) / 3), lambda x: x ** (-mpf(1) / 3), range(4), 0.75, 1.5, "f32"),
    # arcsin(s) = s + s z q(z) for s <= 1/2
    "arcsin f64": lambda: polynomial(odd(mp.asin), lambda z: 1 / z, range(12), ZERO, mpf("0.25")),
    "arcsin f32": lambda: polynomial(odd(mp.asin), lambda z: 1 / z, range(5), ZERO, mpf("0.25"), "f32"),
    # sin(r) = r + r z q(z), cos(r) = 1 - z/2 + z**2 q(z), z = r**2
    "sin f64": lambda: polynomial(odd(mp.sin), lambda z: 1 / z, range(6), ZERO, (PI / 4 * 1.001) ** 2),
    "sin f32": lambda: polynomial(odd(mp.sin), lambda z: 1 / z, range(3), ZERO, (PI / 4 * 1.001) ** 2, "f32"),
    "cos f64": lambda: polynomial(lambda z: (mp.cos(mp.sqrt(z)) - 1 + z / 2) / z**2, lambda z: 1 / z**2, range(6), ZERO, (PI / 4 * 1.001) ** 2),
    "cos f32": lambda: polynomial(lambda z: (mp.cos(mp.sqrt(z)) - 1 + z / 2) / z**2, lambda z: 1 / z**2, range(3), ZERO, (PI / 4 * 1.001) ** 2, "f32"),
}

if __name__ == "__main__":
    for name, make in TABLE.items():
        if len(sys.argv) > 1 and not any(name.startswith(wanted) for wanted in sys.argv[1:]):
            continue
        coefficients, error = make()
        print(f"{name}: 2^{error:.1f}")
        print("  " + ", ".join(repr(k) for k in coefficients))
        if name.startswith("logs"):
            base = mp.e if name.endswith("e") else int(name.split()[1])
            print("  reciprocals", [float(c) for c in reciprocals()[0]])
            for part in log_table(base):
                print("  table", part)
