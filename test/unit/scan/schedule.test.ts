/** Alerts live in minutes of arrival, not in runs: when scans run, how often, and which of them die changes nothing but how soon people hear. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { EMPTY_STATE } from "../../../lib/alerts/state.ts";
import type { ErrorGroupCount } from "../../../lib/ports.ts";
import type { ScanPolicies } from "../../../lib/scan/policies.ts";
import { MINUTE_MS, RULES, scanned } from "./scanned.ts";

const START = 1_000;
const END = START + 120;
const EVERY: ScanPolicies = { ...RULES, groupPolicy: () => ({ route: "default", tell: "every" }) };

interface Arrival {
  readonly service: string;
  readonly atMinute: number;
  readonly isFatal: boolean;
}

const arrivals: fc.Arbitrary<Arrival[]> = fc.array(
  fc.record({
    service: fc.constantFrom("a", "b", "c"),
    atMinute: fc.integer({ min: 0, max: 100 * 60 }).map((second) => START + second / 60),
    isFatal: fc.integer({ min: 0, max: 30 }).map((n) => n === 0),
  }),
  { maxLength: 80 },
);

const runs = fc.array(
  fc.record({
    atMinute: fc.integer({ min: 0, max: 119 * 60 }).map((second) => START + second / 60),
    fate: fc.constantFrom("done" as const, "done twice" as const, "dies" as const),
  }),
  { maxLength: 60 },
);

function seenAt(atMinute: number, all: readonly Arrival[]): ErrorGroupCount[] {
  const groups = new Map<string, ErrorGroupCount>();
  for (const { service, atMinute: arrived, isFatal } of all) {
    if (arrived >= atMinute) continue;
    const minuteMs = Math.floor(arrived) * MINUTE_MS;
    const known = groups.get(`${service} ${minuteMs}`);
    groups.set(`${service} ${minuteMs}`, {
      service,
      pattern: "2-00",
      minuteMs,
      count: (known?.count ?? 0) + 1,
      fatalCount: (known?.fatalCount ?? 0) + (isFatal ? 1 : 0),
    });
  }
  return [...groups.values()];
}

/** What the alerts have lived through, and how many errors were counted. */
function lifeOf(all: readonly Arrival[], times: readonly number[]) {
  let state = scanned(EMPTY_STATE, START, [], { rules: EVERY }).state;
  let counted = 0;
  for (const time of times) {
    const evaluation = scanned(state, time, seenAt(time, all), { rules: EVERY });
    state = evaluation.state;
    counted += evaluation.newErrors;
  }
  const alerts = state.alerts.map(({ told: _, template: __, samples: ___, ...life }) => life);
  return { counted, alerts: alerts.sort((a, b) => a.service.localeCompare(b.service)) };
}

const eachMinute = Array.from({ length: END - START }, (_, i) => START + i + 1);

test("the same errors make the same incidents, whenever scans run and whichever of them die", () => {
  fc.assert(
    fc.property(arrivals, runs, (all, history) => {
      const times = history
        .filter(({ fate }) => fate !== "dies")
        .flatMap(({ atMinute, fate }) => (fate === "done twice" ? [atMinute, atMinute] : [atMinute]))
        .sort((a, b) => a - b);
      const ideal = lifeOf(all, eachMinute);
      expect(ideal.counted).toBe(all.length);
      expect(lifeOf(all, [...times, END])).toEqual(ideal);
    }),
    { numRuns: 200 },
  );
});
