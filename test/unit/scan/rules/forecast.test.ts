import { describe, expect, test } from "vitest";
import { type AlertState, EMPTY_STATE } from "../../../../lib/alerts/state.ts";
import { parseConfig } from "../../../../lib/config.ts";
import type { ToldFinding } from "../../../../lib/forecast/alarms/watch.ts";
import { forecastReading, isToBeBelieved } from "../../../../lib/scan/rules/forecast.ts";
import { outlookReadings } from "../../../../lib/scan/rules/outlook.ts";
import { scanned } from "../scanned.ts";

const MINUTE_MS = 60_000;
const MINUTE = { minuteMs: Date.parse("2026-11-25T10:12:00Z") };
const END_MS = MINUTE.minuteMs + MINUTE_MS;

const BURST: ToldFinding = {
  series: { service: "checkout" },
  kind: "above",
  sinceMs: Date.parse("2026-11-25T10:02:00Z"),
  minutes: 10,
  ownMinutes: 10,
  expected: 120,
  actual: 1_840,
  limit: 152,
  deviations: 31,
  isPage: true,
  perMinute: [118, 1_800, 1_880],
  isEcho: false,
};

function read(finding: Partial<ToldFinding>, forecast = "[]") {
  const settings = parseConfig({}, `alerts: { forecast: ${forecast} }`);
  const { signals, asides = [] } = forecastReading({ findings: [{ ...BURST, ...finding }] }, settings, MINUTE);
  return { signal: signals[0], aside: asides[0] };
}

describe("what the forecast finds", () => {
  test("is told with what was expected, what came, since when, and the last minutes", () => {
    expect(read({}).signal).toEqual({
      rule: "forecast",
      service: "checkout",
      pattern: "above",
      severity: "warn",
      template: "Far more than the usual 120",
      isBreaching: true,
      isUrgent: true,
      events: 0,
      inMinute: 1_840,
      firstMs: BURST.sinceMs,
      measured: { value: 1_840, expected: 120, limit: 152, unit: "lines a minute" },
      perMinute: BURST.perMinute,
    });
  });

  test.each([
    [{ mostly: "warn" } as const, "above~warn", "Far more than the usual 120, mostly warn"],
    [{ series: {}, mostly: "checkout" } as const, "above", "Far more than the usual 120, mostly checkout"],
    [{ kind: "below" } as const, "below", "Far fewer than the usual 120"],
    [{ kind: "silent", expected: 0.71 } as const, "below", "Silent: 0.71 a minute are usual"],
    [{ series: { query: "orders" } } as const, "above:query:orders", "Far more of orders than the usual 120"],
  ])("is named by what it is about: %j", (finding, pattern, template) => {
    expect(read(finding).signal).toMatchObject({ pattern, template });
  });

  test("of a field is told by its statistic", () => {
    const asked = "{ name: slow, query: '*', field: http.response.status_code, statistic: p95 }";
    const settings = parseConfig({}, `forecast: { queries: [${asked}] }`);
    const finding = { ...BURST, series: { query: "slow" } };
    expect(forecastReading({ findings: [finding] }, settings, MINUTE).signals).toMatchObject([
      { template: "Far above the usual 120", measured: { unit: "p95 of http.response.status_code" } },
    ]);
  });

  test("is an error if a service is silent, unless sluice.yml says how bad it is", () => {
    expect(read({ kind: "silent" }).signal?.severity).toBe("error");
    expect(read({ kind: "silent" }, "[{ severity: fatal }]").signal?.severity).toBe("fatal");
  });

  test("is told when it has lasted for three minutes, or as long as sluice.yml says", () => {
    expect(read({ ownMinutes: 2 }).signal).toBeUndefined();
    expect(read({ ownMinutes: 2 }, "[{ for: 2m }]").signal).toBeDefined();
    expect(read({ ownMinutes: 10 }, "[{ for: 15m }]").signal).toBeUndefined();
  });

  test("is not told if another series says it already", () => {
    expect(read({ isEcho: true })).toEqual({ signal: undefined, aside: undefined });
  });

  test("is worth a line if it is less unusual, and of a level", () => {
    expect(read({ isPage: false })).toMatchObject({ signal: undefined, aside: { pattern: "above", atMs: END_MS } });
    const ofLevel = { series: { service: "checkout", level: "warn" } } as const;
    expect(read(ofLevel)).toMatchObject({ signal: undefined, aside: { pattern: "above:warn" } });
    expect(read(ofLevel, "[{ match: { level: warn }, when: unusual }]").signal).toMatchObject({
      template: "Far more warn lines than the usual 120",
    });
  });

  test("is over, and says that it goes on, when it is usual by now", () => {
    const silent = { kind: "silent", actual: 0 } as const;
    const stateAfter = (minute: number, finding: Partial<ToldFinding>, state: AlertState) => {
      const { signal } = read(finding);
      const readings = [
        { rule: "forecast", minuteMs: minute * MINUTE_MS, isUnknown: false, signals: signal ? [signal] : [] },
      ];
      return scanned(state, minute + 1, [], { readings }).state;
    };
    let state = stateAfter(END_MS / MINUTE_MS, silent, scanned(EMPTY_STATE, END_MS / MINUTE_MS, []).state);
    expect(state.alerts).toMatchObject([{ phase: "firing" }]);
    for (const n of [1, 2, 3]) state = stateAfter(END_MS / MINUTE_MS + n, { ...silent, isUsual: true }, state);
    expect(state.alerts).toMatchObject([{ phase: "resolved", goesOn: true }]);
  });

  test("is told by the first entry that matches", () => {
    const entries = "[{ match: { service: 'batch-*' }, when: never }, { match: { series: service }, when: silent }]";
    expect(read({}, entries)).toEqual({ signal: undefined, aside: undefined });
    expect(read({ kind: "silent" }, entries).signal).toBeDefined();
    expect(read({ kind: "silent", series: { service: "batch-1" } }, entries).signal).toBeUndefined();
    expect(read({ series: {} }, entries).signal).toBeDefined();
  });
});

describe("findings are believed", () => {
  test.each([
    ["of the minute before the one that ended", { toMs: END_MS - MINUTE_MS }, {}, true],
    ["of five minutes ago", { toMs: END_MS - 5 * MINUTE_MS }, {}, true],
    ["not if they are older: the forecast does not run", { toMs: END_MS - 6 * MINUTE_MS }, {}, false],
    ["not if there are none", {}, {}, false],
    [
      "not within a quarter of an hour after its pause",
      { toMs: END_MS, resumedMs: END_MS - 14 * MINUTE_MS },
      {},
      false,
    ],
    ["after that again", { toMs: END_MS, resumedMs: END_MS - 15 * MINUTE_MS }, {}, true],
    ["nor after a pause of the scan", { toMs: END_MS }, { resumedMs: END_MS - 3 * MINUTE_MS }, false],
  ])("%s", (_, found, minute, isBelieved) => {
    expect(isToBeBelieved(found, { ...MINUTE, ...minute })).toBe(isBelieved);
  });
});

describe("a rule of type forecast", () => {
  const yaml =
    "alerts: { rules: [{ name: busy, type: forecast, series: { service: shop }, above: 5000, within: 4h, for: 5m }] }";
  const passing = {
    passesMs: Date.parse("2026-11-25T14:00:00Z"),
    expected: 6_200.123,
    sure: 0.83,
    sinceMs: MINUTE.minuteMs - MINUTE_MS,
  };

  test("says when what is expected passes its limit, and how sure that is", () => {
    const [reading] = outlookReadings({ outlooks: { busy: { outlook: passing } } }, parseConfig({}, yaml), MINUTE);
    expect(reading).toMatchObject({ rule: "busy", isUnknown: false });
    expect(reading?.signals).toMatchObject([
      {
        service: "shop",
        template: "More than 5000 lines a minute within 4 h: by 2026-11-25 14:00 UTC",
        isUrgent: false,
        firstMs: MINUTE.minuteMs,
        measured: { value: 6_200.12, limit: 5_000, unit: "lines a minute over the next 4 h, 83 % sure" },
      },
    ]);
  });

  test("is clear if it will not pass, and unknown if the forecast does not follow its series", () => {
    const settings = parseConfig({}, yaml);
    expect(outlookReadings({ outlooks: { busy: {} } }, settings, MINUTE)).toMatchObject([
      { isUnknown: false, signals: [] },
    ]);
    expect(outlookReadings({ outlooks: {} }, settings, MINUTE)).toMatchObject([{ isUnknown: true }]);
  });
});
