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

/** @param options.visibilityTimeoutMs how long a received message stays hidden; 30 s, as SQS has it */
export function openMemoryQueue(options: { visibilityTimeoutMs?: number } = {}): Queue {
  const visibilityTimeoutMs = options.visibilityTimeoutMs ?? 30_000;
  const entries = new Map<string, Entry>();
  /** The one behind each receipt that still counts: a message received again has a new one. */
  const received = new Map<string, Entry>();
  const waiting = new Set<() => void>();

  const take = (max: number): QueueMessage[] => {
    const nowMs = Date.now();
    const taken: QueueMessage[] = [];
    for (const entry of entries.values()) {
      if (entry.visibleMs > nowMs) continue;
      if (entry.receipt !== undefined) received.delete(entry.receipt);
      const receipt = randomUUID();
      entry.receipt = receipt;
      entry.receiveCount++;
      entry.visibleMs = nowMs + visibilityTimeoutMs;
      received.set(receipt, entry);
      taken.push({ id: entry.id, receipt, body: entry.body, receiveCount: entry.receiveCount, sentMs: entry.sentMs });
      if (taken.length === max) break;
    }
    return taken;
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
    async send(body, { delaySeconds = 0 } = {}) {
      checkMessage(body, delaySeconds);
      const sentMs = Date.now();
      const id = randomUUID();
      entries.set(id, {
        id,
        body,
        sentMs,
        visibleMs: sentMs + delaySeconds * 1000,
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
