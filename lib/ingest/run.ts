/**
 * Ingest: the records of one delivery are read, those that can be understood are sent to the store in batches, the others go to
 * quarantine with their reason, and the report accounts for every one.
 */
import { setImmediate as nextTurn } from "node:timers/promises";
import { createContentDigest } from "../ledger/content.ts";
import type { DatasetCounts } from "../ledger/counts.ts";
import { type Arrival, createTally, type Settled, type Tally } from "../ledger/tally.ts";
import { indexOf } from "../ledger/twins.ts";
import { datasetNameOf } from "../normalize/dataset.ts";
import { redactorOf } from "../normalize/redact/redactor.ts";
import type { LogStore, ObjectStore } from "../ports.ts";
import { createBatcher } from "./batch.ts";
import { createDeliverer, type Outcome, type Refused, type WriteSettings } from "./deliver.ts";
import type { Delivery } from "./delivery.ts";
import type { Pacer } from "./pace.ts";
import type { Pass } from "./pass.ts";
import { createQuarantine, type QuarantineEntry } from "./quarantine.ts";
import { type ReadDocument, type ReadRecord, type ReadSettings, readRecords } from "./read.ts";
import { type IngestReport, STORE_REFUSED } from "./report.ts";

export interface IngestPorts {
  readonly store: LogStore;
  /** Holds the quarantine. */
  readonly objects: ObjectStore;
  /** Of this store; without one, each delivery begins at full pace. */
  readonly pacer?: Pacer;
}

export type IngestSettings = ReadSettings & WriteSettings;

/** Told of each document once its outcome is known; of what could not be read, the reader knows itself. */
export type OnSettled = (document: ReadDocument, outcome: Outcome) => void;

/**
 * Resolves when every record is durable: in the store or in quarantine.
 * @param pass reads only a part of the delivery; what it gave is durable then
 * @throws SluiceError if the delivery could not be taken whole. Nothing is lost: delivered again, what was taken is known as duplicate
 */
export function ingest(
  delivery: Delivery,
  ports: IngestPorts,
  settings: IngestSettings,
  pass?: Pass,
): Promise<IngestReport> {
  return ingestRecords(delivery, (counted) => readRecords(counted, settings, pass), ports, settings);
}

/**
 * The same for protocols that say themselves where a record begins and what it is called.
 * @param read gives the records of the delivery in their order, a few at a time
 */
export async function ingestRecords(
  delivery: Delivery,
  read: (delivery: Delivery) => AsyncIterable<readonly ReadRecord[]>,
  { store, objects, pacer }: IngestPorts,
  { redact, datasets, nowMs, retries, remainingMs }: IngestSettings,
  onSettled?: OnSettled,
): Promise<IngestReport> {
  const startedMs = performance.now();
  let bytes = 0;
  const digest = indexOf(delivery.origin) && createContentDigest();
  const counted = {
    ...delivery,
    body: countBytes(delivery.body, (chunk) => (bytes += chunk)),
    ...(digest && { digest }),
  };
  const tally = createTally();
  const dataset = datasetNameOf(datasets, delivery);
  const quarantine = createQuarantine(objects, delivery, redactorOf(redact));
  const deliverer = createDeliverer<ReadDocument>(store, (refused) => quarantine.addPart(refused.map(asEntry)), {
    ...(retries && { retries }),
    ...(remainingMs && { remainingMs }),
    ...(pacer && { pacer }),
    onSettled: andTally(tally, onSettled),
  });
  const batcher = createBatcher();

  try {
    for await (const records of read(counted)) {
      for (const record of records) {
        if (record.kind === "unreadable") {
          await quarantine.add(record.entry);
          if (record.entry.pieceOf === undefined) settleAtOnce(tally, { dataset, ingestedMs: nowMs() }, "quarantined");
          continue;
        }
        if (record.kind === "filtered") {
          settleAtOnce(tally, record.arrival, "filtered");
          continue;
        }
        tally.received(record.document);
        const batch = batcher.add(record.document);
        if (batch) await deliverer.send(batch);
      }
      // A body that is in memory as a whole never waits: others want to be heard in between.
      await nextTurn();
    }
    const rest = batcher.rest();
    if (rest) await deliverer.send(rest);
    await deliverer.finish();
    await quarantine.flush();
  } finally {
    await deliverer.settle();
  }

  const counts = tally.counts();
  return account({
    object: delivery.origin,
    received: sumOf(counts, "received"),
    ...deliverer.delivered,
    filtered: sumOf(counts, "filtered"),
    quarantined: quarantine.count,
    reasons: quarantine.reasons,
    deliveredMs: delivery.deliveredMs,
    datasets: counts,
    ...(digest?.value !== undefined && { content: digest.value }),
    bytes,
    seconds: (performance.now() - startedMs) / 1000,
  });
}

function settleAtOnce(tally: Tally, arrival: Arrival, as: "filtered" | "quarantined"): void {
  tally.received(arrival);
  tally.settled(arrival, as);
}

function andTally(tally: Tally, onSettled: OnSettled | undefined): OnSettled {
  return (document, outcome) => {
    tally.settled(document, settledAs(outcome), document.timestampMs);
    onSettled?.(document, outcome);
  };
}

function settledAs(outcome: Outcome): Settled {
  switch (outcome.kind) {
    case "indexed":
      return outcome.isConfirmed ? "confirmed" : "unconfirmed";
    case "duplicate":
      return "duplicate";
    case "refused":
      return "quarantined";
  }
}

function asEntry({ document: { id, frame }, reason }: Refused<ReadDocument>): QuarantineEntry {
  const { offsetBytes, bytes, parse } = frame;
  return { id, reason: `${STORE_REFUSED}: ${reason}`, offsetBytes, bytes, isFramed: parse !== undefined };
}

function sumOf(counts: readonly DatasetCounts[], what: "received" | "filtered"): number {
  return counts.reduce((sum, row) => sum + row[what], 0);
}

/** The first promise of Sluice, checked each time it is made: deliverer and quarantine count for themselves. */
function account(report: IngestReport): IngestReport {
  const { received, indexed, duplicate, filtered, quarantined } = report;
  const accounted = indexed + duplicate + filtered + quarantined;
  if (received !== accounted) throw new Error(`${report.object}: ${received} received, but ${accounted} accounted for`);
  return report;
}

async function* countBytes(
  chunks: AsyncIterable<Uint8Array>,
  add: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    add(chunk.length);
    yield chunk;
  }
}
