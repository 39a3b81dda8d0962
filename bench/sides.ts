// The processes that run cases, one for each side, spoken to in JSON lines. What is asked of them and when is the
// runner's business.

import { type ChildProcessByStdio, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import type { SideName } from "./case.js";
import type { ResultPart } from "./verify.js";

/** What a side says of itself. */
export interface About {
  readonly version: string;
  readonly runtime: string;
  readonly engine?: string;
  readonly threads?: number;
}

export interface Calibration {
  /** Calls per sample. */
  readonly times: number;
  /** Nanoseconds per call, roughly. */
  readonly each: number;
}

/** An operand as a side is told: with the file of its values. */
export interface OperandMessage {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly file: string;
  readonly itemsize: number;
  readonly view?: readonly unknown[];
}

export interface PrepareMessage {
  readonly program: string;
  readonly operands: readonly OperandMessage[];
  readonly result?: string;
  /** Where the bytes of the results go. */
  readonly file: string;
}

type Message =
  | { readonly do: "about" }
  | ({ readonly do: "prepare" } & PrepareMessage)
  | { readonly do: "calibrate"; readonly nanoseconds: number; readonly warm: number }
  | { readonly do: "time"; readonly times: number };

/** How a side is started. */
export interface Launch {
  readonly name: SideName;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** A side at work. It answers one message at a time. */
export class Side {
  readonly name: SideName;
  private readonly process: ChildProcessByStdio<Writable, Readable, null>;
  private waiting: ((answer: object) => void) | null = null;
  private failed: Error | null = null;

  constructor({ name, command, args, env }: Launch) {
    this.name = name;
    this.process = spawn(command, args, {
      stdio: ["pipe", "pipe", "inherit"],
      env: { ...process.env, ...env },
    });
    this.process.stdin.on("error", () => {});
    createInterface({ input: this.process.stdout }).on("line", (line) => {
      const answer = this.waiting;
      this.waiting = null;
      answer?.(JSON.parse(line) as object);
    });
    const fail = (why: string) => {
      this.failed = new Error(`the process of ${name} ended: ${why}`);
      const answer = this.waiting;
      this.waiting = null;
      answer?.({ error: this.failed.message });
    };
    this.process.on("error", (error) => fail(error.message));
    this.process.on("exit", (code, signal) => fail(String(signal ?? code)));
  }

  get ended(): boolean {
    return this.failed !== null;
  }

  private ask<T>(message: Message): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.failed !== null) {
        reject(this.failed);
        return;
      }
      this.waiting = (answer) => {
        if ("error" in answer) reject(new Error(String(answer.error)));
        else resolve(answer as T);
      };
      this.process.stdin.write(`${JSON.stringify(message)}\n`);
    });
  }

  about(): Promise<About> {
    return this.ask({ do: "about" });
  }

  /** Makes the operands, compiles the program, runs it once and writes its results to a file. */
  async prepare(message: PrepareMessage): Promise<readonly ResultPart[]> {
    const { results } = await this.ask<{ results: ResultPart[] }>({ do: "prepare", ...message });
    return results;
  }

  /** Finds how many calls fill a sample, after calls for `warm` nanoseconds that count for nothing. */
  calibrate(nanoseconds: number, warm: number): Promise<Calibration> {
    return this.ask({ do: "calibrate", nanoseconds, warm });
  }

  /** Nanoseconds per call, of one sample. */
  async time(times: number): Promise<number> {
    return (await this.ask<{ each: number }>({ do: "time", times })).each;
  }

  close(): void {
    this.process.stdin.end();
    this.process.kill();
  }
}
