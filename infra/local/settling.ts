/** Which objects of a folder are to be announced: those still for a while, once per content. */
import type { ObjectSummary } from "../../lib/ports.ts";

export interface Settling {
  /** @returns whether to announce it now; it then counts as announced until its etag changes, `forget` or `retryAfter` */
  observe(object: ObjectSummary, nowMs: number): boolean;
  /** Announced before, in another process: nothing to do while its etag is this one. */
  recall(key: string, etag: string): void;
  /** Announced in vain: it is to be announced again, not before this time. */
  retryAfter(key: string, ms: number): void;
  /** Drops what is known of objects that are gone. */
  retain(keys: ReadonlySet<string>): void;
  /** Keys of objects that moved lately: to be looked at again soon. */
  unsettled(): string[];
}

/** Editors, rsync, browsers and scp write under such names first. */
const UNFINISHED = /^\.|~$|\.tmp$|\.part$/;

export function isUnfinished(key: string): boolean {
  return key.split("/").some((name) => UNFINISHED.test(name));
}

export function createSettling(stillMs: number): Settling {
  const announced = new Map<string, string>();
  const moving = new Map<string, { etag: string; sinceMs: number }>();
  const notBefore = new Map<string, number>();

  return {
    observe({ key, etag }, nowMs) {
      if (announced.get(key) === etag || (notBefore.get(key) ?? 0) > nowMs) return false;
      const last = moving.get(key);
      if (last?.etag !== etag) {
        moving.set(key, { etag, sinceMs: nowMs });
        return false;
      }
      if (nowMs - last.sinceMs < stillMs) return false;
      moving.delete(key);
      notBefore.delete(key);
      announced.set(key, etag);
      return true;
    },
    recall(key, etag) {
      announced.set(key, etag);
    },
    retryAfter(key, ms) {
      announced.delete(key);
      notBefore.set(key, ms);
    },
    retain(keys) {
      for (const known of [announced, moving, notBefore]) {
        for (const key of known.keys()) if (!keys.has(key)) known.delete(key);
      }
    },
    unsettled: () => [...moving.keys()],
  };
}
