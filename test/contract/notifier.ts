/** What every Notifier promises: lib/ports.ts, sentence by sentence. */
import { describe, expect, test } from "vitest";
import { isSluiceError } from "../../lib/errors.ts";
import type { Notification, Notifier } from "../../lib/ports.ts";

const MAX_BYTES = 256 * 1024;

export interface NotifierUnderTest {
  readonly notifier: Notifier;
  /** Everything that was sent, in the order of sending. */
  received(): Promise<(Notification & { messageId: string })[]>;
}

/**
 * @param open gives a notifier that has sent nothing yet
 * @param maxBytes of a body that arrives whole
 */
export function notifierContract(name: string, open: () => Promise<NotifierUnderTest>, maxBytes = MAX_BYTES): void {
  const plain: Notification = { subject: "[FIRING] checkout: 12 errors", body: "12 errors", attributes: {} };

  describe(`${name} as a Notifier`, () => {
    test("delivers subject, body and attributes under the id that it gives", async () => {
      const { notifier, received } = await open();
      const notification = {
        ...plain,
        body: "12 errors in 1 minute\n\n  connection refused\n.\nFrom here on: -- ",
        attributes: { severity: "fatal", service: "checkout", "log.level": "error", alert_id: "a-1" },
      };
      const { messageId } = await notifier.send(notification);
      expect(await received()).toEqual([{ ...notification, messageId }]);
    });

    test.each([
      ["in many languages", `Grüße, 世界 🚿, ${"ж".repeat(400)}`],
      ["with lines longer than mail allows", `${"long ".repeat(400)}\n${"x".repeat(3000)}`],
      ["with what looks like the end of a mail, or a header", "\r\n.\r\nSubject: another\r\n\r\n=3D=20"],
    ])("delivers a body %s", async (_, body) => {
      const { notifier, received } = await open();
      await notifier.send({ ...plain, body });
      expect(lines((await received())[0]?.body)).toEqual(lines(body));
    });

    test("delivers attributes in many languages, and long ones", async () => {
      const { notifier, received } = await open();
      const attributes = {
        service: "Bestellübersicht 世界 🚿",
        owner: `team ${"ж".repeat(100)}`,
        path: "/long".repeat(300),
      };
      await notifier.send({ ...plain, attributes });
      expect((await received())[0]?.attributes).toEqual(attributes);
    });

    test("delivers an attribute with several values", async () => {
      const { notifier, received } = await open();
      const attributes = { service: ["checkout", 'a "b" \\ c', "世界"], severity: "fatal" };
      await notifier.send({ ...plain, attributes });
      expect((await received())[0]?.attributes).toEqual(attributes);
    });

    test("gives every notification its own id, equal ones too", async () => {
      const { notifier, received } = await open();
      const sent = [await notifier.send(plain), await notifier.send(plain), await notifier.send(plain)];
      expect(new Set(sent.map(({ messageId }) => messageId)).size).toBe(3);
      expect((await received()).map(({ messageId }) => messageId)).toEqual(sent.map(({ messageId }) => messageId));
    });

    test.each([
      ["a subject of 99 characters", { ...plain, subject: "x".repeat(99) }],
      ["a subject of every printable character", { ...plain, subject: `!"#$%&'()*+,-./:;<=>?@[\\]^_\`{|}~ az AZ 09` }],
      ["as much as is allowed", { ...plain, body: "x".repeat(maxBytes - plain.subject.length) }],
    ])("takes %s", async (_, notification) => {
      const { notifier, received } = await open();
      const { messageId } = await notifier.send(notification);
      expect(await received()).toEqual([{ ...notification, messageId }]);
    });

    test.each([
      ["an empty subject", { ...plain, subject: "" }],
      ["a subject of 100 characters", { ...plain, subject: "x".repeat(100) }],
      ["a subject that is not ASCII", { ...plain, subject: "Störung" }],
      ["a subject with a line break", { ...plain, subject: "a\r\nBcc: b@example.com" }],
      ["a subject with a control character", { ...plain, subject: "a\u0007" }],
      ["a subject that begins with a space", { ...plain, subject: " a" }],
      ["an empty body", { ...plain, body: "" }],
      ["a body with a control character", { ...plain, body: "a\u0000" }],
      ["more than 256 KiB", { ...plain, body: "x".repeat(MAX_BYTES - plain.subject.length + 1) }],
      ["more than 256 KiB of UTF-8", { ...plain, body: "é".repeat(MAX_BYTES / 2) }],
      [
        "more than 256 KiB with attributes",
        { ...plain, body: "x".repeat(MAX_BYTES - 40), attributes: { service: "checkout" } },
      ],
      ["an attribute without a value", { ...plain, attributes: { service: "" } }],
      ["an attribute without values", { ...plain, attributes: { service: [] } }],
      ["an attribute whose name is none", { ...plain, attributes: { "a b: c": "d" } }],
      ["an attribute in the name of AWS", { ...plain, attributes: { "AWS.SNS.x": "d" } }],
    ])("refuses %s, and sends nothing", async (_, notification) => {
      const { notifier, received } = await open();
      await expect(notifier.send(notification)).rejects.toSatisfy((error) => isSluiceError(error, "refused"));
      expect(await received()).toEqual([]);
    });
  });
}

/** A mail has its own line ends. */
function lines(text: string | undefined): string[] | undefined {
  return text?.split(/\r\n|\n/);
}
