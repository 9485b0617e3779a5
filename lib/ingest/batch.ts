/** Documents → batches of bounded size, as _bulk likes them. */
import { FULL_PACE } from "./pace.ts";
import type { ReadDocument } from "./read.ts";

/** OpenSearch advises 5 to 15 MB a bulk; smaller ones are cheaper to repeat and to hold. */
const BATCH_BYTES = FULL_PACE.bulkBytes;
const BATCH_DOCUMENTS = 5_000;
/** Documents hold on to the bytes that they were read from, which may be far more than what is stored of them. */
const BATCH_SPAN_BYTES = 2 * BATCH_BYTES;

export interface Batcher {
  /** @returns a full batch if this document filled one */
  add(document: ReadDocument): ReadDocument[] | undefined;
  /** What is left, if anything. */
  rest(): ReadDocument[] | undefined;
}

export function createBatcher(): Batcher {
  let batch: ReadDocument[] = [];
  let characters = 0;
  let beginBytes = 0;

  function take(): ReadDocument[] | undefined {
    if (batch.length === 0) return undefined;
    const full = batch;
    batch = [];
    characters = 0;
    return full;
  }

  return {
    add(document) {
      const { frame, json } = document;
      if (batch.length === 0) beginBytes = frame.offsetBytes;
      batch.push(document);
      // Characters, not bytes: counting bytes would cost a pass over each document, and a batch need not be exact.
      characters += json.length;
      const spanBytes = frame.offsetBytes + frame.bytes.length - beginBytes;
      const isFull = characters >= BATCH_BYTES || batch.length >= BATCH_DOCUMENTS || spanBytes >= BATCH_SPAN_BYTES;
      return isFull ? take() : undefined;
    },
    rest: take,
  };
}
