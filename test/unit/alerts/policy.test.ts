import { expect, test } from "vitest";
import { groupPolicyOf, rulePolicyOf } from "../../../lib/alerts/policy.ts";
import { parseConfig } from "../../../lib/config.ts";

const settingsOf = (yaml: string) => parseConfig({}, `alerts: ${yaml}`);

test("without a word in sluice.yml people are told of unusual errors, by the default route", () => {
  expect(groupPolicyOf(settingsOf("{}"), { service: "checkout", template: "x" })).toEqual({
    tell: "unusual",
    route: "default",
  });
});

test("the first entry whose service and template match says how loud a group is", () => {
  const settings = settingsOf(`
  routes: [{ name: shop, to: 'mailbox:shop' }]
  groups:
    - { match: { service: "batch-*", template: "*retrying*" }, when: never }
    - { match: { service: "batch-*" }, when: new, for: 10m }
    - { match: { service: checkout }, when: every, severity: fatal, route: shop, runbook: "https://wiki/checkout" }
    - { when: new }`);
  const policy = (service: string, template: string) => groupPolicyOf(settings, { service, template });
  expect(policy("batch-1", "lost connection, retrying in <num> s").tell).toBe("never");
  expect(policy("batch-1", "out of memory")).toEqual({ tell: "new", route: "default", forMinutes: 10 });
  expect(policy("checkout", "retrying")).toEqual({
    tell: "every",
    severity: "fatal",
    route: "shop",
    runbookUrl: "https://wiki/checkout",
  });
  expect(policy("", "retrying").tell).toBe("new");
});

test("a rule's policy is what its entry says, with a line of words for people", () => {
  const settings = settingsOf(`
  rules:
    - { name: slow, type: count, query: "service:checkout timeout", above: 120, for: 3m, severity: error, runbook: "https://wiki/slow" }
    - { name: own, type: burst, summary: Too many logins }`);
  expect(rulePolicyOf(settings, "slow")).toEqual({
    severity: "error",
    route: "default",
    runbookUrl: "https://wiki/slow",
    forMinutes: 3,
    summary: "More than 120 lines with service:checkout timeout in 5 min",
  });
  expect(rulePolicyOf(settings, "own")).toMatchObject({ severity: "warn", forMinutes: 0, summary: "Too many logins" });
  expect(rulePolicyOf(settings, "gone")).toBeUndefined();
});

test.each([
  ["type: count, below: 1, window: 1h", "Fewer than 1 lines in 1 h"],
  ["type: rate, above: 2.5, errors: true", "More than 2.5 errors a minute"],
  ["type: ratio, above: 5%, errors: true, of: 'service:shop'", "More than 5 % of lines with service:shop are errors"],
  ["type: ratio, below: 99.5%, query: '200'", "Fewer than 99.5 % of lines are lines with 200"],
  [
    "type: distinct, field: user.name, above: 20, query: denied",
    "More than 20 different user.name among lines with denied in 5 min",
  ],
  ["type: burst, factor: 4, errors: true", "At least 4 times the usual errors in 5 min"],
  ["type: silence, window: 15m", "No lines for 15 min"],
  ["type: absence, window: 2d, query: '\"backup done\"'", 'No lines with "backup done" in 2 d'],
])("%s is told as: %s", (rule, summary) => {
  expect(rulePolicyOf(settingsOf(`{ rules: [{ name: a, ${rule} }] }`), "a")?.summary).toBe(summary);
});
