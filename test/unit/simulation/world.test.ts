/** The simulated world is what its figures claim: else the promises that are held against it say nothing. */
import { expect, test } from "vitest";
import { randomOf } from "../../../infra/local/generator/random.ts";
import { patternOf } from "../../../lib/patterns/pattern.ts";
import { countedSpan, simulationOptions } from "../../simulation/options.ts";
import { DAY_MS, HOUR_MS, isWithin, MINUTE_MS } from "../../simulation/time.ts";
import { arrivalOf } from "../../simulation/world/arrivals.ts";
import { backgroundTimes, usualPerMinute } from "../../simulation/world/background.ts";
import { incidentTimes } from "../../simulation/world/incident-errors.ts";
import { INCIDENT_KINDS, planIncidents } from "../../simulation/world/incidents.ts";
import { linesOfMinute } from "../../simulation/world/lines.ts";
import { planMisfortune } from "../../simulation/world/misfortune.ts";
import { NEW_MESSAGES, SERVICES } from "../../simulation/world/services.ts";

const OPTIONS = simulationOptions({ seed: 5, days: 7, isWoken: true });
const SPAN = countedSpan(OPTIONS);

test("each source of errors has one pattern of its own, whatever its numbers are", () => {
  const random = randomOf(1);
  const messages = [...SERVICES.flatMap(({ sources }) => sources.map(({ message }) => message)), ...NEW_MESSAGES];

  const patterns = messages.map((message) => {
    const own = new Set(Array.from({ length: 200 }, () => patternOf(message(random)).pattern));
    expect([...own], message(random)).toHaveLength(1);
    return [...own][0];
  });

  expect(new Set(patterns).size).toBe(messages.length);
});

test("a week has forty incidents of all kinds, in time to be told that they are over", () => {
  const incidents = planIncidents(OPTIONS);

  expect(incidents).toHaveLength(40);
  expect(new Set(incidents.map(({ kind }) => kind))).toEqual(new Set(INCIDENT_KINDS));
  for (const { startMs, endMs } of incidents) {
    expect(startMs).toBeGreaterThanOrEqual(SPAN.fromMs);
    expect(endMs).toBeLessThanOrEqual(SPAN.toMs - HOUR_MS);
  }
});

test("two incidents of one service are an hour apart at least", () => {
  const incidents = planIncidents(OPTIONS);

  for (const [n, one] of incidents.entries()) {
    for (const next of incidents.slice(n + 1).filter(({ service }) => service === one.service)) {
      expect(next.startMs - one.endMs).toBeGreaterThanOrEqual(HOUR_MS);
    }
  }
});

test("a burst is three times the usual at least", () => {
  for (const incident of planIncidents(OPTIONS)) {
    if (incident.kind === "burst") expect(incident.factor).toBeGreaterThanOrEqual(3);
  }
});

test("the seed decides everything, and another seed decides otherwise", () => {
  const plan = (seed: number) =>
    JSON.stringify([planIncidents({ ...OPTIONS, seed }), planMisfortune({ ...OPTIONS, seed })]);

  expect(plan(5)).toBe(plan(5));
  expect(plan(5)).not.toBe(plan(6));
});

test("chronic errors come as often as they should and vary more than chance alone", () => {
  for (const service of SERVICES) {
    for (const [index, source] of service.sources.entries()) {
      if (source.comes.kind !== "chronic") continue;
      const minutes = Array.from({ length: 7 * 1440 }, (_, n) => SPAN.fromMs + n * MINUTE_MS);

      const counts = minutes.map((ms) => backgroundTimes(service, index, source, ms, 5).length);

      const mean = sum(counts) / counts.length;
      const usual = sum(minutes.map((ms) => usualPerMinute(service, source, ms))) / minutes.length;
      const variance = sum(counts.map((count) => (count - mean) ** 2)) / counts.length;
      expect(Math.abs(mean / usual - 1)).toBeLessThan(0.1);
      expect(variance / mean).toBeGreaterThan(1.02);
    }
  }
});

test("an incident begins with its first error and ends in time", () => {
  for (const incident of planIncidents(OPTIONS)) {
    if (incident.kind === "silence" || incident.kind === "leak") continue;
    const firstMinuteMs = Math.floor(incident.startMs / MINUTE_MS) * MINUTE_MS;
    const minutes = Math.ceil((incident.endMs - firstMinuteMs) / MINUTE_MS);

    const times = Array.from({ length: minutes + 1 }, (_, n) =>
      incidentTimes(incident, firstMinuteMs + n * MINUTE_MS, 5),
    );

    expect(Math.min(...times.flat())).toBe(incident.startMs);
    expect(Math.max(...times.flat())).toBeLessThan(incident.endMs);
  }
});

test("a silent service says nothing at all", () => {
  const incidents = planIncidents(OPTIONS);
  const silence = incidents.find(({ kind }) => kind === "silence");
  if (!silence) throw new Error("There is no silence in a week");
  const minuteMs = Math.ceil(silence.startMs / MINUTE_MS) * MINUTE_MS;

  const lines = linesOfMinute({ seed: 5, fromMs: SPAN.fromMs - 2 * DAY_MS, incidents }, minuteMs);

  expect(lines.some(({ service }) => service.name === silence.service)).toBe(false);
  expect(lines.length).toBeGreaterThan(0);
});

test("what arrives while the store is down is stored after it, and nothing is seen before it was stored", () => {
  const misfortunes = planMisfortune(OPTIONS);
  const outage = misfortunes.find(({ kind }) => kind === "store outage");
  if (!outage) throw new Error("There is no outage in a week");
  const world = { seed: 5, fromMs: SPAN.fromMs, incidents: [] };

  const arrivals = linesOfMinute(world, outage.startMs - (outage.startMs % MINUTE_MS) + MINUTE_MS).map((line) =>
    arrivalOf(line, misfortunes, 5),
  );

  const caught = arrivals.filter(({ receivedMs }) => isWithin(outage, receivedMs));
  expect(caught.length).toBeGreaterThan(0);
  for (const { ingestedMs } of caught) expect(ingestedMs).toBeGreaterThanOrEqual(outage.endMs);
  for (const { line, receivedMs, ingestedMs, storedMs, visibleMs } of arrivals) {
    expect([line.timeMs, receivedMs, ingestedMs, storedMs, visibleMs]).toEqual(
      [line.timeMs, receivedMs, ingestedMs, storedMs, visibleMs].toSorted((a, b) => a - b),
    );
  }
});

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
