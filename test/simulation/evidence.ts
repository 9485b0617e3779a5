/** From when on an incident could be told from what is usual, by what came to Sluice: what delays are counted from. */
import { patternOf } from "../../lib/patterns/pattern.ts";
import { SILENCE_WINDOW_MS } from "./settings.ts";
import { MINUTE_MS } from "./time.ts";
import { type MostUsual, WINDOWS_MS } from "./usual-most.ts";
import type { Arrival } from "./world/arrivals.ts";
import type { ErrorIncident, Incident, SilenceIncident } from "./world/incidents.ts";

export interface Evidence {
  readonly incident: Incident;
  /** When its first error came, or the last line before a silence. */
  readonly firstMs: number;
  /**
   * From when on it is one. A new pattern: with its first error. A known one: with the error that makes more of them within 1, 5 or 15
   * minutes than is usual, see mostUsual; absent if that never happens. A silence: when its window is empty.
   */
  readonly evidentMs?: number;
}

export interface EvidenceBook {
  sees(arrival: Arrival): void;
  found(): Evidence[];
}

/** What came later than this after it happened was held up: it makes no background. */
const PROMPT_MS = 70_000;

/** @param mostUsual within each of WINDOWS_MS */
export function openEvidence(incidents: readonly Incident[], mostUsual: MostUsual): EvidenceBook {
  const backgrounds = new Map<string, number[]>();
  const own = new Map<Incident, number[]>();
  const lastMs = new Map<Incident, number>();
  const errors = incidents.filter((incident) => incident.kind !== "silence");
  const silences = incidents.filter((incident) => incident.kind === "silence");
  for (const incident of errors) {
    own.set(incident, []);
    if (incident.kind !== "new pattern") backgrounds.set(subjectOf(incident), []);
  }

  return {
    sees({ line, receivedMs, ingestedMs }) {
      for (const silence of silences) {
        const isBefore = silence.service === line.service.name && line.timeMs < silence.startMs;
        if (isBefore) lastMs.set(silence, Math.max(lastMs.get(silence) ?? 0, receivedMs));
      }
      if (line.incident) own.get(line.incident)?.push(receivedMs);
      else if (line.isError && ingestedMs - line.timeMs < PROMPT_MS) {
        const { pattern } = patternOf(line.message);
        backgrounds.get(subjectOf({ service: line.service.name, pattern }))?.push(receivedMs);
      }
    },

    found: () => [
      ...errors.map((incident) =>
        errorEvidence(incident, own.get(incident) ?? [], backgrounds.get(subjectOf(incident)) ?? [], mostUsual),
      ),
      ...silences.map((silence) => silenceEvidence(silence, lastMs.get(silence) ?? Number.NaN)),
    ],
  };
}

function subjectOf({ service, pattern }: Pick<ErrorIncident, "service" | "pattern">): string {
  return `${pattern} ${service}`;
}

function errorEvidence(
  incident: ErrorIncident,
  own: readonly number[],
  background: readonly number[],
  mostUsual: MostUsual,
): Evidence {
  const firstMs = Math.min(...own);
  if (incident.kind === "new pattern") return { incident, firstMs, evidentMs: firstMs };
  const near = background.filter((ms) => ms > incident.startMs - 15 * MINUTE_MS && ms < incident.endMs);
  const all = [...own, ...near].sort(ascending);
  const most = mostUsual(incident);
  const times = WINDOWS_MS.flatMap((windowMs, n) => whenMoreThan(all, windowMs, most[n] ?? 0) ?? []);
  return { incident, firstMs, ...(times.length > 0 && { evidentMs: Math.min(...times) }) };
}

function silenceEvidence(incident: SilenceIncident, lastMs: number): Evidence {
  return { incident, firstMs: lastMs, evidentMs: lastMs + SILENCE_WINDOW_MS };
}

/** The first time at which more than so many had come within the window. */
function whenMoreThan(sorted: readonly number[], windowMs: number, most: number): number | undefined {
  return sorted.find((timeMs, n) => n >= most && timeMs - (sorted[n - most] ?? 0) < windowMs);
}

function ascending(a: number, b: number): number {
  return a - b;
}
