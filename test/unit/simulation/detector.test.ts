/** What is told of errors must not depend on whose errors they are: the first weeks of services that a seed draws, in seconds. */
import { expect, test, vi } from "vitest";
import { detect } from "../../simulation/detector/run.ts";
import { servicesOf } from "../../simulation/detector/services.ts";
import { SERVICES } from "../../simulation/world/services.ts";

/** Years of background say what is usual. */
vi.setConfig({ testTimeout: 120_000 });

const WORLDS = [SERVICES, servicesOf(2)];
const OPTIONS = { seed: 3, days: 14, warmUpDays: 2 };
const WEEKS = (WORLDS.length * OPTIONS.days) / 7;

test("a background that comes by itself makes less than one false alarm a week", () => {
  const alarms = WORLDS.flatMap((services) => detect({ ...OPTIONS, services, hasBursts: false }).falseAlarms);
  expect(alarms.length).toBeLessThan(WEEKS);
});

test("of bursts that who knows the background could tell, 9 of 10 are told, 17 of 20 within 3 minutes of when that was", () => {
  const { bursts, falseAlarms } = WORLDS.map((services) => detect({ ...OPTIONS, services, hasBursts: true })).reduce(
    (all, one) => ({
      bursts: [...all.bursts, ...one.bursts],
      falseAlarms: [...all.falseAlarms, ...one.falseAlarms],
    }),
  );
  const evident = bursts.filter(({ evidentMinute }) => evidentMinute !== undefined);
  const told = evident.filter(({ toldMinute }) => toldMinute !== undefined);
  const soon = told.filter(({ toldMinute = 0, evidentMinute = 0 }) => toldMinute - evidentMinute <= 3);

  expect(evident.length).toBeGreaterThan(150);
  expect(told.length).toBeGreaterThan(0.9 * evident.length);
  expect(soon.length).toBeGreaterThan(0.85 * evident.length);
  expect(falseAlarms.length).toBeLessThan(WEEKS);
});
