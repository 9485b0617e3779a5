/** What goes wrong, when and how much: drawn from the seed before anything runs. */
import { between, pick, type Random, randomOf } from "../../../infra/local/generator/random.ts";
import { patternOf } from "../../../lib/patterns/pattern.ts";
import { countedSpan, QUIET_END_MS, type SimulationOptions } from "../options.ts";
import { MINUTE_MS, type TimeSpan } from "../time.ts";
import { usualPerMinute } from "./background.ts";
import { logUniform, uniform } from "./counts.ts";
import { type ErrorSource, NEW_MESSAGES, SERVICES, type Service } from "./services.ts";

export const INCIDENT_KINDS = ["burst", "new pattern", "leak", "silence", "flapping"] as const;
export type IncidentKind = (typeof INCIDENT_KINDS)[number];

interface Happening extends TimeSpan {
  readonly id: number;
  readonly service: string;
}

/** Errors of one pattern, beside those of the background. */
export interface ErrorIncident extends Happening {
  readonly kind: Exclude<IncidentKind, "silence">;
  readonly message: (random: Random) => string;
  readonly pattern: string;
  /** What the background brings of it at the start; 0 of a new one. */
  readonly usualPerMinute: number;
  /** Of the incident alone; at its worst, where that changes. */
  readonly perMinute: number;
  /** Worst rate of all its errors, by what is usual (by one a minute, if that is less). */
  readonly factor: number;
  /** A leak grows for so long. */
  readonly growMs?: number;
  /** A flapping one comes for so long and goes for so long. */
  readonly onMs?: number;
  readonly offMs?: number;
}

export interface SilenceIncident extends Happening {
  readonly kind: "silence";
}

export type Incident = ErrorIncident | SilenceIncident;

/** Of 40. */
const SHARES: Readonly<Record<IncidentKind, number>> = {
  burst: 12,
  "new pattern": 9,
  leak: 6,
  silence: 7,
  flapping: 6,
};
/** Between two incidents of one service: mails are told apart by it. */
const GAP_MS = 75 * MINUTE_MS;
/** Less than this is a drip, whatever it is three times of. */
const LEAST_USUAL = 1;

export function planIncidents(options: SimulationOptions): Incident[] {
  const { toMs, fromMs } = countedSpan(options);
  const random = randomOf(options.seed, 11);
  const incidents: Incident[] = [];
  for (const [id, kind] of kindsOf(options.incidents).entries()) {
    for (let draw = 0; ; draw++) {
      if (draw === 10_000) throw new RangeError(`${options.incidents} incidents find no room in ${options.days} days`);
      const startMs = Math.floor(uniform(random, fromMs + GAP_MS, toMs - QUIET_END_MS));
      const incident = incidentOf(random, id, kind, startMs);
      if (incident.endMs > toMs - QUIET_END_MS || incidents.some((other) => collide(other, incident))) continue;
      incidents.push(incident);
      break;
    }
  }
  return incidents.sort((a, b) => a.startMs - b.startMs);
}

/** At least one of each. */
function kindsOf(count: number): IncidentKind[] {
  const wanted = INCIDENT_KINDS.map((kind) => ({ kind, count: Math.max(1, Math.round((SHARES[kind] * count) / 40)) }));
  return wanted.flatMap(({ kind, count: times }) => Array<IncidentKind>(times).fill(kind));
}

function collide(a: Incident, b: Incident): boolean {
  return a.service === b.service && a.startMs < b.endMs + GAP_MS && b.startMs < a.endMs + GAP_MS;
}

function incidentOf(random: Random, id: number, kind: IncidentKind, startMs: number): Incident {
  const service = SERVICES[between(random, 0, SERVICES.length - 1)] ?? (SERVICES[0] as Service);
  const lasting = (least: number, most: number) => Math.floor(uniform(random, least, most) * MINUTE_MS);
  switch (kind) {
    case "silence":
      return { id, kind, service: service.name, startMs, endMs: startMs + lasting(20, 90) };
    case "new pattern": {
      const message = NEW_MESSAGES[id % NEW_MESSAGES.length] ?? (NEW_MESSAGES[0] as ErrorSource["message"]);
      const endMs = startMs + Math.floor(logUniform(random, 1, 60) * MINUTE_MS);
      const perMinute = logUniform(random, 0.2, 20);
      return errorsOf(random, { id, kind, service: service.name, startMs, endMs }, { message, usual: 0, perMinute });
    }
    case "burst": {
      const span = { startMs, endMs: startMs + Math.floor(logUniform(random, 8, 60) * MINUTE_MS) };
      return surge(random, { id, kind, service: service.name, ...span }, service, logUniform(random, 3, 30));
    }
    case "leak": {
      const growMs = lasting(120, 300);
      const endMs = startMs + growMs + 60 * MINUTE_MS;
      const peak = uniform(random, 5, 9);
      return { ...surge(random, { id, kind, service: service.name, startMs, endMs }, service, peak), growMs };
    }
    case "flapping": {
      const span = { startMs, endMs: startMs + lasting(60, 120) };
      const rhythm = { onMs: lasting(2, 4), offMs: lasting(4, 9) };
      return { ...surge(random, { id, kind, service: service.name, ...span }, service, 10), ...rhythm };
    }
    default:
      return kind satisfies never;
  }
}

type Frame = Happening & { readonly kind: ErrorIncident["kind"] };

/** More than usual of what is known: leaks of what is there always, others of anything. */
function surge(random: Random, frame: Frame, service: Service, factor: number): ErrorIncident {
  const chronic = service.sources.filter(({ comes }) => comes.kind === "chronic");
  const candidates = frame.kind === "leak" ? chronic : service.sources;
  const source = pick(random, candidates as [ErrorSource, ...ErrorSource[]]);
  const usual = usualPerMinute(service, source, frame.startMs);
  const perMinute = factor * Math.max(usual, LEAST_USUAL) - usual;
  return errorsOf(random, frame, { message: source.message, usual, perMinute });
}

function errorsOf(
  random: Random,
  frame: Frame,
  { message, usual, perMinute }: { message: ErrorSource["message"]; usual: number; perMinute: number },
): ErrorIncident {
  const { pattern } = patternOf(message(random));
  const factor = (usual + perMinute) / Math.max(usual, LEAST_USUAL);
  return { ...frame, message, pattern, usualPerMinute: usual, perMinute, factor };
}
