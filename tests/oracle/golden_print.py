"""Writes golden/print.json.gz: arrays of every dtype, shape and option, and NumPy's text of them.

    python tests/oracle/golden_print.py                            # the committed file
    python tests/oracle/golden_print.py --count 20000 --seed 7 --out /tmp/print.json.gz

A case is an array as memory, so that strided makes exactly the same one, and a call:

    d  dtype: a string, {"names", "formats", "offsets", "itemsize"} or {"base", "shape"}
    n  str(dtype), where the dtype is structured
    b  the memory, base64;  s, t, o  shape, byte strides and byte offset in it
    p  print options in force;  f  function;  k  its keyword arguments (formatters by their names)
    r  the text;  e  instead of it, the error's class and message

and for single floats a list [function, itemsize, bits of the value as float64, arguments, text].
`digests` hold the SHA-256 of the str of very many floats: of every float16, and of float32 and float64
whose bits are 0, step, 2 step, …
"""

import argparse
import base64
import gzip
import hashlib
import json
import pathlib
import random

import numpy as np

WORDS = [
    "", "a", "ab", "it's", 'say "x"', "both ' and \"", "back\\slash", "tab\tnew\nline\r", "\x00mid",
    "\x7f\x80\x9f\xa0\xad", "naïve", "Ж", "漢字", "\u200b\u2028\ufeff", "😀 ok", "\U000e0001", "e\u0301",
    "a longer piece of text", "\x1b[0m", " pad ", "\ue000", "\U0010ffff",
]
FORMATTERS = {
    "angle": lambda x: "<x>",
    "lines": lambda x: "a\nbbb\nc",
    "wide": lambda x: "w" * 20,
    "hex": lambda x: hex(int(x)),
}
SIMPLE = (
    "?,i1,i2,i4,i8,u1,u2,u4,u8,f2,f4,f8,c8,c16,>i2,>i4,>i8,>u4,>u8,>f2,>f4,>f8,>c8,>c16".split(",")
)


def random_dtype(pick, depth=0):
    kind = pick.random()
    if depth == 0 and kind < 0.62:
        return pick.choice(SIMPLE)
    if kind < 0.70 or depth >= 2:
        return pick.choice(SIMPLE + ["f8", "i8"])
    if kind < 0.80:
        return pick.choice(["<U", ">U"]) + str(pick.choice([1, 2, 5, 12, 22]))
    if kind < 0.85:
        return "S" + str(pick.choice([1, 2, 5, 12]))
    if kind < 0.89:
        return "V" + str(pick.choice([1, 3, 5]))
    if depth and kind < 0.95:
        return random_dtype(pick, 2), tuple(pick.choice([[2], [3], [2, 2], [1], [7], [2, 1, 2]]))
    names = pick.sample(["x", "y", "name", "f0", "it's", "é", "A b"], pick.choice([1, 1, 2, 2, 3]))
    fields = []
    for name in names:
        inner = random_dtype(pick, depth + 1)
        if isinstance(inner, tuple):
            fields.append((name, *inner))
        else:
            fields.append((name, inner))
    kind = pick.random()
    made = np.dtype(fields, align=kind < 0.15)
    if kind > 0.85:
        return np.dtype(
            {
                "names": made.names,
                "formats": [made.fields[n][0] for n in made.names],
                "offsets": [made.fields[n][1] + 2 for n in made.names],
                "itemsize": made.itemsize + 3,
            }
        )
    return made


def spec_of(dtype):
    if dtype.subdtype is not None:
        base, shape = dtype.subdtype
        return {"base": spec_of(base), "shape": list(shape)}
    if dtype.names is None:
        return dtype.str
    fields = [dtype.fields[name] for name in dtype.names]
    spec = {
        "names": list(dtype.names),
        "formats": [spec_of(field[0]) for field in fields],
        "offsets": [field[1] for field in fields],
        "itemsize": dtype.itemsize,
    }
    if dtype.isalignedstruct:
        spec["aligned"] = True
    return spec


def random_floats(pick, count):
    style = pick.randrange(11)
    values = []
    for _ in range(count):
        x = pick.uniform(-1, 1)
        if style == 0:
            x = round(x * 100)
        elif style == 1:
            x = round(x * 100, pick.randrange(4))
        elif style == 2:
            x *= 10.0 ** pick.randint(-12, 12)
        elif style == 3:
            x *= 10.0 ** pick.randint(-3, 3)
        elif style == 4:
            x = pick.choice([np.nan, np.inf, -np.inf, x * 100, 0.0, -0.0])
        elif style == 5:
            x = pick.choice([np.nan, np.inf, -np.inf])
        elif style == 6:
            x = 2.0 ** pick.randint(-14, 14)
        elif style == 7:
            x = pick.choice([1e8, 99999999.0, 1e-4, 9.9e-5, 1000, 1, 0.001, 1e6, 999999, 0, 1e16, 1e15])
        elif style == 8:
            x = (pick.randrange(1 << 16) + 0.5) / 2 ** pick.randrange(12)
        elif style == 9:
            x = float(np.array(pick.getrandbits(64), "u8").view("f8"))
        else:
            x = abs(x) * pick.choice([1, 10, 1e5])
        values.append(x)
    return values


def fill(pick, array):
    """Writes values that are telling for the dtype into every element."""
    dtype = array.dtype
    if dtype.names is not None:
        for name in dtype.names:
            fill(pick, array[name])
        return
    kind, count = dtype.kind, array.size
    if kind == "f":
        values = random_floats(pick, count)
    elif kind == "c":
        pairs = zip(random_floats(pick, count), random_floats(pick, count), strict=True)
        values = [complex(pick.choice([re, re, 0.0]), im) for re, im in pairs]
    elif kind == "b":
        values = [pick.random() < 0.5 for _ in range(count)]
    elif kind in "iu":
        info = np.iinfo(dtype)
        top = pick.choice([10, 100, 1000, 10**6, info.max])
        low = pick.choice([0, -top - 1]) if kind == "i" else 0
        values = [min(max(pick.randint(low, top), info.min), info.max) for _ in range(count)]
        values = [pick.choice([v, v, v, v, info.max, info.min]) for v in values] if top == info.max else values
    elif kind == "U":
        values = [pick.choice(WORDS) for _ in range(count)]
    elif kind == "S":
        values = [pick.choice(WORDS).encode("utf-8", "surrogatepass") for _ in range(count)]
    else:
        values = [np.void(bytes(pick.randrange(256) for _ in range(dtype.itemsize))) for _ in range(count)]
    with np.errstate(all="ignore"):
        # numpy casts out-of-range floats with a warning only
        flat = np.empty(count, dtype)
        for i, value in enumerate(values):
            flat[i] = value
        array[...] = flat.reshape(array.shape)


def random_array(pick):
    dtype = np.dtype(random_dtype(pick))
    shape = pick.choice(
        [(), (), (1,), (3,), (5,), (9,), (14,), (30,), (2, 3), (3, 1), (4, 5), (1, 12), (2, 2, 3), (3, 4, 2)]
        + [(2, 1, 2, 2), (0,), (0, 3), (2, 0, 1), (7, 8), (60,)]
    )
    array = np.zeros(shape, dtype, order=pick.choice("CCF"))
    fill(pick, array)
    if array.ndim and pick.random() < 0.3:
        steps = tuple(slice(None, None, pick.choice([1, -1, 2, -2])) for _ in shape)
        array = array[steps]
    if array.ndim > 1 and pick.random() < 0.2:
        array = array.T
    return array


def memory_of(array):
    """The bytes that the array's elements lie in, and where its first element starts in them."""
    low, high = np.lib.array_utils.byte_bounds(array) if array.size else (0, 0)
    if array.size == 0:
        return b"", 0
    start = array.__array_interface__["data"][0]
    base = array
    while isinstance(base.base, np.ndarray):
        base = base.base
    first = base.__array_interface__["data"][0]
    raw = base.tobytes("A")
    assert first <= low and high <= first + len(raw)
    return raw[low - first : high - first], start - low


def random_options(pick):
    options = {}
    if pick.random() < 0.45:
        options["precision"] = pick.choice([0, 1, 2, 3, 4, 8, 12, 17])
    if pick.random() < 0.4:
        options["threshold"] = pick.choice([0, 1, 3, 5, 10, 20, 1e18])
    if pick.random() < 0.4:
        options["edgeitems"] = pick.choice([0, 1, 1, 2, 2, 3, 5])
    if pick.random() < 0.35:
        options["linewidth"] = pick.choice([0, 10, 20, 33, 50, 75, 120, 1000])
    if pick.random() < 0.2:
        options["suppress"] = pick.random() < 0.8
    if pick.random() < 0.25:
        options["sign"] = pick.choice("-+ ")
    if pick.random() < 0.35:
        options["floatmode"] = pick.choice(["fixed", "unique", "maxprec", "maxprec_equal"])
    return options


def random_formatter(pick):
    keys = "bool int float complexfloat numpystr void all int_kind float_kind complex_kind str_kind".split()
    chosen = {key: pick.choice(["angle", "lines", "wide"]) for key in pick.sample(keys, pick.choice([1, 2, 3]))}
    for key in ("int", "int_kind"):
        if key in chosen and pick.random() < 0.6:
            chosen[key] = "hex"
    return chosen


def with_functions(options):
    if "formatter" not in options:
        return options
    return {**options, "formatter": {k: FORMATTERS[name] for k, name in options["formatter"].items()}}


def array_case(pick):
    array = random_array(pick)
    raw, offset = memory_of(array)
    case = {"d": spec_of(array.dtype)}
    if array.dtype.names is not None:
        case["n"] = str(array.dtype)
    case |= {"b": base64.b64encode(raw).decode(), "s": list(array.shape)}
    if not array.flags.c_contiguous or offset:
        case |= {"t": list(array.strides), "o": offset}
    options = random_options(pick) if pick.random() < 0.75 else {}
    if pick.random() < 0.1:
        options["nanstr"] = pick.choice(["", "NaN", "not a number"])
    if pick.random() < 0.1:
        options["infstr"] = pick.choice(["", "∞", "Infinity"])
    if pick.random() < 0.06:
        options["formatter"] = random_formatter(pick)
    name = pick.choice(["str", "repr", "repr", "array2string", "array_repr", "array_str"])
    given = {}
    if name == "array2string":
        given = {k: v for k, v in random_options(pick).items() if k not in ("linewidth", "suppress")}
        if pick.random() < 0.3:
            given["separator"] = pick.choice([", ", ",", "; ", "", "|  ", " - "])
        if pick.random() < 0.3:
            given["prefix"] = pick.choice(["x = ", "data: ", "é😀"])
        if pick.random() < 0.3:
            given["suffix"] = pick.choice([")", ";  # end"])
        if pick.random() < 0.1:
            given["formatter"] = random_formatter(pick)
    if name.startswith("array"):
        if pick.random() < 0.3:
            given["max_line_width"] = pick.choice([10, 30, 60, 100])
        if pick.random() < 0.3:
            given["precision"] = pick.choice([0, 2, 5])
        if pick.random() < 0.2:
            given["suppress_small"] = pick.random() < 0.7
    functions = {"str": str, "repr": repr}
    with np.printoptions(**with_functions(options)):
        call = functions.get(name) or getattr(np, name)
        try:
            case["r"] = call(array, **with_functions(given))
        except Exception as error:  # noqa: BLE001 - the error is the answer
            case["e"] = [type(error).__name__, str(error)]
    if options:
        case["p"] = options
    case["f"] = name
    if given:
        case["k"] = given
    return case


def float_case(pick):
    itemsize = pick.choice([2, 4, 8])
    with np.errstate(all="ignore"):
        x = np.array(random_floats(pick, 1)[0], f"f{itemsize}")[()]
    precision = pick.choice([None, None, pick.randint(0, 20), pick.randint(1, 5)])
    unique = pick.random() < 0.65
    if not unique and precision is None:
        precision = pick.randint(1, 25)
    least = pick.choice([None, None, pick.randint(0, 20), pick.randint(0, 6)])
    if least is not None and precision is not None and least > precision:
        least = None
    given = {"precision": precision, "unique": unique, "min_digits": least, "trim": pick.choice("k.0-")}
    if pick.random() < 0.3:
        given["sign"] = True
    if pick.random() < 0.4:
        given["pad_left"] = pick.randint(0, 12)
    name = pick.choice(["positional", "scientific"])
    if name == "positional":
        if pick.random() < 0.4:
            given["pad_right"] = pick.randint(0, 12)
        if precision != 0 and pick.random() < 0.4:
            given["fractional"] = False
    elif pick.random() < 0.4:
        given["exp_digits"] = pick.randint(0, 6)
    given = {key: value for key, value in given.items() if value is not None}
    text = getattr(np, f"format_float_{name}")(x, **given)
    return [name, itemsize, str(np.float64(x).view("u8")), given, text]


def digest(itemsize, step, count):
    bits = np.arange(count, dtype=np.uint64) * np.uint64(step)
    values = bits.astype(f"u{itemsize}").view(f"f{itemsize}")
    text = " ".join(str(value) for value in values)
    sha = hashlib.sha256(text.encode()).hexdigest()
    return {"itemsize": itemsize, "step": str(step), "count": count, "sha256": sha}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=1900)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--out", default=pathlib.Path(__file__).parent / "golden" / "print.json.gz")
    args = parser.parse_args()
    pick = random.Random(args.seed)
    golden = {
        "numpy": np.__version__,
        "digests": [
            digest(2, 1, 1 << 16),
            digest(4, 42949, 100_000),
            digest(8, 368934881474191, 50_000),
        ],
        "arrays": [array_case(pick) for _ in range(args.count)],
        "floats": [float_case(pick) for _ in range(args.count)],
    }
    text = json.dumps(golden, ensure_ascii=False, separators=(",", ":"))
    packed = gzip.compress(text.encode(), 9, mtime=0)
    pathlib.Path(args.out).write_bytes(packed)
    print(f"{args.out}: {len(packed) / 1024:.0f} KB")


if __name__ == "__main__":
    main()
