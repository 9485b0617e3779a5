/** What a record says → the document that is stored, with all that its delivery tells. */
import type { DatasetRule } from "../config.ts";
import { datasetOf } from "../normalize/dataset.ts";
import { normalize } from "../normalize/record.ts";
import type { JsonObject } from "../record.ts";
import type { Delivery } from "./delivery.ts";
import type { Frame } from "./frame/frame.ts";
import type { ReadDocument, ReadSettings } from "./read.ts";

export interface GivenRecord {
  readonly id: string;
  readonly value: JsonObject;
  /** Its bytes, for the quarantine. */
  readonly frame: Frame;
  /** The time that stands beside the record, as written. */
  readonly shippedTime?: string | undefined;
  /** The record's own tag, where one delivery holds records of several. */
  readonly tag?: string | undefined;
}

/** Records come in their order: each call gives the next ordinal. */
export function createDocumenter(delivery: Delivery, settings: ReadSettings): (given: GivenRecord) => ReadDocument {
  const deliveredDataset = datasetOf(settings.datasets, delivery.name);
  let named = { tag: "", dataset: deliveredDataset };
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

  /** Records of one tag mostly come together. */
  function datasetFor(tag: string | undefined): DatasetRule | undefined {
    if (!tag) return deliveredDataset;
    if (tag !== named.tag) named = { tag, dataset: datasetOf(settings.datasets, tag) ?? deliveredDataset };
    return named.dataset;
  }

  return ({ id, value, frame, shippedTime, tag }) => {
    const record = normalize(value, {
      dataset: datasetFor(tag),
      origin: delivery.origin,
      tag: tag || delivery.tag,
      service: delivery.service,
      shippedTime,
      deliveredMs: delivery.deliveredMs,
      ingestedAt: now(),
      ordinal: ordinal++,
    });
    const json = JSON.stringify(record);
    return { id, timestampMs: Date.parse(record["@timestamp"]), record, json, frame };
  };
}
