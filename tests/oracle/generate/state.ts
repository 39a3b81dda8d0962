// Cases for the state of random streams: seeds, sequences, jumps and states put back. What is drawn from them is
// streams.ts's.

import type { CaseBuilder } from "../arrays.js";
import type { Arg, Step } from "../case.js";
import { list } from "./shared.js";

/** One random case of a stream's state. */
export function state(builder: CaseBuilder): void {
  const { random } = builder;
  const seed = random.int(0, 2 ** 31);
  const kind = random.pick(["PCG64", "MT19937"]);
  const step = (one: Step): void => builder.step(one);
  const show = (...names: string[]): void => {
    builder.show = names;
  };
  builder.op = random.pick([
    "SeedSequence",
    "SeedSequence.spawn",
    "random_raw",
    "jumped",
    "advance",
    "Generator.spawn",
    "BitGenerator.spawn",
    "RandomState.seed",
    "get_state",
  ]);
  switch (builder.op) {
    case "SeedSequence":
    case "SeedSequence.spawn": {
      const entropy: Arg = random.chance(0.6)
        ? seed
        : list(random.int(1, 5), () => random.int(0, 2 ** 32 - 1));
      const kw: Record<string, Arg> = {};
      if (random.chance(0.3)) kw["spawn_key"] = [random.int(0, 9), 2];
      if (random.chance(0.3)) kw["pool_size"] = random.int(random.chance(0.1) ? 3 : 4, 8);
      step({ to: "s", fn: "random.SeedSequence", args: [entropy], kw });
      if (builder.op === "SeedSequence.spawn") {
        step({ to: "c", m: ["s", "spawn"], args: [random.int(1, 3)] });
        step({ to: "s", item: ["c", 0] });
      }
      const dtype = random.pick<Arg>([{ d: "<u4" }, { d: "<u8" }]);
      step({ to: "r", m: ["s", "generate_state"], args: [random.int(0, 9), dtype] });
      show("r");
      return;
    }
    case "random_raw":
    case "jumped":
    case "advance":
    case "BitGenerator.spawn": {
      // MT19937 has no jumps here
      const from = builder.op === "advance" || builder.op === "jumped" ? "PCG64" : kind;
      step({ to: "g", fn: `random.${from}`, args: [seed] });
      if (builder.op === "jumped") {
        step({ to: "g", m: ["g", "jumped"], args: random.chance(0.5) ? [] : [random.int(1, 3)] });
      } else if (builder.op === "advance") {
        const delta: Arg = random.chance(0.5) ? random.int(0, 99) : { i: String(2n ** 70n + 3n) };
        step({ to: "g", m: ["g", "advance"], args: [delta] });
      } else if (builder.op === "BitGenerator.spawn") {
        step({ to: "c", m: ["g", "spawn"], args: [2] });
        step({ to: "g", item: ["c", 1] });
      }
      step({ to: "r", m: ["g", "random_raw"], args: [random.pick<Arg>([3, [2, 2], 0])] });
      show("r");
      return;
    }
    case "Generator.spawn":
      step({ to: "g", fn: "random.default_rng", args: [seed] });
      step({ to: "c", m: ["g", "spawn"], args: [random.int(1, 3)] });
      step({ to: "g", item: ["c", 0] });
      step({ to: "r", m: ["g", "random"], args: [4] });
      show("r");
      return;
    case "RandomState.seed":
      step({ to: "g", fn: "random.RandomState", args: [seed] });
      step({ to: "n", m: ["g", "seed"], args: [random.chance(0.9) ? seed + 1 : -1] });
      step({ to: "s", m: ["g", "get_state"], args: [] });
      step({ to: "r", m: ["g", "random_sample"], args: [3] });
      step({ to: "n", m: ["g", "set_state"], args: [{ v: "s" }] });
      step({ to: "t", m: ["g", "random_sample"], args: [3] });
      show("r", "s", "t");
      return;
    default:
      step({ fn: "random.seed", args: [seed] });
      step({ to: "s", fn: "random.get_state", args: [] });
      step({ to: "r", fn: "random.random_sample", args: [3] });
      step({ fn: "random.set_state", args: [{ v: "s" }] });
      step({ to: "t", fn: "random.random_sample", args: [3] });
      show("r", "s", "t");
      return;
  }
}
