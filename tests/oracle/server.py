"""NumPy's side of the oracle: runs case descriptions and says what NumPy answers.

One long-lived process, JSON lines on stdin and stdout: {"id": n, "cases": [...]} in,
{"id": n, "answers": [...]} out. What a case may hold is written down once, in case.ts;
this file gives each word its Python meaning and adapter.ts its strided meaning.
Nothing here knows what strided does.
"""

import base64
import json
import operator
import os
import signal
import shutil
import sys
import tempfile
import warnings

import numpy as np
import numpy.lib.recfunctions

def find_duplicates(array, **options):
    """NumPy's takes masked arrays only; what it finds without a mask."""
    found = np.lib.recfunctions.find_duplicates(np.ma.array(array), **options)
    # a masked array's data are a view of it; ours are the array itself
    return (np.array(found[0]), found[1]) if isinstance(found, tuple) else np.array(found)


FOLDER = tempfile.mkdtemp(prefix="oracle-")


def contents(path):
    """The bytes of a file that a case wrote (unpacked, where it is packed), after which it is gone."""
    with np.lib._datasource.open(path, "rb") as file:
        return file.read()


def dtype_attributes(dtype):
    """Every attribute of a dtype, as values that both sides have."""

    def described():
        try:
            return repr(dtype.descr)
        except ValueError as error:
            return str(error)

    return (
        dtype.alignment,
        repr(dtype.base),
        dtype.byteorder,
        dtype.char,
        described(),
        dtype.flags,
        dtype.hasobject,
        dtype.isalignedstruct,
        # of "S" and ("S", 0), which are equal, only the first is NumPy's own object
        None if dtype.itemsize == 0 and dtype.names is None else dtype.isbuiltin,
        dtype.isnative,
        dtype.itemsize,
        dtype.kind,
        dtype.name,
        dtype.names,
        dtype.ndim,
        dtype.num,
        dtype.shape,
        dtype.str,
        str(dtype),
        repr(dtype),
        dtype.type.__name__,
        None if dtype.fields is None else tuple((name, *field) for name, field in dtype.fields.items()),
    )


def checked_dtype(*args, **options):
    """A dtype, unless it is one that contradicts itself."""
    made = np.dtype(*args, **options)
    describe_dtype(made)
    return made


BUILTINS = {
    "dtype": checked_dtype,
    "dtype_attributes": dtype_attributes,
    "dtype_equal": operator.eq,
    "dtype_field": operator.getitem,
    "eq": operator.eq,
    "ne": operator.ne,
    "lib.recfunctions.find_duplicates": find_duplicates,
    "contents": contents,
    "get_printoptions": lambda: dict(sorted(
        (key, held) for key, held in np.get_printoptions().items() if key != "legacy"
    )),
    "applied": lambda function, *args: function(*args),
    "path": str,
    "str": str,
    "repr": repr,
    "len": len,
    "int": int,
    "list": list,
}


def refuse(field):
    """What a user's function raises."""
    raise ValueError("no such field")


FUNCTIONS = {
    "add": np.add,
    "sum": np.sum,
    "mean": np.mean,
    "triu": np.triu,
    "tril": np.tril,
    "sub": lambda x, y: x - y,
    "less": lambda x, y: x < y,
    "twice": lambda x: 2 * x,
    "pair": lambda x, y: (x + y, x - y),
    "star": lambda x: "*",
    "lines": lambda x: "ab\ncdé",
    "length": len,
    "halves": lambda x: len(x) + 0.5,
    "word": lambda x: "ab",
    "nothing": lambda x: None,
    "refusal": refuse,
}


class NumpyDefect(Exception):
    """NumPy answers something that contradicts itself: nothing to compare with."""


def make_dtype(spec):
    """A dtype from its description: a string, {"list"}, {"dict"} or {"sub"}."""
    if isinstance(spec, str):
        return np.dtype(spec)
    if "list" in spec:
        fields = [
            (name, make_dtype(kind), tuple(rest[0])) if rest else (name, make_dtype(kind))
            for name, kind, *rest in spec["list"]
        ]
        return np.dtype(fields, align=spec.get("align", False))
    if "dict" in spec:
        given = dict(spec["dict"])
        given["formats"] = [make_dtype(kind) for kind in given["formats"]]
        return np.dtype(given, align=spec.get("align", False))
    base, shape = spec["sub"]
    return np.dtype((make_dtype(base), tuple(shape)))


def describe_dtype(dtype):
    """The one spelling of a dtype that both sides answer with."""
    if dtype.subdtype is not None:
        base, shape = dtype.subdtype
        if base.itemsize * int(np.prod(shape)) != dtype.itemsize:
            raise NumpyDefect("a sub-array dtype larger than its elements")
        return {"sub": [describe_dtype(base), list(shape)]}
    if dtype.names is not None:
        fields = [dtype.fields[name] for name in dtype.names]
        return {
            "names": list(dtype.names),
            "formats": [describe_dtype(field[0]) for field in fields],
            "offsets": [field[1] for field in fields],
            "itemsize": dtype.itemsize,
            "align": bool(dtype.isalignedstruct),
        }
    return dtype.str


def encode_bytes(data):
    return base64.b64encode(data).decode("ascii")


def held_bytes(dtype):
    """Which bytes of an element hold a value; the rest is padding."""
    held = np.zeros(dtype.itemsize, bool)
    if dtype.subdtype is not None:
        if dtype.base.itemsize * int(np.prod(dtype.shape)) != dtype.itemsize:
            raise NumpyDefect("a sub-array dtype larger than its elements")
        held[:] = np.tile(held_bytes(dtype.base), dtype.itemsize // max(1, dtype.base.itemsize))
    elif dtype.names is None:
        held[:] = True
    else:
        for kind, offset, *_title in dtype.fields.values():
            held[offset : offset + kind.itemsize] |= held_bytes(kind)
    return held


def element_bytes(value):
    """The elements in C order, padding (which NumPy leaves undefined) as zero."""
    data = value.tobytes()
    if value.dtype.names is None or value.dtype.itemsize == 0:
        return data
    elements = np.frombuffer(bytearray(data), np.uint8).reshape(-1, value.dtype.itemsize)
    elements[:, ~held_bytes(value.dtype)] = 0
    return elements.tobytes()


def root_of(array):
    while isinstance(array.base, np.ndarray):
        array = array.base
    return array


def address(array):
    return array.__array_interface__["data"][0]


class Scope:
    """The variables of one running case, and the memory blocks under its arrays."""

    def __init__(self, case):
        self.blocks = [
            np.frombuffer(bytearray(base64.b64decode(text)), np.uint8) for text in case["mem"]
        ]
        self.initial = [block.tobytes() for block in self.blocks]
        self.names = {}
        self.roots = []  # (root array, name that first showed it)
        for name, layout in case["arrays"].items():
            array = np.ndarray(
                tuple(layout["shape"]),
                make_dtype(layout["dtype"]),
                self.blocks[layout["mem"]].data,
                layout["offset"],
                tuple(layout["strides"]),
            )
            if layout.get("readonly"):
                array.flags.writeable = False
            self.names[name] = array

    def value(self, arg):
        """A described argument as a Python value (see `Arg` in case.ts)."""
        if isinstance(arg, list):
            return tuple(self.value(item) for item in arg)
        if not isinstance(arg, dict):
            return arg
        ((tag, held),) = arg.items()
        return getattr(self, "value_" + tag)(held)

    def value_v(self, held):
        return self.names[held]

    def value_i(self, held):
        return int(held)

    def value_f(self, held):
        return float(held)

    def value_c(self, held):
        return complex(float(held[0]), float(held[1]))

    def value_l(self, held):
        return [self.value(item) for item in held]

    def value_o(self, held):
        return {key: self.value(item) for key, item in held.items()}

    def value_di(self, held):
        return {key: self.value(item) for key, item in held}

    def value_d(self, held):
        return make_dtype(held)

    def value_n(self, held):
        return operator.attrgetter(held)(np)

    def value_do(self, held):
        return make_dtype(held)

    def value_ty(self, held):
        return {"int": int, "float": float, "complex": complex}[held]

    def value_sl(self, held):
        return slice(*held)

    def value_sx(self, held):
        return slice(*(self.value(item) for item in held))

    def value_el(self, held):
        return Ellipsis

    def value_by(self, held):
        return held.encode("latin-1")

    def value_tx(self, held):
        content, extension = held
        handle, path = tempfile.mkstemp(extension, dir=FOLDER)
        os.close(handle)
        if content is None:
            os.unlink(path)
            return path
        with np.lib._datasource.open(path, "wb") as file:
            file.write(content.encode("latin-1"))
        return path

    def value_py(self, held):
        return FUNCTIONS[held]

    def value_t(self, held):
        kind, count, unit = held
        scalar = np.datetime64 if kind == "M" else np.timedelta64
        return scalar(int(count), unit) if count != "NaT" else scalar("NaT", unit)

    def index(self, items):
        return tuple(self.value(item) for item in items)

    def run(self, step):
        """One step; its result goes by the name in `to`."""
        if "po" in step:
            options = {key: self.value(item) for key, item in step["po"].items()}
            with np.printoptions(**options):
                result = self.perform(step)
        else:
            result = self.perform(step)
        if "to" in step:
            self.names[step["to"]] = result

    def perform(self, step):
        if "get" in step:
            name, items = step["get"]
            return self.names[name][self.index(items)]
        if "set" in step:
            name, items, value = step["set"]
            self.names[name][self.index(items)] = self.value(value)
            return None
        if "field" in step:
            name, field = step["field"]
            return self.names[name][field["l"] if isinstance(field, dict) else field]
        if "item" in step:
            name, position = step["item"]
            return self.names[name][position]
        if "attr" in step:
            name, attribute = step["attr"]
            return operator.attrgetter(attribute)(self.names[name])
        if "setattr" in step:
            name, attribute, value = step["setattr"]
            setattr(self.names[name], attribute, self.value(value))
            return None
        if "walk" in step:
            return self.walk(step)
        if "brackets" in step:
            name, items = step["brackets"]
            index = self.index(items)
            return getattr(np, name)[index[0] if len(index) == 1 else index]
        args = [self.value(arg) for arg in step.get("args", [])]
        keywords = {key: self.value(arg) for key, arg in step.get("kw", {}).items()}
        if "m" in step:
            name, method = step["m"]
            return getattr(self.names[name], method)(*args, **keywords)
        name = step["fn"]
        if name in BUILTINS:
            return BUILTINS[name](*args, **keywords)
        return operator.attrgetter(name)(np)(*args, **keywords)

    def walk(self, step):
        """An iterator's steps as lists, and its operands at the end."""
        given = {key: self.value(item) for key, item in step["kw"].items()}
        if "axes" in step:
            return self.walk_nested(step, given)
        with np.nditer(self.value(step["walk"]), **given) as it:
            for member, *args in step.get("before", []):
                values = [self.value(arg) for arg in args]
                if callable(getattr(it, member)):
                    getattr(it, member)(*values)
                else:
                    setattr(it, member, *values)
            seen = []
            if it.itersize == 0 or it.has_delayed_bufalloc:
                it.reset()
            about = [it.ndim, it.nop, it.itersize, list(it.iterrange)]
            if not it.finished:
                about.append(list(it.shape))
            for value in it:
                values = value if isinstance(value, tuple) else (value,)
                where = [] if step.get("flat") else [it.iterindex]
                if it.has_index:
                    where.append(it.index)
                if it.has_multi_index:
                    where.append(list(it.multi_index))
                seen.append([where, touch(values, step.get("write"))])
            dtypes = list(it.dtypes)
            operands = list(it.operands)
        if step.get("flat"):
            columns = zip(*(values for _, values in seen))
            seen = [np.concatenate([np.atleast_1d(one) for one in column]) for column in columns]
        return [about, seen, dtypes, operands]

    def walk_nested(self, step, given):
        iters = np.nested_iters(self.value(step["walk"]), self.value(step["axes"]), **given)
        seen = []

        def descend(level):
            for value in iters[level]:
                if level + 1 < len(iters):
                    seen.append(level)
                    descend(level + 1)
                    continue
                values = value if isinstance(value, tuple) else (value,)
                seen.append(touch(values, step.get("write")))

        descend(0)
        operands = list(iters[0].operands)
        for it in reversed(iters):
            it.close()
        return [seen, operands]

    def place(self, array, name):
        """Where an array's memory is: [block or variable that first showed it, byte offset]."""
        if array.size == 0 or array.nbytes == 0:
            return None
        start = address(array)
        for number, block in enumerate(self.blocks):
            if address(block) <= start < address(block) + block.nbytes:
                return [number, start - address(block)]
        root = root_of(array)
        for known, first in self.roots:
            if known is root:
                return [first, start - address(root)]
        self.roots.append((root, name))
        return [name, start - address(root)]

    def encode(self, value, name):
        if isinstance(value, np.ndarray):
            if value.dtype.hasobject:
                return {"k": "object"}
            flags = value.flags
            letters = "".join(
                letter
                for letter, on in (
                    ("C", flags.c_contiguous),
                    ("F", flags.f_contiguous),
                    ("W", flags.writeable),
                    ("A", flags.aligned),
                    ("O", flags.owndata),
                )
                if on
            )
            return {
                "k": "array",
                "dtype": describe_dtype(value.dtype),
                "shape": list(value.shape),
                "strides": list(value.strides),
                "flags": letters,
                "at": self.place(value, name),
                "data": encode_bytes(element_bytes(value)),
            }
        if isinstance(value, np.generic):
            if value.dtype.hasobject:
                return {"k": "object"}
            return {
                "k": "scalar",
                "dtype": describe_dtype(value.dtype),
                "data": encode_bytes(element_bytes(value)),
            }
        if isinstance(value, np.dtype):
            if value.hasobject:
                return {"k": "object"}
            return {"k": "dtype", "dtype": describe_dtype(value), "text": str(value), "repr": repr(value)}
        if isinstance(value, (np.finfo, np.iinfo)):
            return {"k": "value", "type": "str", "value": str(value)}
        if value is None or value is Ellipsis:
            return {"k": "none"}
        if isinstance(value, slice):
            return {"k": "value", "type": "str", "value": str(value)}
        if isinstance(value, bool):
            return {"k": "value", "type": "bool", "value": value}
        if isinstance(value, int):
            return {"k": "value", "type": "int", "value": str(value)}
        if isinstance(value, float):
            return {"k": "value", "type": "float", "value": float.__repr__(value)}
        if isinstance(value, complex):
            parts = [float.__repr__(value.real), float.__repr__(value.imag)]
            return {"k": "value", "type": "complex", "value": parts}
        if isinstance(value, str):
            return {"k": "value", "type": "str", "value": value}
        if isinstance(value, (bytes, bytearray, memoryview)):
            return {"k": "value", "type": "bytes", "value": encode_bytes(bytes(value))}
        if isinstance(value, dict):
            return {
                "k": "tuple",
                "items": [
                    self.encode(item, f"{name}[{i}]") for i, item in enumerate(value.values())
                ],
            }
        if isinstance(value, (tuple, list)):
            return {
                "k": "tuple",
                "items": [self.encode(item, f"{name}[{i}]") for i, item in enumerate(value)],
            }
        if isinstance(value, type) and issubclass(value, np.generic):
            return {"k": "dtype", "dtype": describe_dtype(np.dtype(value))}
        return {"k": "unknown", "type": type(value).__name__, "text": str(value)}

    def memory(self):
        """The blocks' final bytes; None for one that nothing changed."""
        return [
            None if block.tobytes() == before else encode_bytes(block.tobytes())
            for block, before in zip(self.blocks, self.initial)
        ]


def encode_error(error, step):
    return {
        "step": step,
        "class": type(error).__name__,
        "mro": [kind.__name__ for kind in type(error).__mro__],
        # Python quotes what is missing
        "message": str(error.args[0]) if isinstance(error, KeyError) else str(error),
    }


def error_bound(case, result):
    """The size that a rounding error is measured against, computed from the inputs (float64)."""
    scope = Scope(case)
    for step in case["tol"]["bound"]:
        scope.run(step)
    value = scope.names["bound"]
    if isinstance(value, (tuple, list)):
        return [encode_bytes(np.asarray(item, "<f8").tobytes()) for item in value]
    bound = np.asarray(value, "<f8")
    if bound.size > 1:
        bound = np.broadcast_to(bound, np.shape(result))
    return encode_bytes(bound.tobytes())


def loop_size(case, scope):
    """Bytes of the float that the last ufunc call computed with, or None."""
    step = case["steps"][-1]
    name = step.get("fn", "").removesuffix(".outer").removesuffix(".at")
    ufunc = getattr(np, name, None)
    if not isinstance(ufunc, np.ufunc):
        return None
    if "dtype" in step.get("kw", {}):
        loop = scope.value(step["kw"]["dtype"])
        if not isinstance(loop, np.dtype):
            return None
    else:
        args = [scope.value(arg) for arg in step["args"]]
        if step["fn"].endswith(".at"):
            del args[1]
        kinds = [arg.dtype if isinstance(arg, np.ndarray) else type(arg) for arg in args]
        kinds = [np.dtype(bool) if kind is bool else kind for kind in kinds]
        try:
            loop = ufunc.resolve_dtypes((*kinds, *[None] * ufunc.nout), casting="unsafe")[-1]
        except TypeError:
            return None
    return {"f": loop.itemsize, "c": loop.itemsize // 2}.get(loop.kind)


def touch(values, write):
    """Copies of what an iterator shows, then something written into what may be written."""
    hidden = write == "set"
    copies = [one.copy() for one in values if not (hidden and one.flags.writeable)]
    for one in values:
        if one.flags.writeable and write == "add":
            np.add(one, 1, out=one, casting="unsafe")
        elif one.flags.writeable and hidden:
            one[...] = 7
    return copies


def hide_uninitialised(case, scope, answer):
    """Zeroes what NumPy leaves as it finds it, so that the same case has the same answer."""
    results = answer["results"]
    if case.get("tol", {}).get("noData"):
        for wire in results.values():
            if "data" in wire:
                wire["data"] = encode_bytes(bytes(len(base64.b64decode(wire["data"]))))
    if "mask" in case:
        name = case["mask"]["of"]
        array = np.asarray(scope.names[name]).copy(order="C")
        mask = np.broadcast_to(Scope(case).names[case["mask"]["by"]], array.shape)
        array[~mask] = 0
        results[name]["data"] = encode_bytes(array.tobytes())
        answer["mask"] = encode_bytes(mask.tobytes())


class ErrorLog:
    """Takes the floating-point errors that NumPy reports."""

    def __init__(self):
        self.said = set()

    def write(self, line):
        self.said.add(line.removeprefix("Warning: ").rstrip())


# Groups whose warnings are compared: those of numbers are told by errstate.
WARNING_GROUPS = {"files", "records", "textoptions", "fileoptions", "recordoptions"}


def run_case(case):
    """Runs one case; never raises for what the case itself does."""
    scope = Scope(case)
    answer = {}
    shown = set(case.get("show", [step["to"] for step in case["steps"] if "to" in step]))
    # what a case sets holds for that case
    told = case["group"] in WARNING_GROUPS
    with np.errstate(all="ignore"), np.printoptions(), warnings.catch_warnings(record=told) as caught:
        warnings.simplefilter("always" if told else "ignore")
        log = ErrorLog()
        for number, step in enumerate(case["steps"]):
            try:
                with np.errstate(all="log", under="ignore", call=log):
                    scope.run(step)
            except Exception as error:  # noqa: BLE001 - what it raises is the answer
                if "Converting 'np.integer'" in str(error) and step.get("fn") == "genfromtxt":
                    raise NumpyDefect("a column of integers and then texts ends in a TypeError of NumPy's own") from error
                answer["error"] = encode_error(error, number)
                break
        results = {}
        for name, value in scope.names.items():
            if name in shown:
                results[name] = scope.encode(value, name)
        answer["results"] = results
        answer["mem"] = scope.memory()
        answer["fpe"] = sorted(log.said)
        if told:
            answer["warned"] = sorted(
                {f"{one.category.__name__}: {one.message}" for one in caught if one.category is not RuntimeWarning}
            )
        if "error" not in answer:
            hide_uninitialised(case, scope, answer)
            size = loop_size(case, scope) if {"ulp", "bound"} & set(case.get("tol", {})) else None
            if size is not None:
                answer["loop"] = size
            if "bound" in case.get("tol", {}):
                answer["bound"] = error_bound(case, scope.names.get("r"))
    return answer


# What NumPy works at for longer ends the process, as a crash does: `take` counts up a far index length by length.
SECONDS_FOR_ONE = 5


def answer_one(case):
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS_FOR_ONE)
    for entry in os.scandir(FOLDER):
        os.unlink(entry.path)
    try:
        return run_case(case)
    except NumpyDefect as error:
        return {"results": {}, "mem": [], "crashed": str(error)}
    except Exception as error:  # noqa: BLE001 - a bad description must not end the server
        return {"broken": f"{type(error).__name__}: {error}"}


class Unused:
    """A NumPy that has not been called yet, for what depends on the calls before: a ufunc remembers which loop it
    found for its operands, and then words the refusal of a `signature` otherwise."""

    def __init__(self):
        ask, self.asked = os.pipe()
        self.told, tell = os.pipe()
        self.process = os.fork()
        if self.process == 0:
            os.close(self.asked)
            os.close(self.told)
            self.serve(os.fdopen(ask, "rb"), tell)
            os._exit(0)
        os.close(ask)
        os.close(tell)
        self.told = os.fdopen(self.told, "rb")

    def serve(self, requests, tell):
        for line in requests:
            child = os.fork()
            if child == 0:
                with os.fdopen(tell, "wb") as answers:
                    answers.write(json.dumps(answer_one(json.loads(line))).encode() + b"\n")
                os._exit(0)
            if os.waitpid(child, 0)[1] != 0:
                os.write(tell, b'{"results": {}, "mem": [], "crashed": "a NumPy not used before"}\n')

    def answer(self, case):
        os.write(self.asked, json.dumps(case).encode() + b"\n")
        return json.loads(self.told.readline())


def depends_on_history(case, answer):
    """Whether a ufunc that had been called before may have refused a signature in other words."""
    message = answer.get("error", {}).get("message", "")
    if "did not contain a loop with signature" not in message:
        return False
    steps = case["steps"]
    reduced = any(step.get("fn", "").endswith((".reduce", ".accumulate", ".reduceat")) for step in steps)
    return reduced or any({"dtype", "signature", "sig", "reduction"} & set(step.get("kw", {})) for step in steps)


def answer_all(cases, unused=None):
    answers = []
    for case in cases:
        answer = answer_one(case)
        if unused is not None and depends_on_history(case, answer):
            answer = unused.answer(case)
        answers.append(answer)
    return answers


def public_callables():
    """Everything of NumPy's that a user can call, by the path a case would name it with."""
    spaces = {
        "": np,
        "random.": np.random,
        "lib.": np.lib,
        "lib.array_utils.": np.lib.array_utils,
        "lib.recfunctions.": np.lib.recfunctions,
        "lib.stride_tricks.": np.lib.stride_tricks,
        "ndarray.": np.ndarray,
        "dtype.": np.dtype,
        "random.Generator.": np.random.Generator,
        "random.RandomState.": np.random.RandomState,
        "random.SeedSequence.": np.random.SeedSequence,
        "random.PCG64.": np.random.PCG64,
        "random.MT19937.": np.random.MT19937,
    }
    paths = []
    for prefix, space in spaces.items():
        for name in dir(space):
            if name.startswith("_"):
                continue
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                value = getattr(space, name, None)
            if callable(value):
                paths.append(prefix + name)
            if isinstance(value, np.ufunc):
                ways = ["at"] if value.nout == 1 else []
                if value.nin == 2 and value.nout == 1:
                    ways += ["outer", "reduce", "accumulate", "reduceat"]
                paths.extend(f"{name}.{way}" for way in ways)
    return paths


def main():
    unused = Unused()
    # A handshake first: the other side decides whether this NumPy will do.
    hello = {"numpy": np.__version__, "python": sys.version.split()[0], "names": public_callables()}
    print(json.dumps(hello), flush=True)
    try:
        for line in sys.stdin:
            request = json.loads(line)
            answers = answer_all(request["cases"], unused)
            print(json.dumps({"id": request["id"], "answers": answers}), flush=True)
    finally:
        shutil.rmtree(FOLDER, ignore_errors=True)


if __name__ == "__main__":
    main()
