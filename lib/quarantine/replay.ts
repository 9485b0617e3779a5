/**
 * Quarantine → store, once the cause is gone: entries are read again by today's code and today's sluice.yml, under the ids that they had.
 * What is stored now, or was there already, leaves the quarantine; everything else stays as it is.
 */
import { isSluiceError } from "../errors.ts";
import { readBulk } from "../ingest/bulk.ts";
import { ingestSubscription } from "../ingest/cloudwatch.ts";
import { type Delivery, originOf } from "../ingest/delivery.ts";
import { createDocumenter } from "../ingest/document.ts";
import { readOtlp } from "../ingest/otlp/read.ts";
import { parse } from "../ingest/parse.ts";
import { type ReadDocument, type ReadRecord, type ReadSettings, readRecords } from "../ingest/read.ts";
import type { IngestReport } from "../ingest/report.ts";
import { ingestRecords } from "../ingest/run.ts";
import { ingestSpooled } from "../ingest/spool/take.ts";
import type { LogStore, ObjectStore } from "../ports.ts";
import { bytesOf, type EntryFilter, matches, type Part, readParts, type StoredEntry } from "./read.ts";

export interface ReplayPorts {
  readonly store: LogStore;
  /** Holds the quarantine. */
  readonly objects: ObjectStore;
  /** The object that an origin names; undefined if it is gone, or if the origin is none. */
  readonly open: (origin: string) => Promise<AsyncIterable<Uint8Array> | undefined>;
}

/** entries = replayed + remaining */
export interface ReplayReport {
  readonly entries: number;
  /** Entries that left the quarantine. */
  readonly replayed: number;
  readonly remaining: number;
  /** Documents that were missing, and those that were there: an entry may be a whole delivery. */
  readonly indexed: number;
  readonly duplicate: number;
}

interface Outcome {
  readonly done: ReadonlySet<StoredEntry>;
  readonly indexed: number;
  readonly duplicate: number;
}

/** @throws SluiceError if a store does not take it; what was replayed before is, and the rest stays where it is */
export async function replay(ports: ReplayPorts, settings: ReadSettings, filter: EntryFilter): Promise<ReplayReport> {
  const report = { entries: 0, replayed: 0, remaining: 0, indexed: 0, duplicate: 0 };
  for await (const part of readParts(ports.objects, filter)) {
    const chosen = part.entries.filter((entry) => matches(entry, filter));
    if (chosen.length === 0) continue;
    const wholes = chosen.filter(isWhole);
    const singles = chosen.filter((entry) => !isWhole(entry));
    const outcomes = [await replayRecords(part, singles, ports, settings)];
    for (const entry of wholes) outcomes.push(await replayWhole(entry, ports, settings));
    const done = new Set(outcomes.flatMap((outcome) => [...outcome.done]));
    await keepRest(part, done, ports.objects);
    report.entries += chosen.length;
    report.replayed += done.size;
    report.remaining += chosen.length - done.size;
    for (const { indexed, duplicate } of outcomes) {
      report.indexed += indexed;
      report.duplicate += duplicate;
    }
  }
  return report;
}

/** An entry for a delivery as a whole: lib/ingest/record-id.ts names these so. */
function isWhole({ id }: StoredEntry): boolean {
  return /-end-\d+$/.test(id);
}

async function replayRecords(
  { key }: Part,
  entries: readonly StoredEntry[],
  { store }: ReplayPorts,
  settings: ReadSettings,
): Promise<Outcome> {
  const entryOf = new Map<ReadDocument, StoredEntry>();
  const done = new Set<StoredEntry>();
  async function* read(): AsyncGenerator<ReadRecord[]> {
    let offsetBytes = 0;
    for (const entry of entries) {
      const record = recordOf(entry, offsetBytes, settings);
      // What a rule filters by now has no need to be kept.
      if (record?.kind === "filtered") done.add(entry);
      if (record?.kind !== "document") continue;
      const { document } = record;
      offsetBytes += document.frame.bytes.length;
      entryOf.set(document, entry);
      yield [record];
    }
  }
  const delivery = { origin: key, scope: key, name: key, deliveredMs: settings.nowMs(), body: noBytes() };
  const { indexed, duplicate } = await ingestRecords(
    delivery,
    read,
    { store, objects: KEPT },
    settings,
    (document, { kind }) => {
      const entry = entryOf.get(document);
      if (entry && kind !== "refused") done.add(entry);
    },
  );
  return { done, indexed, duplicate };
}

/** Pieces of what was too long or broken are no records, even where one reads like one. */
const PIECES = /^(?:longer than|undecodable)/;
const GIVEN_UP = /^poison/;
const REFUSED = /^the store refused it/;

function recordOf(entry: StoredEntry, offsetBytes: number, settings: ReadSettings): ReadRecord | undefined {
  if (PIECES.test(entry.reason) || entry.records === 0) return undefined;
  const bytes = bytesOf(entry);
  const parsed = parse(bytes);
  if (parsed.kind === "unreadable") return undefined;
  // Bytes that only their file's rules can read would become a line of gibberish, and the record would be gone.
  if (parsed.kind === "text" && (!REFUSED.test(entry.reason) || entry.framed)) return undefined;
  const shipped = parsed.kind === "object" ? parsed.shipped : undefined;
  const { documentOf } = createDocumenter(deliveryOf(entry, noBytes()), settings);
  return documentOf({
    id: entry.id,
    content: parsed.kind === "object" ? parsed.value : parsed.text,
    frame: { bytes, offsetBytes },
    shippedTime: shipped?.time,
    tag: shipped?.tag,
  });
}

/** Its records that were taken the first time are duplicates now; it leaves only when nothing in it is unreadable any more. */
async function replayWhole(entry: StoredEntry, ports: ReplayPorts, settings: ReadSettings): Promise<Outcome> {
  const none = { done: new Set<StoredEntry>(), indexed: 0, duplicate: 0 };
  // What was given up was not read to its end: what of it is unreadable lies nowhere yet.
  const wasGivenUp = GIVEN_UP.test(entry.reason);
  if (wasGivenUp && entry.delivery?.protocol === "spool") return replaySpooled(entry, ports, settings);
  const bytes = bytesOf(entry);
  if (wasGivenUp && entry.delivery?.protocol === "cloudwatch") {
    const data = bytes.toString("base64");
    return outcomeOf(entry, await ingestSubscription(data, Date.parse(entry.delivered), ports, settings));
  }
  const body = bytes.length > 0 ? oneChunk(bytes) : await ports.open(entry.origin);
  if (!body || !entry.delivery) return none;
  const delivery = deliveryOf(entry, body);
  const read = readerOf(delivery, settings);
  if (!read) return none;
  const objects = wasGivenUp ? ports.objects : KEPT;
  const report = await ingestRecords(delivery, read, { store: ports.store, objects }, settings);
  const isDone = wasGivenUp || (report.received > 0 && report.quarantined === 0);
  return isDone ? outcomeOf(entry, report) : { ...none, indexed: report.indexed, duplicate: report.duplicate };
}

/** It still lies in the spool, and is removed there once all of it is durable. */
async function replaySpooled(entry: StoredEntry, ports: ReplayPorts, settings: ReadSettings): Promise<Outcome> {
  const { objects } = ports;
  const [, key] = entry.origin.split(originOf(objects, ""), 2);
  const object = key === undefined ? undefined : await objects.get(key);
  if (!object || key === undefined) return { done: new Set(), indexed: 0, duplicate: 0 };
  return outcomeOf(entry, await ingestSpooled(objects, key, object, ports, settings));
}

/** @param report of all that the entry stands for; there is none where it holds no records */
function outcomeOf(entry: StoredEntry, report: IngestReport | undefined): Outcome {
  return { done: new Set([entry]), indexed: report?.indexed ?? 0, duplicate: report?.duplicate ?? 0 };
}

/** @returns undefined where bytes that could not be read once never will be */
function readerOf(
  { protocol, name, contentType }: Delivery,
  settings: ReadSettings,
): ((delivery: Delivery) => AsyncIterable<ReadRecord[]>) | undefined {
  if (protocol === undefined) return (delivery) => readRecords(delivery, settings);
  switch (protocol) {
    case "bulk":
      return (delivery) => readBulk(delivery, settings, { index: name, onItem() {}, onMisread() {} });
    case "otlp": {
      const encoding = contentType?.includes("protobuf") ? "protobuf" : "json";
      return (delivery) => readOtlp(delivery, settings, encoding, () => {});
    }
    case "cloudwatch":
    case "spool":
    case "message":
      return undefined;
  }
}

function deliveryOf({ origin, delivered, delivery }: StoredEntry, body: AsyncIterable<Uint8Array>): Delivery {
  const named = delivery ?? { scope: origin, name: origin.replace(/^(?:http:|folder:\/)|^s3:\/\/[^/]+\//, "") };
  return { ...named, origin, deliveredMs: Date.parse(delivered), body };
}

/** Rewritten only as it was read: what another replay took away meanwhile must not come back. */
async function keepRest(part: Part, done: ReadonlySet<StoredEntry>, objects: ObjectStore): Promise<void> {
  if (done.size === 0) return;
  const rest = part.entries.filter((entry) => !done.has(entry));
  if (rest.length === 0) return objects.delete(part.key);
  const body = rest.map((entry) => `${JSON.stringify(entry)}\n`).join("");
  try {
    await objects.put(part.key, body, { ifMatch: part.etag, contentType: "application/x-ndjson" });
  } catch (error) {
    // Both replays met the same documents; whoever comes next finds duplicates and takes the entries away.
    if (!isSluiceError(error, "conflict") && !isSluiceError(error, "not-found")) throw error;
  }
}

/** What is still unreadable lies in quarantine already: nothing is written a second time. */
const KEPT: ObjectStore = {
  url: "quarantine:",
  get: async () => undefined,
  put: async () => ({ etag: "" }),
  async *list() {},
  delete: async () => {},
};

async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function* noBytes(): AsyncGenerator<Uint8Array> {}
