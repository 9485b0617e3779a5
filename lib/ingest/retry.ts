/** When to try a write again: pure, so that the whole schedule can be read and tested as a table. */

export interface RetryPolicy {
  readonly attempts: number;
  readonly baseMs: number;
  readonly mostMs: number;
}

export const STORE_RETRIES: RetryPolicy = { attempts: 5, baseMs: 200, mostMs: 5_000 };

/**
 * Exponential backoff with full jitter: many functions that failed at the same moment do not come back at the same moment.
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 *
 * @param failures how often it failed so far, from 1
 * @param random in [0, 1)
 * @returns how long to wait, undefined to give up
 */
export function delayMs(failures: number, random: number, policy: RetryPolicy): number | undefined {
  if (failures >= policy.attempts) return undefined;
  return Math.floor(random * Math.min(policy.mostMs, policy.baseMs * 2 ** (failures - 1)));
}
