import { describe, expect, test } from "vitest";
import { type Loads, learnLoad, loadAt, restoreLoads, storeLoads } from "../../../../lib/alerts/groups/load.ts";

const DAY = 24 * 60;

/** Days with twice as many errors from 8 to 20 o'clock as by night. */
function afterDays(days: number, perMinute: number): Loads {
  let loads: Loads = new Map();
  for (let minute = 0; minute < days * DAY; minute += 5) {
    const hour = Math.floor((minute % DAY) / 60);
    loads = learnLoad(loads, "shop", minute, 5 * perMinute * (hour >= 8 && hour < 20 ? 2 : 1));
  }
  return loads;
}

describe("the load of a service", () => {
  test("is the same at all hours until each was seen twice", () => {
    expect(loadAt(undefined, 12 * 60)).toBe(1);
    expect(loadAt(afterDays(1, 1).get("shop"), DAY + 12 * 60)).toBe(1);
  });

  test("is then learned, beside the mean of the day", () => {
    const load = afterDays(5, 1).get("shop");
    expect(loadAt(load, 14 * 60)).toBeCloseTo(4 / 3, 0.9);
    expect(loadAt(load, 2 * 60)).toBeCloseTo(2 / 3, 0.9);
  });

  test("changes from hour to hour without a step", () => {
    const load = afterDays(5, 1).get("shop");
    for (let minute = 0; minute < DAY; minute++) {
      expect(Math.abs(loadAt(load, minute + 1) - loadAt(load, minute))).toBeLessThan(0.02);
    }
  });

  test("of few errors says little", () => {
    const load = afterDays(3, 1 / 500).get("shop");
    expect(Math.abs(loadAt(load, 14 * 60) - 1)).toBeLessThan(0.1);
  });

  test("is not learned of more services than there is room for", () => {
    let loads: Loads = new Map();
    for (let i = 0; i < 300; i++) loads = learnLoad(loads, `s${i}`, i, 1);
    expect(loads.size).toBe(200);
    expect(learnLoad(loads, "s7", 400, 1).get("s7")?.minute).toBe(400);
  });

  test("of services that had no errors for a week makes room for others", () => {
    let loads: Loads = new Map();
    for (let i = 0; i < 200; i++) loads = learnLoad(loads, `pod-${i}`, i, 1);
    loads = learnLoad(loads, "shop", 8 * DAY, 1);
    expect([...loads.keys()]).toEqual(["shop"]);
  });

  test("comes back as it was stored, nearly", () => {
    const loads = afterDays(5, 1);
    expect(loadAt(restoreLoads(storeLoads(loads)).get("shop"), 600)).toBeCloseTo(loadAt(loads.get("shop"), 600), 3);
  });

  test("is learned as though nothing were stored in between", () => {
    let kept: Loads = new Map();
    let stored: Loads = new Map();
    for (let minute = 0; minute < 10 * DAY; minute++) {
      const errors = minute % DAY < DAY / 2 ? 0.5 : 2;
      kept = learnLoad(kept, "shop", minute, errors);
      stored = restoreLoads(storeLoads(learnLoad(stored, "shop", minute, errors)));
    }
    for (const hour of [6, 18]) {
      const [known = 0, restored = 0] = [kept, stored].map((loads) => loadAt(loads.get("shop"), 10 * DAY + hour * 60));
      expect(restored / known).toBeCloseTo(1, 2);
    }
  });
});
