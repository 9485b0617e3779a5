/**
 * Batches → LogStore: two bulks in flight, back-pressure on whoever brings more, retries of what may be retried. A write whose outcome is
 * unknown is simply repeated: ids make that safe.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { isSluiceError, SluiceError } from "../errors.ts";
import type { LogStore, StoredDocument, WriteOutcome } from "../ports.ts";
import { delayMs, type RetryPolicy, STORE_RETRIES } from "./retry.ts";

const BULKS_IN_FLIGHT = 2;

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

interface DelivererOptions<D> {
  readonly policy?: RetryPolicy;
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
  { policy = STORE_RETRIES, onSettled }: DelivererOptions<D> = {},
): Deliverer<D> {
  const delivered: Delivered = { indexed: 0, duplicate: 0, errors: 0 };
  const inFlight = new Set<Promise<void>>();
  let failure: { error: unknown } | undefined;

  async function writeAll(batch: readonly D[]): Promise<void> {
    let left = batch;
    let lastError: SluiceError | undefined;
    for (let failures = 1; ; failures++) {
      const outcomes = await write(left);
      const wasUnknown = lastError !== undefined;
      if (outcomes instanceof SluiceError) lastError = outcomes;
      else {
        left = await settleOutcomes(left, outcomes, wasUnknown);
        if (left.length === 0) return;
        lastError = undefined;
      }
      const waitMs = delayMs(failures, Math.random(), policy);
      if (waitMs === undefined) throw lastError ?? tooBusy(left.length, failures);
      await sleep(waitMs);
    }
  }

  /** @returns what the call failed with, where trying again may help */
  async function write(batch: readonly D[]): Promise<WriteOutcome[] | SluiceError> {
    try {
      const outcomes = await store.write(batch);
      if (outcomes.length === batch.length) return outcomes;
      return new SluiceError("unavailable", `The store answered for ${outcomes.length} of ${batch.length} documents`);
    } catch (error) {
      if (isSluiceError(error) && error.retryable) return error;
      throw error;
    }
  }

  /**
   * @param wasUnknown the call before failed without an answer: what is there now, it stored
   * @returns the documents to send again
   */
  async function settleOutcomes(
    batch: readonly D[],
    outcomes: readonly WriteOutcome[],
    wasUnknown: boolean,
  ): Promise<D[]> {
    const again: D[] = [];
    const refused: Refused<D>[] = [];
    for (const [n, document] of batch.entries()) {
      const outcome = outcomes[n];
      if (outcome?.kind === "indexed" || (outcome?.kind === "duplicate" && wasUnknown)) {
        delivered.indexed++;
        if (document.isError) delivered.errors++;
        onSettled?.(document, outcome.kind === "indexed" ? CONFIRMED : UNCONFIRMED);
      } else if (outcome?.kind === "duplicate") {
        delivered.duplicate++;
        onSettled?.(document, DUPLICATE);
      } else if (outcome?.retryable !== false) again.push(document);
      else refused.push({ document, reason: outcome.reason });
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
      while (inFlight.size >= BULKS_IN_FLIGHT) await Promise.race(inFlight);
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
