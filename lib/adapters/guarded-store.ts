/** A LogStore whose writes go through a circuit breaker. Reads do not: a person who asks gets the store's own answer. */
import { isSluiceError, SluiceError } from "../errors.ts";
import { type Breaker, createBreaker } from "../ingest/breaker.ts";
import type { LogStore } from "../ports.ts";

export function guardStore(
  store: LogStore,
  { breaker = createBreaker(), nowMs = Date.now }: { breaker?: Breaker; nowMs?: () => number } = {},
): LogStore {
  return {
    ...store,
    async write(documents) {
      const retryAfterMs = breaker.refusedForMs(nowMs());
      if (retryAfterMs !== undefined) {
        const message = `The store failed several times in a row; it is asked again in ${Math.ceil(retryAfterMs / 1000)} s`;
        throw new SluiceError("unavailable", message, { retryAfterMs });
      }
      try {
        const outcomes = await store.write(documents);
        breaker.succeeded();
        return outcomes;
      } catch (error) {
        // Who refuses a request is there to do so.
        if (isSluiceError(error, "unavailable")) breaker.failed(nowMs(), Math.random());
        else breaker.succeeded();
        throw error;
      }
    },
  };
}
