/** What the services log in one minute: their background, and what goes wrong. */
import { between, type Random, randomOf } from "../../../infra/local/generator/random.ts";
import { DAY_MS, isWithin, MINUTE_MS } from "../time.ts";
import { backgroundTimes, nameSeed } from "./background.ts";
import { uniform } from "./counts.ts";
import { incidentTimes } from "./incident-errors.ts";
import type { Incident } from "./incidents.ts";
import { loadAt } from "./load.ts";
import { SERVICES, type Service } from "./services.ts";

export interface Line {
  readonly timeMs: number;
  readonly service: Service;
  readonly message: string;
  readonly isError: boolean;
  /** Which incident it is of; absent: none. */
  readonly incident?: Incident;
}

export interface World {
  readonly seed: number;
  readonly fromMs: number;
  readonly incidents: readonly Incident[];
}

export function linesOfMinute(world: World, minuteMs: number): Line[] {
  const current = world.incidents.filter(({ startMs, endMs }) => startMs < minuteMs + MINUTE_MS && endMs > minuteMs);
  return SERVICES.flatMap((service) => {
    const own = current.filter((incident) => incident.service === service.name);
    const lines = [...calmLines(world, service, minuteMs), ...errorLines(world, service, own, minuteMs)];
    const silence = own.find(({ kind }) => kind === "silence");
    return silence ? lines.filter(({ timeMs }) => !isWithin(silence, timeMs)) : lines;
  });
}

/** As many as the load says, evenly, and a sign of life every half minute. */
function calmLines({ seed }: World, service: Service, minuteMs: number): Line[] {
  const random = randomOf(seed, nameSeed(service.name), 31, minuteMs / MINUTE_MS);
  const count = Math.max(
    2,
    Math.round(service.linesPerMinute * loadAt(service.load, minuteMs) * uniform(random, 0.8, 1.2)),
  );
  return Array.from({ length: count }, (_, n) => ({
    timeMs: Math.floor(minuteMs + ((n + random()) * MINUTE_MS) / count),
    service,
    message: `Request ${between(random, 1, 9)}${n} done in ${between(random, 2, 400)} ms`,
    isError: false,
  }));
}

function errorLines(world: World, service: Service, incidents: readonly Incident[], minuteMs: number): Line[] {
  const random = randomOf(world.seed, nameSeed(service.name), 41, minuteMs / MINUTE_MS);
  const lines: Line[] = [];
  for (const [index, source] of service.sources.entries()) {
    const times = backgroundTimes(service, index, source, minuteMs, world.seed);
    if (minuteMs === firstTimeMs(world, index)) times.push(minuteMs);
    for (const timeMs of times) lines.push(errorLine(random, service, source.message, timeMs));
  }
  for (const incident of incidents) {
    if (incident.kind === "silence") continue;
    for (const timeMs of incidentTimes(incident, minuteMs, world.seed)) {
      lines.push({ ...errorLine(random, service, incident.message, timeMs), incident });
    }
  }
  return lines;
}

function errorLine(random: Random, service: Service, message: (random: Random) => string, timeMs: number): Line {
  return { timeMs, service, message: message(random), isError: true };
}

/** Nothing of the background is new: an installation knows thirty days, so each source speaks once on the first day of the warm-up. */
function firstTimeMs({ fromMs }: World, index: number): number {
  return fromMs + (index + 1) * Math.floor(DAY_MS / 10 / MINUTE_MS) * MINUTE_MS;
}
