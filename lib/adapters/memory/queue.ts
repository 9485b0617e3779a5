/** A Queue in the memory of one process. What it holds ends with the process: the objects on disk are what is durable. */
import { randomUUID } from "node:crypto";
import type { Queue, QueueMessage } from "../../ports.ts";
import { checkHiding, checkMessage, checkReceiveMax } from "../queue-limits.ts";

interface Entry {
  readonly id: string;
  readonly body: string;
  readonly sentMs: number;
  visibleMs: number;
  receiveCount: number;
  receipt: string | undefined;
}

export interface MemoryQueueOptions {
  /** How long a received message stays hidden; 30 s, as SQS has it. */
  readonly visibilityTimeoutMs?: number;
  /** How long every message is held back that does not say it itself: 0. */
  readonly delayMs?: number;
  /** After this a message is gone, done with or not; never, unless told. */
  readonly retentionMs?: number;
}

/** SQS's own, which cannot be set. */
const DEDUPLICATION_MS = 5 * 60_000;

export function openMemoryQueue(options: MemoryQueueOptions = {}): Queue {
  const { visibilityTimeoutMs = 30_000, delayMs = 0, retentionMs = Number.POSITIVE_INFINITY } = options;
  /** In order of sending. */
  const entries = new Map<string, Entry>();
  /** Deduplication id → when it was first sent, in that order. */
  const taken = new Map<string, number>();
  /** The one behind each receipt that still counts: a message received again has a new one. */
  const received = new Map<string, Entry>();
  const waiting = new Set<() => void>();

  const take = (max: number): QueueMessage[] => {
    const nowMs = Date.now();
    const given: QueueMessage[] = [];
    for (const entry of entries.values()) {
      if (entry.visibleMs > nowMs) continue;
      if (entry.receipt !== undefined) received.delete(entry.receipt);
      const receipt = randomUUID();
      entry.receipt = receipt;
      entry.receiveCount++;
      entry.visibleMs = nowMs + visibilityTimeoutMs;
      received.set(receipt, entry);
      given.push({ id: entry.id, receipt, body: entry.body, receiveCount: entry.receiveCount, sentMs: entry.sentMs });
      if (given.length === max) break;
    }
    return given;
  };

  const forgetOld = (nowMs: number) => {
    for (const [id, sentMs] of taken) {
      if (nowMs - sentMs < DEDUPLICATION_MS) break;
      taken.delete(id);
    }
    for (const { id, sentMs, receipt } of entries.values()) {
      if (nowMs - sentMs < retentionMs) break;
      entries.delete(id);
      if (receipt !== undefined) received.delete(receipt);
    }
  };

  const nextVisibleMs = () => entries.values().reduce((next, entry) => Math.min(next, entry.visibleMs), Infinity);

  /** Until something is sent, something becomes visible, the time is over or the signal aborts. */
  const change = (untilMs: number, signal: AbortSignal | undefined) =>
    new Promise<void>((resolve) => {
      const waitMs = Math.min(untilMs, nextVisibleMs()) - Date.now();
      const timer = setTimeout(wake, Math.max(0, Math.ceil(waitMs)));
      waiting.add(wake);
      signal?.addEventListener("abort", wake);
      function wake() {
        clearTimeout(timer);
        waiting.delete(wake);
        signal?.removeEventListener("abort", wake);
        resolve();
      }
    });

  return {
    async send(body, options = {}) {
      checkMessage(body, options);
      const { delaySeconds, deduplicationId } = options;
      const sentMs = Date.now();
      forgetOld(sentMs);
      if (deduplicationId !== undefined) {
        if (taken.has(deduplicationId)) return;
        taken.set(deduplicationId, sentMs);
      }
      const id = randomUUID();
      entries.set(id, {
        id,
        body,
        sentMs,
        visibleMs: sentMs + (delaySeconds === undefined ? delayMs : delaySeconds * 1000),
        receiveCount: 0,
        receipt: undefined,
      });
      for (const wake of [...waiting]) wake();
    },

    async receive(max, waitMs, signal) {
      checkReceiveMax(max);
      const untilMs = Date.now() + waitMs;
      for (;;) {
        if (signal?.aborted) return [];
        const messages = take(max);
        if (messages.length > 0 || Date.now() >= untilMs) return messages;
        await change(untilMs, signal);
      }
    },

    async delete(receipts) {
      for (const receipt of receipts) {
        const entry = received.get(receipt);
        if (entry) entries.delete(entry.id);
        received.delete(receipt);
      }
    },

    async hide(messages) {
      for (const { seconds } of messages) checkHiding(seconds);
      for (const { receipt, seconds } of messages) {
        const entry = received.get(receipt);
        if (entry) entry.visibleMs = Date.now() + seconds * 1000;
      }
      for (const wake of [...waiting]) wake();
    },
  };
}
