import { describe, expect, test } from "vitest";
import type { Silence, SilenceMatch } from "../../../lib/alerts/alert.ts";
import { mutedBecause } from "../../../lib/alerts/mute.ts";
import { parseConfig } from "../../../lib/config.ts";

const AT_MS = Date.parse("2026-11-27T23:00:00Z");
const HOUR_MS = 3_600_000;

const errors = { rule: "errors", service: "checkout", pattern: "3f2a", template: "timeout after <num> ms" };
const ruleAlert = (rule: string, service = "") => ({ rule, service, pattern: "", template: "" });

const silence = (match: SilenceMatch, untilMs = AT_MS + HOUR_MS): Silence => ({
  id: "s1",
  by: "ada",
  why: "deploy",
  fromMs: AT_MS - HOUR_MS,
  untilMs,
  match,
});

function because(
  alert: typeof errors,
  {
    yaml = "{}",
    silences = [],
    firing = [],
    atMs = AT_MS,
  }: Partial<{ yaml: string; silences: Silence[]; firing: (typeof errors)[]; atMs: number }>,
) {
  return mutedBecause(alert, { atMs, silences, firing, settings: parseConfig({}, `alerts: ${yaml}`) });
}

test("people are told of what nothing mutes", () => {
  expect(because(errors, {})).toBeUndefined();
});

describe("a silence", () => {
  test("says who wanted it, until when and why", () => {
    expect(because(errors, { silences: [silence({})] })).toBe("silenced by ada until 2026-11-28 00:00 UTC: deploy");
  });

  test.each<[SilenceMatch, boolean]>([
    [{}, true],
    [{ service: "checkout" }, true],
    [{ service: "check" }, false],
    [{ service: "check*" }, true],
    [{ service: "*out", pattern: "3f2a" }, true],
    [{ service: "checkout", pattern: "other" }, false],
    [{ rule: "errors", template: "timeout*" }, true],
    [{ rule: "logins", template: "timeout*" }, false],
    [{ template: "*ms" }, true],
    [{ template: "timeout" }, false],
  ])("for %j matches: %s", (match, expected) => {
    expect(because(errors, { silences: [silence(match)] }) !== undefined).toBe(expected);
  });

  test("begins with its first millisecond and is over at its end", () => {
    const silences = [silence({})];
    expect(because(errors, { silences, atMs: AT_MS - HOUR_MS - 1 })).toBeUndefined();
    expect(because(errors, { silences, atMs: AT_MS - HOUR_MS })).toBeDefined();
    expect(because(errors, { silences, atMs: AT_MS + HOUR_MS - 1 })).toBeDefined();
    expect(because(errors, { silences, atMs: AT_MS + HOUR_MS })).toBeUndefined();
  });
});

describe("maintenance", () => {
  const once = "from: 2026-11-27T22:30:00Z, until: 2026-11-27T23:00:01Z";

  test.each([
    [`{ name: move, ${once} }`, true],
    [`{ name: move, ${once}, match: { service: check* } }`, true],
    [`{ name: move, ${once}, match: { service: search } }`, false],
    [`{ name: move, ${once}, match: { rule: errors } }`, true],
    [`{ name: move, ${once}, match: { rule: logins } }`, false],
    ["{ name: move, days: [fri] }", true],
    ["{ name: move, days: [fri], zone: Asia/Tokyo }", false],
    ["{ name: move, hours: 22:00-23:00 }", false],
    ["{ name: move, hours: 23:00-02:00, days: [fri] }", true],
  ])("%s holds: %s", (window, expected) => {
    const yaml = `{ rules: [{ name: logins, type: burst }], maintenance: [${window}] }`;
    expect(because(errors, { yaml })).toBe(expected ? "maintenance move" : undefined);
  });

  test("that is planned once is over at its end", () => {
    const yaml = `{ maintenance: [{ name: move, ${once} }] }`;
    expect(because(errors, { yaml, atMs: Date.parse("2026-11-27T23:00:01Z") })).toBeUndefined();
  });
});

test("mute hours are those of the alert's own rule, or of the first entry that matches its group", () => {
  const night = "mute: { hours: 22:00-06:00 }";
  const rules = `rules: [{ name: logins, type: burst, ${night} }, { name: orders, type: burst }]`;
  const groups = `groups: [{ match: { service: search } }, { match: { template: timeout* }, ${night} }, { ${night} }]`;
  const yaml = `{ ${rules}, ${groups} }`;
  expect(because(errors, { yaml })).toBe("mute hours");
  expect(because({ ...errors, service: "search" }, { yaml })).toBeUndefined();
  expect(because(ruleAlert("logins"), { yaml })).toBe("mute hours");
  expect(because(ruleAlert("orders"), { yaml })).toBeUndefined();
  expect(because(errors, { yaml, atMs: AT_MS + 7 * HOUR_MS })).toBeUndefined();
});

test("mute hours without a zone are on the clock of the section", () => {
  const yaml = "{ zone: Asia/Tokyo, groups: [{ mute: { hours: 08:00-08:30, days: [sat] } }] }";
  expect(because(errors, { yaml })).toBe("mute hours");
});

describe("a rule that another one mutes", () => {
  const yaml =
    "{ rules: [{ name: down, type: silence, by: service }, { name: slow, type: burst, mutedBy: [down, errors] }] }";

  test.each([
    ["the same service", ruleAlert("slow", "checkout"), [ruleAlert("down", "checkout")], "down fires for checkout"],
    ["another service", ruleAlert("slow", "checkout"), [ruleAlert("down", "search")], undefined],
    ["all services", ruleAlert("slow", "checkout"), [ruleAlert("down")], "down fires"],
    ["one service, itself for all", ruleAlert("slow"), [ruleAlert("down", "search")], "down fires for search"],
    ["the same service, by errors", ruleAlert("slow", "checkout"), [errors], "errors fires for checkout"],
    ["nothing", ruleAlert("slow", "checkout"), [], undefined],
    ["itself only", ruleAlert("slow", "checkout"), [ruleAlert("slow", "checkout")], undefined],
  ])("while that one fires for %s", (_, alert, firing, expected) => {
    expect(because(alert, { yaml, firing })).toBe(expected);
  });

  test("does not mute its parent", () => {
    expect(because(ruleAlert("down", "checkout"), { yaml, firing: [ruleAlert("slow", "checkout")] })).toBeUndefined();
  });
});

test("what people asked for is told before what the file says", () => {
  const yaml = "{ maintenance: [{ name: move, days: [fri] }], groups: [{ mute: { days: [fri] } }] }";
  expect(because(errors, { yaml, silences: [silence({})] })).toContain("silenced by ada");
  expect(because(errors, { yaml })).toBe("maintenance move");
});

test("an alert whose rule is no longer in the file is muted by nothing of it", () => {
  expect(because(ruleAlert("gone"), { yaml: "{ groups: [{ mute: { days: [fri] } }] }" })).toBeUndefined();
});

describe("what the forecast finds", () => {
  const found = (pattern: string, service = "checkout") => ({ rule: "forecast", service, pattern, template: "" });
  const quiet = "{ rules: [{ name: quiet, type: silence, by: service }] }";

  test.each([
    ["above~error", [errors], "errors fires for checkout"],
    ["above:fatal", [errors], "errors fires for checkout"],
    ["above", [errors], undefined],
    ["above~warn", [errors], undefined],
    ["below", [errors], undefined],
    ["below", [ruleAlert("quiet", "checkout")], "quiet fires for checkout"],
    ["below", [ruleAlert("quiet", "cart")], undefined],
    ["above", [ruleAlert("quiet", "checkout")], undefined],
  ])("is muted by what says the same better: %s", (pattern, firing, reason) => {
    expect(because(found(pattern), { firing, yaml: quiet })).toBe(reason);
  });

  test("of all lines is not muted by the silence of one service", () => {
    expect(because(found("below", ""), { firing: [ruleAlert("quiet", "checkout")], yaml: quiet })).toBeUndefined();
  });

  test("has the mute hours and parents of its own entry", () => {
    const yaml = `{ rules: [{ name: down, type: burst }], forecast: [
      { match: { service: cart }, mute: { hours: "22:00-24:00" } }, { mutedBy: [down] } ] }`;
    expect(because(found("above", "cart"), { yaml })).toBe("mute hours");
    expect(because(found("above"), { yaml })).toBeUndefined();
    expect(because(found("above"), { yaml, firing: [ruleAlert("down")] })).toBe("down fires");
  });
});
