/** Events of CloudWatch Logs: to the store, or else to the spool. Lambda tries twice more and a message holds 1 MiB of the 6 that may come. */
import { ingestSubscription } from "../cloudwatch.ts";
import type { IngestReport } from "../report.ts";
import type { IngestPorts, IngestSettings } from "../run.ts";
import { withPatience } from "./patience.ts";
import { spool } from "./put.ts";

/** A bulk that is answered later than this is answered by nobody. */
const SILENCE_MS = 35_000;
/** What it takes to put some megabytes into S3, with a retry. */
const SPOOL_MS = 10_000;

export interface SubscriptionOutcome {
  /** Undefined for a control message, and for what was spooled. */
  readonly report?: IngestReport;
  /** The key of the object in the spool, and why it lies there. */
  readonly spooled?: { readonly key: string; readonly error: unknown };
}

/**
 * @param data `event.awslogs.data`
 * @throws SluiceError if neither takes it
 */
export async function takeSubscription(
  data: string,
  receivedMs: number,
  ports: IngestPorts,
  settings: IngestSettings & { readonly remainingMs: () => number },
): Promise<SubscriptionOutcome> {
  const patience = { silenceMs: SILENCE_MS, totalMs: Math.max(0, settings.remainingMs() - SPOOL_MS) };
  try {
    const report = await withPatience(patience, ports.store, (store) =>
      ingestSubscription(data, receivedMs, { ...ports, store }, settings),
    );
    return report ? { report } : {};
  } catch (error) {
    const spooled = { kind: "subscription", receivedMs, body: Buffer.from(data, "base64") } as const;
    return { spooled: { key: await spool(spooled, ports.objects, error), error } };
  }
}
