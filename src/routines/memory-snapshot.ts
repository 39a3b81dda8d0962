// np.memory.snapshot: the memory floor's counters as metrics that telemetry takes as they are. Nothing is counted here.
// Names, units and kinds of instruments follow https://opentelemetry.io/docs/specs/semconv/general/metrics/.

import { limitBytes } from "../memory/limit.js";
import { mappings } from "../memory/mapping.js";
import { pooledBytes } from "../memory/pool.js";
import { registryCounts, watchMemory } from "../memory/registry.js";
import { copied } from "../memory/tracker.js";

/** A value of a metric, for one combination of attributes. */
export interface MetricPoint {
  /** Bytes, or a count. */
  readonly value: number;
  /** What the value is of: a kind of memory, a reason; empty where it is of everything. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** One metric, as an OpenTelemetry instrument is made of it. */
export interface MemoryMetric {
  /** As `"strided.memory.live"`. */
  readonly name: string;
  /** What is measured, in words. */
  readonly description: string;
  /** `"By"`, or what is counted in braces. */
  readonly unit: string;
  /** What an OpenTelemetry meter makes of it: `createObservableGauge` and so on. */
  readonly instrument: "ObservableCounter" | "ObservableUpDownCounter" | "ObservableGauge";
  /** The values as they are now. */
  readonly points: readonly MetricPoint[];
}

/** What `np.memory.snapshot()` tells. */
export interface MemorySnapshot {
  /** Milliseconds since 1970. */
  readonly time: number;
  /** All metrics; that of the limit only where one is in force. */
  readonly metrics: readonly MemoryMetric[];
}

type Instrument = MemoryMetric["instrument"];

function metric(
  instrument: Instrument,
  name: string,
  unit: string,
  description: string,
  points: readonly MetricPoint[],
): MemoryMetric {
  return { name: `strided.memory.${name}`, description, unit, instrument, points };
}

const one = (value: number): MetricPoint[] => [{ value, attributes: {} }];

export function snapshot(): MemorySnapshot {
  watchMemory();
  const { live, peakBytes, allocated, byKind } = registryCounts();
  const kinds = Object.entries(byKind).map(([kind, { bytes }]) => ({
    value: bytes,
    attributes: { "strided.memory.kind": kind },
  }));
  const byReason = (of: "bytes" | "copies") =>
    [...copied].map(([reason, sums]) => ({
      value: sums[of],
      attributes: { "strided.copy.reason": reason },
    }));
  const limit = limitBytes();
  const [total, upDown, gauge] = [
    "ObservableCounter",
    "ObservableUpDownCounter",
    "ObservableGauge",
  ] as const;
  return {
    time: Date.now(),
    metrics: [
      metric(upDown, "live", "By", "Memory that arrays hold", one(live.bytes)),
      metric(upDown, "listed", "By", "Memory that is listed, by kind", kinds),
      metric(gauge, "peak", "By", "The most that was live at once", one(peakBytes)),
      metric(total, "allocated", "By", "Memory allocated so far", one(allocated.bytes)),
      metric(total, "allocations", "{allocation}", "Allocations so far", one(allocated.pieces)),
      metric(total, "copied", "By", "Bytes copied from array to array", byReason("bytes")),
      metric(total, "copies", "{copy}", "Copies from array to array", byReason("copies")),
      metric(upDown, "mapped", "By", "Files mapped into memory", one(mappings.bytes)),
      metric(upDown, "pool", "By", "Memory kept for the next arrays", one(pooledBytes())),
      ...(limit === Number.POSITIVE_INFINITY
        ? []
        : [metric(gauge, "limit", "By", "The limit in force", one(limit))]),
    ],
  };
}
