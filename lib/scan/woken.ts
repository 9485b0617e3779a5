/**
 * A scan that a wake message asked for. Not every store shows at once what it has taken (OpenSearch Serverless takes 10 s and
 * more), so a scan may come too early: then it wakes the next one, which the queue holds back as it does every message. That ends when
 * several in a row found nothing new.
 */
import { sendWake, type Wake } from "../ingest/wake.ts";
import type { LogStore, Queue } from "../ports.ts";
import { within } from "../within.ts";
import type { ScanReport } from "./run.ts";

export interface WokenOptions {
  readonly store: Pick<LogStore, "refresh">;
  readonly wakeQueue: Pick<Queue, "send">;
  /** How long all of it may take. */
  readonly withinMs: number;
  /** Real time, as wake messages have it. */
  readonly nowMs: () => number;
}

export interface Woken {
  readonly report?: ScanReport;
  /** What failed: the scan, or the wish for the next one. */
  readonly errors: readonly unknown[];
}

/** 42 s after the errors were stored: what is not visible then, the minute's scans find. */
const MOST_MISSES = 5;

/** Throws nothing: a message that fails is hidden for minutes, and those behind it with it. What failed is tried again by a message of its own. */
export async function scanWoken(wake: Wake, scan: () => Promise<ScanReport>, options: WokenOptions): Promise<Woken> {
  const { store, wakeQueue, withinMs, nowMs } = options;
  const errors: unknown[] = [];
  const done = await within(withinMs, "The scan did not end", look(store, scan)).catch((error: unknown) => {
    errors.push(error);
    return undefined;
  });
  const misses = done && done.report.newErrors > 0 ? 0 : wake.misses + 1;
  if (!done?.sawAll && misses <= MOST_MISSES) {
    await sendWake(wakeQueue, misses, nowMs()).catch((error: unknown) => errors.push(error));
  }
  return { errors, ...(done && { report: done.report }) };
}

async function look(store: WokenOptions["store"], scan: () => Promise<ScanReport>) {
  const sawAll = await store.refresh();
  return { sawAll, report: await scan() };
}
