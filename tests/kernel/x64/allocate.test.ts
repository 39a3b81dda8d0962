// Linear scan over made-up code: no two living values share a register, and values that do not fit go to the stack.

import { expect, test } from "vitest";
import { allocate } from "../../../src/kernel/x64/allocate.js";
import {
  usesOf,
  type VirtualInstruction,
  type VirtualRegister,
} from "../../../src/kernel/x64/virtual.js";
import { Random } from "../../oracle/random.js";

let next = 0;
const register = (): VirtualRegister => ({ virtual: next++, class: "vector", file: "zmm" });

function instruction(defines: VirtualRegister | null, uses: VirtualRegister[]): VirtualInstruction {
  const operands = [...(defines ? [defines] : []), ...uses].map((one) => ({
    register: one,
    file: one.file,
  }));
  return { mnemonic: "op", operands, defines, merges: false };
}

function randomCode(
  random: Random,
  length: number,
  known: VirtualRegister[],
): VirtualInstruction[] {
  const living = known.slice();
  return Array.from({ length }, () => {
    const uses = living.length > 0 ? [random.pick(living), random.pick(living)] : [];
    const defines = register();
    living.push(defines);
    return instruction(defines, uses);
  });
}

test("values that live at the same time never share a place", () => {
  for (let seed = 0; seed < 200; seed++) {
    const random = new Random(seed);
    const before = randomCode(random, random.int(0, 10), []);
    const loop = randomCode(
      random,
      random.int(1, 40),
      before.map(({ defines }) => defines!),
    );
    const registers = random.int(3, 12);
    const available = { vector: Array.from({ length: registers }, (_, i) => i), mask: [] };
    const { locations, slots } = allocate(before, loop, available);
    const code = [...before, ...loop];
    const lastUse = new Map<VirtualRegister, number>();
    code.forEach((one, at) => {
      for (const used of usesOf(one)) lastUse.set(used, at);
    });
    // What was defined before the loop and is used in it is needed again in the next turn.
    for (const { defines } of before) {
      if ((lastUse.get(defines!) ?? 0) >= before.length) lastUse.set(defines!, code.length);
    }
    const holder = new Map<string, VirtualRegister>();
    code.forEach((one, at) => {
      for (const used of usesOf(one)) {
        expect(holder.get(JSON.stringify(locations.get(used)))).toBe(used);
      }
      const place = JSON.stringify(locations.get(one.defines!));
      const evicted = holder.get(place);
      if (evicted !== undefined) expect(lastUse.get(evicted) ?? 0).toBeLessThanOrEqual(at);
      holder.set(place, one.defines!);
    });
    const used = new Set(
      [...locations.values()].flatMap((one) => ("slot" in one ? [one.slot] : [])),
    );
    expect(used.size).toBe(slots);
  }
});

test("nothing goes to the stack while registers are enough", () => {
  const values = Array.from({ length: 8 }, register);
  const code = [
    ...values.map((value) => instruction(value, [])),
    ...values.map((value) => instruction(null, [value])),
  ];
  const enough = allocate([], code, { vector: [0, 1, 2, 3, 4, 5, 6, 7], mask: [] });
  expect(enough.slots).toBe(0);
  expect(allocate([], code, { vector: [0, 1, 2, 3, 4, 5, 6], mask: [] }).slots).toBe(1);
});
