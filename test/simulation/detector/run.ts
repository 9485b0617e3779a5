/**
 * The evaluation alone, minute by minute, over weeks of any services in seconds: no store, no state in between, nothing that goes wrong on
 * the way. What it says of a background with nothing injected are false alarms; bursts are held against what who knows the background for
 * long could tell.
 */
import { EMPTY_STATE } from "../../../lib/alerts/state.ts";
import { PATTERN_VERSION } from "../../../lib/patterns/pattern.ts";
import type { ErrorGroupCount } from "../../../lib/ports.ts";
import { evaluate } from "../../../lib/scan/evaluate.ts";
import { scanPolicies } from "../../../lib/scan/policies.ts";
import { nextWindow } from "../../../lib/scan/window.ts";
import { simulationSettings } from "../settings.ts";
import { DAY_MS, MINUTE_MS } from "../time.ts";
import { mostWithinWindows, shippedMs, WINDOWS_MS } from "../usual-most.ts";
import { backgroundTimes } from "../world/background.ts";
import type { ErrorSource, Service } from "../world/services.ts";
import { type Burst, burstTimes, planBursts } from "./bursts.ts";

export interface DetectorOptions {
  readonly services: readonly Service[];
  readonly seed: number;
  readonly days: number;
  /** That do not count. */
  readonly warmUpDays: number;
  readonly hasBursts: boolean;
}

export interface DetectorResult {
  readonly falseAlarms: readonly FalseAlarm[];
  readonly bursts: readonly BurstFate[];
}

interface FalseAlarm {
  readonly minuteMs: number;
  readonly service: string;
  readonly comes: ErrorSource["comes"];
  readonly perMinute: readonly number[];
}

/** In minutes of arrival. */
export interface BurstFate {
  readonly burst: Burst;
  readonly firstMinute: number;
  readonly evidentMinute?: number;
  readonly toldMinute?: number;
}

/** A Monday. */
const START_MS = Date.parse("2026-03-02T00:00:00Z");
const LOOK_BACK_MINUTES = 15;
const AFTERMATH_MINUTES = 20;

export function detect({ services, seed, days, warmUpDays, hasBursts }: DetectorOptions): DetectorResult {
  const span = { startMs: START_MS + warmUpDays * DAY_MS, endMs: START_MS + (warmUpDays + days) * DAY_MS };
  const bursts = hasBursts ? planBursts(services, span, seed) : [];
  const watched = services.flatMap((service) => service.sources.map((source, index) => watch(service, source, index)));
  const policies = scanPolicies(simulationSettings({ isEvery: false }));
  const falseAlarms: FalseAlarm[] = [];
  const fates = new Map<Burst, BurstFate>();
  const most = mostOnce(services);

  let state = EMPTY_STATE;
  for (let minuteMs = START_MS; minuteMs < span.endMs; minuteMs += MINUTE_MS) {
    const minute = minuteMs / MINUTE_MS;
    for (const group of watched) arrive(group, minuteMs, seed);
    for (const burst of bursts) {
      const group = watched.find(({ service, index }) => service === burst.service && index === burst.index);
      if (!group || minuteMs + MINUTE_MS <= burst.startMs || minute > endOf(burst)) continue;
      for (const timeMs of burstTimes(burst, minuteMs, seed)) {
        const arrival = count(group, timeMs);
        fates.set(burst, { burst, firstMinute: arrival, ...fates.get(burst) });
      }
      const fate = fates.get(burst);
      if (fate && fate.evidentMinute === undefined && isEvident(group, minute, most(group))) {
        fates.set(burst, { ...fate, evidentMinute: minute });
      }
    }

    const window = nextWindow(state.watermarkMs, minuteMs + MINUTE_MS, LOOK_BACK_MINUTES * MINUTE_MS);
    const groups = watched.flatMap((group) => recent(group, minute));
    const evaluation = evaluate(state, { window, groups, readings: [], samples: new Map() }, policies);
    const notices = Object.values(evaluation.state.outboxes).flatMap(({ pending }) => pending.notices);
    state = { ...evaluation.state, outboxes: {} };

    for (const { kind, isWorse, service, pattern, perMinute = [] } of notices) {
      if (minuteMs < span.startMs || !(kind === "firing" || isWorse)) continue;
      const group = watched.find((one) => one.service.name === service && one.pattern === pattern);
      const burst = bursts.find(
        (one) => one.service === group?.service && one.index === group.index && isOf(one, minute),
      );
      const fate = burst && fates.get(burst);
      if (burst && fate) fates.set(burst, { toldMinute: minute, ...fate });
      else if (group && kind === "firing") {
        falseAlarms.push({ minuteMs, service, comes: group.source.comes, perMinute });
      }
    }
  }
  return { falseAlarms, bursts: [...fates.values()] };
}

interface Watched {
  readonly service: Service;
  readonly source: ErrorSource;
  readonly index: number;
  readonly pattern: string;
  /** By minute of arrival; earlier ones are forgotten. */
  readonly counts: Map<number, number>;
}

function watch(service: Service, source: ErrorSource, index: number): Watched {
  return { service, source, index, pattern: `${PATTERN_VERSION}-${index}`, counts: new Map() };
}

function arrive(group: Watched, minuteMs: number, seed: number): void {
  const { service, source, index } = group;
  for (const timeMs of backgroundTimes(service, index, source, minuteMs, seed)) count(group, timeMs);
}

function count({ service, counts }: Watched, timeMs: number): number {
  const minute = Math.floor(shippedMs(service, timeMs) / MINUTE_MS);
  counts.set(minute, (counts.get(minute) ?? 0) + 1);
  return minute;
}

function recent({ service, pattern, counts }: Watched, lastMinute: number): ErrorGroupCount[] {
  const groups: ErrorGroupCount[] = [];
  for (const [minute, errors] of counts) {
    if (minute < lastMinute - LOOK_BACK_MINUTES) counts.delete(minute);
    else if (minute <= lastMinute) {
      groups.push({ service: service.name, pattern, minuteMs: minute * MINUTE_MS, count: errors, fatalCount: 0 });
    }
  }
  return groups;
}

function isEvident({ counts }: Watched, minute: number, most: readonly number[]): boolean {
  return WINDOWS_MS.some((windowMs, n) => {
    let sum = 0;
    for (let back = 0; back < windowMs / MINUTE_MS; back++) sum += counts.get(minute - back) ?? 0;
    return sum > (most[n] ?? 0);
  });
}

function mostOnce(services: readonly Service[]): (group: Watched) => readonly number[] {
  const known = new Map<Watched, readonly number[]>();
  return (group) => {
    const most = known.get(group) ?? mostWithinWindows(group.service, group.index, services);
    known.set(group, most);
    return most;
  };
}

function endOf({ endMs }: Burst): number {
  return Math.ceil(endMs / MINUTE_MS);
}

function isOf(burst: Burst, minute: number): boolean {
  return minute * MINUTE_MS >= burst.startMs - MINUTE_MS && minute < endOf(burst) + AFTERMATH_MINUTES;
}
