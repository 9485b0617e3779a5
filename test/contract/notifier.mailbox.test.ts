import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openMailbox } from "../../lib/adapters/mailbox/notifier.ts";
import { temporaryFolder } from "../support/embedded.ts";
import { notificationOf } from "../support/mails.ts";
import { notifierContract } from "./notifier.ts";

const NOW_MS = Date.parse("2026-11-23T12:34:56.789Z");

notifierContract("A mailbox", async () => {
  const path = temporaryFolder();
  return { notifier: openMailbox({ path, nowMs: () => NOW_MS }), received: () => notificationsIn(path) };
});

async function mailsIn(path: string): Promise<Buffer[]> {
  const names = (await readdir(path)).filter((name) => name.endsWith(".eml") && !name.startsWith(".")).sort();
  return Promise.all(names.map((name) => readFile(join(path, name))));
}

async function notificationsIn(path: string) {
  const notifications = await Promise.all((await mailsIn(path)).map(notificationOf));
  return notifications.map(({ messageId, ...rest }) => ({ ...rest, messageId: messageId.replace("@localhost", "") }));
}

test("A mail has the headers that mail programs go by, and the time that stands for now", async () => {
  const path = temporaryFolder();
  await openMailbox({ path, nowMs: () => NOW_MS }).send({
    subject: "s",
    body: "Grüße",
    attributes: { severity: "fatal" },
  });
  const [mail = Buffer.alloc(0)] = await mailsIn(path);
  const [head = "", body] = mail.toString().split("\r\n\r\n");
  const headers = head.split("\r\n");
  expect(headers).toContain("From: Sluice <sluice@localhost>");
  expect(headers).toContain("To: sluice@localhost");
  expect(headers).toContain("Subject: s");
  expect(headers).toContain("Date: Mon, 23 Nov 2026 12:34:56 +0000");
  expect(headers).toContain("MIME-Version: 1.0");
  expect(headers).toContain("Content-Type: text/plain; charset=utf-8");
  expect(headers).toContain("X-Sluice-Severity: fatal");
  expect(body).toBe("Gr=C3=BC=C3=9Fe\r\n");
});

test("A mail keeps RFC 5322: ASCII, lines of at most 998 bytes that end in CRLF", async () => {
  const path = temporaryFolder();
  const body = `${"ж".repeat(3000)}\n${"x".repeat(3000)}\nend`;
  const attributes = { owner: "ж".repeat(2000), path: "/very/long".repeat(300) };
  await openMailbox({ path, nowMs: () => NOW_MS }).send({ subject: "x".repeat(99), body, attributes });
  const [mail = Buffer.alloc(0)] = await mailsIn(path);
  expect(mail.every((byte) => byte < 0x80)).toBe(true);
  for (const line of mail.toString().split("\r\n")) {
    expect(line.length).toBeLessThanOrEqual(998);
    expect(line).not.toMatch(/[\r\n]/);
  }
});

test("File names sort by time, and by sending within one millisecond", async () => {
  const path = temporaryFolder();
  const times = [NOW_MS + 60_000, NOW_MS, NOW_MS, NOW_MS, NOW_MS - 86_400_000];
  const mailbox = openMailbox({ path, nowMs: () => times.shift() ?? 0 });
  for (const subject of ["last", "second", "third", "fourth", "first"]) {
    await mailbox.send({ subject, body: "x", attributes: {} });
  }
  const subjects = (await notificationsIn(path)).map(({ subject }) => subject);
  expect(subjects).toEqual(["first", "second", "third", "fourth", "last"]);
});

test("A mail appears whole: nothing else lies in the folder afterwards", async () => {
  const path = temporaryFolder();
  await openMailbox({ path, nowMs: () => NOW_MS }).send({ subject: "s", body: "b", attributes: {} });
  expect(await readdir(path)).toEqual([expect.stringMatching(/^2026-11-23T12-34-56\.789Z-\d{4}-[0-9a-f]{8}\.eml$/)]);
});
