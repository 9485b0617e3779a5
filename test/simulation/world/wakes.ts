/** The queue of wake messages. */
import { type Wake, wakeOf } from "./runs.ts";

export interface Wakes {
  /** An error was stored. */
  tell(storedMs: number): void;
  /** A message that a scan sends itself. */
  send(wake: Wake): void;
  /** Takes the first one that is due before then. */
  take(beforeMs: number): Wake | undefined;
}

export function openWakes(): Wakes {
  const waiting = new Map<string, Wake>();

  function send(wake: Wake): void {
    const key = `${wake.slot} ${wake.misses}`;
    const other = waiting.get(key);
    // Lines do not come in the order of their storing here; the queue keeps the message that came first.
    if (!other || wake.atMs < other.atMs) waiting.set(key, wake);
  }

  return {
    tell: (storedMs) => send(wakeOf(storedMs)),
    send,

    take(beforeMs) {
      let first: [string, Wake] | undefined;
      for (const entry of waiting) if (entry[1].atMs < (first?.[1].atMs ?? beforeMs)) first = entry;
      if (first) waiting.delete(first[0]);
      return first?.[1];
    },
  };
}
