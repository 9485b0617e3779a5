import { expect, test } from "vitest";
import { alertEvent, fittedJson } from "../../../lib/alerts/alert-event.ts";
import type { AlertMessage } from "../../../lib/alerts/alert-message.ts";
import { chatMessage } from "../../../lib/alerts/chat-message.ts";
import { NOTICE } from "./notices.ts";

const PLACES = { route: "payments", pageUrl: "https://logs.example.com/" };

test("a machine gets all that a person does, with times in ISO 8601 and an id for each notice", () => {
  const notice = { ...NOTICE, perMinute: [1, 2], isWorse: true, acknowledgedBy: "Ann" };
  expect(alertEvent(notice, ["refused"], PLACES)).toEqual({
    version: 1,
    id: "bf7e8555",
    noticeId: expect.stringMatching(/^[0-9a-f]{8}$/),
    state: "firing",
    severity: "error",
    route: "payments",
    rule: "errors",
    service: "checkout",
    pattern: "1-0123456789abcdef",
    template: "connection refused to <ip>",
    samples: ["refused"],
    count: 1_840,
    since: "2026-11-23T10:02:30.000Z",
    at: "2026-11-23T10:14:30.000Z",
    perMinute: [1, 2],
    isFlapping: false,
    goesOn: false,
    isWorse: true,
    acknowledgedBy: "Ann",
    pageUrl: "https://logs.example.com/?q=service%3Acheckout+pattern%3A1-0123456789abcdef",
  });
});

test("a notice that is sent twice has the same noticeId, the next one another", () => {
  const idOf = (change: object) => alertEvent({ ...NOTICE, ...change }, [], PLACES).noticeId;
  expect(idOf({ count: 9 })).toBe(idOf({}));
  expect(new Set([idOf({}), idOf({ kind: "digest" }), idOf({ atMs: 1 }), idOf({ service: "x" })]).size).toBe(4);
});

test("a message that is too long loses samples first, then the last alerts, which it counts", () => {
  const samples = ["s".repeat(500)];
  const alerts = Array.from({ length: 8 }, (_, i) => alertEvent({ ...NOTICE, service: `s${i}` }, samples, PLACES));
  const message: AlertMessage = { version: 1, route: "payments", subject: "s", alerts, omitted: 2 };
  const read = (sizeBytes: number): AlertMessage => {
    const json = fittedJson(message, sizeBytes);
    expect(Buffer.byteLength(json)).toBeLessThanOrEqual(sizeBytes);
    return JSON.parse(json);
  };
  expect(read(20_000)).toEqual(message);
  expect(read(6_000).alerts.map((alert) => [alert.service, alert.samples])).toEqual(alerts.map((a) => [a.service, []]));
  expect(read(2_500)).toMatchObject({ alerts: alerts.slice(0, 4).map(({ id }) => ({ id })), omitted: 6 });
});

test("chats show text from logs as text, and gather the notices of an incident in one thread", () => {
  const notice = { ...NOTICE, template: "<!channel> & <ip>" };
  const messageOf = (change: object): AlertMessage => {
    const alerts = [alertEvent({ ...notice, ...change }, ["a ``` b"], PLACES)];
    return { version: 1, route: "payments", subject: "[Sluice] ERROR checkout: <ip>", alerts, omitted: 0 };
  };
  const chat = chatMessage(messageOf({}));
  expect(chat).toMatchObject({ version: "1.0", source: "custom", content: { textType: "client-markdown" } });
  expect(chat?.content.title).toBe(":rotating_light: ERROR checkout: &lt;ip&gt;");
  expect(chat?.content.description).toBe(
    "*FIRING error* checkout: &lt;!channel&gt; &amp; &lt;ip&gt;\n1,840 since 2026-11-23 10:02 UTC\n```a ''' b```",
  );
  const resolved = chatMessage(messageOf({ kind: "resolved", atMs: NOTICE.atMs + 1 }));
  expect(resolved?.metadata.threadId).toBe(chat?.metadata.threadId);
  expect(resolved?.id).not.toBe(chat?.id);
  expect(chatMessage(messageOf({ sinceMs: 1 }))?.metadata.threadId).not.toBe(chat?.metadata.threadId);
});
