/**
 * What fails by its own fault, again and again, must not come for ever: its failures are counted, and at the limit it goes to quarantine.
 * How often a queue handed a message out says nothing of that: an outage counts as well. So the count is Sluice's own, a small object
 * that is written before a message is tried a second time: only a function that ends without a word leaves its failure there.
 */
import { hash } from "node:crypto";
import { isSluiceError, SluiceError } from "../errors.ts";
import type { LogStore, ObjectStore } from "../ports.ts";
import { readState } from "../state.ts";

const ATTEMPTS_PREFIX = "state/attempts/";

export interface PoisonSettings {
  readonly afterFailures: number;
}

export const DEFAULT_POISON: PoisonSettings = { afterFailures: 3 };

interface Failures {
  readonly failures: number;
  readonly reason: string;
}

const NONE: Failures = { failures: 0, reason: "" };
const WITHOUT_A_WORD = "the function ended without a word: out of memory, out of time, or a crash";

export type Tried<T> =
  | { readonly kind: "done"; readonly value: T }
  | { readonly kind: "poison"; readonly reason: string };

export interface Trial<T> {
  /** The same whenever the same thing is tried. */
  readonly subject: string;
  /** How often the queue handed it out, this time included. */
  readonly receiveCount: number;
  /**
   * @param store to write to: what it refuses, these bytes may be to blame for
   * @returns what came of it, or why it cannot be done, by its own fault
   */
  work(store: LogStore): Promise<{ readonly value: T; readonly fault?: string }>;
  /** Puts it into quarantine. */
  bury(reason: string): Promise<void>;
}

/** @throws what the work threw, as long as it may come again */
export async function tryOnce<T>(
  { subject, receiveCount, work, bury }: Trial<T>,
  { objects, store }: { readonly objects: ObjectStore; readonly store: LogStore },
  { afterFailures }: PoisonSettings,
): Promise<Tried<T>> {
  const key = `${ATTEMPTS_PREFIX}${hash("sha256", subject, "hex").slice(0, 32)}.json`;
  const write = (state: Failures) => objects.put(key, JSON.stringify(state), { contentType: "application/json" });

  async function fail(state: Failures): Promise<Tried<T> | undefined> {
    if (state.failures < afterFailures) {
      await write(state);
      return undefined;
    }
    const reason = `poison: ${state.reason} (${state.failures} times)`;
    await bury(reason);
    await objects.delete(key);
    return { kind: "poison", reason };
  }

  const isAgain = receiveCount > 1;
  const before = isAgain ? await readState(objects, key, NONE) : NONE;
  if (before.failures >= afterFailures) {
    const poison = await fail(before);
    if (poison) return poison;
  }
  if (isAgain) await write({ failures: before.failures + 1, reason: WITHOUT_A_WORD });

  const watched = watchWrites(store);
  let outcome: { readonly value: T; readonly fault?: string };
  try {
    outcome = await work(watched.store);
  } catch (error) {
    const fault = await ownFaultOf(error, watched);
    if (fault === undefined) {
      // The world's fault: as if it had not been tried.
      if (isAgain) await (before.failures === 0 ? objects.delete(key) : write(before));
      throw error;
    }
    const poison = await fail({ failures: before.failures + 1, reason: fault });
    if (poison) return poison;
    throw error;
  }
  if (outcome.fault !== undefined) {
    const poison = await fail({ failures: before.failures + 1, reason: outcome.fault });
    if (poison) return poison;
    throw new SluiceError("refused", outcome.fault);
  }
  if (isAgain) await objects.delete(key);
  return { kind: "done", value: outcome.value };
}

interface WatchedStore {
  readonly store: LogStore;
  /** Whether a write failed with it. */
  readonly failedWith: (error: unknown) => boolean;
}

/** A queue or a bucket refuses as well: a key that is disabled, an object that is archived. No record is to blame for that. */
function watchWrites(store: LogStore): WatchedStore {
  const errors = new Set<unknown>();
  return {
    store: {
      ...store,
      async write(documents) {
        try {
          return await store.write(documents);
        } catch (error) {
          errors.add(error);
          throw error;
        }
      },
    },
    failedWith: (error) => errors.has(error),
  };
}

/**
 * A SluiceError tells of the world, which may mend: an outage, a missing right. All else is a mistake in this program that these bytes
 * bring to light, and so is a write that a store in good health refuses.
 * @returns the cause for people, undefined if it is not the object's own
 */
async function ownFaultOf(error: unknown, { store, failedWith }: WatchedStore): Promise<string | undefined> {
  if (!isSluiceError(error))
    return error instanceof Error ? `${error.name}: ${error.message.slice(0, 200)}` : String(error);
  if (error.code !== "refused" || error.retryable || !failedWith(error)) return undefined;
  const { ok } = await store.health();
  return ok ? error.message : undefined;
}
