// Reordered code over made-up instructions: all of it is there, nothing is read before it is made, what is made in steps
// keeps their order, a turn's result is stored once its elements have been read, and little lives at a time where that is asked for.

import { expect, test } from "vitest";
import { scheduled } from "../../../src/kernel/x64/schedule.js";
import {
  END,
  IF_ANY,
  usesOf,
  type VirtualInstruction,
  type VirtualOperand,
  type VirtualRegister,
} from "../../../src/kernel/x64/virtual.js";
import { Random } from "../../oracle/random.js";

const memory = { memory: { kind: "memory" } } as unknown as VirtualOperand;
const use = (register: VirtualRegister) => ({ register, file: register.file });

let next = 0;
const vector = (): VirtualRegister => ({ virtual: next++, class: "vector", file: "zmm" });

function made(defines: VirtualRegister, sources: VirtualOperand[], merges = false) {
  return { mnemonic: "vaddpd", operands: [use(defines), ...sources], defines, merges };
}

/** A turn: elements, sums of them, one of which is laid over in code that is jumped over, and a result that is stored. */
function randomTurn(random: Random, length: number): VirtualInstruction[] {
  const living: VirtualRegister[] = [];
  const code: VirtualInstruction[] = [];
  const plain = { defines: null, merges: false };
  for (let i = 0; i < length; i++) {
    const defines = vector();
    if (living.length < 2 || random.int(0, 9) === 0) code.push(made(defines, [memory]));
    else code.push(made(defines, [use(random.pick(living)), use(random.pick(living))]));
    living.push(defines);
    if (random.int(0, 9) === 0) {
      const mask: VirtualRegister = { virtual: next++, class: "mask", file: "k" };
      const inner = vector();
      code.push({ ...made(mask, [use(defines)]), mnemonic: "vcmppd" });
      code.push({ mnemonic: IF_ANY, operands: [use(mask)], ...plain });
      code.push(made(inner, [use(random.pick(living))]));
      code.push(made(defines, [use(inner)], true));
      code.push({ mnemonic: END, operands: [], ...plain });
    }
  }
  code.push({ mnemonic: "vmovdqu64", operands: [memory, use(living.at(-1)!)], ...plain });
  return code;
}

const isLoad = ({ defines, operands }: VirtualInstruction) =>
  defines !== null && operands[1] === memory;
const isStore = ({ mnemonic }: VirtualInstruction) => mnemonic === "vmovdqu64";

test("code in another order means what it meant", () => {
  for (let seed = 0; seed < 200; seed++) {
    const random = new Random(seed);
    const code = [
      ...randomTurn(random, random.int(1, 40)),
      ...randomTurn(random, random.int(1, 40)),
    ];
    const order = scheduled(code, random.int(2, 24));
    expect(new Set(order)).toEqual(new Set(code));
    expect(order.length).toBe(code.length);
    const place = new Map(order.map((one, at) => [one, at]));
    const writers = new Map<VirtualRegister, VirtualInstruction>();
    const readers = new Map<VirtualRegister, VirtualInstruction[]>();
    for (const one of code) {
      const at = place.get(one)!;
      for (const register of usesOf(one)) {
        const from = writers.get(register);
        if (from !== undefined) expect(place.get(from)).toBeLessThan(at);
        readers.set(register, [...(readers.get(register) ?? []), one]);
      }
      if (one.defines === null) continue;
      for (const reader of readers.get(one.defines) ?? []) {
        if (reader !== one) expect(place.get(reader)).toBeLessThan(at);
      }
      writers.set(one.defines, one);
      readers.delete(one.defines);
    }
    code.forEach((store, at) => {
      if (!isStore(store)) return;
      for (const load of code.slice(0, at).filter(isLoad)) {
        expect(place.get(load)).toBeLessThan(place.get(store)!);
      }
    });
  }
});

/** The most values that live at a time. */
function most(code: readonly VirtualInstruction[]): number {
  const last = new Map<VirtualRegister, number>();
  code.forEach((one, at) => {
    for (const register of usesOf(one)) last.set(register, at);
  });
  const living = new Set<VirtualRegister>();
  let largest = 0;
  code.forEach((one, at) => {
    for (const register of usesOf(one)) if (last.get(register) === at) living.delete(register);
    if (one.defines !== null && last.has(one.defines)) living.add(one.defines);
    largest = Math.max(largest, living.size);
  });
  return largest;
}

test("chains run side by side as far as there is room", () => {
  // Sixteen chains of four steps, one after the other, and the sum of their ends.
  const code: VirtualInstruction[] = [];
  let sum: VirtualRegister | null = null;
  for (let chain = 0; chain < 16; chain++) {
    let value = vector();
    code.push(made(value, [memory]));
    for (let step = 0; step < 4; step++) {
      const stepped = vector();
      code.push(made(stepped, [use(value)]));
      value = stepped;
    }
    if (sum !== null) {
      const both: VirtualRegister = vector();
      code.push(made(both, [use(sum), use(value)]));
      sum = both;
    } else sum = value;
  }
  code.push({
    mnemonic: "vmovdqu64",
    operands: [memory, use(sum!)],
    defines: null,
    merges: false,
  });
  expect(most(code)).toBeLessThanOrEqual(2);
  expect(most(scheduled(code, 24))).toBeGreaterThan(8);
  expect(most(scheduled(code, 8))).toBeLessThanOrEqual(9);
});
