// Cases for broadcasting and views made from strides: broadcast_to, broadcast_arrays, as_strided,
// sliding windows, and the two overlap questions.

import { type CaseBuilder, narrowed, randomShape } from "../arrays.js";
import { anyDtype, layoutOf, numeric } from "../dtypes.js";

function broadcastTo(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "broadcast_to";
  const shape = randomShape(random);
  const name = builder.array({ shape: narrowed(random, shape, 0.4) });
  const wanted = random.chance(0.1) ? randomShape(random) : shape;
  builder.call("r", "broadcast_to", [{ v: name }, wanted]);
  if (random.chance(0.1)) builder.step({ set: ["r", [{ el: 1 }], 1] });
}

function broadcastArrays(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "broadcast_arrays";
  // NumPy's are writeable, with a warning that they will not stay so.
  builder.tol = { openFlag: "W" };
  const shape = randomShape(random);
  const names = Array.from({ length: random.int(1, 4) }, () =>
    builder.array({
      shape: random.chance(0.07) ? randomShape(random) : narrowed(random, shape, 0.3),
    }),
  );
  builder.call(
    "r",
    "broadcast_arrays",
    names.map((v) => ({ v })),
  );
}

function broadcastShapes(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "broadcast_shapes";
  const shape = randomShape(random);
  const shapes = Array.from({ length: random.int(1, 4) }, () =>
    random.chance(0.1) ? randomShape(random) : narrowed(random, shape, 0.4),
  );
  builder.call("r", "broadcast_shapes", shapes);
}

function asStrided(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "as_strided";
  const dtype = anyDtype(random);
  const { itemsize } = layoutOf(dtype);
  const count = random.int(9, 30);
  const name = builder.array({ dtype, shape: [count], placement: "C" });
  const shape = [random.int(1, 3), random.int(1, 3)];
  const strides = shape.map(() => random.int(0, 2) * itemsize);
  builder.call("r", "lib.stride_tricks.as_strided", [{ v: name }], {
    shape,
    strides,
    ...(random.chance(0.3) ? { writeable: random.chance(0.5) } : {}),
  });
}

function slidingWindow(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "sliding_window_view";
  const shape = randomShape(random, random.int(1, 3));
  const name = builder.array({ shape });
  const axis = random.int(0, shape.length - 1);
  const window = random.int(
    random.chance(0.05) ? -1 : 1,
    Math.max(1, shape[axis]! + (random.chance(0.1) ? 1 : 0)),
  );
  const whole = shape.map((length) => random.int(Math.min(1, length), length));
  if (random.chance(0.5)) {
    builder.call("r", "lib.stride_tricks.sliding_window_view", [{ v: name }, window], { axis });
  } else {
    builder.call("r", "lib.stride_tricks.sliding_window_view", [{ v: name }, whole]);
  }
}

function sharing(builder: CaseBuilder): void {
  const { random } = builder;
  const question = random.pick(["shares_memory", "may_share_memory"]);
  builder.op = question;
  const shape = randomShape(random, random.int(1, 2));
  const base = builder.array({
    shape: shape.map((n) => n * 3),
    dtype: numeric(random),
    placement: random.pick(["C", "gaps"]),
  });
  const pick = (to: string): void => {
    const index = shape.map((length) => ({
      sl: [
        random.int(0, length),
        random.int(length, 3 * length),
        random.pick([1, 2, 3, -2, -3]),
      ] as const,
    }));
    builder.step({ to, get: [base, index] });
  };
  pick("s");
  pick("t");
  builder.call("r", question, [{ v: "s" }, { v: "t" }]);
  builder.show = ["r"];
}

function operands(builder: CaseBuilder): void {
  const { random } = builder;
  builder.op = "add broadcast";
  const shape = randomShape(random);
  const names = [0, 1].map(() =>
    builder.array({
      dtype: numeric(random, ["i4", "i8", "f8", "u1", "f4"]),
      shape: random.chance(0.08) ? randomShape(random) : narrowed(random, shape, 0.35),
      values: "small",
    }),
  );
  builder.call("r", "add", [{ v: names[0]! }, { v: names[1]! }]);
}

/** One random broadcasting case. */
export function broadcast(builder: CaseBuilder): void {
  builder.random.weighted([
    [broadcastTo, 4],
    [broadcastArrays, 3],
    [broadcastShapes, 1],
    [asStrided, 2],
    [slidingWindow, 2],
    [sharing, 3],
    [operands, 3],
  ] as const)(builder);
}
