/** The errors of an incident, minute by minute. */
import { randomOf } from "../../../infra/local/generator/random.ts";
import { MINUTE_MS } from "../time.ts";
import { poisson, uniform } from "./counts.ts";
import type { ErrorIncident } from "./incidents.ts";

export function incidentTimes(incident: ErrorIncident, minuteMs: number, seed: number): number[] {
  const { startMs, endMs, id } = incident;
  const fromMs = Math.max(startMs, minuteMs);
  const toMs = Math.min(endMs, minuteMs + MINUTE_MS);
  if (fromMs >= toMs) return [];
  const random = randomOf(seed, 21, id, minuteMs / MINUTE_MS);
  const count = poisson(random, (ratePerMinute(incident, fromMs) * (toMs - fromMs)) / MINUTE_MS);
  const times = Array.from({ length: count }, () => Math.floor(uniform(random, fromMs, toMs)));
  // An incident begins with its first error; a leak has no such moment.
  return fromMs === startMs && incident.kind !== "leak" ? [startMs, ...times] : times;
}

function ratePerMinute({ kind, startMs, perMinute, growMs, onMs, offMs }: ErrorIncident, timeMs: number): number {
  const sinceMs = timeMs - startMs;
  switch (kind) {
    case "burst":
    case "new pattern":
      return perMinute;
    case "leak":
      return perMinute * Math.min(1, sinceMs / (growMs ?? 1));
    case "flapping":
      return sinceMs % ((onMs ?? 1) + (offMs ?? 0)) < (onMs ?? 1) ? perMinute : 0;
    default:
      return kind satisfies never;
  }
}
