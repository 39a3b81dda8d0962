// Talks to server.py: finds an interpreter with NumPy 2, keeps one process, sends batches of cases.
// Nothing here reads cases or answers.

import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Answer, Case } from "./case.js";

const PROBE = "import numpy, sys; print(numpy.__version__)";

export interface Interpreter {
  readonly command: string;
  readonly numpy: string;
}

/** Where an interpreter is looked for, in this order. */
function candidates(): string[] {
  const inRepository = fileURLToPath(new URL("../../.venv/bin/python", import.meta.url));
  const named = process.env["STRIDED_PYTHON"];
  return [
    ...(named === undefined ? [] : [named]),
    ...(existsSync(inRepository) ? [inRepository] : []),
    "python3",
  ];
}

/** The first interpreter that has NumPy 2 or newer, or null with the reason for each refusal. */
export function findPython(): { found: Interpreter | null; tried: string[] } {
  const tried: string[] = [];
  for (const command of candidates()) {
    const probe = spawnSync(command, ["-c", PROBE], { encoding: "utf8" });
    const version = probe.status === 0 ? probe.stdout.trim() : "";
    if (Number.parseInt(version, 10) >= 2) return { found: { command, numpy: version }, tried };
    tried.push(`${command}: ${version === "" ? "no NumPy" : `NumPy ${version} is older than 2`}`);
  }
  return { found: null, tried };
}

/** A process running server.py. It ends for good when NumPy crashes. */
class Server {
  readonly ended: Promise<never>;
  /** The paths of everything callable in NumPy, as the handshake lists them. */
  readonly names: Promise<readonly string[]>;
  private readonly process: ChildProcessWithoutNullStreams;
  private readonly waiting = new Map<number, (answers: Answer[]) => void>();
  private next = 1;

  constructor(command: string) {
    const script = fileURLToPath(new URL("./server.py", import.meta.url));
    this.process = spawn(command, [script]);
    let complaint = "";
    this.process.stderr.on("data", (chunk: Buffer) => {
      complaint += chunk.toString();
    });
    this.ended = new Promise((_resolve, reject) => {
      this.process.on("exit", (code, signal) => {
        reject(new Error(`the NumPy process ended (${signal ?? code}): ${complaint.slice(-2000)}`));
      });
    });
    // Closing is an end too; only an `ask` under way may hear of it.
    this.ended.catch(() => {});
    this.process.stdin.on("error", () => {});
    let greet: (names: readonly string[]) => void = () => {};
    this.names = new Promise((resolve) => {
      greet = resolve;
    });
    createInterface({ input: this.process.stdout }).on("line", (line) => {
      const message = JSON.parse(line) as { id?: number; answers?: Answer[]; names?: string[] };
      if (message.names !== undefined) greet(message.names);
      if (message.id === undefined) return;
      this.waiting.get(message.id)?.(message.answers ?? []);
      this.waiting.delete(message.id);
    });
  }

  ask(cases: readonly Case[]): Promise<Answer[]> {
    const id = this.next++;
    const answered = new Promise<Answer[]>((resolve) => {
      this.waiting.set(id, resolve);
    });
    this.process.stdin.write(`${JSON.stringify({ id, cases })}\n`);
    return Promise.race([answered, this.ended]);
  }

  close(): void {
    this.process.stdin.end();
    this.process.kill();
  }
}

/** NumPy's answers, whatever NumPy does: a case that crashes it is answered with `crashed`. */
export class Oracle {
  readonly interpreter: Interpreter;
  private server: Server;

  constructor(interpreter: Interpreter) {
    this.interpreter = interpreter;
    this.server = new Server(interpreter.command);
  }

  /** NumPy's answers to the cases, in order. One batch at a time. */
  async ask(cases: readonly Case[]): Promise<Answer[]> {
    try {
      return await this.server.ask(cases);
    } catch (error) {
      this.server = new Server(this.interpreter.command);
      if (cases.length === 1) return [{ results: {}, mem: [], crashed: String(error) }];
    }
    const half = Math.ceil(cases.length / 2);
    const first = await this.ask(cases.slice(0, half));
    return [...first, ...(await this.ask(cases.slice(half)))];
  }

  /** Everything of NumPy's that can be called, by the path a case names it with. */
  names(): Promise<readonly string[]> {
    return this.server.names;
  }

  close(): void {
    this.server.close();
  }
}
