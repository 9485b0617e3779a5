/** A mail as a mail program reads it, back as the notification that it was. */
import PostalMime, { decodeWords } from "postal-mime";
import type { Notification } from "../../lib/ports.ts";

export async function notificationOf(mail: Uint8Array): Promise<Notification & { messageId: string }> {
  const { subject = "", text = "", messageId = "", headers } = await PostalMime.parse(mail);
  const own = headers.filter(({ key }) => key.startsWith("x-sluice-"));
  return {
    subject,
    // A mail's text ends with a line end of its own.
    body: text.replace(/\n$/, ""),
    messageId: messageId.slice(1, -1),
    attributes: Object.fromEntries(
      own.map(({ key, value }) => [key.slice("x-sluice-".length), attributeOf(decodeWords(value))]),
    ),
  };
}

/** Several values are a JSON list. */
function attributeOf(header: string): string | string[] {
  return header.startsWith("[") ? JSON.parse(header) : header;
}
