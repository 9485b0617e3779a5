import { describe, expect, test } from "vitest";
import { byUrgencyOfNotice } from "../../../lib/alerts/notice.ts";
import type { RuleReading } from "../../../lib/alerts/signal.ts";
import { type AlertState, EMPTY_STATE } from "../../../lib/alerts/state.ts";
import { FURTHER_GROUPS, MAX_ALERTS } from "../../../lib/scan/room.ts";
import { alertOf, errorsOf, MINUTE_MS, RULES, scanned } from "./scanned.ts";

const names = (prefix: string, length: number) => Array.from({ length }, (_, i) => `${prefix}${i}`);

function quiet(state: AlertState, from: number, to: number): AlertState {
  let now = state;
  for (let minute = from; minute <= to; minute++) now = scanned(now, minute, []).state;
  return now;
}

describe("more groups than there is room for", () => {
  test("share one alert, with all their errors", () => {
    const { state, newErrors } = scanned(EMPTY_STATE, 100, errorsOf(99, names("s", MAX_ALERTS + 500), 2));
    expect(newErrors).toBe(2 * (MAX_ALERTS + 500));
    expect(state.alerts).toHaveLength(MAX_ALERTS);
    expect(state.alerts.find(({ pattern }) => pattern === FURTHER_GROUPS.pattern)).toMatchObject({ count: 2 * 501 });
    expect(state.alerts.reduce((sum, { count }) => sum + count, 0)).toBe(newErrors);
  });

  test("stay there: the same errors seen again open nothing", () => {
    const groups = errorsOf(99, names("s", MAX_ALERTS + 500));
    const { state } = scanned(EMPTY_STATE, 100, groups);
    expect(scanned(state, 101, groups)).toMatchObject({ newErrors: 0, fired: 0 });
  });

  test("are counted once, however often their minute is looked at", () => {
    const groups = errorsOf(100, names("s", MAX_ALERTS + 500), 2);
    let { state } = scanned(EMPTY_STATE, 100.2, groups);
    for (const minute of [100.4, 100.6, 101]) state = scanned(state, minute, groups).state;
    const further = state.alerts.find(({ pattern }) => pattern === FURTHER_GROUPS.pattern);
    expect(further).toMatchObject({ count: 2 * 501, peak: 2 * 501, template: FURTHER_GROUPS.template });
  });

  test("come first in the mail", () => {
    const { state } = scanned(EMPTY_STATE, 100, errorsOf(99, names("s", MAX_ALERTS + 500)));
    const { notices } = state.outboxes["default"]?.pending ?? { notices: [] };
    expect(notices.toSorted(byUrgencyOfNotice)[0]).toMatchObject(FURTHER_GROUPS);
  });

  test("take no room from rules", () => {
    const groups = errorsOf(99, names("s", MAX_ALERTS + 500));
    const subject = { rule: "silent", service: "core", pattern: "" };
    const signal = { isBreaching: true, isUrgent: true, events: 0, firstMs: 100 * MINUTE_MS };
    const reading: RuleReading = {
      rule: "silent",
      minuteMs: 100 * MINUTE_MS,
      isUnknown: false,
      signals: [{ ...subject, ...signal, severity: "fatal" }],
    };
    const { state } = scanned(scanned(EMPTY_STATE, 100, groups).state, 101, groups, { readings: [reading] });
    expect(alertOf(state, "core")).toMatchObject({ ...subject, phase: "firing" });
  });

  test("take the places of those that are resolved, the oldest first", () => {
    let { state } = scanned(EMPTY_STATE, 100, errorsOf(99, ["oldest"]));
    state = quiet(state, 101, 105);
    state = scanned(state, 106, errorsOf(105, names("old", MAX_ALERTS - 2))).state;
    state = quiet(state, 107, 110);
    expect(state.alerts).toHaveLength(MAX_ALERTS - 1);
    state = scanned(state, 111, errorsOf(110, ["new"])).state;
    expect(state.alerts).toHaveLength(MAX_ALERTS - 1);
    expect(alertOf(state, "new")).toBeDefined();
    expect(alertOf(state, "oldest")).toBeUndefined();
    expect(alertOf(state, "old0")).toBeDefined();
  });
});

describe("more groups than are remembered", () => {
  const flood = (minute: number) => errorsOf(minute, names("flood", 12_000));

  test("are counted once, however often they are seen", () => {
    let { state } = scanned(EMPTY_STATE, 100, flood(99));
    for (const minute of [101, 105, 112]) {
      const again = scanned(state, minute, flood(99));
      expect(again).toMatchObject({ newErrors: 0, fired: 0 });
      state = again.state;
    }
    expect(quiet(state, 113, 130).groups.size).toBe(10_000);
  });

  test("do not make news of an error that is known from other days", () => {
    const day = 24 * 60;
    let { state } = scanned(EMPTY_STATE, 100, errorsOf(99, ["known"]));
    state = scanned(state, 100 + day, errorsOf(99 + day, ["known"])).state;
    state = scanned(state, 300 + day, flood(299 + day)).state;
    state = quiet(state, 301 + day, 320 + day);
    expect(scanned(state, 321 + day, errorsOf(320 + day, ["known"]))).toMatchObject({ newErrors: 1, fired: 0 });
  });
});

describe("when all places are taken", () => {
  const MUTED = { ...RULES, mutedBecause: () => "maintenance" };

  test("an alert that begins to fire gives its place to no other", () => {
    let { state } = scanned(EMPTY_STATE, 100, errorsOf(99, ["older"]), { rules: MUTED });
    state = scanned(state, 101, errorsOf(100, ["known"]), { rules: MUTED }).state;
    for (let minute = 102; minute <= 106; minute++) state = scanned(state, minute, [], { rules: MUTED }).state;
    state = scanned(state, 107, errorsOf(106, names("firing", MAX_ALERTS - 3))).state;
    const groups = [...errorsOf(107, ["first"], 9), ...errorsOf(107, ["known"], 8, 1), ...errorsOf(107, ["second"])];
    state = scanned(state, 108, groups).state;
    expect(alertOf(state, "known")).toMatchObject({ phase: "firing", told: { severity: "fatal" } });
    expect(alertOf(state, "older")).toBeUndefined();
  });

  test("there are never more than that, storm after storm", () => {
    let state = EMPTY_STATE;
    for (let storm = 0; storm < 5; storm++) {
      const minute = 100 + 10 * storm;
      state = scanned(state, minute, errorsOf(minute - 1, names(`s${storm}-`, MAX_ALERTS + 100), 2)).state;
      state = quiet(state, minute + 1, minute + 9);
    }
    expect(state.alerts.length).toBeLessThanOrEqual(MAX_ALERTS);
  });
});

describe("a scan that ran on an older state", () => {
  test("has its errors told, though the minute is one that another one has lived through", () => {
    const { state } = scanned(EMPTY_STATE, 100.01, []);
    const late = scanned(state, 99.99, errorsOf(99, ["a"], 1, 1));
    expect(late).toMatchObject({ newErrors: 1, fired: 1 });
    expect(alertOf(late.state, "a")).toMatchObject({ phase: "firing", severity: "fatal", sinceMs: 99 * MINUTE_MS });
  });

  test("counts nothing twice, whichever of the two is stored first", () => {
    const early = errorsOf(99, ["a"], 3);
    const later = errorsOf(99, ["a"], 5);
    const { state } = scanned(EMPTY_STATE, 101, later);
    const second = scanned(state, 100, early);
    expect(second).toMatchObject({ newErrors: 0, fired: 0, resolved: 0 });
    expect(second.state).toMatchObject({ watermarkMs: 101 * MINUTE_MS, alerts: [{ count: 5 }] });
    expect(scanned(second.state, 102, later)).toMatchObject({ newErrors: 0 });
  });

  test("does not count minutes that are settled", () => {
    const { state } = scanned(EMPTY_STATE, 100, errorsOf(99, ["a"]));
    const muchLater = scanned(state, 200, []).state;
    expect(scanned(muchLater, 100, errorsOf(99, ["a"]))).toMatchObject({ newErrors: 0 });
  });

  test("a look-back that was made longer does not count again what was settled under the shorter one", () => {
    let { state } = scanned(EMPTY_STATE, 100, errorsOf(99, ["a"]));
    state = scanned(state, 130, []).state;
    const rules = { ...RULES, lookBackMs: 60 * MINUTE_MS };
    state = scanned(state, 131, [], { rules }).state;
    expect(scanned(state, 132, errorsOf(99, ["a"]), { rules })).toMatchObject({ newErrors: 0 });
  });
});

describe("within a minute", () => {
  test("new errors fire, but nothing is quiet before the minute is over", () => {
    const { state } = scanned(EMPTY_STATE, 100.2, errorsOf(100, ["a"]));
    expect(alertOf(state, "a")).toMatchObject({ phase: "firing", count: 1 });
    let now = scanned(state, 103, []).state;
    for (const second of [5, 20, 40, 59]) now = scanned(now, 103 + second / 60, []).state;
    expect(alertOf(now, "a")?.phase).toBe("firing");
    expect(alertOf(scanned(now, 104, []).state, "a")?.phase).toBe("resolved");
  });

  test("the errors that follow in it are counted once each", () => {
    let { state } = scanned(EMPTY_STATE, 100.2, errorsOf(100, ["a"], 2));
    state = scanned(state, 100.6, errorsOf(100, ["a"], 5)).state;
    state = scanned(state, 101, errorsOf(100, ["a"], 6)).state;
    expect(alertOf(state, "a")).toMatchObject({ count: 6, peak: 6, breaches: 1 });
  });
});

test("errors that the store shows late are counted, and can fire", () => {
  const { state } = scanned(EMPTY_STATE, 100, []);
  const late = scanned(state, 110, errorsOf(98, ["a"], 4));
  expect(late).toMatchObject({ newErrors: 4, fired: 1 });
  expect(alertOf(late.state, "a")).toMatchObject({ sinceMs: 98 * MINUTE_MS, count: 4 });
});

test("an incident that came and went while no scan ran is told, beginning and end", () => {
  const { state } = scanned(EMPTY_STATE, 100, []);
  const after = scanned(state, 200, [...errorsOf(120, ["a"]), ...errorsOf(121, ["a"])]);
  expect(after).toMatchObject({ fired: 1, resolved: 1 });
  const { notices } = after.state.outboxes["default"]?.pending ?? { notices: [] };
  expect(notices).toMatchObject([
    { kind: "firing", sinceMs: 120 * MINUTE_MS },
    { kind: "resolved", sinceMs: 120 * MINUTE_MS, resolvedMs: 125 * MINUTE_MS, count: 2 },
  ]);
});

test("severity is fatal from the first fatal error on, until the incident ends", () => {
  let { state } = scanned(EMPTY_STATE, 100, errorsOf(99, ["a"]));
  expect(state.alerts).toMatchObject([{ severity: "error" }]);
  state = scanned(state, 101, errorsOf(100, ["a"], 1, 1)).state;
  state = scanned(state, 102, errorsOf(101, ["a"])).state;
  expect(state.alerts).toMatchObject([{ severity: "fatal", count: 3 }]);
  state = quiet(state, 103, 105);
  state = scanned(state, 106, errorsOf(105, ["a"], 20)).state;
  expect(state.alerts).toMatchObject([{ severity: "error", count: 20 }]);
});

describe("rules", () => {
  const POLICY = { severity: "warn", forMinutes: 2, summary: "" } as const;
  const breaching = (minute: number, fields: Partial<RuleReading> = {}): RuleReading => ({
    rule: "too-many",
    minuteMs: minute * MINUTE_MS,
    isUnknown: false,
    signals: [
      {
        rule: "too-many",
        service: "",
        pattern: "",
        severity: "warn",
        isBreaching: true,
        isUrgent: false,
        events: 0,
        firstMs: minute * MINUTE_MS,
      },
    ],
    ...fields,
  });
  const clearIn = (minute: number) => breaching(minute, { signals: [] });
  const phase = (state: AlertState) => state.alerts.find(({ rule }) => rule === "too-many")?.phase;

  function firing(): AlertState {
    let { state } = scanned(EMPTY_STATE, 100, []);
    for (const minute of [100, 101]) {
      state = scanned(state, minute + 1, [], { readings: [breaching(minute)] }).state;
    }
    return state;
  }

  test("fire in the second of two minutes that breach", () => {
    expect(phase(firing())).toBe("firing");
  });

  test("are resolved after three readings without a breach; a minute that was not read says nothing", () => {
    let state = quiet(firing(), 103, 120);
    expect(phase(state)).toBe("firing");
    for (const minute of [120, 121, 122]) {
      const readings = [breaching(minute, { isUnknown: true })];
      state = scanned(state, minute + 1, [], { readings }).state;
    }
    expect(phase(state)).toBe("firing");
    state = scanned(state, 124, [], { readings: [clearIn(123)] }).state;
    expect(phase(state)).toBe("resolved");
  });

  test("that are gone from sluice.yml take their alerts with them, and people hear of it", () => {
    const rules = { ...RULES, rulePolicy: () => undefined };
    const { state, resolved } = scanned(firing(), 103, [], { rules });
    expect([phase(state), resolved]).toEqual(["resolved", 1]);
  });

  test("have notices in the outbox of their route", () => {
    const rules = { ...RULES, rulePolicy: () => ({ ...POLICY, route: "oncall", runbookUrl: "https://wiki/x" }) };
    const { state } = scanned(EMPTY_STATE, 100, [], { rules });
    const once = scanned(state, 101, [], { rules, readings: [breaching(100)] }).state;
    const twice = scanned(once, 102, [], { rules, readings: [breaching(101)] }).state;
    expect(twice.outboxes["oncall"]?.pending.notices).toMatchObject([
      { rule: "too-many", runbookUrl: "https://wiki/x" },
    ]);
  });
});

test("what is muted lives on and is told when the mute ends", () => {
  const muted = { ...RULES, mutedBecause: () => "maintenance" };
  const { state, fired } = scanned(EMPTY_STATE, 100, errorsOf(99, ["a"]), { rules: muted });
  expect([fired, alertOf(state, "a")?.phase]).toEqual([0, "firing"]);
  expect(scanned(state, 101, errorsOf(100, ["a"]))).toMatchObject({ fired: 1 });
});

test("a silence that has ended leaves the state", () => {
  const silence = { id: "s", by: "ada", why: "deploy", fromMs: 0, untilMs: 100 * MINUTE_MS, match: {} };
  const { state } = scanned({ ...EMPTY_STATE, silences: [silence] }, 99, []);
  expect(state.silences).toEqual([silence]);
  expect(scanned(state, 100, []).state.silences).toEqual([]);
});
