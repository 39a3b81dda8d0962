"""Writes golden/kernel.json.gz: what NumPy computes for the operations that kernels are made of.

Arrays are base64 of their little-endian bytes. Inputs of long sums are not stored: `ramp` is the same
formula on both sides. Run: python3 tests/oracle/golden_kernel.py
"""

import base64
import gzip
import json
import pathlib

import numpy as np

NUMERIC = ["bool", "int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64",
           "float16", "float32", "float64", "complex64", "complex128"]
INTS = NUMERIC[1:9]
FLOATS = NUMERIC[9:12]
COMPLEX = NUMERIC[12:]


def packed(array):
    array = np.ascontiguousarray(array)
    return {"dtype": array.dtype.name, "data": base64.b64encode(array.tobytes()).decode()}


def specials(name):
    dtype = np.dtype(name)
    if name == "bool":
        return np.array([False, True])
    if dtype.kind in "iu":
        info = np.iinfo(dtype)
        wanted = [0, 1, 2, 3, 5, 7, 8, 31, 64, 100, info.max, info.max - 1, info.max // 2, info.max // 3,
                  info.min, info.min + 1, -1, -2, -3, -7, -100, 2**31, 2**32 + 5, 2**53 + 1, -(2**53) - 1]
        return np.array(sorted({v for v in wanted if info.min <= v <= info.max}), dtype=dtype)
    values = [0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 1.5, 2.5, -2.5, 3.0, 1e-3, 7.25, -100.7, 300.3, 65504.0,
              np.inf, -np.inf, np.nan, 2.0**-24, 1e-40, 5e-324, 1e300, -1e300, 2.0**53 + 2, 0.1]
    if dtype.kind == "c":
        parts = [0.0, -0.0, 1.0, -1.5, 3.25, np.inf, -np.inf, np.nan, 1e-3]
        return np.array([complex(a, b) for a in parts for b in parts]).astype(dtype)
    return np.array(values).astype(dtype)


def ramp(count, dtype):
    index = np.arange(count, dtype=np.int64)
    return (((index * 7919) % 10007 - 5000) / 7).astype(dtype)


def casts():
    for source in NUMERIC:
        values = specials(source)
        for target in NUMERIC:
            kept = values
            if np.dtype(source).kind in "fc" and np.dtype(target).kind in "iu":
                # Out of range is undefined in C; NumPy's vector and scalar loops differ for uint32.
                real = values.real.astype("f8")
                if target == "uint32":
                    kept = values[np.isfinite(real) & (np.abs(real) < 2**31)]
            yield {"from": packed(kept), "to": packed(kept.astype(target))}


BINARY = ["add", "subtract", "multiply", "floor_divide", "remainder", "fmod", "minimum", "maximum",
          "equal", "less", "less_equal", "greater"]
INTEGER = ["left_shift", "right_shift", "bitwise_and", "bitwise_or", "bitwise_xor", "gcd", "lcm"]
FLOATING = ["divide", "copysign", "nextafter"]
UNARY = ["negative", "absolute", "sign"]
FLOAT_UNARY = ["sqrt", "floor", "ceil", "trunc", "rint", "spacing", "signbit", "isnan", "frexp", "modf"]


def exact():
    for name in INTS + FLOATS:
        x = specials(name)
        a, b = (v.ravel() for v in np.meshgrid(x, x))
        kind = np.dtype(name).kind
        for op in BINARY + (INTEGER if kind in "iu" else FLOATING):
            p, q = a, b
            if op == "minimum" or op == "maximum":
                keep = ~((p == 0) & (q == 0))  # the sign of a zero depends on the vector width
                p, q = p[keep], q[keep]
            yield {"op": op, "args": [packed(p), packed(q)], "results": [packed(getattr(np, op)(p, q))]}
        for op in ["negative", "absolute"] + (FLOAT_UNARY if kind == "f" else ["invert"]):
            result = getattr(np, op)(x)
            results = list(result) if isinstance(result, tuple) else [result]
            yield {"op": op, "args": [packed(x)], "results": [packed(r) for r in results]}
        if kind == "f":
            n = np.array([-2000, -1075, -1060, -150, -30, -25, -1, 0, 1, 10, 100, 1023, 1024, 2000], dtype="i4")
            p, q = (v.ravel() for v in np.meshgrid(x, n))
            yield {"op": "ldexp", "args": [packed(p.astype(name)), packed(q.astype("i4"))],
                   "results": [packed(np.ldexp(p.astype(name), q.astype("i4")))]}
        else:
            e = np.arange(0, 12).astype(name)
            p, q = (v.ravel() for v in np.meshgrid(x, e))
            yield {"op": "power", "args": [packed(p), packed(q)], "results": [packed(np.power(p, q))]}
    for name in COMPLEX:
        x = specials(name)
        a, b = (v.ravel() for v in np.meshgrid(x[::3], x[::4]))
        for op in ["add", "subtract", "less", "greater_equal", "equal", "maximum"]:
            yield {"op": op, "args": [packed(a), packed(b)], "results": [packed(getattr(np, op)(a, b))]}


def near():
    rng = np.random.default_rng(7)
    real = np.concatenate([rng.uniform(-4, 4, 60), rng.uniform(-700, 700, 30), 10.0 ** rng.uniform(-300, 300, 30),
                           specials("float64")])
    for op in ["exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "sin", "cos", "tan", "arcsin", "arccos",
               "arctan", "sinh", "cosh", "tanh", "arcsinh", "arccosh", "arctanh", "cbrt"]:
        for name in ["float64", "float32"]:
            x = real.astype(name)
            yield {"op": op, "args": [packed(x)], "results": [packed(getattr(np, op)(x))]}
    a = np.resize(real, 400)
    b = np.resize(real[::-1], 400)[rng.permutation(400)]
    for op in ["power", "hypot", "arctan2", "logaddexp", "logaddexp2"]:
        for name in ["float64", "float32"]:
            p, q = a.astype(name), b.astype(name)
            yield {"op": op, "args": [packed(p), packed(q)], "results": [packed(getattr(np, op)(p, q))]}
    plane = np.concatenate([rng.uniform(-3, 3, 40) + 1j * rng.uniform(-3, 3, 40),
                            rng.uniform(-40, 40, 20) + 1j * rng.uniform(-40, 40, 20),
                            specials("complex128")])
    for op in ["exp", "log", "log2", "log10", "log1p", "expm1", "exp2", "sqrt", "sin", "cos", "tan", "arcsin",
               "arccos", "arctan", "sinh", "cosh", "tanh", "arcsinh", "arccosh", "arctanh"]:
        yield {"op": op, "args": [packed(plane)], "results": [packed(getattr(np, op)(plane))]}
    p, q = np.resize(plane[:60], 200), np.resize(plane[:60][::-1], 200)[rng.permutation(200)]
    for op in ["multiply", "divide", "power"]:
        yield {"op": op, "args": [packed(p), packed(q)], "results": [packed(getattr(np, op)(p, q))]}
    small = np.array([0, 1, 2, 3, -1, -2, 5.0], dtype=complex)
    p, q = (v.ravel() for v in np.meshgrid(plane[:20], small))
    yield {"op": "power", "args": [packed(p), packed(q)], "results": [packed(np.power(p, q))]}


def sums():
    for name in ["float16", "float32", "float64", "complex64", "complex128", "int64", "int32"]:
        for count in [0, 1, 5, 7, 8, 9, 17, 64, 65, 127, 128, 129, 130, 1000, 1024, 8191, 8192, 8193, 20001]:
            if name == "float16" and count > 1024:
                continue
            x = ramp(count, name)
            if np.dtype(name).kind == "c":
                x = (x + 1j * ramp(count + 3, name)[3:]).astype(name)
            yield {"case": "whole", "dtype": name, "shape": [count], "result": packed(np.add.reduce(x))}
            yield {"case": "reversed", "dtype": name, "shape": [count], "result": packed(np.add.reduce(x[::-1]))}
            if count <= 1024:
                yield {"case": "cumulative", "dtype": name, "shape": [count],
                       "result": packed(np.add.accumulate(x))}
            mask = np.arange(count) % 5 != 2
            mask[40:90] = True
            yield {"case": "masked", "dtype": name, "shape": [count],
                   "result": packed(np.add.reduce(x, where=mask, initial=0))}
            if name == "float32":
                yield {"case": "to float64", "dtype": name, "shape": [count],
                       "result": packed(np.add.reduce(x, dtype="f8"))}
            if name == "float64" and count:
                yield {"case": "product", "dtype": name, "shape": [count],
                       "result": packed(np.multiply.reduce(x / 900 + 1.01))}
        for rows, columns, width in [(35, 17, 20), (1000, 17, 20), (90, 100, 128), (3, 5000, 5001), (400, 3, 5)]:
            if not name.startswith("float"):
                continue
            grid = ramp(rows * width, name).reshape(rows, width)[:, :columns]
            yield {"case": "rows", "dtype": name, "shape": [rows, columns], "axes": [width],
                   "result": packed(np.add.reduce(grid, axis=(0, 1)))}
        x3 = ramp(6 * 35 * 20, name).reshape(6, 35, 20)
        for axes in [[0], [1], [2], [0, 1], [0, 2], [1, 2], [0, 1, 2]]:
            for case, view in [("C", x3), ("F", x3.transpose(2, 0, 1)), ("sliced", x3[::2, ::-1, 1:18])]:
                if name.startswith("complex"):
                    continue
                yield {"case": f"axes {case}", "axes": axes, "dtype": name, "shape": [6, 35, 20],
                       "result": packed(np.add.reduce(view, axis=tuple(axes)))}


np.seterr(all="ignore")
golden = {
    "numpy": np.__version__,
    "casts": list(casts()),
    "exact": list(exact()),
    "near": list(near()),
    "sums": list(sums()),
}
path = pathlib.Path(__file__).parent / "golden" / "kernel.json.gz"
path.write_bytes(gzip.compress(json.dumps(golden).encode(), mtime=0))
