"""Writes golden/errors.json: what NumPy says to each wrong call of error-cases.txt.

    python tests/oracle/golden_errors.py

Each case is NumPy's line and strided's; the answer is the error's classes, nearest first, and its message.
"""

import json
import os
import pathlib
import tempfile
import warnings

import numpy as np
import numpy.lib.recfunctions  # noqa: F401 (np.lib does not import it)

here = pathlib.Path(__file__).parent


def cases():
    """Pairs of lines; `#` begins a comment."""
    lines = []
    for line in (here / "error-cases.txt").read_text().splitlines():
        if line.strip() and not line.startswith("#"):
            lines.append(line)
    return list(zip(lines[::2], lines[1::2], strict=True))


def answer(line):
    try:
        exec(line, {"np": np})
    except Exception as error:
        names = [one.__name__ for one in type(error).__mro__]
        # the str of a KeyError is the repr of its message
        said = error.args[0] if isinstance(error, KeyError) else str(error)
        return {"classes": names[: names.index("Exception")], "message": said}
    raise SystemExit(f"no error: {line}")


def main():
    warnings.simplefilter("ignore")
    found = cases()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        answers = [{"numpy": python, "strided": ours, **answer(python)} for python, ours in found]
    path = here / "golden" / "errors.json"
    text = ",\n".join(json.dumps(one, ensure_ascii=False) for one in answers)
    path.write_text(f"[\n{text}\n]\n")
    print(f"{len(answers)} answers of NumPy {np.__version__}: {path}")


main()
