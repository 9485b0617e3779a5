/**
 * What who knows each background for long would call usual: the most errors that it brings within a while in so many weeks that of all
 * groups and whiles together one a week is more by chance. To tell sooner is to be wrong more often than that.
 */
import { randomOf } from "../../infra/local/generator/random.ts";
import { patternOf } from "../../lib/patterns/pattern.ts";
import { DAY_MS, MINUTE_MS, SECOND_MS } from "./time.ts";
import { backgroundTimes } from "./world/background.ts";
import type { ErrorIncident } from "./world/incidents.ts";
import { SERVICES, type Service } from "./world/services.ts";

export const WINDOWS_MS = [MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS] as const;
/** Of no world that is simulated. */
const SEED = -1;

/** Within each of WINDOWS_MS, by arrival. */
export type MostUsual = (incident: Pick<ErrorIncident, "service" | "pattern">) => readonly number[];

/** Of the services of the simulation. @throws RangeError if the incident is of nothing that these say by themselves */
export function openMostUsual(): MostUsual {
  const known = new Map<string, readonly number[]>();
  return ({ service: name, pattern }) => {
    const key = `${pattern} ${name}`;
    const most = known.get(key) ?? mostOf(name, pattern);
    known.set(key, most);
    return most;
  };
}

function mostOf(name: string, pattern: string): readonly number[] {
  const service = SERVICES.find((one) => one.name === name);
  const isOf = (source: Service["sources"][number]) => patternOf(source.message(randomOf(SEED))).pattern === pattern;
  const index = service?.sources.findIndex(isOf) ?? -1;
  if (!service || index === -1) throw new RangeError(`${name} has no background of ${pattern}`);
  return mostWithinWindows(service, index, SERVICES);
}

export function mostWithinWindows(service: Service, index: number, all: readonly Service[]): number[] {
  const groups = all.reduce((sum, { sources }) => sum + sources.length, 0);
  const arrivals = arrivalsOf(service, index, groups * WINDOWS_MS.length);
  return WINDOWS_MS.map((windowMs) => mostWithin(arrivals, windowMs));
}

function arrivalsOf(service: Service, index: number, weeks: number): number[] {
  const source = service.sources[index];
  if (!source) return [];
  const arrivals: number[] = [];
  for (let minuteMs = 0; minuteMs < weeks * 7 * DAY_MS; minuteMs += MINUTE_MS) {
    for (const timeMs of backgroundTimes(service, index, source, minuteMs, SEED)) {
      arrivals.push(shippedMs(service, timeMs));
    }
  }
  return arrivals.sort((a, b) => a - b);
}

/** When what happens then leaves the service. */
export function shippedMs({ shipSeconds }: Service, timeMs: number): number {
  const flushMs = shipSeconds * SECOND_MS;
  return (Math.floor(timeMs / flushMs) + 1) * flushMs;
}

function mostWithin(sorted: readonly number[], windowMs: number): number {
  let most = 0;
  let first = 0;
  for (const [n, timeMs] of sorted.entries()) {
    while (timeMs - (sorted[first] ?? 0) >= windowMs) first++;
    most = Math.max(most, n - first + 1);
  }
  return most;
}
