import { describe, expect, test } from "vitest";
import type { Alert } from "../../../lib/alerts/alert.ts";
import { breach, clear, countOn, isFlapping, resolve } from "../../../lib/alerts/life-cycle.ts";
import { MINUTE_MS } from "../../../lib/durations.ts";
import { firingAt, RULES, signalAt } from "./alert-fixture.ts";

/** Lives through `minutes` minutes from `from` on, breaching in those that are given. */
function live(alert: Alert | undefined, from: number, minutes: number, breaching: readonly number[], rules = RULES) {
  let now = alert;
  for (let minute = from; minute < from + minutes; minute++) {
    if (breaching.includes(minute)) now = breach(now, minute, signalAt(minute), rules);
    else if (now) now = clear(now, minute, rules);
  }
  return now;
}

describe("pending", () => {
  test("is what breaches for the first time", () => {
    expect(live(undefined, 10, 1, [10])).toMatchObject({ phase: "pending", count: 1, sinceMs: 10 * MINUTE_MS });
  });

  test.each([
    ["two minutes in a row", [10, 11], "firing"],
    ["two of three minutes", [10, 12], "firing"],
    ["two minutes that are farther apart", [10, 13], "pending"],
    ["one minute, looked at twice", [10, 10], "pending"],
  ])("%s", (_, minutes, phase) => {
    let alert: Alert | undefined;
    for (const minute of minutes) {
      alert = breach(alert, minute, signalAt(minute), RULES);
    }
    expect(alert?.phase).toBe(phase);
  });

  test("is forgotten if nothing follows", () => {
    expect(live(undefined, 10, 3, [10])).toBeUndefined();
  });

  test("fires at once if it is urgent", () => {
    expect(firingAt(10).phase).toBe("firing");
  });

  test("with a time that it must hold fires only after so long without a break", () => {
    const rules = { resolveAfterMinutes: 3, forMinutes: 3 };
    expect(live(undefined, 10, 2, [10, 11], rules)?.phase).toBe("pending");
    expect(live(undefined, 10, 3, [10, 11, 12], rules)?.phase).toBe("firing");
    expect(live(undefined, 10, 4, [10, 11, 13], rules)?.phase).toBe("pending");
  });

  test("after an incident that was resolved leaves that one as it was", () => {
    const resolved = live(firingAt(10), 11, 5, []);
    const after = live(resolved, 30, 5, [30]);
    expect(after).toMatchObject({ phase: "resolved", count: 1, earlier: [] });
    expect(after?.resolvedMs).toBe(resolved?.resolvedMs);
  });
});

describe("firing", () => {
  test("adds up its events, and is as bad as the worst of them", () => {
    const worse = breach(firingAt(10), 11, signalAt(11, { events: 5, inMinute: 5, severity: "fatal" }), RULES);
    expect(worse).toMatchObject({ count: 6, peak: 5, severity: "fatal", breaches: 2, lastSeenMs: 12 * MINUTE_MS });
    expect(breach(worse, 12, signalAt(12), RULES).severity).toBe("fatal");
  });

  test("events that show up late move its beginning", () => {
    expect(breach(firingAt(10), 11, signalAt(11, { firstMs: 7 * MINUTE_MS }), RULES).sinceMs).toBe(7 * MINUTE_MS);
  });

  test("events that are no breach belong to it all the same", () => {
    expect(countOn(firingAt(10), 3).count).toBe(4);
  });

  test("is resolved after so many quiet minutes, not before", () => {
    expect(live(firingAt(10), 11, 2, [])?.phase).toBe("firing");
    expect(live(firingAt(10), 11, 3, [])).toMatchObject({ phase: "resolved", resolvedMs: 14 * MINUTE_MS });
  });

  test("a breach in between begins the quiet anew", () => {
    expect(live(firingAt(10), 11, 5, [13])?.phase).toBe("firing");
  });

  test("what comes every ten minutes is one incident, over when three times ten minutes were quiet", () => {
    const rhythmic = [0, 2, 12, 22, 32].reduce<Alert | undefined>(
      (now, minute) => breach(now, minute, signalAt(minute, { isUrgent: true }), RULES),
      undefined,
    );
    expect(live(rhythmic, 33, 20, [])?.phase).toBe("firing");
    expect(live(rhythmic, 33, 25, [])?.phase).toBe("resolved");
  });

  test("what began long before it was found out, and ended soon after, is over as soon as anything else", () => {
    const silence = { isUrgent: true, firstMs: 0 };
    const found = breach(undefined, 20, signalAt(20, silence), RULES);
    const alert = breach(found, 21, signalAt(21, silence), RULES);
    expect(live(alert, 22, RULES.resolveAfterMinutes, [])).toMatchObject({ phase: "resolved", sinceMs: 0 });
  });

  test("ends with its rule", () => {
    expect(resolve(firingAt(10), 999)).toMatchObject({ phase: "resolved", resolvedMs: 999 });
  });
});

describe("resolved", () => {
  const resolved = () => live(firingAt(10), 11, 3, []);

  test("stays so", () => {
    expect(live(resolved(), 14, 100, [])).toEqual(resolved());
  });

  test("breaching again is a new incident, which counts from its own beginning", () => {
    const again = breach(resolved(), 30, signalAt(30, { isUrgent: true }), RULES);
    expect(again).toMatchObject({ phase: "firing", count: 1, sinceMs: 30 * MINUTE_MS, severity: "error" });
    expect(again.earlier).toEqual([
      { sinceMs: 10 * MINUTE_MS, resolvedMs: 14 * MINUTE_MS, count: 1, severity: "error" },
    ]);
    expect(again).not.toHaveProperty("resolvedMs");
  });

  test("an acknowledgement ends with its incident", () => {
    const acknowledged = { ...firingAt(10), acknowledged: { by: "ada", why: "on it", atMs: 0 } };
    expect(live(acknowledged, 11, 3, [])).not.toHaveProperty("acknowledged");
  });
});

describe("flapping", () => {
  function comingAndGoing(everyMinutes: number, times: number): Alert | undefined {
    let alert: Alert | undefined;
    for (let i = 0; i < times; i++) {
      alert = breach(alert, i * everyMinutes, signalAt(i * everyMinutes, { isUrgent: true }), RULES);
      alert = live(alert, i * everyMinutes + 1, everyMinutes - 1, []);
    }
    return alert;
  }

  test("from its third incident within hours an alert is held until it stays away for twice their distance", () => {
    const twice = comingAndGoing(40, 2);
    expect(twice?.phase).toBe("resolved");
    const thrice = comingAndGoing(40, 3);
    expect(thrice?.phase).toBe("firing");
    expect(thrice && isFlapping(thrice)).toBe(true);
    expect(live(thrice, 120, 40, [])?.phase).toBe("firing");
    expect(live(thrice, 120, 41, [])?.phase).toBe("resolved");
  });

  test("what comes back within half an hour is held from the second on", () => {
    const twice = comingAndGoing(20, 2);
    expect(twice?.phase).toBe("firing");
    expect(live(twice, 40, 20, [])?.phase).toBe("firing");
    expect(live(twice, 40, 21, [])?.phase).toBe("resolved");
  });

  test("what comes back while it is held is the same incident", () => {
    const held = comingAndGoing(20, 10);
    expect(held).toMatchObject({ phase: "firing", count: 9 });
    expect(held?.earlier).toHaveLength(1);
  });
});
