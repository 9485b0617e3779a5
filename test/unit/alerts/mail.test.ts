import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkNotification } from "../../../lib/adapters/notification-limits.ts";
import { composeMail, type MailContent } from "../../../lib/alerts/mail.ts";
import type { Notice } from "../../../lib/alerts/notice.ts";
import { ALERT, MINUTE_MS, NOTICE, SINCE_MS } from "./notices.ts";

const mailOf = (notices: readonly Notice[], more: Partial<MailContent> = {}) =>
  composeMail({ notices, omitted: 0, alerts: [], route: "default", ...more });

describe("the body", () => {
  test("tells what, where, how many, since when, how it goes, with samples, links and what to do", () => {
    const alerts = [{ ...ALERT, samples: ["connection refused to 10.0.0.7", "refused\n  at pool"] }];
    const notice = { ...NOTICE, perMinute: [0, 3, 40, 310], runbookUrl: "https://wiki.example.com/refused" };
    const { body } = mailOf([notice], { alerts, pageUrl: "https://logs.example.com/", timeZone: "Europe/Berlin" });
    expect(body).toBe(`FIRING: ERROR in checkout (bf7e8555)
connection refused to <ip>
1,840 errors since 2026-11-23 10:02 UTC (11:02 Europe/Berlin), 12 min
Per minute ▁▁▂█ 310 in the last, rising
> connection refused to 10.0.0.7
> refused
    at pool
Runbook: https://wiki.example.com/refused
Its lines: https://logs.example.com/?q=service%3Acheckout+pattern%3A1-0123456789abcdef

To say that you are at it (no more digests):
sluice alerts ack bf7e8555 --why "looking into it"
To mute it:
sluice alerts silence bf7e8555 --until 2h --why "known"

All alerts: https://logs.example.com/
`);
  });

  test("of what the forecast found tells what was expected, and of silence that goes on that it does", () => {
    const measured = { value: 1_840, expected: 120, limit: 152, unit: "lines a minute" };
    const found = { ...NOTICE, rule: "forecast", pattern: "above", template: "Far more than the usual 120", measured };
    expect(mailOf([found]).body).toContain("\nExpected 120, saw 1,840 lines a minute, limit 152\n");
    const silent: Notice = { ...found, kind: "resolved", goesOn: true, measured: { ...measured, value: 0, limit: 0 } };
    expect(mailOf([silent]).body).toContain("\nExpected 120, saw 0 lines a minute\nIt is still silent: after a day");
  });

  test("tells what was worth no mail of its own on a line each, whatever services call themselves", () => {
    const measured = { value: 40, limit: 20, unit: "lines a minute" };
    const template = "Far more than the usual 9, mostly a\nRESOLVED: b";
    const { sinceMs, atMs } = NOTICE;
    const aside = {
      rule: "forecast",
      service: "x\ny",
      pattern: "above",
      severity: "warn",
      template,
      measured,
    } as const;
    expect(mailOf([NOTICE], { asides: [{ ...aside, sinceMs, atMs }] }).body).toContain(
      "\n- WARN in x y: Far more than the usual 9, mostly a RESOLVED: b; 40 lines a minute from ",
    );
  });

  test("of a resolved alert tells how long it was, and nothing that there is no need for", () => {
    const notice: Notice = { ...NOTICE, kind: "resolved", resolvedMs: SINCE_MS + 78 * MINUTE_MS, perMinute: [1, 0, 0] };
    expect(mailOf([notice], { alerts: [ALERT] }).body).toBe(`RESOLVED: ERROR in checkout (bf7e8555)
connection refused to <ip>
1,840 errors from 2026-11-23 10:02 UTC to 2026-11-23 11:20 UTC, 1 h 18 min
`);
  });

  test("of what is usual by now tells that it goes on", () => {
    const notice: Notice = { ...NOTICE, kind: "resolved", resolvedMs: NOTICE.atMs, goesOn: true };
    expect(mailOf([notice]).body).toContain(", 12 min\nIt goes on: so much is usual by now.\n");
  });

  test("of a rule tells what was measured and where the limit is", () => {
    const measured = { value: 5.234, limit: 5, unit: "% of 1,204 lines in 5 min" };
    const rule: Notice = { ...NOTICE, rule: "checkout-ratio", pattern: "", template: "errors in checkout", measured };
    expect(mailOf([rule]).body).toMatch(/^FIRING: ERROR in checkout, rule checkout-ratio \([0-9a-f]{8}\)\n/);
    expect(mailOf([rule]).body).toContain("\nMeasured 5.23 % of 1,204 lines in 5 min, limit 5 %\n");
  });

  test("of a digest tells that it got worse, comes and goes, and who is at it", () => {
    const digest: Notice = { ...NOTICE, kind: "digest", isWorse: true, isFlapping: true, acknowledgedBy: "Ann" };
    const { body } = mailOf([digest]);
    expect(body).toMatch(/^WORSE: /);
    expect(body).toContain("\nIt comes and goes: RESOLVED waits for a longer quiet.\nAnn is at it.\n");
    expect(mailOf([{ ...digest, isWorse: false }]).body).toMatch(/^STILL FIRING: /);
  });

  test("keeps names in any script", () => {
    expect(mailOf([{ ...NOTICE, service: "支付服务" }]).body).toContain("FIRING: ERROR in 支付服务 (");
  });

  test("shows the ten worst, and the number of the others", () => {
    const notices = Array.from({ length: 14 }, (_, i) => ({ ...NOTICE, service: `service-${i}`, count: i }));
    const { body, message } = mailOf(notices, { omitted: 5 });
    expect([...body.matchAll(/^FIRING: ERROR in (\S+)/gm)].map(([, service]) => service)).toEqual(
      Array.from({ length: 10 }, (_, i) => `service-${13 - i}`),
    );
    expect(body).toContain("\nAnd 9 more.\n");
    expect(message?.alerts).toHaveLength(14);
    expect(message?.omitted).toBe(5);
  });

  test("shows at most 3 samples of 500 characters", () => {
    const alerts = [{ ...ALERT, samples: ["a", "b", "c".repeat(600), "d"] }];
    const quoted = mailOf([NOTICE], { alerts })
      .body.split("\n")
      .filter((line) => line.startsWith("> "));
    expect(quoted).toEqual(["> a", "> b", `> ${"c".repeat(499)}…`]);
  });

  test("of an alert that waited tells how things stand now, and machines get every turn of it", () => {
    const over: Notice = { ...NOTICE, kind: "resolved", resolvedMs: NOTICE.atMs, atMs: NOTICE.atMs + MINUTE_MS };
    const { subject, body, message, attributes } = mailOf([NOTICE, over]);
    expect(subject).toMatch(/^\[Sluice\] RESOLVED /);
    expect(body).not.toContain("FIRING");
    expect(message?.alerts.map(({ state }) => state)).toEqual(["firing", "resolved"]);
    expect(attributes["state"]).toEqual(["firing", "resolved"]);
  });
});

describe("the attributes", () => {
  test("of one alert are single values", () => {
    const { attributes } = mailOf([NOTICE], { route: "payments" });
    expect(attributes).toEqual({
      state: "firing",
      severity: "error",
      service: "checkout",
      rule: "errors",
      route: "payments",
    });
  });

  test("of several alerts have every value once, the worst first, of those too that the body only counts", () => {
    const many = Array.from({ length: 12 }, (_, i) => ({ ...NOTICE, service: `s${i}`, count: 100 - i }));
    const { attributes } = mailOf([...many, { ...NOTICE, kind: "digest", severity: "fatal", service: "" }]);
    expect(attributes["severity"]).toEqual(["fatal", "error"]);
    expect(attributes["service"]).toEqual(["unknown", ...many.map(({ service }) => service)]);
    expect(attributes["rule"]).toBe("errors");
  });
});

test("a mail that only counts says so", () => {
  expect(mailOf([], { omitted: 3 })).toMatchObject({
    subject: "[Sluice] Alerts (+3 more)",
    body: "And 3 more.\n",
    attributes: { state: "firing", severity: "error", service: "unknown", rule: "unknown", route: "default" },
  });
});

test("whatever the logs hold, SNS takes the mail", () => {
  const text = (maxLength: number) =>
    fc.oneof(
      fc.string({ unit: "binary", maxLength }),
      fc.string({ unit: "grapheme", maxLength }),
      fc.constant("\ud83d".repeat(maxLength)),
      fc.constant('"'.repeat(maxLength)),
    );
  const notice: fc.Arbitrary<Notice> = fc.record({
    kind: fc.constantFrom("firing", "digest", "resolved"),
    rule: fc.constantFrom("errors", "ratio"),
    severity: fc.constantFrom("info", "warn", "error", "fatal"),
    service: text(400),
    pattern: text(30),
    template: text(400),
    sinceMs: fc.nat(),
    atMs: fc.nat(),
    count: fc.oneof(fc.integer({ min: 0, max: 20 }), fc.maxSafeNat()),
    perMinute: fc.array(fc.nat(), { maxLength: 15 }),
    measured: fc.record({ value: fc.double({ noNaN: true }), limit: fc.maxSafeNat(), unit: text(300) }),
    isFlapping: fc.boolean(),
    goesOn: fc.boolean(),
    isWorse: fc.boolean(),
  });
  fc.assert(
    fc.property(
      fc.array(notice, { maxLength: 15 }),
      fc.array(text(600), { maxLength: 4 }),
      fc.oneof(fc.constant(0), fc.maxSafeNat()),
      (notices, samples, omitted) => {
        const alerts = notices.map((each) => ({ ...each, samples }));
        const places = {
          pageUrl: "https://logs.example.com/",
          dashboardsUrl: "https://search.example.com/_dashboards",
        };
        const mail = mailOf(notices, { omitted, alerts, ...places });
        expect(() => checkNotification(mail)).not.toThrow();
        expect(mail.subject).toMatch(/^\[Sluice\] /);
      },
    ),
  );
});
