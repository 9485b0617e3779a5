/** A notification as a mail, RFC 5322, for the adapters that write or send one. */
import type Mail from "nodemailer/lib/mailer";
import { encodeWord } from "nodemailer/lib/mime-funcs";
import type { Notification } from "../ports.ts";
import { attributeValue } from "./notification-limits.ts";

export interface Envelope {
  readonly from: string;
  readonly to: readonly string[];
  /** Whole, without brackets. */
  readonly messageId: string;
  readonly sentMs: number;
}

/** A header is folded at its spaces: longer words would break the line limit of RFC 5322, and are cut as RFC 2047 has it. */
const LONG_WORD = /\S{200}/;

/** Quoted-printable keeps texts in most languages readable without a mail program. */
export function mailMessage(notification: Notification, { from, to, messageId, sentMs }: Envelope): Mail.Options {
  return {
    messageId: `<${messageId}>`,
    date: new Date(sentMs),
    from: { name: "Sluice", address: from },
    to: [...to],
    subject: notification.subject,
    text: notification.body,
    textEncoding: "quoted-printable",
    headers: [
      // RFC 3834: no answer of a holiday is wanted.
      { key: "Auto-Submitted", value: "auto-generated" },
      ...Object.entries(notification.attributes).map(([name, value]) => ({
        key: `X-Sluice-${name}`,
        value: headerValue(attributeValue(value)),
      })),
    ],
  };
}

function headerValue(value: string): string {
  return LONG_WORD.test(value) ? encodeWord(value, "Q", 52) : value;
}
