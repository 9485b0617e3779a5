/** A delivery that cannot be read, or was given up after many failures → quarantine: one entry that stands for all of it and says why. */
import { createTally } from "../ledger/tally.ts";
import { datasetNameOf } from "../normalize/dataset.ts";
import { redactorOf } from "../normalize/redact/redactor.ts";
import type { ObjectStore } from "../ports.ts";
import type { Delivery } from "./delivery.ts";
import { createQuarantine } from "./quarantine.ts";
import type { ReadSettings } from "./read.ts";
import { idOfNamed } from "./record-id.ts";
import type { IngestReport } from "./report.ts";

/**
 * @param delivery an object's bytes are not kept: they lie where they lay, and the entry's origin says where. Others have `raw`
 * @param offsetBytes uncompressed; what lies before them is durable already
 * @returns durable: received 1, quarantined 1. Nobody knows how many records there are
 */
export async function bury(
  delivery: Delivery,
  reason: string,
  offsetBytes: number,
  objects: ObjectStore,
  { redact, datasets, nowMs }: ReadSettings,
): Promise<IngestReport> {
  const quarantine = createQuarantine(objects, delivery, redactorOf(redact));
  const bytes = delivery.raw ?? new Uint8Array();
  // `-end-`: it stands for the delivery as a whole, and a replay reads all of it.
  await quarantine.add({ id: `${idOfNamed("poison", delivery.scope)}-end-0`, reason, offsetBytes, bytes });
  await quarantine.flush();
  const tally = createTally();
  const arrival = {
    dataset: datasetNameOf(datasets, delivery),
    ingestedMs: nowMs(),
  };
  tally.received(arrival);
  tally.settled(arrival, "quarantined");
  return {
    object: delivery.origin,
    received: 1,
    indexed: 0,
    duplicate: 0,
    filtered: 0,
    quarantined: 1,
    reasons: quarantine.reasons,
    errors: 0,
    deliveredMs: delivery.deliveredMs,
    datasets: tally.counts(),
    bytes: bytes.length,
    seconds: 0,
  };
}
