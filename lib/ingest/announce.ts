/** What every way in does once records are durable, before it answers: it says that some came, and that errors are among them. */
import type { Queue } from "../ports.ts";
import type { ArrivalMark } from "./arrival-mark.ts";
import type { IngestReport } from "./report.ts";
import { createWaker } from "./wake.ts";

export interface Announcer {
  /** @returns what could not be said: never a reason to fail a delivery whose records are durable */
  announce(reports: readonly IngestReport[], options: AnnounceOptions): Promise<Unannounced>;
}

interface AnnounceOptions {
  readonly nowMs: number;
  /** Something may be stored that no report tells of. */
  readonly unfinished: boolean;
  readonly withinMs: number;
}

/** What each failed with, if it did. */
export interface Unannounced {
  /** Errors are found by the minute's scan then. */
  readonly wake?: unknown;
  /** The next delivery tries again. */
  readonly mark?: unknown;
}

export function createAnnouncer(mark: Pick<ArrivalMark, "write">, wakeQueue: () => Promise<Queue>): Announcer {
  const waker = createWaker(wakeQueue);
  return {
    async announce(reports, { nowMs, unfinished, withinMs }) {
      // Duplicates count: whoever stored them may have died before the mark was there.
      const isStored = unfinished || reports.some(({ indexed, duplicate }) => indexed + duplicate > 0);
      const hasErrors = reports.some(({ errors }) => errors > 0);
      const [woken, marked] = await Promise.allSettled([
        hasErrors && waker.wake(withinMs),
        isStored && mark.write(nowMs, withinMs),
      ]);
      return {
        ...(woken.status === "rejected" && { wake: woken.reason }),
        ...(marked.status === "rejected" && { mark: marked.reason }),
      };
    },
  };
}
