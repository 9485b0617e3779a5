import { describe, expect, test } from "vitest";
import { type AlertLedger, EMPTY_LEDGER } from "../../../lib/alerts/alert.ts";
import type { ErrorGroupCount } from "../../../lib/ports.ts";
import { evaluate, FURTHER_GROUPS, MAX_ALERTS } from "../../../lib/scan/evaluate.ts";

const MINUTE_MS = 60_000;
const RULES = { lookBackMs: 15 * MINUTE_MS, resolveAfterCleanScans: 3 };

function scanned(ledger: AlertLedger, minute: number, groups: readonly ErrorGroupCount[]) {
  const window = { fromMs: (minute - 16) * MINUTE_MS, toMs: minute * MINUTE_MS, restart: false };
  return evaluate(ledger, { window, groups, samples: new Map() }, RULES);
}

function errorsOf(minute: number, names: readonly string[], count = 1): ErrorGroupCount[] {
  return names.map((service) => ({ service, pattern: "p", minuteMs: minute * MINUTE_MS, count, fatalCount: 0 }));
}

const names = (prefix: string, length: number) => Array.from({ length }, (_, i) => `${prefix}${i}`);

describe("more groups than there is room for", () => {
  test("share one alert, with all their errors", () => {
    const { ledger, newErrors } = scanned(EMPTY_LEDGER, 100, errorsOf(99, names("s", MAX_ALERTS + 500), 2));
    expect(newErrors).toBe(2 * (MAX_ALERTS + 500));
    expect(ledger.alerts).toHaveLength(MAX_ALERTS);
    expect(ledger.alerts.find(({ pattern }) => pattern === FURTHER_GROUPS.pattern)).toMatchObject({ count: 2 * 501 });
    expect(ledger.alerts.reduce((sum, { count }) => sum + count, 0)).toBe(newErrors);
  });

  test("stay there: the same errors seen again open nothing", () => {
    const groups = errorsOf(99, names("s", MAX_ALERTS + 500));
    const { ledger } = scanned(EMPTY_LEDGER, 100, groups);
    expect(scanned(ledger, 101, groups)).toMatchObject({ newErrors: 0, fired: 0 });
  });

  test("take the places of those that are resolved, the oldest first", () => {
    let { ledger } = scanned(EMPTY_LEDGER, 100, errorsOf(99, ["oldest"]));
    for (let minute = 101; minute <= 105; minute++) ledger = scanned(ledger, minute, []).ledger;
    ledger = scanned(ledger, 106, errorsOf(105, names("old", MAX_ALERTS - 2))).ledger;
    for (let minute = 107; minute <= 110; minute++) ledger = scanned(ledger, minute, []).ledger;
    expect(ledger.alerts).toHaveLength(MAX_ALERTS - 1);
    ledger = scanned(ledger, 111, errorsOf(110, ["new"])).ledger;
    expect(ledger.alerts).toHaveLength(MAX_ALERTS - 1);
    const services = new Set(ledger.alerts.map(({ service }) => service));
    expect(services.has("new")).toBe(true);
    expect(services.has("oldest")).toBe(false);
    expect(services.has("old0")).toBe(true);
  });
});

describe("a scan that ran on an older ledger", () => {
  test("counts nothing twice, whichever of the two is stored first", () => {
    const early = errorsOf(99, ["a"], 3);
    const later = errorsOf(99, ["a"], 5);
    const { ledger } = scanned(EMPTY_LEDGER, 101, later);
    const second = scanned(ledger, 100, early);
    expect(second).toMatchObject({ newErrors: 0, fired: 0, resolved: 0 });
    expect(second.ledger).toMatchObject({ watermarkMs: 101 * MINUTE_MS, alerts: [{ count: 5, cleanScans: 0 }] });
    expect(scanned(second.ledger, 102, later)).toMatchObject({ newErrors: 0 });
  });

  test("does not count minutes that the ledger has settled", () => {
    const { ledger } = scanned(EMPTY_LEDGER, 100, errorsOf(99, ["a"]));
    const muchLater = scanned(ledger, 200, []).ledger;
    expect(scanned(muchLater, 100, errorsOf(99, ["a"]))).toMatchObject({ newErrors: 0 });
  });

  test("a look-back that was made longer does not count again what was settled under the shorter one", () => {
    let { ledger } = scanned(EMPTY_LEDGER, 100, errorsOf(99, ["a"]));
    ledger = scanned(ledger, 130, []).ledger;
    const longer = { ...RULES, lookBackMs: 60 * MINUTE_MS };
    const rescan = (minute: number, groups: readonly ErrorGroupCount[]) => {
      const window = { fromMs: (minute - 61) * MINUTE_MS, toMs: minute * MINUTE_MS, restart: false };
      return evaluate(ledger, { window, groups, samples: new Map() }, longer);
    };
    ledger = rescan(131, []).ledger;
    expect(rescan(132, errorsOf(99, ["a"]))).toMatchObject({ newErrors: 0 });
  });
});

test("severity is fatal from the first fatal error on, until the incident ends", () => {
  let { ledger } = scanned(EMPTY_LEDGER, 100, errorsOf(99, ["a"]));
  expect(ledger.alerts).toMatchObject([{ severity: "error" }]);
  const fatal = errorsOf(100, ["a"]).map((group) => ({ ...group, fatalCount: 1 }));
  ledger = scanned(ledger, 101, fatal).ledger;
  ledger = scanned(ledger, 102, errorsOf(101, ["a"])).ledger;
  expect(ledger.alerts).toMatchObject([{ severity: "fatal", count: 3 }]);
  for (let minute = 103; minute <= 105; minute++) ledger = scanned(ledger, minute, []).ledger;
  ledger = scanned(ledger, 106, errorsOf(105, ["a"])).ledger;
  expect(ledger.alerts).toMatchObject([{ severity: "error", count: 1 }]);
});
