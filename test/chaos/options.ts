/** How long things take in a large run, and in one that has to be over soon. */
import type { StoreKind } from "./stage.ts";

export interface ChaosOptions {
  readonly records: number;
  readonly seed: number;
  readonly store: StoreKind;
  readonly kills: number;
  readonly outages: number;
  /** Of S3, of each kind. */
  readonly objectFaults: number;
  readonly outageMs: number;
  readonly stallMs: readonly [least: number, most: number];
  readonly retryMs: readonly [least: number, most: number];
  readonly visibilitySeconds: number;
  /** Of the records, how many come in one object. */
  readonly longShare: number;
  /** What one invocation for objects may take before the platform ends it. */
  readonly functionMs: number;
  readonly requestTimeoutMs: number;
  /** Without any progress for so long, the run has failed. */
  readonly patienceMs: number;
  /** Whether it is long enough for everything to happen that is left to chance. */
  readonly isEventful: boolean;
  readonly onProgress?: (line: string) => void;
}

/** From here on a run has time for faults of their real length. */
const LARGE_RECORDS = 200_000;

interface Asked {
  readonly records: number;
  readonly seed: number;
  readonly store: StoreKind;
  /** What an invocation may take; 300 s as deployed. */
  readonly functionMs?: number;
}

/** A store that is slower than the function has time stops everything, and tests nothing. */
const stallWithin = (functionMs: number, least: number, most: number): [number, number] => [
  Math.min(least, functionMs / 8),
  Math.min(most, functionMs / 4),
];

/** More than a function of little time takes at once. */
const longShareIn = (functionMs: number) => (functionMs < 60_000 ? 0.5 : 0.2);

export function chaosOptions({ functionMs = 300_000, ...asked }: Asked): ChaosOptions {
  if (asked.records >= LARGE_RECORDS) {
    return {
      ...asked,
      kills: 25,
      outages: 2,
      objectFaults: 20,
      outageMs: 60_000,
      // Around the 30 s that the client waits for an answer.
      stallMs: stallWithin(functionMs, 25_000, 35_000),
      retryMs: [500, 3_000],
      visibilitySeconds: 30,
      functionMs,
      longShare: longShareIn(functionMs),
      requestTimeoutMs: 20_000,
      patienceMs: 300_000,
      isEventful: true,
    };
  }
  return {
    ...asked,
    kills: 6,
    outages: 1,
    objectFaults: 3,
    outageMs: 1_500,
    stallMs: stallWithin(functionMs, 300, 1_000),
    retryMs: [50, 300],
    visibilitySeconds: 3,
    functionMs,
    longShare: longShareIn(functionMs),
    requestTimeoutMs: 5_000,
    patienceMs: 30_000,
    isEventful: false,
  };
}
