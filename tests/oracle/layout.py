"""Write golden/layout.json.gz: what NumPy answers for shapes and strides.

Random arrays (transposed, sliced, reversed, broadcast, with axes of length 0 and 1) go through
NumPy, and the layouts of operands and results are recorded. Run: python3 layout.py [seed] [rounds]
"""

import gzip
import json
import pathlib
import sys

import numpy as np

DTYPES = ["i1", "i2", "i4", "i8", "f4", "f8"]
UFUNCS = {1: np.negative, 2: np.add, 3: np._core.umath.clip}


def random_shape(rng, max_ndim=4):
    lengths = [0, 1, 1, 2, 3, 4] if rng.random() < 0.1 else [1, 1, 2, 3, 4]
    return tuple(int(n) for n in rng.choice(lengths, rng.integers(0, max_ndim + 1)))


def random_array(rng, shape):
    ndim = len(shape)
    permutation = rng.permutation(ndim)
    steps = [1] * ndim
    if rng.random() < 0.5:
        steps = [int(rng.choice([1, 1, 1, 2, 3])) for _ in shape]
    lengths = [shape[axis] * steps[axis] for axis in permutation]
    array = np.empty(lengths, rng.choice(DTYPES)).transpose(np.argsort(permutation))
    array = array[tuple(slice(None, None, step) for step in steps)]
    if rng.random() < 0.3:
        array = array[tuple(slice(None, None, rng.choice([1, -1])) for _ in shape)]
    if ndim and array.size and rng.random() < 0.1:
        array = np.broadcast_to(array.take([0], int(rng.integers(ndim))), shape)
    return np.asarray(array)


def stretched_shape(rng, shape):
    lengths = [1 if rng.random() < 0.3 else n for n in shape]
    return tuple(lengths[int(rng.integers(len(lengths) + 1)) :] if rng.random() < 0.3 else lengths)


def random_reshape(rng, array):
    if array.size == 0:
        lengths = [0, *random_shape(rng)]
        rng.shuffle(lengths)
        return [int(n) for n in lengths]
    lengths, rest = [], array.size
    while rest > 1 or rng.random() < 0.4:
        length = int(rng.choice([n for n in range(1, rest + 1) if rest % n == 0]))
        lengths.append(length)
        rest //= length
    if rng.random() < 0.3:
        lengths = list(array.shape)
    for _ in range(int(rng.integers(3))):
        lengths.insert(int(rng.integers(len(lengths) + 1)), 1)
    return lengths


def layout(array):
    return [list(array.shape), list(array.strides), array.itemsize]


def address(array):
    return array.__array_interface__["data"][0]


def one_round(rng, cases):
    order = str(rng.choice(list("KKKKAACF")))

    shape = random_shape(rng)
    arity = int(rng.integers(1, 4))
    operands = [
        random_array(rng, stretched_shape(rng, shape) if rng.random() < 0.5 else shape)
        for _ in range(arity)
    ]
    result = UFUNCS[arity](*operands, order=order)
    if isinstance(result, np.ndarray):
        buffered = [operand.dtype != result.dtype for operand in operands]
        cases["ufunc"].append([order, [layout(a) for a in operands], buffered, layout(result)])

    array = random_array(rng, random_shape(rng))
    cases["like"].append([order, layout(array), layout(array.copy(order))])
    cases["like"].append([order, layout(array), layout(np.empty_like(array, "i2", order=order))])

    if result.size > 1:
        views = np.nditer(operands, ["external_loop"], order="K").itviews
        walks = [
            [list(view.shape), list(view.strides), address(view) - address(operand)]
            for view, operand in zip(views, operands)
        ]
        cases["nest"].append([[layout(operand) for operand in operands], walks])

    low, high = np.lib.array_utils.byte_bounds(array)
    flags = [array.flags.c_contiguous, array.flags.f_contiguous]
    bounds = [low - address(array), high - address(array)]
    cases["flags"].append([layout(array), *flags, bounds if array.size else [0, 0]])

    new_shape, reshape_order = random_reshape(rng, array), str(rng.choice(list("CFA")))
    try:
        strides = list(array.reshape(new_shape, order=reshape_order, copy=False).strides)
    except ValueError:
        strides = None
    cases["reshape"].append([reshape_order, layout(array), new_shape, strides])

    if array.ndim and array.size:
        count = int(rng.integers(0, array.ndim + 1))
        axes = sorted(int(axis) for axis in rng.choice(array.ndim, count, replace=False))
        keepdims = bool(rng.random() < 0.5)
        result = np.add.reduce(array, axis=tuple(axes), keepdims=keepdims)
        if isinstance(result, np.ndarray):
            cases["reduce"].append([axes, keepdims, layout(array), layout(result)])
        result = np.add.accumulate(array, axis=0)
        cases["reduce"].append([[], True, layout(array), layout(result)])

    target = random_shape(rng, 2) + tuple(3 if n == 1 else n for n in array.shape)
    cases["broadcast_to"].append([layout(array), layout(np.broadcast_to(array, target))])

    length = int(rng.integers(1, 12))
    parts = [None if rng.random() < 0.25 else int(rng.integers(-15, 16)) for _ in range(3)]
    parts[2] = parts[2] or None
    row = np.empty(length, "i1")
    view = row[slice(*parts)]
    indices = list(slice(*parts).indices(length))
    taken = [address(view) - address(row), view.size, view.strides[0]]
    cases["slice"].append([parts, length, indices, taken])


def main():
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 500
    rng = np.random.default_rng(seed)
    names = ["ufunc", "like", "flags", "reshape", "reduce", "broadcast_to", "slice", "nest"]
    cases = {name: [] for name in names}
    with np.errstate(all="ignore"):
        for _ in range(rounds):
            one_round(rng, cases)
    text = json.dumps({"numpy": np.__version__, "seed": seed, **cases}, separators=(",", ":"))
    path = pathlib.Path(__file__).parent / "golden" / "layout.json.gz"
    path.write_bytes(gzip.compress(text.encode(), mtime=0))


if __name__ == "__main__":
    main()
