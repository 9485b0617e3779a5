/**
 * Batches → LogStore: two bulks in flight, back-pressure on whoever brings more, retries of what may be retried. A write whose outcome is
 * unknown is simply repeated: ids make that safe.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { isSluiceError, SluiceError } from "../errors.ts";
import type { LogStore, StoredDocument } from "../ports.ts";
import { isError } from "../record.ts";
import { delayMs, type RetryPolicy, STORE_RETRIES } from "./retry.ts";

const BULKS_IN_FLIGHT = 2;

export interface Delivered {
  indexed: number;
  duplicate: number;
  /** Of the indexed ones. */
  errors: number;
}

export interface Deliverer<D extends StoredDocument> {
  readonly delivered: Readonly<Delivered>;
  /** Resolves when there is room for another batch; throws what an earlier batch failed with. */
  send(batch: readonly D[]): Promise<void>;
  /** Resolves when every batch has its outcome. */
  finish(): Promise<void>;
}

/** @param onRejected takes a document that the store will never take, with its reason */
export function createDeliverer<D extends StoredDocument>(
  store: LogStore,
  onRejected: (document: D, reason: string) => Promise<void>,
  policy: RetryPolicy = STORE_RETRIES,
): Deliverer<D> {
  const delivered: Delivered = { indexed: 0, duplicate: 0, errors: 0 };
  const inFlight = new Set<Promise<void>>();
  let failure: { error: unknown } | undefined;

  async function writeAll(batch: readonly D[]): Promise<void> {
    let left = batch;
    for (let failures = 1; ; failures++) {
      const { again, error } = await writeOnce(left);
      if (again.length === 0) return;
      const waitMs = delayMs(failures, Math.random(), policy);
      if (waitMs === undefined) {
        throw error ?? new SluiceError("unavailable", `The store refused ${again.length} documents ${failures} times`);
      }
      await sleep(waitMs);
      left = again;
    }
  }

  /** @returns the documents to send again, and what the call failed with if it did */
  async function writeOnce(batch: readonly D[]): Promise<{ again: readonly D[]; error?: SluiceError }> {
    let outcomes: Awaited<ReturnType<LogStore["write"]>>;
    try {
      outcomes = await store.write(batch);
    } catch (error) {
      if (isSluiceError(error) && error.retryable) return { again: batch, error };
      throw error;
    }
    const again: D[] = [];
    for (const [n, document] of batch.entries()) {
      const outcome = outcomes[n];
      if (!outcome)
        throw new SluiceError("refused", `The store answered ${outcomes.length} of ${batch.length} documents`);
      if (outcome.kind === "indexed") {
        delivered.indexed++;
        if (isError(document.record)) delivered.errors++;
      } else if (outcome.kind === "duplicate") delivered.duplicate++;
      else if (outcome.retryable) again.push(document);
      else await onRejected(document, outcome.reason);
    }
    return { again };
  }

  function throwFailure(): void {
    if (failure) throw failure.error;
  }

  return {
    delivered,
    async send(batch) {
      while (inFlight.size >= BULKS_IN_FLIGHT) await Promise.race(inFlight);
      throwFailure();
      const one: Promise<void> = writeAll(batch)
        .catch((error: unknown) => {
          failure ??= { error };
        })
        .finally(() => inFlight.delete(one));
      inFlight.add(one);
    },
    async finish() {
      await Promise.all(inFlight);
      throwFailure();
    },
  };
}
