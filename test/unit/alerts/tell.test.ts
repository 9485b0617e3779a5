import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Alert } from "../../../lib/alerts/alert.ts";
import { tell } from "../../../lib/alerts/tell.ts";
import { MINUTE_MS } from "../../../lib/durations.ts";
import { firingAt } from "./alert-fixture.ts";

const NOW_MS = 1_000 * MINUTE_MS;
const firing = firingAt(999);
const told = at(firing, NOW_MS).alert;
const resolved: Alert = { ...told, phase: "resolved", resolvedMs: NOW_MS };

function at(alert: Alert, atMs: number, isMuted = false) {
  return tell(alert, { atMs, isMuted: () => isMuted, perMinute: () => [1, 2, 3] });
}

/** Tells at every minute from NOW_MS on; gives the minutes at which there was a notice. */
function minutesTold(alert: Alert, minutes: number, isMuted: (minute: number) => boolean = () => false): number[] {
  const heard: number[] = [];
  let now = alert;
  for (let minute = 0; minute < minutes; minute++) {
    const { alert: next, notice } = at(now, NOW_MS + minute * MINUTE_MS, isMuted(minute));
    if (notice) heard.push(minute);
    now = next;
  }
  return heard;
}

test("nobody hears of what is pending", () => {
  expect(at({ ...firing, phase: "pending" }, NOW_MS).notice).toBeUndefined();
});

test("that it fires is told once, with its figures", () => {
  const { notice } = at(firing, NOW_MS);
  expect(notice).toMatchObject({ kind: "firing", atMs: NOW_MS, service: "checkout", count: 1, perMinute: [1, 2, 3] });
  expect(at(told, NOW_MS + MINUTE_MS)).toEqual({ alert: told });
});

test("digests follow at distances that double, up to twelve hours", () => {
  const minutes = minutesTold(firing, 40 * 60);
  expect(minutes).toEqual([0, 15, 45, 105, 225, 465, 945, 1665, 2385]);
});

test("that it is over is told once, and only if it was told that it began", () => {
  const { alert, notice } = at(resolved, NOW_MS);
  expect(notice).toMatchObject({ kind: "resolved", resolvedMs: NOW_MS });
  expect(at(alert, NOW_MS).notice).toBeUndefined();
  expect(at({ ...firing, phase: "resolved" }, NOW_MS).notice).toBeUndefined();
});

describe("worse", () => {
  const LATER_MS = NOW_MS + 5 * MINUTE_MS;

  test("three times as many in a minute are told at once, and then three times as many as those", () => {
    const { alert, notice } = at({ ...told, peak: 30 }, LATER_MS);
    expect(notice).toMatchObject({ kind: "digest", isWorse: true });
    expect(at({ ...alert, peak: 89 }, LATER_MS + 1).notice).toBeUndefined();
    expect(at({ ...alert, peak: 90 }, LATER_MS + 1).notice).toMatchObject({ isWorse: true });
  });

  test("a few more are not, though they be three times one", () => {
    expect(at({ ...told, peak: 9 }, LATER_MS).notice).toBeUndefined();
  });

  test("how big it is shows in its first minutes: what comes in them is no news", () => {
    const { alert, notice } = at({ ...told, peak: 30 }, NOW_MS + MINUTE_MS);
    expect(notice).toBeUndefined();
    expect(at({ ...alert, peak: 80 }, LATER_MS).notice).toBeUndefined();
    expect(at({ ...alert, peak: 90 }, LATER_MS).notice).toMatchObject({ isWorse: true });
  });

  test("a higher severity is told at once", () => {
    expect(at({ ...told, severity: "fatal" }, NOW_MS + 1).notice).toMatchObject({ isWorse: true, severity: "fatal" });
  });
});

describe("acknowledged", () => {
  const acknowledged: Alert = { ...told, acknowledged: { by: "ada", why: "on it", atMs: NOW_MS } };

  test("there are no digests, however much worse it is", () => {
    expect(minutesTold({ ...acknowledged, peak: 900 }, 24 * 60)).toEqual([]);
  });

  test("until the time that was given", () => {
    const untilMs = NOW_MS + 60 * MINUTE_MS;
    const { acknowledged: given } = acknowledged;
    expect(given && minutesTold({ ...acknowledged, acknowledged: { ...given, untilMs } }, 61)).toEqual([60]);
  });

  test("a higher severity is told all the same, and that it is over", () => {
    expect(at({ ...acknowledged, severity: "fatal" }, NOW_MS + 1).notice).toMatchObject({ acknowledgedBy: "ada" });
    expect(at({ ...acknowledged, phase: "resolved", resolvedMs: NOW_MS }, NOW_MS).notice?.kind).toBe("resolved");
  });
});

describe("muted", () => {
  test("what still goes on when the mute ends is told then", () => {
    const goesOn = { ...firing, lastSeenMs: NOW_MS + 29 * MINUTE_MS };
    expect(minutesTold(goesOn, 40, (minute) => minute < 30)).toEqual([30]);
  });

  test("what only waits to be over when the mute ends is not told", () => {
    const isQuiet = { ...firing, lastSeenMs: NOW_MS + 20 * MINUTE_MS };
    expect(minutesTold(isQuiet, 40, (minute) => minute < 30)).toEqual([]);
  });

  test("what is over when the mute ends is told only if people knew of it", () => {
    expect(minutesTold({ ...firing, phase: "resolved", resolvedMs: NOW_MS }, 40, (minute) => minute < 30)).toEqual([]);
    expect(minutesTold(resolved, 40, (minute) => minute < 30)).toEqual([30]);
  });
});

test("whatever becomes of an alert, firing and resolved are told by turns, beginning with firing", () => {
  const steps = fc.array(
    fc.record({
      phase: fc.constantFrom("pending" as const, "firing" as const, "resolved" as const),
      isMuted: fc.boolean(),
      peak: fc.nat(1000),
      passed: fc.integer({ min: 0, max: 2_000 }),
    }),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(steps, (history) => {
      let alert = firing;
      let nowMs = NOW_MS;
      let isOpen = false;
      for (const { phase, isMuted, peak, passed } of history) {
        nowMs += passed * MINUTE_MS;
        const { alert: next, notice } = at({ ...alert, phase, peak, resolvedMs: nowMs }, nowMs, isMuted);
        alert = next;
        if (!notice) continue;
        expect(notice.kind === "firing").toBe(!isOpen);
        isOpen = notice.kind !== "resolved";
      }
    }),
  );
});
