/**
 * The life of an alert, one step per minute: pending when it breaches, firing when that holds, resolved when it has been quiet for long
 * enough, pending again as a new incident. Pure, and told in minutes of arrival, not in runs: it does not matter how often scans run,
 * whether one runs twice or is left out.
 */
import { HOUR_MS, MINUTE_MS } from "../durations.ts";
import type { Alert, Incident } from "./alert.ts";
import { SEVERITIES, type Severity, type Signal } from "./signal.ts";
import type { Subject } from "./subject.ts";

export interface LifeCycleRules {
  /** Quiet minutes in a row until an alert is resolved, at least. */
  readonly resolveAfterMinutes: number;
  /** How long it must breach without a break; undefined: in 2 of 3 minutes. */
  readonly forMinutes?: number | undefined;
}

/** Out of so many minutes. */
const PENDING_WINDOW = 3;
const PENDING_BREACHES = 2;
/** Errors that come every 10 minutes are one incident, not one each: it is over when the next ones are missing. */
const RHYTHMS = 3;
const LONGEST_QUIET_MS = HOUR_MS;
/** An alert that comes back so soon is flapping; one that comes back more slowly, from its third incident on. */
const FLAPPING_AGAIN_MS = HOUR_MS / 2;
const FLAPPING_WITHIN_MS = 6 * HOUR_MS;
const FLAPPING_STARTS = 3;
const MOST_EARLIER = 5;

/** The subject breaches in `minute`: over and done, or still going on. */
export function breach(before: Alert | undefined, minute: number, signal: Signal, rules: LifeCycleRules): Alert {
  const alert = before === undefined || before.phase === "resolved" ? beginIncident(before, minute, signal) : before;
  const isFirst = alert.breachedMinutes.at(-1) !== minute;
  const breachedMinutes = isFirst ? [...alert.breachedMinutes, minute].slice(-PENDING_WINDOW) : alert.breachedMinutes;
  const seen: Alert = {
    ...alert,
    severity: worse(alert.severity, signal.severity),
    sinceMs: Math.min(alert.sinceMs, signal.firstMs),
    lastSeenMs: Math.max(alert.lastSeenMs, (minute + 1) * MINUTE_MS),
    count: alert.count + signal.events,
    peak: Math.max(alert.peak, signal.inMinute ?? 0),
    breaches: alert.breaches + (isFirst ? 1 : 0),
    breachedMinutes,
    ...(signal.measured && { measured: signal.measured }),
  };
  const fires = seen.phase === "firing" || signal.isUrgent || holds(seen, minute, rules);
  return fires ? { ...seen, phase: "firing" } : seen;
}

/** Nothing breaches in `minute`, which is over; undefined: there is nothing to remember. */
export function clear(alert: Alert, minute: number, rules: LifeCycleRules): Alert | undefined {
  const quietMs = (minute + 1) * MINUTE_MS - alert.lastSeenMs;
  switch (alert.phase) {
    case "pending": {
      const mayHold = rules.forMinutes === undefined && quietMs < (PENDING_WINDOW - 1) * MINUTE_MS;
      return mayHold ? alert : forgetPending(alert);
    }
    case "firing":
      return quietMs < neededQuietMs(alert, rules) ? alert : resolved(alert, (minute + 1) * MINUTE_MS);
    case "resolved":
      return alert;
    default:
      throw new TypeError(`An alert cannot be ${String(alert.phase satisfies never)}`);
  }
}

/** Errors that are no breach, such as the usual ones behind an incident, still belong to it. */
export function countOn(alert: Alert, events: number): Alert {
  return alert.phase === "resolved" || events === 0 ? alert : { ...alert, count: alert.count + events };
}

/** What it was resolved for is no longer asked, e.g. because the rule is gone. */
export function resolve(alert: Alert, atMs: number): Alert | undefined {
  if (alert.phase === "pending") return forgetPending(alert);
  return alert.phase === "firing" ? resolved(alert, atMs) : alert;
}

function resolved(alert: Alert, resolvedMs: number): Alert {
  const { acknowledged: _, ...rest } = alert;
  return { ...rest, phase: "resolved", resolvedMs };
}

export function isFlapping(alert: Alert): boolean {
  return flappingMs(alert) > 0;
}

/** The mean distance between its incidents; 0 if it does not come and go. */
function flappingMs({ earlier, sinceMs }: Alert): number {
  const starts = earlier
    .map((incident) => incident.sinceMs)
    .filter((startMs) => sinceMs - startMs < FLAPPING_WITHIN_MS);
  const last = starts.at(-1);
  const first = starts[0];
  if (last === undefined || first === undefined) return 0;
  if (starts.length + 1 >= FLAPPING_STARTS) return (sinceMs - first) / starts.length;
  return sinceMs - last < FLAPPING_AGAIN_MS ? sinceMs - last : 0;
}

/** The next quiet must outlast what is quiet between its breaches, or, when it comes and goes, between its incidents. */
function neededQuietMs(alert: Alert, rules: LifeCycleRules): number {
  const leastMs = rules.resolveAfterMinutes * MINUTE_MS;
  const spanMs = alert.lastSeenMs - alert.sinceMs;
  const rhythmMs = alert.breaches > 1 ? (spanMs - MINUTE_MS) / (alert.breaches - 1) : 0;
  // A breach a minute is no rhythm.
  const ownMs = rhythmMs > MINUTE_MS ? Math.min(LONGEST_QUIET_MS, RHYTHMS * rhythmMs) : 0;
  const betweenMs = Math.min(FLAPPING_WITHIN_MS, 2 * flappingMs(alert));
  return Math.max(leastMs, ownMs, betweenMs);
}

function holds({ sinceMs, breachedMinutes }: Alert, minute: number, { forMinutes }: LifeCycleRules): boolean {
  if (forMinutes !== undefined) return (minute + 1) * MINUTE_MS - sinceMs >= forMinutes * MINUTE_MS;
  return breachedMinutes.filter((breached) => breached > minute - PENDING_WINDOW).length >= PENDING_BREACHES;
}

function beginIncident(before: Alert | undefined, minute: number, signal: Signal): Alert {
  const { rule, service, pattern, severity, firstMs, measured } = signal;
  // What is silent since then, or far off what was expected, was so in each minute: that is no rhythm.
  const { minutes = Math.max(1, minute + 1 - Math.floor(firstMs / MINUTE_MS)) } = signal;
  const subject: Subject = { rule, service, pattern };
  return {
    ...subject,
    phase: "pending",
    severity,
    template: signal.template ?? before?.template ?? "",
    samples: [],
    sinceMs: firstMs,
    lastSeenMs: firstMs,
    count: 0,
    peak: 0,
    ...(measured && { measured }),
    breachedMinutes: [],
    breaches: minutes - 1,
    earlier: before ? [...before.earlier, incidentOf(before)].slice(-MOST_EARLIER) : [],
    // Who was told of the incident before and not yet that it is over hears of this one as the same.
    ...(before?.told && { told: before.told }),
  };
}

function incidentOf({ sinceMs, lastSeenMs, resolvedMs, count, severity }: Alert): Incident {
  return { sinceMs, resolvedMs: resolvedMs ?? lastSeenMs, count, severity };
}

/** Nobody heard of it: the alert is again what it was before. */
function forgetPending(alert: Alert): Alert | undefined {
  const before = alert.earlier.at(-1);
  if (!before) return undefined;
  return { ...alert, ...before, phase: "resolved", earlier: alert.earlier.slice(0, -1) };
}

function worse(a: Severity, b: Severity): Severity {
  return SEVERITIES.indexOf(b) > SEVERITIES.indexOf(a) ? b : a;
}
