/** What a record says → the document that is stored, with all that its delivery tells. */
import type { DatasetRule } from "../config.ts";
import { datasetOf } from "../normalize/dataset.ts";
import { normalize } from "../normalize/record.ts";
import { createTextReader, type TextReader } from "../normalize/text.ts";
import type { JsonObject } from "../record.ts";
import type { Delivery } from "./delivery.ts";
import { type Frame, MAX_FRAME_BYTES } from "./frame/frame.ts";
import { OVERSIZED_PREFIX } from "./quarantine.ts";
import type { ReadDocument, ReadSettings } from "./read.ts";

interface DatasetReader {
  readonly dataset: DatasetRule | undefined;
  readonly text: TextReader;
}

const CUT_KEY = "sluice.cut";
export const TOO_LONG = `longer than ${MAX_FRAME_BYTES} bytes: kept whole below ${OVERSIZED_PREFIX}`;

export interface GivenRecord {
  readonly id: string;
  /** What it says: fields, or a line of text. */
  readonly content: JsonObject | string;
  /** Its bytes, for the quarantine. */
  readonly frame: Frame;
  /** The time that stands beside the record, as written. */
  readonly shippedTime?: string | undefined;
  /** The record's own tag, where one delivery holds records of several. */
  readonly tag?: string | undefined;
}

/** Records come in their order: each call gives the next ordinal. */
export function createDocumenter(delivery: Delivery, settings: ReadSettings): (given: GivenRecord) => ReadDocument {
  const delivered = readerFor(datasetOf(settings.datasets, delivery.name));
  let named = { tag: "", reader: delivered };
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

  function readerFor(dataset: DatasetRule | undefined): DatasetReader {
    return { dataset, text: createTextReader({ zone: dataset?.timeZone ?? "UTC", deliveredMs: delivery.deliveredMs }) };
  }

  /** Records of one tag mostly come together. */
  function readerOf(tag: string | undefined): DatasetReader {
    if (!tag) return delivered;
    if (tag !== named.tag) {
      const dataset = datasetOf(settings.datasets, tag);
      named = { tag, reader: dataset ? readerFor(dataset) : delivered };
    }
    return named.reader;
  }

  return ({ id, content, frame, shippedTime, tag }) => {
    const { dataset, text } = readerOf(tag);
    const read = typeof content === "string" ? text.read(content) : { value: text.open(content), shippedTime };
    const record = normalize(read.value, {
      dataset,
      origin: delivery.origin,
      tag: tag || delivery.tag,
      service: delivery.service,
      shippedTime: read.shippedTime,
      deliveredMs: delivery.deliveredMs,
      ingestedAt: now(),
      ordinal: ordinal++,
    });
    if (frame.piece === 0) record.attributes = { ...record.attributes, [CUT_KEY]: TOO_LONG };
    const json = JSON.stringify(record);
    return { id, timestampMs: Date.parse(record["@timestamp"]), record, json, frame };
  };
}
