"""Writes golden/expr.json.gz: what NumPy answers for expressions that np.expr reads. Run: python3 tests/oracle/golden_expr.py

A case is the text, its operands (memory, offset, strides) and the result or error. `near` marks results that may
differ in their last bits: transcendental functions, complex products, sums whose order is free.
"""

import base64
import ctypes
import gzip
import json
import pathlib
import random
import re
import warnings

import numpy as np

warnings.simplefilter("ignore")
rng = random.Random(20240612)

DTYPES = ["?", "i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", "f2", "f4", "f8", "c8", "c16"]
NAMES = {name: getattr(np, name) for name in dir(np) if not name.startswith("_")}


def values(count, dtype):
    kind = np.dtype(dtype).kind
    whole = np.array([rng.randrange(0 if kind in "u" else -20, 21) for _ in range(count)])
    if kind == "b":
        return whole % 2 == 0
    if kind in "iu":
        return whole.astype(dtype)
    real = whole / 7
    for i in range(count):
        if rng.randrange(14) == 0:
            real[i] = rng.choice([0.0, -0.0, np.nan, np.inf, 1e4, -1e-3])
    if kind == "c":
        real = real + 1j * np.array([rng.randrange(-4, 5) for _ in range(count)])
    return real.astype(dtype)


def array(shape, dtype, plain=False):
    """An array that broadcasts to `shape`; unless `plain`, often a view of something larger."""
    own = list(shape)
    steps = [1] * len(own)
    if not plain:
        own = [1 if rng.randrange(5) == 0 else n for n in own]
        if rng.randrange(4) == 0:
            own = own[rng.randrange(len(own) + 1):]
        steps = [rng.choice([1, 1, 1, 2, -1]) for _ in own]
    base = [n * abs(s) for n, s in zip(own, steps)]
    made = values(int(np.prod(base, dtype=int)), dtype).reshape(base)
    if not plain and rng.randrange(3) == 0:
        made = np.asfortranarray(made)
    for axis, step in enumerate(steps):
        made = made[(slice(None),) * axis + (slice(None, None, step),)]
    if not plain and rng.randrange(10) == 0 and made.dtype.itemsize > 1:
        made = made.astype(made.dtype.newbyteorder(">"))
    return made


def packed(one):
    low, high = np.lib.array_utils.byte_bounds(one)
    memory = ctypes.string_at(low, high - low) if one.size else b""
    return {
        "d": one.dtype.str, "b": base64.b64encode(memory).decode(), "s": list(one.shape), "t": list(one.strides),
        "o": one.__array_interface__["data"][0] - low if one.size else 0,
    }


def outcome(text, operands):
    try:
        result = eval(text, dict(NAMES, np=np), operands)
    except Exception as error:
        kinds = [np.exceptions.AxisError, IndexError, OverflowError, ZeroDivisionError, ValueError, TypeError]
        name = next(kind.__name__ for kind in kinds if isinstance(error, kind))
        return {"e": [name, str(error)]}
    if not isinstance(result, (np.ndarray, np.generic)):
        if isinstance(result, complex):
            return {"v": ["complex", repr(result.real), repr(result.imag)]}
        return {"v": [type(result).__name__, repr(result)]}
    one = np.asarray(result)
    return {
        "d": one.dtype.str, "s": list(one.shape), "t": list(one.strides),
        "b": base64.b64encode(np.ascontiguousarray(one).tobytes()).decode(),
    }


NEAR = re.compile(r"exp|log|sin|cos|tan|hypot|power|\*\*(?! 2(?![\d.]))|std|var|mean|@|matmul|sum|prod|abs|sqrt|sign|reciprocal")


def case(text, operands, near=None):
    inexact = any(one.dtype.kind in "fc" for one in operands.values()) or "/" in text or "." in text
    is_complex = any(one.dtype.kind == "c" for one in operands.values()) or "j" in text
    if near is None:
        near = is_complex or (inexact and NEAR.search(text) is not None)
    return {"x": text, "o": {name: packed(one) for name, one in operands.items()}, "near": near,
            **outcome(text, operands)}


# --- written out: one for each thing that expressions can say -------------------------------------------

FEATURES = """
a + b * c | -a ** 2 | (-a) ** 2 | a ** 2 ** 1 | 2 ** a | ~i & 7 | i << 2 | i >> 1 | i ^ 5 | i|8 | a % 3 | a // 2 | i % -3
i // -3 | a < b | a <= 2 | a == b | a != 1 | (a > 0) & (b > 0) | (a > 0)|(b < 1) | a @ b | m @ m.T | v @ m | m @ w
where(a > 1, a, b) | where(a > 1, a, 0) | where(i, 1, 2.5) | where(m > 0, m, -1) | where(a > 0, i, f) | where(True, a, 1)
abs(i) | np.abs(a) | sqrt(abs(a)) | np.exp(-a ** 2 / 2) | maximum(a, 0) | minimum(i, 3) | hypot(a, b) | fmod(i, 3)
logical_and(a, b) | logical_not(i) | isnan(a / 0) | sign(a) | floor(a) | trunc(f) | rint(f) | conj(z) | angle_free
float32(a) | int8(i) | a.astype("f4") + 1.5 | i.astype(float) / 2 | m.astype(np.int16) | uint8(i) + 250 | bool(i) | float16(a) * 1000
z.real + z.imag | a.real | i.imag | z.conj() * z | real(z) | imag(z) | complex64(a) * 1j | z * 2j | z ** 2 | z == 1
clip(a, 0, 1) | clip(i, -5, 300) | clip(u, -5, 300) | i.clip(0, 2) | clip(f, None, 0.5) | clip(a, b, c)
m.T + m.T | m[0] * 2 | m[:, 1] + m[:, 0] | m[::-1, ::2] * 1 | a[None, :] * b[:, None] | a[..., None] - b | m[1:, :2] ** 2
m[-1] + 1 | a[[0, 2]] * 10 | a[a > 0] * 2 | (a + b)[1:] | (m * 2).T | m[0, 1] + 1 | m[(0, 1)] | a[1:-1] - a[:-2] | m[1 + 0] | m[:, newaxis, 0]
sum(a) | sum(m, axis=0) | sum(m, 1) | sum(m * 2, axis=(0, 1)) | sum(m, axis=-1, keepdims=True) | m.sum() | m.sum(axis=1) / 2
sum(i) | sum(u) | sum(u, dtype="u1") | sum(a > 0) | sum(f) | prod(i) | prod(u, axis=0) | max(a) | min(m, axis=1) | m.max(0) | amax(i) | amin(u)
any(a > 5) | all(a < 5) | any(m > 0, axis=0) | all(m, axis=1, keepdims=True) | mean(a) | mean(i) | mean(m, axis=0) | m.mean(axis=1, keepdims=True)
(a - mean(a)) / std(a) | std(m, axis=0) | var(m, axis=1, ddof=1) | m - m.mean(axis=0) | m / m.sum(axis=1, keepdims=True) | mean(f) | mean(h) | sum(h)
sum((a - b) ** 2) | sqrt(sum(a * a)) | max(abs(a - b)) | sum(where(a > 0, a, 0)) | any(isnan(a / b)) | sum(m * m, axis=0) ** 0.5 | mean(u * 2)
a + 1 | f + 1 | f + 1.5 | i + 1.5 | i + 1 | u + 1 | b1 + 1 | b1 + True | h * 2.5 | f * 1j | i * True | u / 2 | u // 2 | b1 * 2.5 | f + a | i + u | f ** 2 | f ** 0.5
a ** -1 | f ** -1 | i ** 2 | b1 ** 2 | u ** 2 | z ** 0.5 | i ** 2.0 | h ** 2 | 2.0 ** f | f ** 2.0 | a ** 3
i < 300 | u == -1 | u > -1 | u < 1000 | i != 2.5 | u8 == i8 | u8 > i8 | u8 + i8 | i8 / 3 | i8 < 9223372036854775808 | u8 > 18446744073709551616
2 * pi * a | np.pi + a | np.e * a | a / inf | a * nan | 1e3 * i | 0x10 + i | 1_000 * i | 0b11 & i | .5 * a | 5. * a | 1e-2 * a
2 + 3 | 7 // -2 | -7 % 3 | 7.5 // -2 | -7.5 % 3 | 2 ** -1 | 2 ** 70 | (-8) ** (1/3) | 1 / 4 | True + True | True & False | 5 > 3 | 3 == 3.0 | ~5 | -2 ** 2
2j * 3 | 1j ** 2 | (1 + 2j) / (3 - 1j) | 10 % 3.5 | 1 << 70 | -5 >> 1 | 6 ^ 3 | 2 * pi | sqrt(4) | sin(0) + 1 | power(2, 3) | maximum(2, 2.5) | float32(2) * 1.5 | int8(3) + 200 | True + 0.5
sqrt(2) * f | float64(1) * f | (1 / 3) * f | 2 / 3 * i | -(1.5) * i | abs(-2) + u | +a | +i | - -a | a - -b
(a + b) * (a - b) | ((a + 1) * 2 - b) / 3 | a * b + c - a / 2 | (i + u) * 2 - i8 | where(a > b, a, b) + where(a < b, a, b) | a * b[:, None] + c | m * v + 1 | m.T * w[:, None].T
h + h * h | h * 1000 * 1000 / 1000 | f * 3 + h | (f + a) * f | (u + 200) * 2 | i * i * i | (u8 - 1) // 2 | (i - 100) // 7 | (f * f) * f + 1
""".replace(" | angle_free", "").strip()

ERRORS = """
a + q | m + a | a + "x" | i ** -1 | i ** -i | u ** -1 | i + 300 | u - 1000 | u + -1 | b1 - b1 | -b1 | ~a | a & 1 | f << 1 | a @ q | a @ 2 | 2 @ m | m @ v2 | m[5] | m[0, 0, 0] | a[1.5] | m[:, 7]
sum(m, axis=2) | sum(m, axis=(0, 0)) | max(m, axis=-3) | max(e) | min(e * 2) | 1 / 0 | 1 % 0 | 2 // 0 | 1.5 // 0 | 0 ** -1 | 1 << -1 | ~1.5 | 1.5 & 2 | 1j < 2 | 1j // 2 | uint8(300) | float32(1j) | a.astype("nonsense") | int8(1000)
isnan("x") | where(a > 1, q, a) | s == 1 | s + s | a[q] | (a + q)[0] | a < q | left_shift(a, 1) | 10 ** 400 * 1.0 | power(i, -2) | floor_divide(z, 2) | z % 2 | z < "x"
""".strip()


def operands():
    made = {name: values(4, dtype) for name, dtype in [
        ("a", "f8"), ("b", "f8"), ("c", "f8"), ("f", "f4"), ("h", "f2"), ("i", "i1"), ("u", "u1"), ("i8", "i8"),
        ("u8", "u8"), ("b1", "?"), ("z", "c16"),
    ]}
    made["a"] = np.array([1.5, -2.0, 0.25, 3.0])
    made["m"] = values(12, "f8").reshape(3, 4)
    made["m"][~np.isfinite(made["m"])] = 2.5
    made["v"] = np.array([1.0, 2.0, 3.0])
    made["w"] = np.array([1.0, -2.0, 0.5, 4.0])
    made["q"] = np.array([1.0, 2.0, 3.0, 4.0, 5.0])
    made["v2"] = np.array([1.0, 2.0])
    made["e"] = np.array([])
    made["s"] = np.array(["x", "yy"])
    return made


def features(text):
    for line in text.splitlines():
        for one in line.split(" | "):
            one = one.strip()
            known = operands()
            used = {name: known[name] for name in known if re.search(rf"(?<![\w.'\"]){name}(?!\w|\()", one)}
            yield case(one, used)


# --- random ---------------------------------------------------------------------------------------------

ARITHMETIC = ["+", "-", "*", "/", "//", "%"]
BITS = ["&", "|", "^", "<<", ">>"]
COMPARE = ["<", "<=", ">", ">=", "==", "!="]
# no signbit and copysign: the sign of a NaN is the processor's business
UNARY = ["abs", "sqrt", "square", "floor", "isnan", "negative", "isfinite"]
PAIRS = ["maximum", "minimum", "logical_and", "fmod"]
CASTS = ["float32", "float64", "float16"]
LITERALS = ["1", "2", "3", "7", "0.5", "2.5", "2.0", "True"]


def random_text(names, depth):
    if depth == 0:
        return rng.choice(names)

    def part():
        return random_text(names, depth - 1)

    def literal():
        return rng.choice(LITERALS) if rng.randrange(3) == 0 else part()

    kind = rng.randrange(11)
    if kind == 0:
        return f"{rng.choice('-~+')}({part()})"
    if kind == 1:
        return f"{rng.choice(UNARY)}({part()})"
    if kind == 2:
        return f"{rng.choice(PAIRS)}({part()}, {literal()})"
    if kind == 3:
        return f"({part()} {rng.choice(COMPARE)} {literal()})"
    if kind == 4:
        return f"where({part()}, {part()}, {literal()})"
    if kind == 5:
        return f"{rng.choice(CASTS)}({part()})"
    if kind == 6:
        return f"({part()}) ** {rng.choice(['2', '2'])}"
    if kind == 7:
        return f"({rng.choice(LITERALS[:-1])} {rng.choice(ARITHMETIC + BITS)} {part()})"
    return f"({part()} {rng.choice(ARITHMETIC)} {literal()})"


SHAPES = [(), (1,), (5,), (2, 3), (2, 1, 3), (0, 2)]
AXES = ["", "", ", axis=0", ", axis=-1", ", axis=(0, 1)", ", keepdims=True"]


def random_cases(count):
    reals = [one for one in DTYPES if one[0] != "c"]
    for _ in range(count):
        shape = rng.choice(SHAPES)
        pool = DTYPES if rng.randrange(4) == 0 else reals
        made = {name: array(shape, rng.choice(pool)) for name in "ab"}
        text = random_text(["a", "b"], rng.randrange(1, 4))
        made = {name: one for name, one in made.items() if re.search(rf"\b{name}\b", text)}
        if any(one.ndim == 0 for one in made.values()):
            # NumPy's results without axes are scalars, whose ** knows no short cut to square
            text = text.replace(" ** 2", " * 2")
        if rng.randrange(4) == 0:
            text = f"{rng.choice(['sum', 'min', 'max', 'any', 'all'])}({text}{rng.choice(AXES)})"
        yield case(text, made)


def main():
    out = pathlib.Path(__file__).parent / "golden" / "expr.json.gz"
    cases = {
        "numpy": np.__version__,
        "features": list(features(FEATURES)),
        "errors": list(features(ERRORS)),
        "random": list(random_cases(1500)),
    }
    text = json.dumps(cases, separators=(",", ":"))
    with open(out, "wb") as file, gzip.GzipFile(fileobj=file, mode="wb", mtime=0, filename="") as packer:
        packer.write(text.encode())
    print({name: len(one) for name, one in cases.items() if isinstance(one, list)}, out.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
