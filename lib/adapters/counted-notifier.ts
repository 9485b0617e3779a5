/** A Notifier that remembers what became of its mails, whatever its user makes of a failure. */
import type { Notifier } from "../ports.ts";

export interface CountedNotifier extends Notifier {
  readonly counts: { readonly mailsSent: number; readonly mailsFailed: number };
}

export function countMails(notifier: Notifier): CountedNotifier {
  const counts = { mailsSent: 0, mailsFailed: 0 };
  return {
    counts,
    async send(notification) {
      try {
        const sent = await notifier.send(notification);
        counts.mailsSent++;
        return sent;
      } catch (error) {
        counts.mailsFailed++;
        throw error;
      }
    },
  };
}
