"""The NumPy side of bench/ulp.mjs: reads inputs and strided's results, prints errors in ulp as JSON.

The reference is the C library's long double (64 bits of precision on x86-64), which is right to about a thousandth
of an ulp of a double.
"""

import json
import pathlib
import sys

import numpy as np

np.seterr(all="ignore")
folder = pathlib.Path(sys.argv[1])
jobs = json.loads((folder / "jobs.json").read_text())


def errors(got, exact, dtype):
    """Errors in units in the last place of the exact value; special values that differ are infinitely wrong."""
    info = np.finfo(dtype)
    rounded = exact.astype(dtype)
    size = np.abs(exact)
    exponent = np.frexp(np.where(np.isfinite(size), size, 1))[1] - 1
    unit = np.ldexp(np.longdouble(1), np.maximum(exponent, info.minexp) - info.nmant)
    # a result that overflowed counts as the next power of two
    exact = np.where(np.isinf(rounded) & ~np.isnan(exact), np.copysign(np.inf, exact), exact)
    value = got.astype(np.longdouble)
    limit = np.ldexp(np.longdouble(1), info.maxexp)
    value = np.where(np.isinf(value), np.copysign(limit, value), value)
    wrong = np.abs(value - np.where(np.isinf(exact), np.copysign(limit, exact), exact)) / unit
    same = (got == rounded) | (np.isnan(got) & np.isnan(rounded))
    special = np.isnan(got) != np.isnan(exact)
    signs = (got == 0) & (exact == 0) & (np.signbit(got) != np.signbit(exact))
    wrong = np.where(special | signs, np.inf, wrong)
    return np.where(same & ~signs & ~np.isfinite(exact), 0, np.where(np.isnan(wrong), 0, wrong)).astype(float)


for job in jobs:
    name, dtype = job["name"], np.dtype(job["dtype"])
    inputs = [np.fromfile(folder / file, dtype) for file in job["inputs"]]
    f = getattr(np, name)
    exact = f(*(x.astype(np.longdouble) for x in inputs))
    answer = {"name": name, "dtype": dtype.name, "count": int(inputs[0].size)}
    results = {engine: np.fromfile(folder / file, dtype) for engine, file in job["results"].items()}
    results["numpy"] = f(*inputs)
    for engine, got in results.items():
        wrong = errors(got, exact, dtype)
        at = int(np.argmax(wrong))
        answer[engine] = float(wrong[at])
        answer[engine + "_at"] = [float(x[at]).hex() + f" ({x[at]!r})" for x in inputs] + [repr(got[at])]
    print(json.dumps(answer), flush=True)
