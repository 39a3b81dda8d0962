"""NumPy's side: runs cases in a process of its own. One JSON line in, one out; see side.mjs, which it mirrors."""

import gc
import json
import os
import platform
import sys
import time
import warnings

import numpy as np

warnings.simplefilter("ignore")

blocks = {}


def block_of(file, dtype):
    if file not in blocks:
        if len(blocks) >= 8:
            del blocks[next(iter(blocks))]
        blocks[file] = np.fromfile(file, dtype)
    return blocks[file]


def make_operand(spec):
    array = np.resize(block_of(spec["file"], spec["dtype"]), spec["shape"])
    for step in spec.get("view", []):
        if step == "T":
            array = array.T
        elif "at" in step:
            array = eval(f"array[{step['at']}]", {"array": array, "np": np})
        else:
            array = np.broadcast_to(array, step["broadcast"])
    return array


def describe(result, file):
    parts = result if isinstance(result, (tuple, list)) else [result]
    described = []
    with open(file, "wb") as output:
        for part in parts:
            array = np.asarray(part)
            output.write(array.tobytes())
            described.append(
                {
                    "dtype": array.dtype.name if array.dtype.isnative else array.dtype.str,
                    "shape": list(array.shape),
                    "bytes": array.nbytes,
                    "scalar": not isinstance(part, np.ndarray),
                }
            )
    return described


loop = None


def about(_):
    return {"version": np.__version__, "runtime": f"Python {platform.python_version()}"}


def prepare(message):
    global loop
    loop = None
    gc.collect()
    arrays = {spec["name"]: make_operand(spec) for spec in message["operands"]}
    names = ", ".join(arrays)
    name = message.get("result")
    # Operands are local variables of a compiled loop, as in the timeit module.
    scope = {"np": np}
    keep = "last = " if name is None else ""
    exec(
        f"def make({names}):\n"
        " def loop(times):\n"
        "  for _ in range(times):\n"
        f"   {keep}{message['program']}\n"
        f"  return {'last' if name is None else None}\n"
        " return loop\n",
        scope,
    )
    loop = scope["make"](**arrays)
    answer = loop(1)
    return {"results": describe(answer if name is None else arrays[name], message["file"])}


clock = time.process_time_ns if os.environ.get("STRIDED_BENCH_CLOCK") == "cpu" else time.perf_counter_ns


def timed(times):
    start = clock()
    loop(times)
    return clock() - start


def calibrate(message):
    times = 1
    while True:
        spent = timed(times)
        if spent >= message["nanoseconds"]:
            return {"times": max(1, round(times * message["nanoseconds"] / spent)), "each": spent / times}
        times *= 2


def measure(message):
    return {"each": timed(message["times"]) / message["times"]}


commands = {"about": about, "prepare": prepare, "calibrate": calibrate, "time": measure}

# The collector of cycles would stop loops at random; timeit turns it off too.
gc.disable()

for line in sys.stdin:
    message = json.loads(line)
    try:
        answer = commands[message["do"]](message)
    except Exception as error:
        answer = {"error": str(error).split("\n")[0]}
    print(json.dumps(answer), flush=True)
