/** The bytes of a delivery → its records, each with its id: documents, and what cannot be read. Storing them is run.ts's affair. */
import { normalize } from "../normalize/record.ts";
import { type RuleSettings, rulesFor } from "../normalize/rules/rules.ts";
import type { StoredDocument } from "../ports.ts";
import { blocksOf } from "./blocks.ts";
import { decompress } from "./decompress.ts";
import type { Delivery } from "./delivery.ts";
import { framerFor } from "./frame/detect.ts";
import type { Frame, Framer } from "./frame/frame.ts";
import type { GzipFault } from "./gunzip.ts";
import { parse } from "./parse.ts";
import type { QuarantineEntry } from "./quarantine.ts";
import { BLOCK_BYTES, createIdentifier, type Identifier } from "./record-id.ts";

export interface ReadSettings extends RuleSettings {
  readonly nowMs: () => number;
}

export interface ReadDocument extends StoredDocument {
  readonly frame: Frame;
}

export type ReadRecord =
  | { readonly kind: "document"; readonly document: ReadDocument }
  | { readonly kind: "unreadable"; readonly entry: QuarantineEntry }
  /** A rule of sluice.yml says that it is not to be stored. */
  | { readonly kind: "filtered" };

const FILTERED: ReadRecord = { kind: "filtered" };

/** The records of one block at a time, in the order of the bytes. */
export async function* readRecords(delivery: Delivery, settings: ReadSettings): AsyncGenerator<ReadRecord[]> {
  const identifier = createIdentifier(delivery.scope);
  const toRecord = createReader(delivery, settings, identifier);
  let framer: Framer | undefined;
  let plainBytes = 0;
  const faults: GzipFault[] = [];

  const plain = decompress(delivery.body, (fault) => faults.push(fault));
  for await (const block of blocksOf(plain, BLOCK_BYTES)) {
    identifier.absorb(block);
    framer ??= framerFor(block, declaresJson(delivery));
    plainBytes += block.length;
    yield framer.push(block).map(toRecord);
  }
  const last = framer?.end() ?? [];
  // What the broken bytes cut off is no record, even if it reads like one.
  const cut = faults.find(({ isCut }) => isCut);
  yield last.map((frame) => toRecord(cut ? { ...frame, fault: cut.reason } : frame));

  for (const [n, { reason }] of faults.entries()) {
    const entry = { id: identifier.idOfEnd(n), reason, offsetBytes: plainBytes, bytes: delivery.raw ?? NO_BYTES };
    yield [{ kind: "unreadable", entry }];
  }
}

/** An object's own bytes stay where they are: its quarantine entry names it. */
const NO_BYTES = new Uint8Array();

function createReader(
  delivery: Delivery,
  settings: ReadSettings,
  identifier: Identifier,
): (frame: Frame) => ReadRecord {
  const rules = rulesFor(settings, delivery.name);
  let ordinal = 0;
  let ingestedMs = Number.NaN;
  let ingestedAt = "";

  function now(): string {
    const ms = settings.nowMs();
    if (ms !== ingestedMs) {
      ingestedMs = ms;
      ingestedAt = new Date(ms).toISOString();
    }
    return ingestedAt;
  }

  return (frame) => {
    const id = identifier.idAt(frame.offsetBytes);
    const parsed =
      frame.fault === undefined ? parse(frame.bytes) : ({ kind: "unreadable", reason: frame.fault } as const);
    if (parsed.kind === "unreadable") {
      return {
        kind: "unreadable",
        entry: { id, reason: parsed.reason, offsetBytes: frame.offsetBytes, bytes: frame.bytes },
      };
    }
    const shipped = parsed.kind === "object" ? parsed.shipped : undefined;
    const record = normalize(parsed.kind === "object" ? parsed.value : { message: parsed.text }, {
      dataset: rules.dataset,
      rules,
      origin: delivery.origin,
      tag: shipped?.tag || delivery.tag,
      shippedTime: shipped?.time,
      deliveredMs: delivery.deliveredMs,
      ingestedAt: now(),
      ordinal: ordinal++,
    });
    if (rules.isFiltered?.(record, id)) return FILTERED;
    const json = JSON.stringify(record);
    return { kind: "document", document: { id, timestampMs: Date.parse(record["@timestamp"]), record, json, frame } };
  };
}

function declaresJson(delivery: Delivery): boolean {
  return delivery.contentType?.startsWith("application/json") === true || /\.json(\.gz)?$/i.test(delivery.name);
}
