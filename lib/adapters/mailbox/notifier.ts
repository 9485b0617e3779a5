/** A Notifier that keeps each notification as one .eml file, which every mail program opens. */
import { randomUUID } from "node:crypto";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import MailComposer from "nodemailer/lib/mail-composer";
import type { Notification, Notifier } from "../../ports.ts";
import { fileError } from "../file-error.ts";
import { mailMessage } from "../mail-message.ts";
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

function compose(notification: Notification, id: string, sentMs: number): Promise<Buffer> {
  const envelope = { from: ADDRESS, to: [ADDRESS], messageId: `${id}@localhost`, sentMs };
  return new MailComposer({ ...mailMessage(notification, envelope), newline: "windows" }).compile().build();
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
