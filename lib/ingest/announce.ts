/** What every way in does once records are durable, before it answers: it says that some came, and that errors are among them. */
import type { ObjectStore, Queue } from "../ports.ts";
import { createArrivalMark } from "./arrival-mark.ts";
import type { IngestReport } from "./report.ts";
import { createWaker } from "./wake.ts";

export interface Announcer {
  /** Takes two seconds at most. @returns what could not be said: never a reason to fail a delivery whose records are durable */
  announce(reports: readonly IngestReport[], nowMs: number): Promise<Unannounced>;
}

/** What each failed with, if it did. */
export interface Unannounced {
  /** Errors are found by the minute's scan then. */
  readonly wake?: unknown;
  /** The next delivery tries again. */
  readonly mark?: unknown;
}

export function createAnnouncer(objects: Pick<ObjectStore, "put">, wakeQueue: () => Promise<Queue>): Announcer {
  const waker = createWaker(wakeQueue);
  const mark = createArrivalMark(objects);
  return {
    async announce(reports, nowMs) {
      const [woken, marked] = await Promise.allSettled([waker.wake(reports), mark.write(reports, nowMs)]);
      return {
        ...(woken.status === "rejected" && { wake: woken.reason }),
        ...(marked.status === "rejected" && { mark: marked.reason }),
      };
    },
  };
}
