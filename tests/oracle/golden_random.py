"""Writes golden/random.json: what NumPy's random streams give, call after call on one generator.

A case is a generator (family and seed) and calls on it. A call is [method, arguments, options, expected];
expected is {"error": [class, sentence]}, {"value": scalar}, or an array: {"dtype", "shape"} with "sha"
(SHA-256 of the bytes in C order, 16 hex digits) or with "near" (all values; a logarithm's last bit may differ).

    python3 golden_random.py                    writes the golden file
    python3 golden_random.py SEED COUNT FILE    writes COUNT random cases instead

Arguments are JSON with {"int": "123"} for large integers, {"float": "NaN"} and the like, and {"array": …}.
"""

import hashlib
import json
import pathlib
import random
import sys
import warnings

import numpy as np

warnings.simplefilter("ignore")
INTEGERS = ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "bool"]
FAMILIES = {
    "pcg": lambda seed: np.random.default_rng(seed),
    "mt": lambda seed: np.random.Generator(np.random.MT19937(seed)),
    "legacy": lambda seed: np.random.RandomState(seed),
    "legacy-pcg": lambda seed: np.random.RandomState(np.random.PCG64(seed)),
}
# Legacy results that go through the C library's logarithm.
LOGARITHMIC = {"normal", "standard_normal", "randn", "exponential", "standard_exponential"}


def plain(value):
    """A value as the runner reads it."""
    if isinstance(value, float) and not np.isfinite(value):
        return {"float": {"inf": "Infinity", "-inf": "-Infinity", "nan": "NaN"}[str(value)]}
    if isinstance(value, bool) or value is None or isinstance(value, (float, str)):
        return value
    if isinstance(value, int):
        return value if abs(value) < 2**53 else {"int": str(value)}
    if isinstance(value, Array):
        return value.spec
    return [plain(item) for item in value]


class Array:
    """An array argument: arange(size) as dtype, reshaped, and seen through strides."""

    def __init__(self, shape, dtype="int64", view=None):
        self.spec = {"array": shape, "dtype": dtype, "view": view}
        self.array = np.arange(int(np.prod(shape))).astype(dtype).reshape(shape)
        if view == "T":
            self.array = self.array.T
        elif view == "reversed":
            self.array = self.array[::-1]
        elif view == "every other":
            self.array = self.array[..., ::2]


def real(value):
    if isinstance(value, Array):
        return value.array
    if isinstance(value, list):
        return [real(item) for item in value]
    return value


def expected(family, method, result):
    if not isinstance(result, np.ndarray):
        if isinstance(result, bytes):
            result = np.frombuffer(result, np.uint8)
        else:
            value = result.item() if isinstance(result, np.generic) else result
            near = family.startswith("legacy") and method in LOGARITHMIC
            return {"near value" if near else "value": plain(value)}
    shape = list(result.shape)
    if family.startswith("legacy") and method in LOGARITHMIC:
        return {"dtype": str(result.dtype), "shape": shape, "near": result.ravel().tolist()}
    digest = hashlib.sha256(np.ascontiguousarray(result).tobytes()).hexdigest()[:16]
    return {"dtype": str(result.dtype), "shape": shape, "sha": digest}


def call(generator, family, method, args=(), **options):
    values = [real(value) for value in args]
    given = {name: real(value) for name, value in options.items()}
    try:
        result = getattr(generator, method)(*values, **given)
        if method in ("shuffle",):
            result = values[0] if isinstance(values[0], np.ndarray) else np.array(values[0])
        answer = expected(family, method, result)
    except Exception as error:
        answer = {"error": [type(error).__name__, str(error)]}
    return [method, plain(args), {name: plain(value) for name, value in options.items()}, answer]


def case(family, seed, *calls):
    generator = FAMILIES[family](seed)
    done = []
    for method, *rest in calls:
        options = rest.pop() if rest and isinstance(rest[-1], dict) else {}
        done.append(call(generator, family, method, rest, **options))
    return {"family": family, "seed": plain(seed), "calls": done}


def fixed_cases():
    new = ("pcg", "mt")
    old = ("legacy", "legacy-pcg")
    for seed in (0, 1, 42, 2**32 - 1):
        for family in ("pcg", "mt", "legacy"):
            name = "random_sample" if family == "legacy" else "random"
            yield case(family, seed, (name, 3), (name,), (name, 5000), ("standard_normal", 20), ("standard_normal",), (name, 3))
    for seed in (2**64 + 5, [1, 2, 3], [2**40, 0], list(range(9)), 10**40):
        yield case("pcg", seed, ("random", 10))
        yield case("mt", seed, ("random", 10))
    for seed in ([0], [5, 4, 3], list(range(700))):
        yield case("legacy", seed, ("rand", 10))
    for family in new:
        yield case(family, 7,
            ("standard_normal", 20000), ("standard_normal", 3000, {"dtype": "float32"}),
            ("random", 3001, {"dtype": "float32"}), ("random", {"dtype": "float32"}), ("integers", 5),
            ("standard_exponential", 20000), ("standard_exponential", 3000, {"dtype": "float32"}),
            ("normal", 3, 0.5, [2, 3]), ("normal", [0, 100], 1), ("normal", [[0], [100]], [1, 2, 3]),
            ("normal", [[0], [100]], [1, 2, 3], [4, 2, 3]), ("uniform", -1, 1, 7), ("uniform", [0, 5], [1, 9], [3, 2]),
            ("uniform",), ("exponential", 2, 5), ("exponential", [1, 10]), ("bytes", 7), ("bytes", 0), ("random", 2))
        yield case(family, 8,
            ("shuffle", Array([10])), ("shuffle", Array([10], "int8")), ("shuffle", Array([4, 3])), ("shuffle", Array([4, 3], "int16", "T")),
            ("shuffle", Array([4, 5]), {"axis": 1}), ("shuffle", Array([9], "float64", "reversed")), ("shuffle", Array([20], "uint8", "every other")),
            ("shuffle", [1, 2, 3, 4]), ("shuffle", Array([0])), ("shuffle", Array([3, 2, 2], "float32", "T")),
            ("permutation", 12), ("permutation", 0), ("permutation", Array([7], "float32")), ("permutation", Array([5, 2])),
            ("permutation", Array([3, 4]), {"axis": 1}), ("permuted", Array([3, 4])), ("permuted", Array([3, 4]), {"axis": 1}),
            ("permuted", Array([3, 4], "int8", "T"), {"axis": 0}), ("random", 2))
        yield case(family, 9,
            ("choice", 10, 20), ("choice", 10), ("choice", 10, [2, 3], {"replace": False}), ("choice", 50000, 2000, {"replace": False}),
            ("choice", 50000, 2000, {"replace": False, "shuffle": False}), ("choice", 50000, 20, {"replace": False, "shuffle": False}),
            ("choice", 5, 5, {"replace": False}), ("choice", 1, 1, {"replace": False}), ("choice", 20001, 20001, {"replace": False}),
            ("choice", 4, 30, {"p": [0.1, 0.2, 0.3, 0.4]}), ("choice", 6, 5, {"p": [0.1, 0.2, 0.3, 0.2, 0.1, 0.1], "replace": False}),
            ("choice", [1.5, 2.5, 3.5], 4), ("choice", Array([4, 3]), 2), ("choice", Array([4, 3]), 2, {"axis": 1}), ("choice", Array([4, 3])),
            ("choice", Array([4, 3]), [2, 2], {"axis": 1, "replace": False}), ("choice", 3, 0), ("choice", 0, 0), ("random", 2))
        yield case(family, 10,
            ("integers", [0, 10, 100], [5, 20, 1000]), ("integers", [[0], [10]], [20, 30, 2**40], {"dtype": "int64"}),
            ("integers", 0, [2**33, 5, 2**63 - 1], {"dtype": "uint64", "endpoint": True}), ("integers", [-100, 5], 100, [3, 2], {"dtype": "int8"}),
            ("integers", [0, 1], [1, 1], {"dtype": "bool", "endpoint": True}), ("integers", [1, 2, 3], 40000, {"dtype": "uint16"}),
            ("integers", Array([3], "int32"), 7, {"dtype": "int32"}), ("random", 2))
    for family in old:
        yield case(family, 7,
            ("rand", 2, 3), ("randn", 5), ("rand",), ("randn",), ("randn", 2, 3), ("normal", 3, 0.5, [2, 3]), ("normal", [0, 100], 1),
            ("random", [2, 2]), ("standard_normal", 7), ("uniform", -1, 1, 7), ("uniform", 1, 0, 3), ("standard_exponential", 9),
            ("exponential", 2, 5), ("bytes", 7), ("bytes", 0), ("random", 2))
        yield case(family, 8,
            ("shuffle", Array([10])), ("shuffle", Array([4, 3])), ("shuffle", Array([9], "float64", "reversed")), ("shuffle", [1, 2, 3, 4]),
            ("permutation", 12), ("permutation", Array([7], "float32")), ("permutation", Array([5, 2])), ("random", 2))
        yield case(family, 9,
            ("choice", 10, 20), ("choice", 10), ("choice", 10, [2, 3], False), ("choice", 4, 30, True, [0.1, 0.2, 0.3, 0.4]),
            ("choice", 6, 5, {"p": [0.1, 0.2, 0.3, 0.2, 0.1, 0.1], "replace": False}), ("choice", [1.5, 2.5, 3.5], 4), ("random", 2))
        yield case(family, 10,
            ("randint", 10), ("randint", 5, 10, 20), ("randint", [0, 10, 100], [5, 20, 1000]), ("randint", 0, [2**33, 5, 2**63 - 1], {"dtype": "uint64"}),
            ("randint", [-100, 5], 100, [3, 2], {"dtype": "int8"}), ("random", 2))
    yield case("pcg", 0,
        ("integers", 0), ("integers", 5, 5), ("integers", 5, 4, {"endpoint": True}), ("integers", -1, {"endpoint": True}), ("integers", 0, 300, {"dtype": "uint8"}),
        ("integers", -1, 3, {"dtype": "uint8"}), ("integers", 0, 10, {"dtype": "float64"}), ("integers", 0, 10, {"dtype": ">i4"}),
        ("integers", [1, 2], [1, 5]), ("integers", [1, 2], [300, 5], {"dtype": "int8"}), ("integers", [-300, 2], [30, 5], {"dtype": "int8"}),
        ("integers", 0, [5, 0]), ("integers", 0, 2**63 + 1), ("integers", 0, 5, -1), ("integers", 5, 5, 0), ("integers", [1, 2, 3], 10, 2),
        ("integers", 0, 5, 2.5), ("random", 3, {"dtype": "int32"}), ("random", 3, {"dtype": ">f8"}), ("random", [2, -1]),
        ("normal", 0, -1), ("normal", 0, [1, -1]), ("normal", 0, -0.0), ("uniform", 1, 0), ("uniform", [1, 0], 0.5), ("exponential", -1),
        ("normal", [0, 1], [1, 2, 3]), ("normal", [0, 1], 1, 3), ("normal", [0, 1], 1, 1),
        ("choice", 0), ("choice", 3, 5, {"replace": False}), ("choice", []), ("choice", 3, {"p": [0.5, 0.5]}), ("choice", 2, {"p": [0.5, 0.6]}),
        ("choice", 2, {"p": [1.5, -0.5]}), ("choice", 3, 2, {"p": [1, 0, 0], "replace": False}), ("choice", 2, {"p": [[0.5, 0.5]]}),
        ("shuffle", Array([3]), {"axis": 1}), ("shuffle", Array([])), ("permutation", 3.5), ("permutation", -1))
    yield case("legacy", 0,
        ("randint", 0), ("randint", 5, 5), ("randint", 0, 300, {"dtype": "int8"}), ("randint", 0, 10, {"dtype": "float32"}), ("randint", [1, 2], [1, 5]),
        ("randint", -(2**63) - 1, 5), ("uniform", 0, float("inf")), ("normal", 0, -1), ("rand", 2, -1), ("choice", 0), ("choice", 3, 5, False), ("choice", [[1, 2]]),
        ("choice", []), ("choice", 3, {"p": [0.5, 0.5]}), ("choice", 2, {"p": [0.5, 0.6]}), ("choice", 2, {"p": [1.5, -0.5]}), ("permutation", 3.5))


def bounds(rnd, dtype):
    """Bounds, both included, with every branch of the bounded generators in reach."""
    if dtype == "bool":
        return rnd.choice([0, 0, 1]), 1
    least, greatest = int(np.iinfo(dtype).min), int(np.iinfo(dtype).max)
    while True:
        low, high = rnd.choice([
            (least, greatest), (0, rnd.randrange(100)), (least, least + rnd.choice([2**32 - 1, 2**32, 2**32 - 2, 2**31, 255, 65535, 2**63 + 5, 2**64 - 2])),
            (rnd.randint(least, greatest), greatest), (5, 5), (-50, -50 + 2 ** rnd.randrange(64) - rnd.choice([0, 1])),
            (0, 2 ** rnd.randrange(1, 64) + rnd.randrange(5)), (0, rnd.choice([2**32 - 1, 2**32 - 2, 127, 128, 254, 65534])),
        ])
        if least <= low <= high <= greatest:
            return low, high


def random_cases(rnd, count):
    for _ in range(count):
        family = rnd.choice(["pcg", "mt", "legacy"])
        legacy = family == "legacy"
        seed = rnd.choice([rnd.randrange(100), rnd.randrange(2**32), [rnd.getrandbits(32) for _ in range(rnd.randrange(1, 7))]])
        calls = []
        for _ in range(rnd.randrange(2, 8)):
            n = rnd.choice([0, 1, 2, 3, rnd.randrange(20), rnd.randrange(700), rnd.randrange(3000)])
            kind = rnd.choice(["ints", "ints", "random", "normal", "exp", "shuffle", "choice", "scalar"])
            narrow = {} if legacy else {"dtype": rnd.choice(["float32", "float64"])}
            if kind == "ints":
                dtype = rnd.choice(INTEGERS)
                low, high = bounds(rnd, dtype)
                size = rnd.choice([n, [2, n]])
                if legacy:
                    calls.append(("randint", low, high + 1, size, {"dtype": dtype}))
                else:
                    calls.append(("integers", low, high, {"size": size, "dtype": dtype, "endpoint": True}))
            elif kind == "random":
                calls.append(("random", n, narrow) if not legacy else ("random_sample", n))
            elif kind == "normal":
                calls.append(("standard_normal", n if not legacy else n % 50, narrow))
            elif kind == "exp":
                calls.append(("standard_exponential", n if not legacy else n % 50, narrow))
            elif kind == "shuffle":
                calls.append((rnd.choice(["permutation", "shuffle"]), Array([n], rnd.choice(["int64", "int8", "float32", "uint16"]))))
            elif kind == "choice":
                replace = {"replace": rnd.random() < 0.5}
                shuffled = {} if legacy else {"shuffle": rnd.random() < 0.5}
                calls.append(("choice", max(1, n + rnd.choice([0, 1, 100, 20000])), n, {**replace, **shuffled}))
            elif legacy:
                calls.append((rnd.choice(["rand", "randn", "normal", "uniform"]),))
            else:
                calls.append((rnd.choice(["random", "standard_normal", "normal", "uniform", "standard_exponential"]),))
        yield case(family, seed, *calls)


def sequences():
    """SeedSequence, raw draws and states."""
    entropies = [0, 5, 2**32 - 1, 2**32, 10**30, [], [1, 2, 3], [[1, 2], [3]], list(range(12))]
    words = []
    for entropy in entropies:
        sequence = np.random.SeedSequence(entropy)
        child = sequence.spawn(2)[1]
        large = np.random.SeedSequence(entropy, pool_size=8)
        words.append({
            "entropy": plain(entropy), "words": sequence.generate_state(5).tolist(),
            "wide": [str(w) for w in sequence.generate_state(3, np.uint64)],
            "child": child.generate_state(3).tolist(), "large": large.generate_state(3).tolist(),
        })
    bits = np.random.PCG64(3)
    raw = [str(w) for w in bits.random_raw(3)]
    np.random.Generator(bits).integers(0, 10, 3)
    state = bits.state
    jumped, ahead = bits.jumped(), np.random.PCG64(3).advance(5)
    twister = np.random.MT19937(3)
    return {
        "sequences": words,
        "pcg": {"raw": raw, "state": str(state["state"]["state"]), "inc": str(state["state"]["inc"]), "has_uint32": state["has_uint32"],
                "uinteger": state["uinteger"], "jumped": str(jumped.random_raw()), "advanced": str(ahead.random_raw()),
                "spawned": str(np.random.PCG64(3).spawn(2)[1].random_raw())},
        "mt": {"raw": [str(w) for w in twister.random_raw(3)], "pos": twister.state["state"]["pos"], "key": twister.state["state"]["key"][:3].tolist()},
    }


def main():
    if len(sys.argv) == 4:
        rnd = random.Random(int(sys.argv[1]))
        golden = {"cases": list(random_cases(rnd, int(sys.argv[2])))}
        path = pathlib.Path(sys.argv[3])
    else:
        golden = {"numpy": np.__version__, "cases": [*fixed_cases(), *random_cases(random.Random(2), 60)], **sequences()}
        path = pathlib.Path(__file__).parent / "golden" / "random.json"
    lines = ",\n".join(json.dumps(one, separators=(",", ":")) for one in golden.pop("cases"))
    rest = json.dumps(golden, separators=(",", ":"))[1:]
    path.write_text(f'{{"cases":[\n{lines}\n]{"," if golden else ""}{rest}\n')


main()
