/** Documents → batches of bounded size, as _bulk likes them. */
import type { StoredDocument } from "../ports.ts";

/** OpenSearch advises 5 to 15 MB a bulk; smaller ones are cheaper to repeat and to hold. */
export const BATCH_BYTES = 4 * 1024 * 1024;
export const BATCH_DOCUMENTS = 5_000;

export interface Batcher<D extends StoredDocument> {
  /** @returns a full batch if this document filled one */
  add(document: D): readonly D[] | undefined;
  /** What is left, if anything. */
  rest(): readonly D[] | undefined;
}

export function createBatcher<D extends StoredDocument>(
  mostBytes = BATCH_BYTES,
  mostDocuments = BATCH_DOCUMENTS,
): Batcher<D> {
  let batch: D[] = [];
  let characters = 0;

  function take(): readonly D[] | undefined {
    if (batch.length === 0) return undefined;
    const full = batch;
    batch = [];
    characters = 0;
    return full;
  }

  return {
    add(document) {
      batch.push(document);
      // Characters, not bytes: counting bytes would cost a pass over each document, and a batch need not be exact.
      characters += document.json.length;
      return characters >= mostBytes || batch.length >= mostDocuments ? take() : undefined;
    },
    rest: take,
  };
}
