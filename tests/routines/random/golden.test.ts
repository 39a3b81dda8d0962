// Every stream against NumPy: golden/random.json holds what NumPy gave (see golden_random.py).

import { readFileSync } from "node:fs";
import * as np from "strided";
import { describe, expect, it } from "vitest";
import { type Case, differences, read } from "./golden.js";

// RANDOM_CASES names another file of cases, as golden_random.py writes with a seed and a count.
const file =
  process.env.RANDOM_CASES ?? new URL("../../oracle/golden/random.json", import.meta.url);
const golden = JSON.parse(readFileSync(file, "utf8"));
const { random } = np;

describe("streams", () => {
  for (const family of ["pcg", "mt", "legacy", "legacy-pcg"]) {
    it(`${family} gives NumPy's numbers and errors`, () => {
      const cases = (golden.cases as Case[]).filter((one) => one.family === family);
      expect(cases.flatMap(differences)).toEqual([]);
    });
  }
});

describe.skipIf(golden.sequences === undefined)("seeds and states", () => {
  it("SeedSequence mixes as NumPy's", () => {
    for (const { entropy, words, wide, child, large } of golden.sequences) {
      const sequence = new random.SeedSequence(read(entropy) as number);
      expect(sequence.generate_state(5).tolist()).toEqual(words);
      const state = sequence.generate_state(3, "uint64");
      expect([0, 1, 2].map((i) => String(state.itemBigInt(i)))).toEqual(wide);
      expect(sequence.spawn(2)[1]!.generate_state(3).tolist()).toEqual(child);
      const pool = new random.SeedSequence(read(entropy) as number, { pool_size: 8 });
      expect(pool.generate_state(3).tolist()).toEqual(large);
    }
  });

  it("PCG64 draws, tells its state, jumps, advances and spawns as NumPy's", () => {
    const wanted = golden.pcg;
    const bits = new random.PCG64(3);
    const raw = bits.random_raw(3);
    expect([0, 1, 2].map((i) => String(raw.itemBigInt(i)))).toEqual(wanted.raw);
    new random.Generator(bits).integers(0, 10, 3);
    const { state, has_uint32, uinteger } = bits.state;
    expect(String(state.state)).toBe(wanted.state);
    expect(String(state.inc)).toBe(wanted.inc);
    expect([has_uint32, uinteger]).toEqual([wanted.has_uint32, wanted.uinteger]);
    expect(String(bits.jumped().random_raw())).toBe(wanted.jumped);
    expect(String(new random.PCG64(3).advance(5).random_raw())).toBe(wanted.advanced);
    expect(String(new random.PCG64(3).spawn(2)[1]!.random_raw())).toBe(wanted.spawned);
  });

  it("MT19937 draws and tells its state as NumPy's", () => {
    const wanted = golden.mt;
    const bits = new random.MT19937(3);
    expect(bits.random_raw(3).tolist()).toEqual(wanted.raw.map(Number));
    expect(bits.state.state.pos).toBe(wanted.pos);
    expect(bits.state.state.key.at(":3").tolist()).toEqual(wanted.key);
  });
});
