import { setTimeout as sleep } from "node:timers/promises";
import { SluiceError } from "./errors.ts";

/**
 * What `work` comes to, if it does so in time; it is not stopped then, but nobody waits for it any more.
 * @param what tells it, as in "The ledger took no entry"
 * @throws SluiceError "unavailable" if it did not
 */
export async function within<T>(limitMs: number, what: string, work: Promise<T>): Promise<T> {
  const done = new AbortController();
  try {
    return await Promise.race([work, tooLate(limitMs, what, done.signal)]);
  } finally {
    done.abort();
  }
}

async function tooLate(limitMs: number, what: string, done: AbortSignal): Promise<never> {
  // An aborted wait has lost the race: nobody listens any more.
  await sleep(limitMs, undefined, { signal: done, ref: false }).catch(() => {});
  throw new SluiceError("unavailable", `${what} within ${Math.round(limitMs)} ms`);
}
