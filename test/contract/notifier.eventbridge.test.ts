import { randomUUID } from "node:crypto";
import { text } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { openEventBridgeNotifier } from "../../lib/adapters/eventbridge/notifier.ts";
import { composeMail } from "../../lib/alerts/mail.ts";
import { listenOnLoopback } from "../support/loopback.ts";
import { NOTICE } from "../unit/alerts/notices.ts";
import { notifierContract } from "./notifier.ts";

interface Entry {
  readonly EventId: string;
  readonly Source: string;
  readonly DetailType: string;
  readonly EventBusName: string;
  readonly Time?: number;
  readonly Detail: string;
}
type Failure = { readonly ErrorCode: string; readonly ErrorMessage: string };

/** Speaks the protocol of PutEvents. @param refuse says which entries are not taken */
async function openBus(refuse: (entry: Entry) => Failure | undefined = () => undefined) {
  process.env["AWS_ACCESS_KEY_ID"] = "test";
  process.env["AWS_SECRET_ACCESS_KEY"] = "test";
  const calls: Entry[][] = [];
  const endpointUrl = await listenOnLoopback(async (request, response) => {
    expect(request.headers["x-amz-target"]).toBe("AWSEvents.PutEvents");
    const { Entries }: { Entries: Entry[] } = JSON.parse(await text(request));
    const entries = Entries.map((entry) => ({ ...entry, EventId: randomUUID() }));
    calls.push(entries);
    const results = entries.map((entry) => refuse(entry) ?? { EventId: entry.EventId });
    const FailedEntryCount = results.filter((result) => "ErrorCode" in result).length;
    response.setHeader("Content-Type", "application/x-amz-json-1.1");
    response.end(JSON.stringify({ FailedEntryCount, Entries: results }));
  });
  const notifier = openEventBridgeNotifier({ endpointUrl, region: "us-east-1", bus: "alerts" });
  return { notifier, calls, received: async () => calls.flat().map(notificationIn) };
}

/** What tells of no alert. */
function notificationIn({ Detail, EventId, DetailType }: Entry) {
  expect(DetailType).toBe("Sluice Notification");
  const { subject, body, attributes } = JSON.parse(Detail);
  return { subject, body, attributes, messageId: EventId };
}

notifierContract("EventBridge", () => openBus(), 200 * 1024);

const mailOf = (count: number) => {
  const notices = Array.from({ length: count }, (_, i) => ({ ...NOTICE, service: `s${i}` }));
  return composeMail({ notices, omitted: 0, alerts: [], route: "machines" });
};

describe("EventBridge", () => {
  test("gets one event for each alert, at most 10 in a call", async () => {
    const { notifier, calls } = await openBus();
    const mail = mailOf(23);
    const { messageId } = await notifier.send(mail);
    expect(calls.map((entries) => entries.length)).toEqual([10, 10, 3]);
    const [first] = calls.flat();
    expect(first).toMatchObject({
      Source: "sluice",
      DetailType: "Sluice Alert Firing",
      EventBusName: "alerts",
      Time: NOTICE.atMs / 1000,
      EventId: messageId,
    });
    expect(calls.flat().map(({ Detail }) => JSON.parse(Detail))).toEqual(mail.message?.alerts);
  });

  test("gets ten of the longest events that there are within the 256 KB that a call may have", async () => {
    const { notifier, calls } = await openBus();
    const long = (unit: string) => unit.repeat(2_000);
    const notices = Array.from({ length: 10 }, (_, i) => ({
      ...NOTICE,
      service: `${i}${long('"')}`,
      template: long("界"),
      perMinute: Array(15).fill(999_999_999),
      acknowledgedBy: long("界"),
    }));
    const alerts = notices.map((notice) => ({ ...notice, samples: [long("界"), long('"'), long("\\")] }));
    const places = { pageUrl: "https://logs.example.com", dashboardsUrl: "https://search.example.com/_dashboards" };
    await notifier.send(composeMail({ notices, omitted: 0, alerts, route: "machines", ...places }));
    const [size = 0] = calls.map((entries) => entries.reduce((sum, { Detail }) => sum + Buffer.byteLength(Detail), 0));
    expect(size).toBeGreaterThan(50_000);
    expect(size).toBeLessThan(256_000);
  });

  test.each([
    ["ThrottlingException", "unavailable", true],
    ["InternalFailure", "unavailable", true],
    ["MalformedDetail", "refused", false],
  ] as const)(
    "that takes some and answers %s to others fails, and says how many it took",
    async (code, kind, retryable) => {
      const { notifier } = await openBus(({ Detail }) =>
        JSON.parse(Detail).service === "s2" ? { ErrorCode: code, ErrorMessage: "not now" } : undefined,
      );
      await expect(notifier.send(mailOf(4))).rejects.toMatchObject({
        code: kind,
        retryable,
        message: `Event bus alerts took 3 of 4 events and not the others (${code}: not now)`,
      });
    },
  );
});
