/** From when on an incident can be told from what is usual. */
import { expect, test } from "vitest";
import { patternOf } from "../../../lib/patterns/pattern.ts";
import { openEvidence } from "../../simulation/evidence.ts";
import { SILENCE_WINDOW_MS } from "../../simulation/settings.ts";
import { HOUR_MS, MINUTE_MS, SECOND_MS } from "../../simulation/time.ts";
import type { Arrival } from "../../simulation/world/arrivals.ts";
import type { ErrorIncident, Incident } from "../../simulation/world/incidents.ts";
import { SERVICES, type Service } from "../../simulation/world/services.ts";

const [SERVICE] = SERVICES as readonly [Service, ...Service[]];
const MESSAGE = "no more stock";
const START_MS = 100 * HOUR_MS;

const burst: ErrorIncident = {
  id: 1,
  kind: "burst",
  service: SERVICE.name,
  message: () => MESSAGE,
  pattern: patternOf(MESSAGE).pattern,
  startMs: START_MS,
  endMs: START_MS + HOUR_MS,
  usualPerMinute: 1,
  perMinute: 9,
  factor: 10,
};

const arrival = (timeMs: number, incident?: Incident, lateMs = 0): Arrival => ({
  line: { timeMs, service: SERVICE, message: MESSAGE, isError: true, ...(incident && { incident }) },
  receivedMs: timeMs + lateMs,
  ingestedMs: timeMs + lateMs,
  storedMs: timeMs + lateMs,
  visibleMs: timeMs + lateMs,
});

/** Of its background, within 1, 5 and 15 minutes. */
const evidenceOf = (incident: Incident, arrivals: readonly Arrival[], most = [3, 100, 100]) => {
  const book = openEvidence([incident], () => most);
  arrivals.forEach(book.sees);
  return book.found()[0];
};

const every = (seconds: number, count: number, fromMs: number, incident?: Incident) =>
  Array.from({ length: count }, (_, n) => arrival(fromMs + n * seconds * SECOND_MS, incident));

test("a burst is evident with the error that makes more of them within a minute than the background ever brings", () => {
  const found = evidenceOf(burst, every(10, 20, START_MS, burst));

  expect(found).toMatchObject({ firstMs: START_MS, evidentMs: START_MS + 30 * SECOND_MS });
});

test("or within 5 minutes, or 15", () => {
  const slow = every(60, 30, START_MS, burst);

  expect(evidenceOf(burst, slow, [9, 4, 99])?.evidentMs).toBe(START_MS + 4 * MINUTE_MS);
  expect(evidenceOf(burst, slow, [9, 9, 7])?.evidentMs).toBe(START_MS + 7 * MINUTE_MS);
});

test("what the background brings meanwhile counts with it", () => {
  const found = evidenceOf(burst, [...every(10, 20, START_MS - 20 * SECOND_MS), ...every(10, 20, START_MS, burst)]);

  expect(found?.evidentMs).toBe(START_MS);
});

test("what never exceeds the background is never evident", () => {
  expect(evidenceOf(burst, every(60, 10, START_MS, burst))).not.toHaveProperty("evidentMs");
});

test("what was held up on its way and came all at once is no background", () => {
  const heldUp = every(1, 3, START_MS - 2 * MINUTE_MS).map(({ line }) =>
    arrival(line.timeMs, undefined, 2 * MINUTE_MS),
  );

  expect(evidenceOf(burst, [...heldUp, ...every(60, 10, START_MS, burst)])).not.toHaveProperty("evidentMs");
});

test("a new pattern is evident with its first error", () => {
  const incident: ErrorIncident = { ...burst, kind: "new pattern" };

  expect(evidenceOf(incident, every(10, 5, START_MS, incident))).toMatchObject({
    firstMs: START_MS,
    evidentMs: START_MS,
  });
});

test("a silence is evident when its window is empty", () => {
  const silence = {
    id: 2,
    kind: "silence",
    service: SERVICE.name,
    startMs: START_MS,
    endMs: START_MS + HOUR_MS,
  } as const;
  const lastMs = START_MS - 7 * SECOND_MS;

  const found = evidenceOf(silence, [arrival(lastMs), arrival(START_MS + HOUR_MS)]);

  expect(found).toMatchObject({ firstMs: lastMs, evidentMs: lastMs + SILENCE_WINDOW_MS });
});
