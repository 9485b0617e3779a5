import { expect, test } from "vitest";
import { alertAfterCleanScan, alertAfterErrors, openAlert, type Sighting } from "../../../lib/alerts/life-cycle.ts";

const RULES = { resolveAfterCleanScans: 2 };
const GROUP = { service: "checkout", pattern: "p" };
const SEEN: Sighting = { atMs: 1000, errors: 3, severity: "error", firstMs: 900 };
const { alert: FIRING } = openAlert(GROUP, SEEN);
const { alert: RESOLVED } = alertAfterCleanScan(
  { ...FIRING, cleanScans: 1, template: "t", samples: ["s"] },
  2000,
  RULES,
);

test("the first error of a group opens a firing alert, and people hear of it", () => {
  const incident = { phase: "firing", severity: "error", count: 3, sinceMs: 900, lastSeenMs: 1000, cleanScans: 0 };
  expect(openAlert(GROUP, SEEN)).toEqual({ alert: { ...GROUP, ...incident, template: "", samples: [] }, notify: true });
});

test("further errors add up in silence and make it as bad as the worst of them", () => {
  const { alert, notify } = alertAfterErrors({ ...FIRING, cleanScans: 1 }, { ...SEEN, atMs: 1100, severity: "fatal" });
  expect(notify).toBe(false);
  expect(alert).toMatchObject({ count: 6, lastSeenMs: 1100, severity: "fatal", cleanScans: 0, phase: "firing" });
  expect(alertAfterErrors(alert, SEEN).alert.severity).toBe("fatal");
});

test("an error that arrived before the first one known, and was seen late, moves the beginning", () => {
  expect(alertAfterErrors(FIRING, { ...SEEN, firstMs: 700 }).alert.sinceMs).toBe(700);
  expect(alertAfterErrors(FIRING, { ...SEEN, firstMs: 950 }).alert.sinceMs).toBe(900);
});

test("a clean scan is not enough to resolve it, as many as the rule says are, and people hear of it", () => {
  const first = alertAfterCleanScan(FIRING, 1500, RULES);
  expect(first).toEqual({ alert: { ...FIRING, cleanScans: 1 }, notify: false });
  const second = alertAfterCleanScan(first.alert, 2000, RULES);
  expect(second).toEqual({ alert: { ...FIRING, phase: "resolved", cleanScans: 2, resolvedMs: 2000 }, notify: true });
});

test("what is resolved stays so in silence", () => {
  expect(alertAfterCleanScan(RESOLVED, 3000, RULES)).toEqual({ alert: RESOLVED, notify: false });
});

test("errors after that are a new incident, which counts from its own beginning", () => {
  const { alert, notify } = alertAfterErrors(RESOLVED, { ...SEEN, atMs: 5000, firstMs: 4900, errors: 1 });
  expect(notify).toBe(true);
  expect(alert).toMatchObject({ phase: "firing", count: 1, sinceMs: 4900, cleanScans: 0 });
  expect(alert).not.toHaveProperty("resolvedMs");
  expect(alert, "what it looks like is known").toMatchObject({ template: "t", samples: ["s"] });
});
