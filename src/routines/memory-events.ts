// np.memory.on: what happens to memory, told to the program as it happens, for its logs. Nothing is kept here.

import { oneOf } from "../core/options.js";
import {
  type AllocationInfo,
  type CopyReason,
  listen,
  type StorageKind,
  type TrackerListener,
} from "../memory/tracker.js";
import { checkFunction, whereText } from "./memory-running.js";

/** Something that happened to memory. */
export interface MemoryEvent {
  /** The program's line, as `file:line:column`; found when it is read, so only inside the listener. */
  readonly where: string | null;
}

/** Memory that was allocated, or given back. */
export interface PieceEvent extends MemoryEvent {
  /** A number of its own for each piece: `free` tells the one that `alloc` told. */
  readonly id: number;
  /** Bytes of the piece. */
  readonly bytes: number;
  /** What memory it is. */
  readonly kind: StorageKind;
  /** Shape of the array it was made for; `null` where it was made for none. */
  readonly shape: readonly number[] | null;
  /** Dtype of the array it was made for; `null` where it was made for none. */
  readonly dtype: string | null;
}

/** Bytes that were copied from array to array. */
export interface CopyEvent extends MemoryEvent {
  /** Bytes that were written. */
  readonly bytes: number;
  /** Why they were copied. */
  readonly reason: CopyReason;
  /** What copied them: `"reshape"`, `"astype"` … */
  readonly operation: string;
}

/** A view that was made. */
export interface ViewEvent extends MemoryEvent {
  /** What made the view: `"at"`, `"transpose"` … */
  readonly operation: string;
}

/** What `np.memory.on` tells, by the name of the event. */
export interface MemoryEvents {
  /** Memory was allocated for an array. */
  readonly alloc: PieceEvent;
  /** Memory was given back: by `dispose()`, or, later, since the collector found it dead. */
  readonly free: PieceEvent;
  /** Elements were copied from array to array. */
  readonly copy: CopyEvent;
  /** A view was made. */
  readonly view: ViewEvent;
}

const names = ["alloc", "free", "copy", "view"] as const;

export function on<E extends keyof MemoryEvents>(
  event: E,
  listener: (event: MemoryEvents[E]) => void,
): Disposable {
  oneOf("event", event, names);
  checkFunction("on", listener);
  let isTelling = false;
  const tell = (told: object): void => {
    // what the listener itself does to memory would be told without an end
    if (isTelling) return;
    isTelling = true;
    try {
      listener(told as MemoryEvents[E]);
    } finally {
      isTelling = false;
    }
  };
  const told: TrackerListener = {
    alloc: (piece) => tell(pieceEvent(piece)),
    free: (piece) => tell(pieceEvent(piece)),
    copy: (bytes, reason, operation) => tell(withPlace({ bytes, reason, operation })),
    view: (operation) => tell(withPlace({ operation })),
  };
  const stop = listen({ ...deaf, [event]: told[event] });
  return { [Symbol.dispose]: stop };
}

const deaf: TrackerListener = { alloc() {}, free() {}, copy() {}, view() {} };

function pieceEvent({ id, bytes, kind, shape, dtype }: AllocationInfo): PieceEvent {
  return withPlace({ id, bytes, kind, shape: shape ?? null, dtype: dtype ?? null });
}

function withPlace<T extends object>(told: T): T & MemoryEvent {
  return Object.defineProperty(told, "where", { get: whereText, enumerable: true }) as T &
    MemoryEvent;
}
