import { createServer } from "node:net";
import type { SMTPServerOptions } from "smtp-server";
import { describe, expect, onTestFinished, test } from "vitest";
import { openSmtpNotifier, type SmtpOptions } from "../../lib/adapters/smtp/notifier.ts";
import type { Notification } from "../../lib/ports.ts";
import { answer, startMailServer } from "../support/mail-server.ts";
import { notificationOf } from "../support/mails.ts";
import { notifierContract } from "./notifier.ts";

const NOW_MS = Date.parse("2026-11-23T12:34:56.789Z");
const MAIL: Notification = { subject: "[Sluice] ERROR checkout", body: "12 errors", attributes: {} };

async function openServer(server: SMTPServerOptions = {}, options: Partial<SmtpOptions> = {}) {
  const { port, mails } = await startMailServer(server);
  const notifier = openSmtpNotifier({
    host: "127.0.0.1",
    port,
    isTls: false,
    user: "",
    password: async () => "",
    from: "sluice@example.com",
    to: ["ann@example.com", "ben@example.com"],
    nowMs: () => NOW_MS,
    ...options,
  });
  return { notifier, mails, received: () => Promise.all(mails.map(({ bytes }) => notificationOf(bytes))) };
}

notifierContract("A mail server", () => openServer());

test("A mail goes to all recipients at once, from the sender of the route, at the time that stands for now", async () => {
  const { notifier, mails } = await openServer();
  await notifier.send(MAIL);
  expect(mails).toMatchObject([{ from: "sluice@example.com", to: ["ann@example.com", "ben@example.com"] }]);
  const head = `${mails[0]?.bytes}`.split("\r\n\r\n")[0]?.split("\r\n");
  expect(head).toEqual(
    expect.arrayContaining([
      "From: Sluice <sluice@example.com>",
      "To: ann@example.com, ben@example.com",
      "Date: Mon, 23 Nov 2026 12:34:56 +0000",
      "Auto-Submitted: auto-generated",
    ]),
  );
});

describe("A mail server that wants a password", () => {
  const server: SMTPServerOptions = {
    authOptional: false,
    allowInsecureAuth: true,
    onAuth({ username, password }, _, done) {
      if (username === "sluice" && password === "s3cret") done(null, { user: username });
      else done(answer(535, "authentication failed"));
    },
  };

  test("gets it, and a new one as soon as there is one", async () => {
    const passwords = ["old", "s3cret"];
    const options = { user: "sluice", password: async () => passwords.shift() ?? "" };
    const { notifier, mails } = await openServer(server, options);
    await expect(notifier.send(MAIL)).rejects.toMatchObject({ code: "denied", retryable: false });
    await notifier.send(MAIL);
    expect(mails).toMatchObject([{ user: "sluice" }]);
  });

  test("is told of in an error without the password", async () => {
    const { notifier } = await openServer(server, { user: "sluice", password: async () => "hunter2" });
    const error = await notifier.send(MAIL).catch((thrown: Error) => thrown);
    expect(error).toMatchObject({ message: expect.stringMatching(/^mail server 127\.0\.0\.1:\d+: .*535/) });
    expect(String(error)).not.toContain("hunter2");
  });
});

test.each([
  [451, "unavailable", true],
  [550, "refused", false],
] as const)("A server that answers %d to all recipients is %s", async (code, expected, retryable) => {
  const { notifier, mails } = await openServer({ onRcptTo: (_, __, done) => done(answer(code, "no")) });
  await expect(notifier.send(MAIL)).rejects.toMatchObject({ code: expected, retryable });
  expect(mails).toEqual([]);
});

test("Where some recipients are refused, the others get the mail, and it is said who did not", async () => {
  const { notifier, mails } = await openServer({
    onRcptTo: ({ address }, _, done) => done(address.startsWith("ben") ? answer(550, "no such user") : null),
  });
  const { missed } = await notifier.send(MAIL);
  expect(mails).toMatchObject([{ to: ["ann@example.com"] }]);
  expect(missed).toMatch(/did not take .*ben@example\.com.*no such user/);
});

test("A server that takes no connection, hangs up or is no mail server is unavailable: the mail waits", async () => {
  const hangingUp = createServer((socket) => socket.end());
  await new Promise<void>((resolve) => hangingUp.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void hangingUp.close());
  const address = hangingUp.address();
  const port = address !== null && typeof address === "object" ? address.port : 0;
  // Nobody listens on port 1.
  for (const closed of [1, port]) {
    const { notifier } = await openServer({}, { port: closed });
    await expect(notifier.send(MAIL)).rejects.toMatchObject({ code: "unavailable", retryable: true });
  }
});

test("A server whose certificate nobody vouches for gets no mail, and the error says why", async () => {
  const { notifier, mails } = await openServer({ secure: true }, { isTls: true });
  const error: unknown = await notifier.send(MAIL).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: "unavailable", message: expect.stringMatching(/certificate|self.signed/i) });
  expect(mails).toEqual([]);
});

test("A password does not go over a connection without TLS to another machine", async () => {
  const logins: string[] = [];
  const server: SMTPServerOptions = {
    allowInsecureAuth: true,
    onAuth({ password }, _, done) {
      logins.push(password ?? "");
      done(null, { user: "sluice" });
    },
  };
  // Another name of this machine, which is not known to be one.
  const options = { host: "0.0.0.0", user: "sluice", password: async () => "s3cret" };
  const { notifier } = await openServer(server, options);
  await expect(notifier.send(MAIL)).rejects.toMatchObject({ message: expect.stringMatching(/STARTTLS|TLS/) });
  expect(logins).toEqual([]);
});
