/**
 * What every function that takes records does once they are durable, before it answers, for a function that has answered is frozen: they
 * are written into the ledger, and the scan is told. What of that fails is logged and counted; the delivery is taken all the same.
 */
import type { Announcer } from "./ingest/announce.ts";
import type { IngestReport } from "./ingest/report.ts";
import type { Ledger } from "./ledger/ledger.ts";
import { tellUnannounced, tellUncounted } from "./telemetry.ts";

interface AfterIngestPorts {
  readonly ledger: Ledger;
  readonly announcer: Announcer;
}

interface AfterIngestOptions {
  readonly nowMs: number;
  /** Some of it failed or was spooled: what the store took of that before is in no report. */
  readonly unfinished: boolean;
  /** How often the ledger is written: each time, if left out. */
  readonly ledgerEveryMs?: number;
  /** How long the function can still wait. */
  readonly withinMs?: number;
}

/** What was taken is durable, and its sender waits. */
const MOST_MS = 2_000;

export async function afterIngest(
  reports: readonly IngestReport[],
  { ledger, announcer }: AfterIngestPorts,
  { nowMs, unfinished, ledgerEveryMs: everyMs = 0, withinMs: givenMs = MOST_MS }: AfterIngestOptions,
): Promise<void> {
  const withinMs = Math.min(MOST_MS, givenMs);
  const [uncounted, unannounced] = await Promise.all([
    ledger.record(reports, { nowMs, everyMs, withinMs }),
    announcer.announce(reports, { nowMs, unfinished, withinMs }),
  ]);
  tellUncounted(uncounted);
  tellUnannounced(unannounced);
}
