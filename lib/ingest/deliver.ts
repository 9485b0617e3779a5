/**
 * Batches → LogStore: two bulks in flight, back-pressure on whoever brings more, smaller bulks for a store that is busy, retries of what may
 * be retried while there is time. A write whose outcome is unknown is simply repeated: ids make that safe.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { isSluiceError, SluiceError } from "../errors.ts";
import type { LogStore, StoredDocument, WriteOutcome } from "../ports.ts";
import { bulkOf, createPacer, type Pacer } from "./pace.ts";
import { delayMs, type RetryPolicy, STORE_RETRIES } from "./retry.ts";

interface Delivered {
  indexed: number;
  duplicate: number;
  /** Of the indexed ones. */
  errors: number;
}

/** What became of one document, for good. */
export type Outcome =
  /** Not confirmed: it was there when a write without an answer was repeated. Most likely that write's; perhaps another delivery's. */
  | { readonly kind: "indexed"; readonly isConfirmed: boolean }
  | { readonly kind: "duplicate" }
  | { readonly kind: "refused"; readonly reason: string };

/** The same for each record: none is made for it. */
const CONFIRMED: Outcome = { kind: "indexed", isConfirmed: true };
const UNCONFIRMED: Outcome = { kind: "indexed", isConfirmed: false };
const DUPLICATE: Outcome = { kind: "duplicate" };

export interface WriteSettings {
  readonly retries?: RetryPolicy;
  /** Until whoever waits for this is cut off: nothing is begun that would not end by then. */
  readonly remainingMs?: () => number;
}

interface DelivererOptions<D> extends WriteSettings {
  /** Shared by the deliveries to one store: what one learned of its load, the next need not. */
  readonly pacer?: Pacer;
  /** Told of each document: of a refused one when it is in quarantine. */
  readonly onSettled?: (document: D, outcome: Outcome) => void;
}

export interface Refused<D> {
  readonly document: D;
  readonly reason: string;
}

export interface Deliverer<D> {
  readonly delivered: Readonly<Delivered>;
  /** Takes the batch over. Resolves when there is room for another one; throws what an earlier one failed with. */
  send(batch: D[]): Promise<void>;
  /** Resolves when every batch has its outcome; throws what one failed with. */
  finish(): Promise<void>;
  /** Resolves when nothing is under way any more, whatever became of it. */
  settle(): Promise<void>;
}

/** @param onRefused takes what the store will never take of one batch, each with its reason */
export function createDeliverer<D extends StoredDocument>(
  store: LogStore,
  onRefused: (refused: readonly Refused<D>[]) => Promise<void>,
  { retries = STORE_RETRIES, remainingMs, pacer = createPacer(), onSettled }: DelivererOptions<D> = {},
): Deliverer<D> {
  const delivered: Delivered = { indexed: 0, duplicate: 0, errors: 0 };
  const inFlight = new Set<Promise<void>>();
  /** Of these a call ended without an answer: what is there now, it may have stored. */
  const unknown = new Set<D>();
  let failure: { error: unknown } | undefined;

  async function writeAll(batch: readonly D[]): Promise<void> {
    let left = batch;
    let failures = 0;
    while (left.length > 0) {
      const bulk = bulkOf(left, pacer.pace);
      const { again, error } = await writeBulk(bulk);
      left = bulk === left ? again : [...again, ...left.slice(bulk.length)];
      failures = again.length < bulk.length ? 0 : failures;
      if (again.length === 0) continue;
      const waitMs = delayMs(++failures, Math.random(), retries, remainingMs?.());
      if (waitMs === undefined) throw error ?? tooBusy(again.length, failures);
      await sleep(waitMs);
    }
  }

  /** @returns what is to be sent again, and what the call as a whole failed with */
  async function writeBulk(bulk: readonly D[]): Promise<{ again: readonly D[]; error?: SluiceError }> {
    const settlePace = pacer.begin();
    const outcomes = await write(bulk);
    if (outcomes instanceof SluiceError) {
      settlePace(true);
      for (const document of bulk) unknown.add(document);
      return { again: bulk, error: outcomes };
    }
    const again = await settleOutcomes(bulk, outcomes);
    settlePace(again.length > 0);
    return { again };
  }

  /** @returns what the call failed with, where trying again may help */
  async function write(batch: readonly D[]): Promise<WriteOutcome[] | SluiceError> {
    try {
      const outcomes = await store.write(batch);
      if (outcomes.length === batch.length) return outcomes;
      return new SluiceError("unavailable", `The store answered for ${outcomes.length} of ${batch.length} documents`);
    } catch (error) {
      if (isSluiceError(error) && error.retryable && error.retryAfterMs === undefined) return error;
      throw error;
    }
  }

  /** @returns the documents to send again */
  async function settleOutcomes(batch: readonly D[], outcomes: readonly WriteOutcome[]): Promise<D[]> {
    const again: D[] = [];
    const refused: Refused<D>[] = [];
    for (let n = 0; n < batch.length; n++) {
      // The index is one of the batch's.
      const document = batch[n] as D;
      const outcome = outcomes[n];
      if (outcome?.kind === "indexed" || (outcome?.kind === "duplicate" && unknown.has(document))) {
        delivered.indexed++;
        if (document.isError) delivered.errors++;
        onSettled?.(document, outcome.kind === "indexed" ? CONFIRMED : UNCONFIRMED);
      } else if (outcome?.kind === "duplicate") {
        delivered.duplicate++;
        onSettled?.(document, DUPLICATE);
      } else if (outcome?.retryable === false) refused.push({ document, reason: outcome.reason });
      else {
        again.push(document);
        continue;
      }
      if (unknown.size > 0) unknown.delete(document);
    }
    if (refused.length > 0) await onRefused(refused);
    for (const { document, reason } of refused) onSettled?.(document, { kind: "refused", reason });
    return again;
  }

  async function finish(): Promise<void> {
    await Promise.all(inFlight);
    if (failure) throw failure.error;
  }

  return {
    delivered,
    async send(batch) {
      while (inFlight.size >= pacer.pace.bulksInFlight) await Promise.race(inFlight);
      if (failure) throw failure.error;
      const one: Promise<void> = writeAll(batch)
        .catch((error: unknown) => {
          failure ??= { error };
        })
        .finally(() => {
          inFlight.delete(one);
          // An array that has grown old keeps young documents alive until the next full collection: half of all time went there.
          batch.length = 0;
        });
      inFlight.add(one);
    },
    finish,
    async settle() {
      await Promise.all(inFlight);
    },
  };
}

function tooBusy(documents: number, times: number): SluiceError {
  return new SluiceError("unavailable", `The store was too busy for ${documents} documents, ${times} times in a row`);
}
