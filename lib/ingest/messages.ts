/**
 * A batch of queue messages → what they ask for, one after the other; what failed is named, and only that comes again. What there is no
 * time for is handed on: the rest of an object as a continuation, messages that were not begun as they came.
 */
import { isSluiceError } from "../errors.ts";
import { divideTime } from "./function-time.ts";
import type { PoisonSettings } from "./poison.ts";
import type { IngestSettings } from "./run.ts";
import { readQueueBody } from "./s3-event.ts";
import { type MessagePorts, type Taken, takeMessage } from "./take-message.ts";

export interface MessageSettings extends IngestSettings {
  readonly remainingMs: () => number;
  readonly poison?: PoisonSettings;
}

export interface QueuedMessage {
  readonly id: string;
  readonly body: string;
  /** How often the queue handed it out, this time included; 1 if the queue does not say. */
  readonly receiveCount?: number;
}

interface MessageFailure {
  readonly id: string;
  readonly reason: string;
  /** What was thrown, if something was. */
  readonly error?: unknown;
}

export interface MessagesReport extends Taken {
  /** Of these messages nothing may be forgotten: they must come again. */
  readonly failures: readonly MessageFailure[];
  /** Messages that were not begun, and sent anew: they may be forgotten. */
  readonly postponed: readonly string[];
}

export async function ingestMessages(
  messages: readonly QueuedMessage[],
  ports: MessagePorts,
  settings: MessageSettings,
): Promise<MessagesReport> {
  const time = divideTime(settings.remainingMs);
  const taken: Taken = { reports: [], missing: [], continued: [], buried: [] };
  const failures: MessageFailure[] = [];
  const postponed: string[] = [];
  const due = messages
    .map(({ id, body, receiveCount = 1 }) => ({ id, body, receiveCount, asked: readQueueBody(body) }))
    .filter(({ asked }) => asked.kind !== "nothing")
    // The way to their mark takes time that only the first can be sure of.
    .toSorted((a, b) => Number(b.asked.kind === "continuation") - Number(a.asked.kind === "continuation"));
  /** Why no further message is tried: the store is down. */
  let stopped: string | undefined;

  for (const [n, message] of due.entries()) {
    const { id, body, receiveCount, asked } = message;
    if (stopped !== undefined) {
      failures.push({ id, reason: stopped });
      continue;
    }
    const isTooLate = asked.kind === "continuation" ? !time.isWhole() : time.isShort();
    try {
      // The first is begun in any case: so each invocation comes on.
      if (n === 0 || !isTooLate) await takeMessage(message, taken, { ports, settings, time });
      // What failed before keeps its count by coming again; what did not need not wait for that.
      else if (receiveCount > 1) failures.push({ id, reason: "too little time left" });
      else {
        await ports.queue.send(body);
        postponed.push(id);
      }
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      failures.push({ id, reason, error });
      if (isSluiceError(error, "unavailable")) stopped = "a store was unavailable for a message before";
    }
  }
  return { ...taken, failures, postponed };
}
