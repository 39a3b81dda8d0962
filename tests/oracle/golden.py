"""Checks the golden files against this NumPy, or renews their answers.

    python tests/oracle/golden.py            # says which answers this NumPy gives otherwise
    python tests/oracle/golden.py --write    # writes this NumPy's answers

The cases themselves come from the fuzzer's generators: `npm run fuzz -- --golden`.
"""

import gzip
import json
import pathlib
import sys

import numpy as np

from server import answer_all

FOLDER = pathlib.Path(__file__).parent / "golden"


def main():
    write = "--write" in sys.argv[1:]
    changed = 0
    for path in sorted(FOLDER.glob("*.json.gz")):
        golden = json.loads(gzip.decompress(path.read_bytes()))
        answers = json.loads(json.dumps(answer_all(golden["cases"])))
        differing = [
            number
            for number, (old, new) in enumerate(zip(golden["answers"], answers, strict=True))
            if old != new
        ]
        changed += len(differing)
        print(f"{path.name}: {len(answers)} cases, {len(differing)} answered otherwise by NumPy {np.__version__}")
        for number in differing[:5]:
            print(f"  case {number}: {golden['cases'][number]['op']}")
        if write and differing:
            golden["numpy"] = np.__version__
            golden["answers"] = answers
            text = json.dumps(golden, separators=(",", ":"))
            path.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    return 1 if changed and not write else 0


if __name__ == "__main__":
    sys.exit(main())
