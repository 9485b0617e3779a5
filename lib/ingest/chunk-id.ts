/**
 * Fluentd's chunk ids: 32 hexadecimal digits of which the first 13 are the microsecond in which the chunk was begun (Fluent::UniqueId).
 * A retry carries the same id, and so the same time, also over midnight.
 */

/** Longer than any shipper keeps a chunk. */
const OLDEST_MS = 30 * 24 * 3_600_000;
/** Clocks differ. */
const MOST_AHEAD_MS = 60_000;

/** @returns when the chunk was begun; undefined if the id is none of Fluentd's, or its time cannot be */
export function chunkTimeMs(chunkId: string, receivedMs: number): number | undefined {
  if (!/^[0-9a-f]{32}$/i.test(chunkId)) return undefined;
  const timeMs = Math.floor(Number.parseInt(chunkId.slice(0, 13), 16) / 1000);
  return timeMs >= receivedMs - OLDEST_MS && timeMs <= receivedMs + MOST_AHEAD_MS ? timeMs : undefined;
}
