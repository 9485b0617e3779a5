import { expect, test } from "vitest";
import { composeMail } from "../../../lib/alerts/mail.ts";
import type { Notice } from "../../../lib/alerts/notice.ts";
import { subjectLine } from "../../../lib/alerts/subject-line.ts";
import { NOTICE } from "./notices.ts";

const RATIO = { value: 5.234, limit: 5, unit: "% of 1,204 lines in 5 min" };

test.each<[Partial<Notice>, string]>([
  [{}, "[Sluice] ERROR checkout 1,840 errors: connection refused to <ip>"],
  [{ count: 1 }, "[Sluice] ERROR checkout 1 error: connection refused to <ip>"],
  [{ count: 5e9 }, "[Sluice] ERROR checkout 999,999,999+ errors: connection refused to <ip>"],
  [{ severity: "fatal" }, "[Sluice] FATAL checkout 1,840 errors: connection refused to <ip>"],
  [{ kind: "resolved" }, "[Sluice] RESOLVED ERROR checkout 1,840 errors: connection refused to <ip>"],
  [{ kind: "digest" }, "[Sluice] STILL ERROR checkout 1,840 errors: connection refused to <ip>"],
  [{ kind: "digest", isWorse: true }, "[Sluice] WORSE ERROR checkout 1,840 errors: connection refused to <ip>"],
  [{ service: "" }, "[Sluice] ERROR 1,840 errors: connection refused to <ip>"],
  [{ template: "" }, "[Sluice] ERROR checkout 1,840 errors: pattern 1-0123456789abcdef"],
  [
    { rule: "ratio", measured: RATIO, severity: "warn", template: "too many errors" },
    "[Sluice] WARN checkout 5.23 %: too many errors",
  ],
  [
    { rule: "many", measured: { value: 1_840, limit: 120, unit: "errors in 5 min" }, template: "too many errors" },
    "[Sluice] ERROR checkout 1,840 errors in 5 min: too many errors",
  ],
  [
    { rule: "rate", measured: { value: 25, limit: 20, unit: "lines a minute over 2 min" }, template: "too many lines" },
    "[Sluice] ERROR checkout 25 lines a minute: too many lines",
  ],
  [
    {
      rule: "burst",
      measured: { value: 300, limit: 36, unit: "lines in 1 min, usually 12" },
      template: "At least 3 times the usual lines in 1 min",
    },
    "[Sluice] ERROR checkout 300 lines: At least 3 times the usual lines in 1 min",
  ],
  [{ rule: "nightly", count: 0, service: "", template: "", pattern: "" }, "[Sluice] ERROR: rule nightly"],
  [{ service: "Zürich-Überweisung" }, "[Sluice] ERROR Zurich-Uberweisung 1,840 errors: connection refused to <ip>"],
  [{ service: "支付服务" }, "[Sluice] ERROR service-cf0f 1,840 errors: connection refused to <ip>"],
  [{ service: "支付-checkout" }, "[Sluice] ERROR checkout-6511 1,840 errors: connection refused to <ip>"],
  [{ template: "无法连接 redis: 超时" }, "[Sluice] ERROR checkout 1,840 errors: ? redis: ?"],
  [{ template: "内存不足，进程退出" }, "[Sluice] ERROR checkout 1,840 errors"],
  [{ template: "line\r\nBcc: all@example.com" }, "[Sluice] ERROR checkout 1,840 errors: line Bcc: all@example.com"],
  [
    { service: "s".repeat(99), template: "t".repeat(99) },
    `[Sluice] ERROR ${"s".repeat(21)}... 1,840 errors: ${"t".repeat(42)}...`,
  ],
])("of %j", (change, subject) => {
  const line = subjectLine({ ...NOTICE, ...change }, 0);
  expect(line).toBe(subject);
  expect(line.length).toBeLessThanOrEqual(99);
});

test("names that differ in another script differ in the subject, each time in the same way", () => {
  const nameIn = (service: string) => subjectLine({ ...NOTICE, service }, 0).split(" ")[2];
  expect(nameIn("支付")).toBe(nameIn("支付"));
  expect(nameIn("支付")).not.toBe(nameIn("订单"));
  // Typed on another keyboard, the same letters may be composed or not.
  expect(nameIn("платёж".normalize("NFD"))).toBe(nameIn("платёж"));
});

test("tells of the worst: firing before resolved, fatal before error, many before few", () => {
  const notices: Notice[] = [
    { ...NOTICE, kind: "resolved", severity: "fatal", service: "over", count: 900 },
    { ...NOTICE, service: "few", count: 12 },
    { ...NOTICE, service: "many", count: 500 },
    { ...NOTICE, service: "worst", severity: "fatal", count: 2 },
  ];
  const { subject } = composeMail({ notices, omitted: 5, alerts: [], route: "default" });
  expect(subject).toBe("[Sluice] FATAL worst 2 errors: connection refused to <ip> (+8 more)");
});
