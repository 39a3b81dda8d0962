"""Writes golden/dtype.json.gz and promotion.json.gz: what NumPy 2 says of dtypes. Run: python3 tests/oracle/golden_dtype.py

Specifications are kept in strided's form (JSON); `to_numpy` gives NumPy's.
"""

import gzip
import json
import pathlib
import random
import warnings

import numpy as np

warnings.simplefilter("ignore")
rng = random.Random(20240607)

NAMES = [
    "bool", "int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64",
    "float16", "float32", "float64", "complex64", "complex128",
]
CODES = ["?", "b1", "i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", "f2", "f4", "f8", "c8", "c16"]
FLEXIBLE = ["S3", "U2", "V5", "S", "U", "V", "S0", "U10", "S1"]


def is_shape(value):
    return isinstance(value, int) or (
        isinstance(value, list) and all(isinstance(item, int) for item in value)
    )


def to_shape(value):
    return tuple(value) if isinstance(value, list) else value


def to_numpy(spec):
    if isinstance(spec, dict):
        if "names" in spec and "formats" in spec:
            return {**spec, "formats": [to_numpy(item) for item in spec["formats"]]}
        return {name: (to_numpy(entry[0]), *entry[1:]) for name, entry in spec.items()}
    if isinstance(spec, list):
        if len(spec) == 2 and is_shape(spec[1]):
            return (to_numpy(spec[0]), to_shape(spec[1]))
        return [to_field(field) for field in spec]
    return spec


def to_field(field):
    if not isinstance(field, list) or len(field) < 2:
        return tuple(field) if isinstance(field, list) else field
    label = tuple(field[0]) if isinstance(field[0], list) else field[0]
    return (label, to_numpy(field[1]), *(to_shape(item) for item in field[2:]))


def plain(value):
    """Tuples as lists, for JSON."""
    if isinstance(value, (tuple, list)):
        return [plain(item) for item in value]
    return value


def describe(dtype):
    try:
        descr = plain(dtype.descr)
    except ValueError as error:
        descr = {"error": str(error)}
    fields = None
    if dtype.fields is not None:
        fields = {
            name: [str(field[0]), field[1], *([field[2]] if len(field) > 2 else [])]
            for name, field in dtype.fields.items()
        }
    # strided has one 64-bit integer type of each sign: long long is long.
    char = {"q": "l", "Q": "L"}.get(dtype.char, dtype.char)
    return {
        "str": str(dtype),
        "repr": repr(dtype),
        "code": dtype.str,
        "name": dtype.name,
        "kind": dtype.kind,
        "char": char,
        "num": {9: 7, 10: 8}.get(dtype.num, dtype.num),
        "itemsize": dtype.itemsize,
        "alignment": dtype.alignment,
        "byteorder": dtype.byteorder,
        "isnative": dtype.isnative,
        "isalignedstruct": dtype.isalignedstruct,
        "isbuiltin": dtype.isbuiltin,
        "flags": dtype.flags,
        "names": None if dtype.names is None else list(dtype.names),
        "fields": fields,
        "base": str(dtype.base),
        "shape": list(dtype.shape),
        "descr": descr,
        "swapped": str(dtype.newbyteorder()),
    }


def parse(spec, align=False):
    try:
        return describe(np.dtype(to_numpy(spec), align=align))
    except SyntaxError:
        # NumPy hands some malformed strings to Python's parser.
        return {"error": None}
    except (TypeError, ValueError) as error:
        # Of a shape without a dtype NumPy prints only the empty rest.
        message = str(error)
        if isinstance(spec, str):
            message = message.replace("data type ''", f"data type '{spec}'")
        return {"error": message, "type": type(error).__name__}


def spellings():
    found = list(NAMES) + CODES + FLEXIBLE
    found += [order + code for order in "<>=|" for code in CODES + FLEXIBLE + list("bBhHilLqefdFD?")]
    found += list("?bBhHiIlLqQefdFDSUVcpPnN")
    found += [
        "bool_", "int", "int_", "intp", "uint", "uintp", "float", "complex", "str", "bytes", "str_",
        "bytes_", "void", "double", "single", "half", "csingle", "cdouble", "short", "ushort", "intc",
        "uintc", "long", "ulong", "longlong", "ulonglong", "byte", "ubyte", "unicode", "a5", "U 10",
        "i04", "i4,f8", "i4, f8", "i4,", "3f4", "1f4", "0f4", "(2,3)f4", "(2,)f4", "( 2 , 3 )f4",
        "()f4", "<3f4", "3<f4", "<3<f4", "<3>f4", "2i4,>f8", "(2,3)i4,(4,)U5,3S2", "V8,S3", "?,?",
        "1i4,1i4", "=f8,|i4,<U3,>U3", "5S", "5U", "5V", "5S,4U", "i4 , f8", "(2,2)f4,", "i1,(2,)>i2,3>U4",
        "foo", "", "i3", "i16", "b8", "?1", "d4", "l8", "f3", "c4", "u", "=", "<", ">str", "<float64",
        "|float64", "float_", "complex_", "Float64", "INT8", "int128", "string", "str8", "bytes8",
        "i4 ", " i4", "i4 f8", "i4,i4x", "i4,,f8", ",i4", "(2,3", "(1)f4", "(2)S5", "10", "3", "(2,3)",
        "U-1", "U10a", "V9999999999999", "U3000000000", "f8,f8:", "long long", "é", "float 64",
    ]
    return [[spec, False] for spec in dict.fromkeys(found)]


def written():
    specs = [
        [["a", "i4"]], [["a", "i4"], ["a", "f4"]], [["a", "i4"], ["", "f4"], ["", "f4"]],
        [["f1", "i4"], ["", "f4"]], [["", "i4"], ["f0", "i4"]], [], [["a"]], [["a", "i4", 3]],
        [["a", "i4", 1]], [["a", "i4", []]], [["a", "i4", [1]]], [["a", "i4", [2, 3]]],
        [["a", ["i4", [2]], 3]], [[["T", "a"], "i4"]], [[["T", "a"], "i4"], ["T", "f4"]],
        [[["a", "a"], "i4"]], [[["T", "a"], "i4"], [["T", "b"], "i4"]],
        [["a", [["b", "i4"], ["c", "f8"]]]], [[1, "i4"]], [["a", "foo"]], ["i4", "f4"],
        [["a", "i4"], "f4"], [["a", "i4", 2, 3]], [["a", "i4", -1]], [["a", "i4", "x"]], [["a", "U"]],
        [["a", "S"], ["b", "i4"]], [["a", "V"]], [["it's", "i4"], ["é\"", "f4"], ["a\n", "i2"]],
        ["i4", 3], ["i4", []], ["i4", [2, 3]], ["i4", 1], ["U", 10], ["S", 5], ["V", 8], ["U10", 5],
        ["U10", [5]], ["U", [5]], ["i4", 0], ["i4", [0]], ["i4", -3], ["i4", [-3]], [["i4", [2]], [3]],
        ["f8", [1] * 64], ["f8", [1] * 65], ["i8", [70000, 70000]],
        {"names": ["a", "b"], "formats": ["i4", "f8"]},
        {"names": ["a", "b"], "formats": ["i4", "f8"], "offsets": [0, 8]},
        {"names": ["a", "b"], "formats": ["i4", "f8"], "offsets": [8, 0]},
        {"names": ["a", "b"], "formats": ["i4", "f8"], "offsets": [0, 2]},
        {"names": ["a", "b"], "formats": ["i4", "f8"], "offsets": [0, 4], "itemsize": 20},
        {"names": ["a", "b"], "formats": ["i4", "f8"], "offsets": [0, 4], "itemsize": 10},
        {"names": ["a", "b"], "formats": ["i4", "f8"], "aligned": True},
        {"names": ["a", "b"], "formats": ["i4", "f8"], "aligned": True, "itemsize": 16},
        {"names": ["a", "b"], "formats": ["i4", "f8"], "aligned": True, "itemsize": 17},
        {"names": ["a", "b"], "formats": ["i4", "f8"], "aligned": True, "offsets": [0, 5]},
        {"names": ["a", "b"], "formats": ["i4", "f8"], "titles": ["A", None]},
        {"names": ["a", "b"], "formats": ["i4", "f8"], "titles": ["A", "b"]},
        {"names": ["a", "b"], "formats": ["i4"]}, {"names": ["a"], "formats": ["i4"], "offsets": [-1]},
        {"names": ["a", "a"], "formats": ["i4", "i4"]}, {"names": ["", "a"], "formats": ["i4", "i4"]},
        {"names": [], "formats": []}, {"names": [], "formats": [], "itemsize": 5},
        {"names": [], "formats": [], "itemsize": -5}, {"names": ["a"], "formats": ["i4"], "itemsize": 0},
        {"names": ["a"]}, {"formats": ["i4"]}, {"a": ["i4", 0], "b": ["f8", 4]},
        {"b": ["i4", 8], "a": ["f8", 0]}, {"a": ["i4", 0, "T"]}, {"a": ["i4", -1]}, {},
        {"names": ["a", "b"], "formats": [["i4", [2]], "f4"]},
        {"names": ["a", "b"], "formats": ["i4", "f8"], "titles": ["x"]}, None,
        {"names": ["a"], "formats": [[["x", "i1"], ["y", "i8"]]], "offsets": [3]},
    ]
    return [[spec, align] for spec in specs for align in (False, True)]


def random_dtype(depth):
    choice = rng.random()
    if depth > 0 and choice < 0.2:
        return random_struct(depth - 1)
    code = rng.choice(CODES + ["S3", "U2", "V5", "S7", "U1"])
    if choice < 0.45:
        code = rng.choice("<>=|") + code
    if choice > 0.9:
        return [code, [rng.randint(1, 3) for _ in range(rng.randint(1, 3))]]
    return code


def random_struct(depth):
    count = rng.randint(0, 5)
    names = [f"n{index}" for index in range(count)]
    titles = [f"Title {index}" if rng.random() < 0.2 else None for index in range(count)]
    formats = [random_dtype(depth) for _ in range(count)]
    form = rng.random()
    if form < 0.5:
        return [
            [
                [title, name] if title else name,
                kind,
                *([rng.choice([2, [2], [2, 3], []])] if rng.random() < 0.2 else []),
            ]
            for name, title, kind in zip(names, titles, formats)
        ]
    offsets = [rng.choice([0, 3, 4, 8, 16, 24, 40]) + 24 * index for index in range(count)]
    if form < 0.65:
        return {name: [kind, offset] for name, kind, offset in zip(names, formats, offsets)}
    spec = {"names": names, "formats": formats}
    if rng.random() < 0.6:
        spec["offsets"] = offsets
    if any(titles):
        spec["titles"] = titles
    if rng.random() < 0.3:
        spec["itemsize"] = rng.choice([200, 201, 256, 16])
    if rng.random() < 0.3:
        spec["aligned"] = rng.random() < 0.7
    return spec


def structs(count):
    return [[random_struct(2), rng.random() < 0.4] for _ in range(count)]


def equalities():
    specs = ["i4", ">i4", "i1", "?", "S3", "S", "U3", ">U3", "V4", "3f4", "(3,1)f4", "i1,i4", "i1,>i4"]
    structured = [
        {"names": ["f0", "f1"], "formats": ["i1", "i4"], "offsets": [0, 4]},
        {"names": ["f0", "f1"], "formats": ["i1", "i4"], "offsets": [0, 1], "itemsize": 5},
        {"names": ["f0", "f1"], "formats": ["i1", "i4"], "titles": ["a", "b"]},
        {"names": ["f1", "f0"], "formats": ["i4", "i1"], "offsets": [1, 0]},
        {"names": ["f0", "f1"], "formats": ["i1", "i4"], "aligned": True},
        [["a", "i4"]],
    ]
    every = specs + structured
    return [
        [a, b, np.dtype(to_numpy(a)) == np.dtype(to_numpy(b))]
        for index, a in enumerate(every)
        for b in every[index:]
    ]


PAIRED = (
    NAMES
    + [">i2", ">i8", ">f4", ">c16", "S", "S1", "S4", "S11", "S24", "U", "U1", "U4", ">U4", "U5", "U24"]
    + ["V", "V1", "V4", "V8", "V16", "3i4", "3f8", "(3,1)i4", "3>i4", "(1,)i4", "2U3", "2V4"]
    + [
        [["a", "i4"]], [["a", "f8"]], [["b", "i4"]], [["a", "i4"], ["b", "f4"]],
        [["b", "f4"], ["a", "i4"]], [[["T", "a"], "i4"]], [["a", ">i4"]], [["a", "i4", [2]]],
        [["a", [["x", "i1"]]]], [["a", [["x", "f8"]]]], [["a", "U3"]], [["a", "S5"]], [],
        {"names": ["a"], "formats": ["i4"], "offsets": [4]},
        {"names": ["a"], "formats": ["i4"], "itemsize": 16},
        {"names": ["a", "b"], "formats": ["i1", "f4"], "aligned": True},
        [["a", "i4,i4"]], [["a", [["x", "i1"], ["y", "i1"]]], ["b", "S3"]],
    ]
)
CASTINGS = ["no", "equiv", "safe", "same_kind", "unsafe"]


def promoted(a, b):
    try:
        return repr(np.promote_types(a, b))
    except TypeError as error:
        return {"error": str(error)}


def cast_level(a, b):
    return next((level for level, name in enumerate(CASTINGS) if np.can_cast(a, b, name)), 5)


def pairs():
    dtypes = [np.dtype(to_numpy(spec)) for spec in PAIRED]
    return [
        {
            "spec": spec,
            "promote": [promoted(a, b) for b in dtypes],
            "cast": "".join(str(cast_level(a, b)) for b in dtypes),
        }
        for spec, a in zip(PAIRED, dtypes)
    ]


def triples():
    """result_type of every three numeric dtypes, as places in NAMES; order must not matter."""
    dtypes = [np.dtype(name) for name in NAMES]
    found = []
    for i, a in enumerate(dtypes):
        for j, b in enumerate(dtypes[i:], i):
            found.append([NAMES.index(np.result_type(c, b, a).name) for c in dtypes[j:]])
    return found


# Python scalars; strided's side writes them in JavaScript.
WEAK = {"1": 1, "-1": -1, "300": 300, "1.5": 1.5, "1e300": 1e300, "2j": 2j, "true": True}


def weak_results():
    found = []
    for spec in NAMES + [">i2", ">f4", "S3", "U3", "V4", "i4,f4"]:
        for name, value in WEAK.items():
            try:
                result = repr(np.result_type(np.dtype(spec), value))
            except TypeError as error:
                if value is True:
                    continue  # As two dtypes: the pairs have it.
                result = {"error": str(error).split(" This means")[0]}
            found.append([spec, [name], result])
    for names in (["1"], ["1.5"], ["2j"], ["true"], ["1", "1.5"], ["1.5", "2j"], ["1", "true"], ["true", "1.5"]):
        found.append([None, names, repr(np.result_type(*(WEAK[name] for name in names)))])
    for specs in (["U3", "i8", "u8"], ["i8", "u8", "U3"], ["?", "U3", "i8"], ["S3", "f4", "U2"], ["i1", "u1", "S9"]):
        found.append([specs, [], repr(np.result_type(*specs))])
    return found


def smallest():
    integers = [0, 1, -1, 127, 128, 255, 256, -128, -129, 32767, 32768, 65535, 65536, -32768, -32769]
    integers += [2**31 - 1, 2**31, 2**32 - 1, 2**32, -(2**31), -(2**31) - 1, 2**63 - 1, 2**63, 2**64 - 1]
    integers += [-(2**63)]
    floats = [1.5, 0.1, 1e-50, 64999.5, 65000.5, -65000.5, 3.3e38, 3.5e38, 1e300, float("inf"), float("nan")]
    complexes = [1 + 2j, 1e300j, 1e39 + 0j, 70000j, complex(float("inf"), 0)]
    return {
        "integers": [[str(value), np.min_scalar_type(value).name] for value in integers],
        "floats": [[repr(value), np.min_scalar_type(value).name] for value in floats],
        "complexes": [
            [repr(value.real), repr(value.imag), np.min_scalar_type(value).name] for value in complexes
        ],
    }


FLOAT_LIMITS = [
    "eps", "epsneg", "max", "min", "resolution", "smallest_normal", "smallest_subnormal", "tiny",
]
FLOAT_COUNTS = ["bits", "iexp", "machep", "maxexp", "minexp", "negep", "nexp", "nmant", "precision"]


def limits():
    floats = {}
    for name in ["float16", "float32", "float64", "complex64", "complex128", ">f8", ">f2"]:
        info = np.finfo(np.dtype(name))
        floats[name] = {
            **{key: repr(float(getattr(info, key))) for key in FLOAT_LIMITS},
            **{key: int(getattr(info, key)) for key in FLOAT_COUNTS},
            "dtype": str(info.dtype), "repr": repr(info), "str": str(info),
        }
    integers = {}
    for name in [name for name in NAMES if np.dtype(name).kind in "iu"] + [">i4", ">u8"]:
        info = np.iinfo(np.dtype(name))
        integers[name] = {
            "min": str(info.min), "max": str(info.max), "bits": info.bits, "kind": info.kind,
            "key": info.key, "dtype": str(info.dtype), "repr": repr(info), "str": str(info),
        }
    return {"finfo": floats, "iinfo": integers}


ABSTRACT = [
    "generic", "number", "integer", "signedinteger", "unsignedinteger", "inexact", "floating",
    "complexfloating", "flexible", "character",
]
CLASSES = NAMES + ["bytes_", "str_", "void"]
KINDS = [
    "bool", "signed integer", "unsigned integer", "integral", "real floating", "complex floating", "numeric",
]


def hierarchy():
    every = [(name, getattr(np, name)) for name in ABSTRACT + CLASSES]
    return {
        "names": [name for name, _ in every],
        "issubdtype": ["".join(str(int(np.issubdtype(a, b))) for _, b in every) for _, a in every],
        "text": [str(kind) for _, kind in every],
        "kinds": KINDS,
        "isdtype": {
            name: "".join(str(int(np.isdtype(getattr(np, name), kind))) for kind in KINDS) for name in CLASSES
        },
    }


def old_vocabulary():
    arguments = ["b", "dfF", "il", "e", "fd", "f", "xyz", "FD", "?i"]
    arrays = [["i4"], ["f2"], ["f2", "i1"], ["f4", "c8"], ["f8", "c8"], [], ["f4", "c8", "i1"], ["?"], ["S3", "f4"]]
    common = []
    for specs in arrays:
        try:
            common.append([specs, str(np.common_type(*(np.zeros(1, spec) for spec in specs)))])
        except TypeError as error:
            common.append([specs, {"error": str(error)}])
    return {
        "mintypecode": [[chars, np.mintypecode(chars)] for chars in arguments],
        "common_type": common,
        "sctypeDict": {
            name: str(kind)
            for name, kind in np.sctypeDict.items()
            if isinstance(name, str) and not issubclass(kind, (np.longdouble, np.clongdouble, np.object_, np.datetime64, np.timedelta64))
        },
    }


def complex_texts():
    parts = [0.0, -0.0, 1.0, -1.5, 1e16, 123456789.0, 1e-5, 0.0001, 1e300, float("inf"), float("-inf"), float("nan")]
    return [[repr(re), repr(im), str(complex(re, im))] for re in parts for im in parts]


def converted():
    """What calling a scalar type gives, or the error it raises."""
    arguments = {
        "int8": [300, -129, 127, 3.7, -3.7, "12", " -7 ", "x", True, float("nan"), float("inf"), 1e10],
        "uint8": [-1, 255, 256, 0.9],
        "int64": [2**53 - 1, 1.5],
        "float16": [0.1, 65519.0, 65520.0, 70000, 1e-8, 5.9604645e-8, "1.5", 2049, 2051, 6.1e-5],
        "float32": [0.1, 1e39, "nan", "-inf", " 1e3 ", "abc", 16777217, "1_0", "0x10", ""],
        "float64": ["1.5", 0.1, "Infinity", True],
        "bool": [0, 3, 0.0, float("nan"), "", "x", 0j, 1j],
        "complex64": [1, 0.1, 0.1 + 0.2j],
        "complex128": [0.1, 1j, True],
        "str_": [5, True, "ab", 1j],
    }
    found = []
    for name, values in arguments.items():
        for value in [None, *values]:
            try:
                result = getattr(np, name)(*([] if value is None else [value]))
                result = repr(result.item())
            except (ValueError, TypeError, OverflowError) as error:
                result = {"type": type(error).__name__, "error": str(error)}
            written = [repr(value.real), repr(value.imag)] if isinstance(value, complex) else value
            if isinstance(value, float) and not np.isfinite(value):
                written = {"number": repr(value)}
            found.append([name, written, result])
    return found


def write(name, golden):
    path = pathlib.Path(__file__).parent / "golden" / name
    lines = [f'"numpy": {json.dumps(np.__version__)}']
    for section, rows in golden.items():
        if isinstance(rows, list):
            text = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
            lines.append(f'"{section}": [\n{text}\n]')
        else:
            lines.append(f'"{section}": {json.dumps(rows, ensure_ascii=False)}')
    text = "{\n" + ",\n".join(lines) + "\n}\n"
    path.write_bytes(gzip.compress(text.encode(), mtime=0))


def main():
    parsed = [
        {"spec": spec, "align": align, **parse(spec, align)}
        for spec, align in spellings() + written()
    ]
    for spec, align in structs(400):
        found = parse(spec, align)
        if "error" in found:
            # Where several fields are wrong, which one is named first is not promised.
            found["error"] = None
        parsed.append({"spec": spec, "align": align, **found})
    write(
        "dtype.json.gz",
        {
            "parse": parsed, "equal": equalities(), **limits(), "hierarchy": hierarchy(), "old": old_vocabulary(),
            "complex": complex_texts(), "converted": converted(),
        },
    )
    write(
        "promotion.json.gz",
        {"names": NAMES, "pairs": pairs(), "triples": triples(), "weak": weak_results(), "smallest": smallest()},
    )


main()
