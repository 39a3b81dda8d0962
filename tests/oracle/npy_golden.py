"""Writes the golden .npy files: what NumPy writes, and what it says about what it reads.

    python tests/oracle/npy_golden.py

One file each in golden/npy/, and index.json with, for each: dtype repr, shape, order, and the elements'
bytes in C order.
"""

import io
import json
import pathlib
import warnings

import numpy as np
import numpy.lib.format as npy

FOLDER = pathlib.Path(__file__).parent / "golden" / "npy"


def filled(dtype, shape):
    """An array whose bytes are 1, 2, 3 … (booleans and characters: valid ones)."""
    dtype = np.dtype(dtype)
    size = int(np.prod(shape, dtype=np.int64))
    if dtype.kind == "b":
        return (np.arange(size) % 2).astype(bool).reshape(shape)
    if dtype.kind == "U":
        words = ["", "a", "né", "日本", "𝄞x"]
        return np.array([words[i % 5] for i in range(size)], dtype).reshape(shape)
    if dtype.kind in "fc":
        return (np.arange(size) * 1.5 - 2).astype(dtype).reshape(shape)
    data = bytes(i % 251 + 1 for i in range(size * dtype.itemsize))
    array = np.frombuffer(data, dtype, size).reshape(shape)
    if dtype.names is None:
        return array.copy()
    zeroed = np.zeros(shape, dtype)  # a copy leaves what lies between the fields to chance
    for name in dtype.names:
        zeroed[name] = array[name]
    return zeroed


def cases():
    for dtype in ["?", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8", "c8", "c16"]:
        yield f"plain-{np.dtype(dtype).name}", filled(dtype, (2, 3))
    for dtype in [">i2", ">u4", ">i8", ">f2", ">f8", ">c8", ">U4"]:
        yield f"swapped-{dtype[1:]}", filled(dtype, (5,))
    yield "text-bytes", np.array([b"", b"a", b"abc", b"\x00x"], "S3")
    yield "text-str", filled("U3", (6,))
    yield "void", filled("V5", (3,))
    for dtype in ["M8[D]", ">M8[ns]", "m8[25s]", ">m8[h]", "m8"]:
        name = dtype.replace(">", "swapped-").replace("[", "-").replace("]", "")
        yield f"time-{name}", np.array([18262, 0, -(2**63), -1], "i8").astype(np.dtype(dtype).str[0] + "i8").view(dtype)
    yield "record-times", filled([("at", "M8[s]"), ("took", ">m8[ms]"), ("n", "i4")], (3,))
    yield "zero-dimensional", np.array(2.5)
    yield "zero-dimensional-str", np.array("word")
    yield "empty", np.zeros((0, 3), "i4")
    yield "empty-fortran", np.zeros((3, 0), "i4", order="F")
    yield "fortran", np.asfortranarray(filled("f8", (3, 4)))
    yield "fortran-3d", np.asfortranarray(filled("i2", (2, 3, 4)))
    yield "noncontiguous", filled("i4", (6, 8))[::2, ::-3]
    yield "many-axes", filled("u1", (1, 2, 1, 3, 1, 2, 1))
    yield "long-axis", filled("u1", (1234, 1))
    yield "record", filled([("id", "i4"), ("x", "f8"), ("tag", "S3")], (4,))
    yield "record-big-endian", filled([("id", ">i4"), ("x", ">f8")], (4,))
    yield "record-aligned", filled(np.dtype([("a", "i1"), ("b", "f8"), ("c", "i2")], align=True), (3,))
    nested = np.dtype([("p", [("x", "f4"), ("y", "f4")]), ("grid", "i2", (2, 3)), ("deep", [("q", "U2", 2)])])
    yield "record-nested", filled(nested, (2,))
    yield "record-titles", filled([(("A title", "a"), "i4"), (("it's", "b"), "S2")], (2,))
    offsets = {"names": ["a", "b"], "formats": ["i2", "i2"], "offsets": [4, 8], "itemsize": 16}
    yield "record-offsets", filled(offsets, (3,))
    yield "record-quotes", filled([("it's", "i1"), ('say "x"', "i1"), ("both '\"", "i1"), ("a\\b\n", "i1")], (2,))
    yield "record-latin1", filled([("é", "i1"), ("\xa0", "i1"), ("\xad", "i1")], (2,))
    yield "record-utf8", filled([("日本", "i1"), ("𝄞", "i1"), ("\u2028", "i1"), ("\U000e0001", "i1")], (2,))


def versions():
    """The same small array in each version, chosen by the caller."""
    for version in [(1, 0), (2, 0), (3, 0)]:
        yield f"version-{version[0]}", filled("f8", (3,)), version


def python2_file():
    """As Python 2 wrote lengths above the C long of its time."""
    text = "{'descr': '<i4', 'fortran_order': False, 'shape': (2L, 3L), }"
    text += " " * (63 - (10 + len(text)) % 64) + "\n"
    header = npy.magic(1, 0) + len(text).to_bytes(2, "little") + text.encode()
    return header + filled("i4", (2, 3)).tobytes()


def archives():
    """Archives as NumPy writes them, not packed: strided's must be the same to the byte."""
    yield "none", {}
    yield "two", {"a": filled("f8", (2, 3)), "größe": np.array("x")}
    yield "record", {"r": filled([("id", "i4"), ("x", ">f8"), ("tag", "S3")], (4,)), "e": np.zeros((0, 2))}


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, arrays in archives():
        np.savez(FOLDER / f"{name}.npz", **arrays)
    for path in FOLDER.glob("*.npy"):
        path.unlink()
    index = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        written = [(name, array, None) for name, array in cases()] + list(versions())
        for name, array, version in written:
            file = io.BytesIO()
            npy.write_array(file, array, version)
            (FOLDER / f"{name}.npy").write_bytes(file.getvalue())
        (FOLDER / "python2.npy").write_bytes(python2_file())
        for path in sorted(FOLDER.glob("*.npy")):
            array = np.load(path)
            index[path.stem] = {
                "dtype": repr(array.dtype),
                "shape": array.shape,
                "fortran": array.flags.f_contiguous and not array.flags.c_contiguous,
                "bytes": array.tobytes().hex() if array.nbytes < 400 else None,
            }
    lines = [f"{json.dumps(name)}: {json.dumps(facts, ensure_ascii=False)}" for name, facts in index.items()]
    text = f'{{"numpy": "{np.__version__}", "files": {{\n' + ",\n".join(lines) + "\n}}\n"
    (FOLDER / "index.json").write_text(text, encoding="utf8")


if __name__ == "__main__":
    main()
