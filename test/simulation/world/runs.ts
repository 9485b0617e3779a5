/** When scans run: each minute, and soon after errors were stored. */
import { randomOf } from "../../../infra/local/generator/random.ts";
import { WAKE_DELAY_SECONDS } from "../../../lib/ingest/wake.ts";
import { MINUTE_MS, SECOND_MS } from "../time.ts";

/** A wake message: one is sent in each slot in which errors are stored, and held back for a while. */
export interface Wake {
  readonly slot: number;
  /** When the queue gives it to a scan. */
  readonly atMs: number;
  /** Scans in a row that failed or found nothing. */
  readonly misses: number;
}

export interface Run {
  readonly atMs: number;
  /** Absent: the schedule. */
  readonly wake?: Wake;
  readonly fate: RunFate;
}

export type RunFate =
  | "well"
  /** The platform forgets it. */
  | "skipped"
  /** The platform does it twice, at once. */
  | "doubled"
  /** It ends when it has stored what it found, before it could mail. */
  | "dies after the write"
  /** It ends when it has mailed, before it could say so. */
  | "dies after the mail";

const WAKE_DELAY_MS = WAKE_DELAY_SECONDS * SECOND_MS;
/** These two as lib/ingest/wake.ts and lib/scan/woken.ts have them. */
const SLOT_MS = 5 * SECOND_MS;
const MOST_MISSES = 5;
/** From the message or the schedule to the answer of the store. */
const START_MS = 700;
/** The schedule is for the minute, not for its first second. */
const SCHEDULE_JITTER_MS = 2_000;

export function scheduledRun(minuteMs: number, seed: number): Run {
  const random = randomOf(seed, 61, minuteMs / MINUTE_MS);
  return { atMs: Math.floor(minuteMs + START_MS + random() * SCHEDULE_JITTER_MS), fate: fateOf(random()) };
}

/** @param storedMs of the first error in the slot: the queue drops the messages of the others */
export function wakeOf(storedMs: number): Wake {
  return { slot: Math.floor(storedMs / SLOT_MS), atMs: storedMs + WAKE_DELAY_MS, misses: 0 };
}

/** The store refused the scan: it wakes the next one. */
export function wakeAfterMiss({ slot, misses }: Wake, atMs: number): Wake | undefined {
  return misses < MOST_MISSES ? { slot, misses: misses + 1, atMs: atMs + WAKE_DELAY_MS } : undefined;
}

export function wokenRun(wake: Wake, seed: number): Run {
  const random = randomOf(seed, 62, wake.slot, wake.misses);
  return { atMs: Math.floor(wake.atMs + START_MS * (0.5 + random())), wake, fate: fateOf(random()) };
}

function fateOf(chance: number): RunFate {
  if (chance < 0.01) return "skipped";
  if (chance < 0.02) return "doubled";
  if (chance < 0.03) return "dies after the write";
  if (chance < 0.04) return "dies after the mail";
  return "well";
}
