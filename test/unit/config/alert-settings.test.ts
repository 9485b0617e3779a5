import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseConfig } from "../../../lib/config.ts";

const alertsOf = (yaml: string) => parseConfig({}, `alerts:\n${yaml.replaceAll(/^/gm, "  ")}`).alerts;

function problemsOf(yaml: string): string[] {
  try {
    alertsOf(yaml);
  } catch (error) {
    return String(error)
      .split("\n")
      .slice(1)
      .map((line) => line.trim().replace("sluice.yml: alerts.", ""));
  }
  return [];
}

test("without the section errors are watched, by no further rule, on the clock of UTC", () => {
  expect(parseConfig({}).alerts).toEqual({
    zone: "UTC",
    routes: [],
    rules: [],
    groups: [],
    forecast: [],
    maintenance: [],
  });
});

test("a rule needs a name, a type and where its line is; the rest is given", () => {
  expect(alertsOf("rules: [{ name: many, type: count, above: 120 }]").rules).toEqual([
    {
      name: "many",
      type: "count",
      query: "*",
      errors: false,
      window: { minutes: 5 },
      for: { minutes: 0 },
      above: 120,
      severity: "warn",
      mutedBy: [],
    },
  ]);
});

test.each([
  ["0.05", 0.05],
  ["5%", 0.05],
  ["12.5 %", 0.125],
  ["0", 0],
  ["100%", 1],
])("a share of %s is %d", (text, fraction) => {
  expect(alertsOf(`rules: [{ name: r, type: ratio, above: ${text} }]`).rules[0]).toMatchObject({ above: fraction });
});

test.each([
  ["sat", ["sat"]],
  ["mon-fri", ["mon", "tue", "wed", "thu", "fri"]],
  ["fri-mon", ["fri", "sat", "sun", "mon"]],
  ["sun-sun", ["sun"]],
])("the days %s are %j", (text, days) => {
  expect(alertsOf(`groups: [{ mute: { days: [${text}] } }]`).groups[0]?.mute).toEqual([{ days }]);
});

test("mute hours are one entry or several", () => {
  const night = { hours: { fromMinute: 22 * 60, toMinute: 6 * 60 } };
  expect(alertsOf("groups: [{ mute: { hours: 22:00-06:00 } }]").groups[0]?.mute).toEqual([night]);
  expect(alertsOf("groups: [{ mute: [{ hours: 22:00-06:00 }, { days: [sat] }] }]").groups[0]?.mute).toEqual([
    night,
    { days: ["sat"] },
  ]);
});

test("a maintenance window is once or every week", () => {
  expect(
    alertsOf(
      "maintenance: [{ name: move, from: 2026-11-24T22:00:00Z, until: 2026-11-25T01:00:00+01:00 }, { name: backup, hours: 02:00-24:00 }]",
    ).maintenance,
  ).toEqual([
    { name: "move", match: {}, from: Date.parse("2026-11-24T22:00:00Z"), until: Date.parse("2026-11-25T00:00:00Z") },
    { name: "backup", match: {}, hours: { fromMinute: 120, toMinute: 1440 } },
  ]);
});

describe("what is wrong is told with its key, what stands there and what belongs there:", () => {
  test.each([
    ["rules: [{ name: A b, type: absence, window: 1h }]", 'rules.0.name is "A b", expected a letter, then lower-case'],
    ["rules: [{ name: errors, type: count, above: 1 }]", 'rules.0.name is "errors", expected another name'],
    ["rules: [{ name: a, type: counting }]", 'rules.0.type is "counting", expected ("count" | "rate" | "ratio"'],
    ["rules: [{ name: a }]", "rules.0.type is nothing, expected"],
    ["rules: [{ name: a, type: count }]", "rules.0.above is nothing, expected a number here, or at below"],
    ["rules: [{ name: a, type: count, above: 1, below: 2 }]", "rules.0.below is 2, expected nothing, because above is"],
    ["rules: [{ name: a, type: count, above: 0.5 }]", "rules.0.above is 0.5, expected a whole number from 0"],
    ["rules: [{ name: a, type: count, below: 0 }]", "rules.0.below is 0, expected a whole number from 1"],
    ["rules: [{ name: a, type: rate, below: 0 }]", "rules.0.below is 0, expected a number above 0"],
    ["rules: [{ name: a, type: ratio, above: 5 }]", "rules.0.above is 5, expected a share such as 5% or 0.05"],
    ["rules: [{ name: a, type: ratio, above: 101% }]", 'rules.0.above is "101%", expected a share'],
    ["rules: [{ name: a, type: ratio, above: some }]", 'rules.0.above is "some", expected a share'],
    [
      "rules: [{ name: a, type: distinct, field: message, above: 1 }]",
      'rules.0.field is "message", expected ("service',
    ],
    ["rules: [{ name: a, type: distinct, above: 1 }]", "rules.0.field is nothing, expected"],
    ["rules: [{ name: a, type: burst, factor: 1 }]", "rules.0.factor is 1, expected a number from 1.5"],
    ["rules: [{ name: a, type: absence }]", "rules.0.window is nothing, expected a value"],
    [
      "rules: [{ name: a, type: burst, window: 90s }]",
      'rules.0.window is "90s", expected whole minutes from 1m to 24h',
    ],
    ["rules: [{ name: a, type: burst, window: 25h }]", 'rules.0.window is "25h", expected whole minutes'],
    ["rules: [{ name: a, type: burst, window: 0m }]", 'rules.0.window is "0m", expected whole minutes'],
    ["rules: [{ name: a, type: burst, window: 5 }]", "rules.0.window is 5, expected whole minutes"],
    ["rules: [{ name: a, type: burst, for: 2d }]", 'rules.0.for is "2d", expected whole minutes from 0m to 24h'],
    ["rules: [{ name: a, type: burst, severity: high }]", 'rules.0.severity is "high", expected ("info" | "warn"'],
    ["rules: [{ name: a, type: burst, runbook: http://x }]", 'rules.0.runbook is "http://x", expected an https://'],
    ["rules: [{ name: a, type: burst, by: host }]", 'rules.0.by is "host", expected "service"'],
    ["rules: [{ name: a, type: burst, above: 3 }]", "rules.0.above is not a key that Sluice knows"],
    [
      "rules: [{ name: a, type: burst, route: pager }]",
      'rules.0.route is "pager", expected default, or the name of one',
    ],
    [
      "rules: [{ name: a, type: burst, mutedBy: [b] }]",
      'rules.0.mutedBy.0 is "b", expected errors, forecast, or the name of one',
    ],
    [
      "rules: [{ name: a, type: burst }, { name: a, type: burst }]",
      'rules.1.name is "a", expected a name that no other',
    ],
    ["rules: 3", "rules is 3, expected Array"],
    ["groups: [{ when: often }]", 'groups.0.when is "often", expected ("unusual" | "every" | "new" | "never")'],
    ["groups: [{ match: { host: a } }]", "groups.0.match.host is not a key that Sluice knows"],
    ["groups: [{ mutedBy: [errors] }]", 'groups.0.mutedBy is ["errors"], expected no circle: errors, muted by errors'],
    ["groups: [{ mute: {} }]", "groups.0.mute is {}, expected hours, days, or both"],
    ["groups: [{ mute: { hour: 1 } }]", "groups.0.mute.hour is not a key that Sluice knows"],
    ["groups: [{ mute: [{ days: [] }] }]", "groups.0.mute.0.days is [], expected one day at least"],
    ["groups: [{ mute: { days: [sunday] } }]", 'groups.0.mute.days.0 is "sunday", expected a day such as sat'],
    ["groups: [{ mute: { hours: 22-06 } }]", 'groups.0.mute.hours is "22-06", expected hours such as 22:00-06:00'],
    ["groups: [{ mute: { hours: 24:00-06:00 } }]", 'groups.0.mute.hours is "24:00-06:00", expected hours'],
    ["groups: [{ mute: { hours: 06:00-06:00 } }]", 'groups.0.mute.hours is "06:00-06:00", expected hours'],
    ["groups: [{ mute: { days: [sat], zone: Mars } }]", 'groups.0.mute.zone is "Mars", expected an IANA time zone'],
    ["zone: Mars", 'zone is "Mars", expected an IANA time zone'],
    ["maintenance: [{ name: a }]", 'maintenance.0 is "a", expected either from and until, or hours, days or both'],
    ["maintenance: [{ name: a, from: now }]", 'maintenance.0.from is "now", expected a time with its zone'],
    ["maintenance: [{ name: a, from: 2026-11-24T22:00:00Z }]", 'maintenance.0 is "a", expected both from and until'],
    [
      "maintenance: [{ name: a, from: 2026-11-24T22:00:00Z, until: 2026-11-24T22:00:00Z }]",
      'maintenance.0 is "a", expected both from and until, from being the earlier one',
    ],
    [
      "maintenance: [{ name: a, days: [sat], match: { rule: gone } }]",
      'maintenance.0.match.rule is "gone", expected errors, forecast, or the name of one of alerts.rules',
    ],
    ["forecast: [{ when: often }]", 'forecast.0.when is "often", expected ("unusual" | "silent" | "digest" | "never")'],
    ["forecast: [{ match: { series: total } }]", 'forecast.0.match.series is "total", expected ("all" | "service"'],
    ["forecast: [{ match: { host: a } }]", "forecast.0.match.host is not a key that Sluice knows"],
    ["forecast: [{ route: pager }]", 'forecast.0.route is "pager", expected default, or the name of one'],
    [
      "rules: [{ name: forecast, type: burst }]",
      'rules.0.name is "forecast", expected another name: forecast is what the forecast finds',
    ],
    ["rules: [{ name: a, type: forecast }]", "rules.0.above is nothing, expected a number here, or at below"],
    [
      "rules: [{ name: a, type: forecast, above: 1, within: 2d }]",
      'rules.0.within is "2d", expected whole minutes from 5m to 24h',
    ],
    ["rules: [{ name: a, type: forecast, above: 1, query: x }]", "rules.0.query is not a key that Sluice knows"],
    [
      "rules: [{ name: a, type: forecast, above: 1, series: { query: orders } }]",
      'rules.0.series.query is "orders", expected the name of one of forecast.queries',
    ],
    // The forecast is muted by error groups and by rules of silence of itself.
    [
      "groups: [{ mutedBy: [forecast] }]",
      'groups.0.mutedBy is ["forecast"], expected no circle: errors, muted by forecast, muted by errors',
    ],
    [
      "rules: [{ name: quiet, type: silence, by: service, mutedBy: [forecast] }]",
      'rules.0.mutedBy is ["forecast"], expected no circle: quiet, muted by forecast, muted by quiet',
    ],
    ["wake: me", "wake is not a key that Sluice knows"],
  ])("%s", (yaml, problem) => {
    const problems = problemsOf(yaml);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(problem);
  });
});

test("names that do not fit are told together with mistakes elsewhere in the section", () => {
  const problems = problemsOf(`
rules:
  - { name: a, type: burst, factor: many, mutedBy: [b] }
  - { name: b, type: counting, mutedBy: [a, gone] }
groups: [{ route: pager, when: often }]
zone: Mars`);
  expect(problems.map((problem) => problem.split(" ", 1)[0])).toEqual([
    "zone",
    "rules.0.factor",
    "rules.1.type",
    "groups.0.when",
    "rules.1.mutedBy.1",
    "groups.0.route",
    "rules.0.mutedBy",
  ]);
});

test("a route that is named is one of alerts.routes, or default", () => {
  const { rules } = alertsOf(
    "routes: [{ name: shop, to: 'mailbox:shop' }]\nrules: [{ name: a, type: burst, route: shop }, { name: b, type: burst, route: default }]",
  );
  expect(rules.map(({ route }) => route)).toEqual(["shop", "default"]);
});

test("51 rules are one too many", () => {
  const rules = (n: number) =>
    `rules:\n${Array.from({ length: n }, (_, n) => `  - { name: r${n}, type: burst }`).join("\n")}`;
  expect(problemsOf(rules(50))).toEqual([]);
  expect(problemsOf(rules(51))[0]).toContain("expected at most 50 rules");
});

test("a circle of rules that mute each other is told once, however long it is and whatever hangs on it", () => {
  const problems = problemsOf(`
rules:
  - { name: leaf, type: burst, mutedBy: [a] }
  - { name: a, type: burst, mutedBy: [b] }
  - { name: b, type: burst, mutedBy: [errors] }
groups: [{ mutedBy: [a] }]`);
  expect(problems).toEqual([
    'groups.0.mutedBy is ["a"], expected no circle: errors, muted by a, muted by b, muted by errors',
  ]);
});

test("rules of which each is muted by later ones only have no circle", () => {
  const edges = fc.array(fc.tuple(fc.nat(9), fc.nat(9)), { maxLength: 30 });
  fc.assert(
    fc.property(edges, (pairs) => {
      const rules = Array.from({ length: 10 }, (_, n) => {
        const later = pairs.filter(([a, b]) => a === n && b > n).map(([, b]) => `r${b}`);
        return `  - { name: r${n}, type: burst, mutedBy: [${later.join(", ")}] }`;
      });
      expect(problemsOf(`rules:\n${rules.join("\n")}`)).toEqual([]);
    }),
    { numRuns: 30 },
  );
});
