/** A Notifier that keeps each notification as one .eml file, which every mail program opens. */
import { randomUUID } from "node:crypto";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import MailComposer from "nodemailer/lib/mail-composer";
import { encodeWord } from "nodemailer/lib/mime-funcs";
import type { Notification, Notifier } from "../../ports.ts";
import { fileError } from "../file-error.ts";
import { checkNotification } from "../notification-limits.ts";

const ADDRESS = "sluice@localhost";

/**
 * @param options.path the folder; it is created at the first notification
 * @param options.nowMs gives the mail's date
 */
export function openMailbox(options: { path: string; nowMs: () => number }): Notifier {
  const folder = resolve(options.path);
  let sent = 0;

  return {
    async send(notification) {
      checkNotification(notification);
      const messageId = randomUUID();
      const sentMs = options.nowMs();
      // The count keeps the order of those sent in one millisecond, the id tells processes apart.
      const name = `${fileTime(sentMs)}-${String(sent++).padStart(4, "0")}-${messageId.slice(0, 8)}.eml`;
      const temporary = join(folder, `.${name}`);
      try {
        await mkdir(folder, { recursive: true });
        await writeDurably(temporary, await compose(notification, messageId, sentMs));
        await rename(temporary, join(folder, name));
      } catch (error) {
        await rm(temporary, { force: true });
        throw fileError(error, `mailbox:${options.path}`);
      }
      return { messageId };
    },
  };
}

/** Sorts by time; without colons, which not every file system takes. */
function fileTime(timeMs: number): string {
  return new Date(timeMs).toISOString().replaceAll(":", "-");
}

/** A header is folded at its spaces: longer words would break the line limit of RFC 5322, and are cut as RFC 2047 has it. */
const LONG_WORD = /\S{200}/;

/** RFC 5322. Quoted-printable keeps texts in most languages readable without a mail program. */
function compose(notification: Notification, messageId: string, sentMs: number): Promise<Buffer> {
  const attributes = Object.entries(notification.attributes);
  const mail = new MailComposer({
    messageId: `<${messageId}@localhost>`,
    date: new Date(sentMs),
    from: { name: "Sluice", address: ADDRESS },
    to: ADDRESS,
    subject: notification.subject,
    text: notification.body,
    textEncoding: "quoted-printable",
    newline: "windows",
    headers: attributes.map(([name, value]) => ({
      key: `X-Sluice-${name}`,
      value: LONG_WORD.test(value) ? encodeWord(value, "Q", 52) : value,
    })),
  });
  return mail.compile().build();
}

async function writeDurably(path: string, bytes: Buffer): Promise<void> {
  const file = await open(path, "wx");
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}
