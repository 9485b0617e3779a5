/** A draft → the document's JSON: what the record says is copied from its bytes, what its delivery says stands around it. */
import { LEVELS, type Level } from "../../record.ts";
import { boundKeyword } from "../limits.ts";
import { createByteWriter } from "./byte-writer.ts";
import { type Draft, hasField } from "./draft.ts";
import { ISO_LENGTH } from "./iso-time.ts";

/** What is the same for all records of a delivery that one dataset rule is for. */
export interface DirectContext {
  /** Of times that carry none. */
  readonly zone: string;
  readonly deliveredMs: number;
  readonly origin: string;
  /** Stands whatever the record says. */
  readonly dataset: string | undefined;
  /** For records that do not say it themselves. */
  readonly tag: string | undefined;
  readonly service: string | undefined;
  readonly environment: string | undefined;
}

/** The same, as pieces of JSON; empty where there is nothing to say. */
export interface FixedParts {
  readonly zone: string;
  readonly deliveredMs: number;
  readonly origin: Uint8Array;
  readonly dataset: Uint8Array;
  /** Empty if there is none. */
  readonly datasetName: string;
  readonly isDatasetGiven: boolean;
  readonly service: Uint8Array;
  readonly environment: Uint8Array;
  readonly isAscii: boolean;
}

export function fixedParts(context: DirectContext): FixedParts {
  const { zone, deliveredMs, origin, dataset, tag, service, environment } = context;
  const field = (name: string, value: string | undefined): Buffer =>
    Buffer.from(value ? `,"${name}":${JSON.stringify(value)}` : "");
  const datasetName = boundKeyword(dataset ?? tag ?? "");
  const parts = {
    origin: Buffer.from(`,"log.file.path":${JSON.stringify(origin)},"log.offset":`),
    dataset: field("event.dataset", datasetName),
    service: field("service.name", service),
    environment: field("service.environment", environment),
  };
  const isAscii = Object.values(parts).every((part) => part.every((byte) => byte < 0x80));
  return { zone, deliveredMs, ...parts, datasetName, isDatasetGiven: dataset !== undefined, isAscii };
}

const [TIMESTAMP, MESSAGE, ATTRIBUTES, SEPARATOR, CLOSE] = [
  '{"@timestamp":"',
  '","message":',
  ',"attributes":{',
  ",",
  "}",
].map((text) => Buffer.from(text)) as [Buffer, Buffer, Buffer, Buffer, Buffer];
// The keys are the levels.
const LEVEL_ENDS = Object.fromEntries(LEVELS.map((name) => [name, Buffer.from(`${name}"`)])) as Record<Level, Buffer>;

export type Compose = (
  draft: Draft,
  level: Level,
  fixed: FixedParts,
  place: { readonly ordinal: number; readonly ingestedAt: string; readonly pattern: string | undefined },
) => string;

export function createCompose(): Compose {
  const out = createByteWriter();
  let ingestedAt = "";
  let ingestedPart: Uint8Array = Buffer.alloc(0);

  /** Many records are ingested in the same moment. */
  function ingested(at: string): Uint8Array {
    if (at !== ingestedAt) {
      ingestedAt = at;
      ingestedPart = Buffer.from(`,"event.ingested":"${at}","log.level":"`);
    }
    return ingestedPart;
  }

  function addTime({ bytes, timeMs, isoFrom }: Draft, deliveredMs: number): void {
    out.bytes(TIMESTAMP);
    if (isoFrom >= 0) out.copy(bytes, isoFrom, isoFrom + ISO_LENGTH);
    else out.utf8(new Date(Number.isNaN(timeMs) ? deliveredMs : timeMs).toISOString());
  }

  function addFields(draft: Draft, fixed: FixedParts): void {
    for (let n = 0; n < draft.fields; n++) {
      const key = draft.fieldKeys[n];
      if (key === undefined || (key.field === "event.dataset" && fixed.isDatasetGiven)) continue;
      out.bytes(key.head);
      out.copy(draft.bytes, draft.fieldRanges[2 * n] as number, draft.fieldRanges[2 * n + 1] as number);
    }
    if (fixed.service.length > 0 && !hasField(draft, "service.name")) out.bytes(fixed.service);
    if (fixed.environment.length > 0 && !hasField(draft, "service.environment")) out.bytes(fixed.environment);
    const isDatasetOurs = fixed.isDatasetGiven || !hasField(draft, "event.dataset");
    if (fixed.dataset.length > 0 && isDatasetOurs) out.bytes(fixed.dataset);
  }

  function addAttributes({ bytes, attributes, attributeRanges: ranges, rewritten }: Draft): void {
    if (attributes === 0) return;
    out.bytes(ATTRIBUTES);
    for (let n = 0; n < attributes; n++) {
      if (n > 0) out.bytes(SEPARATOR);
      const at = 4 * n;
      out.copy(bytes, ranges[at] as number, ranges[at + 1] as number);
      const value = rewritten[n];
      if (value === undefined) out.copy(bytes, ranges[at + 2] as number, ranges[at + 3] as number);
      else out.utf8(value);
    }
    out.bytes(CLOSE);
  }

  return (draft, level, fixed, { ordinal, ingestedAt: ingestedTime, pattern }) => {
    out.clear();
    addTime(draft, fixed.deliveredMs);
    out.bytes(MESSAGE);
    out.copy(draft.bytes, draft.messageFrom, draft.messageTo);
    out.bytes(fixed.origin);
    out.digits(ordinal);
    out.bytes(ingested(ingestedTime));
    out.bytes(LEVEL_ENDS[level]);
    addFields(draft, fixed);
    addAttributes(draft);
    if (pattern !== undefined) out.utf8(`,"log.pattern":"${pattern}"`);
    out.bytes(CLOSE);
    return out.text(draft.isAscii && fixed.isAscii);
  };
}
