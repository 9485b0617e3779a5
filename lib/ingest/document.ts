/** What a record says → the document that is stored, with all that its delivery tells. */

import { createDirectReader, type DirectReader } from "../normalize/direct/direct.ts";
import { freeKey } from "../normalize/json-object.ts";
import { normalize } from "../normalize/record.ts";
import { type Rules, rulesFor } from "../normalize/rules/rules.ts";
import { createTextReader, type TextReader } from "../normalize/text.ts";
import { isError, type JsonObject, type LogRecord } from "../record.ts";
import type { Delivery } from "./delivery.ts";
import { type Frame, MAX_FRAME_BYTES } from "./frame/frame.ts";
import { OVERSIZED_PREFIX } from "./quarantine.ts";
import type { ReadRecord, ReadSettings } from "./read.ts";

interface DatasetReader {
  readonly rules: Rules;
  readonly text: TextReader;
  readonly direct: DirectReader | undefined;
  readonly indexPrefix: string | undefined;
}

const CUT_KEY = "sluice.cut";
export const TOO_LONG = `longer than ${MAX_FRAME_BYTES} bytes: kept whole below ${OVERSIZED_PREFIX}`;

interface GivenRecord {
  readonly id: string;
  /** What it says: fields, or a line of text. */
  readonly content: JsonObject | string;
  /** Its bytes, for the quarantine. */
  readonly frame: Frame;
  /** The time that stands beside the record, as written. */
  readonly shippedTime?: string | undefined;
  /** The record's own tag, where one delivery holds records of several. */
  readonly tag?: string | undefined;
  /** Who speaks, where it does not say so itself and the delivery holds records of several. */
  readonly service?: string | undefined;
}

/** Records come in their order: each that becomes a document takes the next ordinal. */
export interface Documenter {
  /** The short way, for a record as it lies in its frame. @returns undefined if it needs the long one; then nothing has happened */
  readonly direct: (frame: Frame, idAt: (offsetBytes: number) => string) => ReadRecord | undefined;
  /** The next one. */
  readonly ordinal: number;
  readonly documentOf: (given: GivenRecord) => ReadRecord;
}

/** @param firstOrdinal of the first document */
export function createDocumenter(delivery: Delivery, settings: ReadSettings, firstOrdinal = 0): Documenter {
  const delivered = readerFor(rulesFor(settings, delivery.name));
  let named = { tag: "", reader: delivered };
  let ordinal = firstOrdinal;
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

  function readerFor(rules: Rules): DatasetReader {
    const zone = rules.dataset?.timeZone ?? "UTC";
    return {
      rules,
      text: createTextReader({ zone, deliveredMs: delivery.deliveredMs }, rules.dataset?.format),
      direct: directOf(rules, zone),
      indexPrefix: rules.dataset?.index?.prefix,
    };
  }

  /** Rules that look into a record need it as an object. */
  function directOf({ dataset, rename, enrich, isFiltered, redactor }: Rules, zone: string): DirectReader | undefined {
    if (rename || enrich || isFiltered) return undefined;
    const context = {
      zone,
      deliveredMs: delivery.deliveredMs,
      origin: delivery.origin,
      dataset: dataset?.name,
      tag: delivery.tag,
      service: dataset?.service ?? delivery.service,
      environment: dataset?.environment,
    };
    return createDirectReader(context, redactor);
  }

  /** Records of one tag mostly come together. */
  function readerOf(tag: string | undefined): DatasetReader {
    if (!tag) return delivered;
    if (tag !== named.tag) {
      const rules = rulesFor(settings, tag);
      named = { tag, reader: rules.dataset ? readerFor(rules) : delivered };
    }
    return named.reader;
  }

  function direct(frame: Frame, idAt: (offsetBytes: number) => string): ReadRecord | undefined {
    const read = delivered.direct?.(frame.bytes, ordinal, now());
    if (!read) return undefined;
    ordinal++;
    const { timestampMs, isError: isErrorRecord, json, dataset } = read;
    const id = idAt(frame.offsetBytes);
    const { indexPrefix } = delivered;
    return {
      kind: "document",
      document: { id, timestampMs, indexPrefix, isError: isErrorRecord, json, frame, dataset, ingestedMs },
    };
  }

  function documentOf({ id, content, frame, shippedTime, tag, service }: GivenRecord): ReadRecord {
    const { rules, text, indexPrefix } = readerOf(tag);
    const read = typeof content === "string" ? text.read(content) : { value: text.open(content), shippedTime };
    const { record, timestampMs } = normalize(read.value, {
      dataset: rules.dataset,
      rules,
      origin: delivery.origin,
      tag: tag || delivery.tag,
      service: service ?? delivery.service,
      shippedTime: read.shippedTime,
      deliveredMs: delivery.deliveredMs,
      ingestedAt: now(),
      ordinal: ordinal++,
    });
    if (frame.piece === 0) markCut(record);
    const dataset = record["event.dataset"] ?? "";
    if (rules.isFiltered?.(record, id)) return { kind: "filtered", arrival: { dataset, ingestedMs } };
    const json = JSON.stringify(record);
    const document = { id, timestampMs, indexPrefix, isError: isError(record), json, frame, dataset, ingestedMs };
    return { kind: "document", document };
  }

  return {
    direct,
    documentOf,
    get ordinal() {
      return ordinal;
    },
  };
}

/** Beside what the record may have lost besides. */
function markCut(record: LogRecord): void {
  const attributes = { ...record.attributes };
  attributes[freeKey(attributes, CUT_KEY)] = TOO_LONG;
  record.attributes = attributes;
}
