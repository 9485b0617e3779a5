/** When to try a write again: pure, so that the whole schedule can be read and tested as a table. */

export interface RetryPolicy {
  readonly attempts: number;
  readonly baseMs: number;
  readonly mostMs: number;
  /** What a call may take: one that would not end in time is not begun. */
  readonly callMs: number;
}

/** Nobody waits for an object but the queue. */
export const STORE_RETRIES: RetryPolicy = { attempts: 5, baseMs: 200, mostMs: 5_000, callMs: 10_000 };
/** A shipper waits, and what the store does not take lies in the spool a moment later. */
export const REQUEST_RETRIES: RetryPolicy = { attempts: 4, baseMs: 200, mostMs: 1_000, callMs: 1_000 };

/**
 * Exponential backoff with full jitter: many functions that failed at the same moment do not come back at the same moment.
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 *
 * @param failures how often it failed so far, from 1
 * @param random in [0, 1)
 * @param remainingMs until whoever waits is cut off
 * @returns how long to wait, undefined to give up
 */
export function delayMs(
  failures: number,
  random: number,
  policy: RetryPolicy,
  remainingMs = Number.POSITIVE_INFINITY,
): number | undefined {
  if (failures >= policy.attempts) return undefined;
  const waitMs = Math.floor(random * Math.min(policy.mostMs, policy.baseMs * 2 ** (failures - 1)));
  return waitMs + policy.callMs > remainingMs ? undefined : waitMs;
}

const COME_BACK_BASE_SECONDS = 15;
const COME_BACK_MOST_SECONDS = 900;

/**
 * How long the queue hides a message that failed. The first time is shorter than most failovers of a store, later ones do no harm to one
 * that is down for hours; jitter of a half keeps what failed together apart, and nothing comes back at once.
 *
 * @param receiveCount how often it was received, from 1
 * @param random in [0, 1)
 */
export function comeBackSeconds(receiveCount: number, random: number): number {
  const most = Math.min(COME_BACK_MOST_SECONDS, COME_BACK_BASE_SECONDS * 2 ** (receiveCount - 1));
  return Math.ceil(most * (0.5 + random / 2));
}
