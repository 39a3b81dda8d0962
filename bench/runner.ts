// Runs cases: every side prepares a case and is verified, then samples are taken in turns, so that what disturbs the
// machine disturbs all sides alike.

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Case, type Operand, programFor, type SideName } from "./case.js";
import type { CaseRecord, Timing } from "./record.js";
import { type Launch, type OperandMessage, Side } from "./sides.js";
import { median } from "./statistics.js";
import { block, blockName, itemsizeOf } from "./values.js";
import { difference, type Results } from "./verify.js";

/** No more samples of a case are taken by a side after so many nanoseconds, once there are three. */
const ENOUGH = 2e9;

/** Elements of a case from which numpy-ts gets a new process. */
const SCATTERING = 1_000_000;

/** How much further off another library may be: it adds in another order. */
const OTHERS = 50;

export interface Plan {
  readonly rounds: number;
  /** Nanoseconds of a sample. */
  readonly sample: number;
  /** Nanoseconds of calls before the first sample, for the sake of run-time compilers. */
  readonly warm: number;
}

export class Runner {
  readonly sides = new Map<SideName, Side>();
  private readonly folder = mkdtempSync(join(tmpdir(), "strided-bench-"));
  private readonly launches: readonly Launch[];

  constructor(launches: readonly Launch[]) {
    this.launches = launches;
    for (const launch of launches) this.sides.set(launch.name, new Side(launch));
  }

  /** Ends a side for good. */
  drop(name: SideName): void {
    this.sides.get(name)?.close();
    this.sides.delete(name);
  }

  close(): void {
    for (const side of this.sides.values()) side.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private operand(one: Operand): OperandMessage {
    const file = join(this.folder, blockName(one.dtype, one.values, one.seed));
    if (!existsSync(file)) writeFileSync(file, block(one.dtype, one.values, one.seed));
    const { name, dtype, shape, view } = one;
    const message = { name, dtype, shape, file, itemsize: itemsizeOf(dtype) };
    return view === undefined ? message : { ...message, view };
  }

  private async prepare(one: Case, side: Side, program: string): Promise<Results> {
    const file = join(this.folder, "result");
    const operands = one.operands.map((operand) => this.operand(operand));
    const message = { program, operands, file };
    const parts = await side.prepare(
      one.result === undefined ? message : { ...message, result: one.result },
    );
    return { parts, data: readFileSync(file) };
  }

  /**
   * A side that ended is started again; one that crashes loses this case only. numpy-ts starts afresh for large cases:
   * its heap does not recover once it was too scattered for an array.
   */
  private alive(name: SideName, size: number): Side {
    const side = this.sides.get(name)!;
    const scattered = name === "numpy-ts" && size >= SCATTERING;
    if (!side.ended && !scattered) return side;
    side.close();
    const again = new Side(this.launches.find((launch) => launch.name === name)!);
    this.sides.set(name, again);
    return again;
  }

  /** Runs one case on all sides. */
  async run(one: Case, plan: Plan): Promise<CaseRecord> {
    const failures: Partial<Record<SideName, string>> = {};
    const ready: { side: Side; times: number; samples: number[]; spent: number }[] = [];
    let expected: Results | null = null;
    let bytes = 0;
    for (const name of this.sides.keys()) {
      const program = programFor(one, name);
      if (program === null) continue;
      const side = this.alive(name, one.size);
      try {
        const results = await this.prepare(one, side, program);
        // The first side that answers is the measure: NumPy, where it is there.
        if (expected === null) {
          expected = results;
          bytes = bytesOf(one, results);
        }
        const close = name === "numpy-ts" ? OTHERS : one.check === "close" ? 1 : 0;
        const differs = difference(results, expected, close);
        if (differs !== null) throw new Error(differs);
        const { times } = await side.calibrate(plan.sample, plan.warm);
        ready.push({ side, times, samples: [], spent: 0 });
      } catch (error) {
        failures[name] = error instanceof Error ? error.message : String(error);
      }
    }
    for (let round = 0; round < plan.rounds; round++) {
      for (let k = 0; k < ready.length; k++) {
        const turn = ready[(k + round) % ready.length]!;
        if (turn.spent > ENOUGH && turn.samples.length >= 3) continue;
        const each = await turn.side.time(turn.times);
        turn.samples.push(each);
        turn.spent += each * turn.times;
      }
    }
    const timings: Partial<Record<SideName, Timing>> = {};
    for (const { side, samples } of ready) {
      timings[side.name] = { median: median(samples), least: Math.min(...samples) };
    }
    const { id, group, name, size } = one;
    return { id, group, name, size, bytes, timings, failures };
  }
}

/** Bytes that a case reads and writes: its operands as they are seen, and its results. */
function bytesOf(one: Case, results: Results): number {
  const read = one.operands.map(
    (operand) =>
      operand.shape.reduce((product, length) => product * length, 1) * itemsizeOf(operand.dtype),
  );
  const intoOperand = one.result !== undefined || one.operands.some(({ name }) => name === "o");
  const written = intoOperand ? 0 : results.parts.reduce((sum, part) => sum + part.bytes, 0);
  return read.reduce((sum, x) => sum + x, written);
}
