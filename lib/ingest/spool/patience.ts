/** How long somebody waits for a store, until the spool is the better place. */
import { SluiceError } from "../../errors.ts";
import type { LogStore } from "../../ports.ts";

export interface Patience {
  /** So long without a word of the store. One that is slow, but takes, is not given up. */
  readonly silenceMs: number;
  /** In all. */
  readonly totalMs: number;
}

/**
 * @param work what writes to the store that it is given. Given up, it is not stopped: what it still stores is known as duplicate later
 * @throws what `work` throws; SluiceError "unavailable" when patience ends
 */
export async function withPatience<T>(
  { silenceMs, totalMs }: Patience,
  store: LogStore,
  work: (store: LogStore) => Promise<T>,
): Promise<T> {
  const over = Promise.withResolvers<never>();
  const giveUp = (ms: number) => () =>
    over.reject(new SluiceError("unavailable", `The store has not taken it within ${ms / 1000} s`));
  const silence = setTimeout(giveUp(silenceMs), silenceMs);
  const total = setTimeout(giveUp(totalMs), totalMs);
  const heard: LogStore = {
    ...store,
    async write(documents) {
      const outcomes = await store.write(documents);
      silence.refresh();
      return outcomes;
    },
  };
  const working = work(heard);
  // Whoever gave it up has told why; that it fails afterwards is no news.
  working.catch(() => {});
  try {
    return await Promise.race([working, over.promise]);
  } finally {
    clearTimeout(silence);
    clearTimeout(total);
  }
}
