// The global object that instrumented sources call. Names are single letters because every line of an
// instrumented function carries them; each is one recorder method. Nothing is decided here.

import { hookNames } from "./instrument.js";
import type { Frame, Recorder } from "./recorder.js";

/** What instrumented code calls. `frame` is what `e` returned. */
export interface Hooks {
  /** Enters function `id`. */
  e(id: number): Frame;
  /** Leaves. */
  x(frame: Frame): void;
  /** Comes to a line, counted. */
  l(frame: Frame, line: number): void;
  /** Comes to a line, not counted. */
  t(frame: Frame, line: number): void;
  /** A call whose last argument is `value` runs on `line` (`n`: counted). */
  m<T>(value: T, frame: Frame, line: number): T;
  n<T>(value: T, frame: Frame, line: number): T;
  /** The same for a call without arguments, to be spread into it (`y`: counted). */
  z(frame: Frame, line: number): readonly [];
  y(frame: Frame, line: number): readonly [];
  /** Suspends, handing `value` on. */
  p<T>(frame: Frame, value?: T): T | undefined;
  /** Resumes after a yield, handing the value on. */
  r<T>(frame: Frame, value?: T): T | undefined;
  /** Resumes after an await, handing the value on. */
  a<T>(frame: Frame, value?: T): T | undefined;
  /** Resumes if suspended: where an exception or an early return can come in. */
  u(frame: Frame): void;
  /** Leaves, handing a return value on. */
  o<T>(frame: Frame, value?: T): T | undefined;
  /** Runs an initialiser in a frame of its own. */
  d<T>(id: number, initialiser: (frame: Frame) => T): T;
}

const nothing: readonly [] = Object.freeze([]) as readonly [];

export function hooksOf(recorder: Recorder): Hooks {
  return {
    e: (id) => recorder.enter(id),
    x: (frame) => recorder.leave(frame),
    l: (frame, line) => recorder.line(frame, line),
    t: (frame, line) => recorder.move(frame, line),
    m(value, frame, line) {
      recorder.move(frame, line);
      return value;
    },
    n(value, frame, line) {
      recorder.line(frame, line);
      return value;
    },
    z(frame, line) {
      recorder.move(frame, line);
      return nothing;
    },
    y(frame, line) {
      recorder.line(frame, line);
      return nothing;
    },
    p(frame, value) {
      recorder.pause(frame);
      return value;
    },
    r(frame, value) {
      recorder.resume(frame);
      return value;
    },
    a(frame, value) {
      recorder.resumeAlone(frame);
      return value;
    },
    u: (frame) => recorder.resume(frame),
    o(frame, value) {
      recorder.leave(frame);
      return value;
    },
    d(id, initialiser) {
      const frame = recorder.enter(id);
      try {
        return initialiser(frame);
      } finally {
        recorder.leave(frame);
      }
    },
  };
}

/** Makes the hooks visible to instrumented sources; the returned function takes them away again. */
export function installHooks(recorder: Recorder): () => void {
  const hooks = hooksOf(recorder);
  const scope = globalThis as unknown as Record<string, unknown>;
  for (const name of hookNames) {
    Object.defineProperty(globalThis, name, {
      value: hooks,
      configurable: true,
      enumerable: false,
      writable: true,
    });
  }
  return () => {
    for (const name of hookNames) delete scope[name];
  };
}
