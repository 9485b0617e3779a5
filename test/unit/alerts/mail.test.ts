import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkNotification } from "../../../lib/adapters/notification-limits.ts";
import type { Alert } from "../../../lib/alerts/alert.ts";
import { composeMail } from "../../../lib/alerts/mail.ts";
import type { Notice } from "../../../lib/alerts/outbox.ts";

const SINCE_MS = Date.parse("2026-11-23T10:02:30Z");
const NOTICE: Notice = {
  phase: "firing",
  severity: "error",
  service: "checkout",
  pattern: "1-0123456789abcdef",
  template: "connection refused to <ip>",
  sinceMs: SINCE_MS,
  count: 12,
};

function mailOf(notices: readonly Notice[], { omitted = 0, alerts = [] as Alert[], pageUrl = "" } = {}) {
  return composeMail({ batch: { notices, omitted }, alerts, ...(pageUrl && { pageUrl }) });
}

function alertOf(notice: Notice, samples: readonly string[]): Alert {
  return { ...notice, lastSeenMs: 0, cleanScans: 0, samples };
}

const subjectOf = (change: Partial<Notice>) => mailOf([{ ...NOTICE, ...change }]).subject;

describe("the subject", () => {
  test.each<[Partial<Notice>, string]>([
    [{}, "[Sluice] FIRING 12 errors in checkout: connection refused to <ip>"],
    [{ count: 5e9 }, "[Sluice] FIRING 999999999+ errors in checkout: connection refused to <ip>"],
    [{ count: 1 }, "[Sluice] FIRING 1 error in checkout: connection refused to <ip>"],
    [{ severity: "fatal" }, "[Sluice] FIRING 12 fatal errors in checkout: connection refused to <ip>"],
    [{ phase: "resolved" }, "[Sluice] RESOLVED 12 errors in checkout: connection refused to <ip>"],
    [{ service: "" }, "[Sluice] FIRING 12 errors: connection refused to <ip>"],
    [{ template: "" }, "[Sluice] FIRING 12 errors in checkout: pattern 1-0123456789abcdef"],
    [{ template: "", pattern: "" }, "[Sluice] FIRING 12 errors in checkout: errors without a pattern"],
    [{ service: "Zürich-Überweisung" }, "[Sluice] FIRING 12 errors in Zurich-Uberweisung: connection refused to <ip>"],
    [{ service: "支付服务" }, "[Sluice] FIRING 12 errors in ????: connection refused to <ip>"],
    [{ template: "line\r\nBcc: all@example.com" }, "[Sluice] FIRING 12 errors in checkout: line Bcc: all@example.com"],
    [
      { service: "s".repeat(99), template: "t".repeat(99) },
      `[Sluice] FIRING 12 errors in ${"s".repeat(27)}...: ${"t".repeat(99 - 64)}...`,
    ],
  ])("of %j", (change, subject) => {
    expect(subjectOf(change)).toBe(subject);
    expect(subject.length).toBeLessThanOrEqual(99);
  });

  test("tells of the worst: firing before resolved, fatal before error, many before few", () => {
    const notices: Notice[] = [
      { ...NOTICE, phase: "resolved", severity: "fatal", count: 900 },
      { ...NOTICE, service: "few" },
      { ...NOTICE, service: "many", count: 500 },
      { ...NOTICE, service: "worst", severity: "fatal", count: 2 },
    ];
    const { subject, attributes } = mailOf(notices, { omitted: 5 });
    expect(subject).toBe("[Sluice] FIRING 2 fatal errors in worst: connection refused to <ip> (+8 more)");
    expect(attributes).toEqual({ state: "firing", severity: "fatal", service: "worst" });
  });
});

describe("the body", () => {
  test("tells what, where, since when, how often, with samples and a link", () => {
    const alerts = [alertOf(NOTICE, ["connection refused to 10.0.0.7", "connection refused to 10.0.0.8\n  at pool"])];
    expect(mailOf([NOTICE], { alerts, pageUrl: "https://logs.example.com/" }).body).toBe(`FIRING: 12 errors in checkout
connection refused to <ip>
Since 2026-11-23 10:02 UTC
> connection refused to 10.0.0.7
> connection refused to 10.0.0.8
    at pool

Logs and alerts: https://logs.example.com/
`);
  });

  test("of a resolved alert tells how long it was, and no samples", () => {
    const notice: Notice = { ...NOTICE, phase: "resolved", resolvedMs: SINCE_MS + 18 * 60_000 };
    expect(mailOf([notice], { alerts: [alertOf(notice, ["a sample"])] }).body).toBe(`RESOLVED: 12 errors in checkout
connection refused to <ip>
From 2026-11-23 10:02 UTC to 2026-11-23 10:20 UTC
`);
  });

  test("keeps names in any script", () => {
    expect(mailOf([{ ...NOTICE, service: "支付服务" }]).body).toContain("FIRING: 12 errors in 支付服务\n");
  });
});

test("whatever the logs hold, SNS takes the mail", () => {
  const text = (maxLength: number) =>
    fc.oneof(
      fc.string({ unit: "binary", maxLength }),
      fc.string({ unit: "grapheme", maxLength }),
      fc.constant("\ud83d".repeat(maxLength)),
    );
  const notice: fc.Arbitrary<Notice> = fc.record({
    phase: fc.constantFrom("firing" as const, "resolved" as const),
    severity: fc.constantFrom("error" as const, "fatal" as const),
    service: text(400),
    pattern: text(30),
    template: text(400),
    sinceMs: fc.nat(),
    count: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.maxSafeNat()),
  });
  const samples = fc.array(text(600), { maxLength: 4 });
  fc.assert(
    fc.property(
      fc.array(notice, { minLength: 0, maxLength: 15 }),
      samples,
      fc.oneof(fc.constant(0), fc.maxSafeNat()),
      (notices, lines, omitted) => {
        const alerts = notices.map((each) => alertOf(each, lines));
        const mail = mailOf(notices, { omitted, alerts, pageUrl: "https://logs.example.com/" });
        expect(() => checkNotification(mail)).not.toThrow();
        expect(mail.subject).toMatch(/^\[Sluice\] /);
      },
    ),
  );
});
