/** The result of a run, for a person. */
import type { FalseAlarm } from "./false-alarms.ts";
import type { SimulationResult } from "./run.ts";
import { HOUR_MS, SECOND_MS } from "./time.ts";
import { delaysOf, type IncidentFate, percentile } from "./verdict.ts";
import { INCIDENT_KINDS } from "./world/incidents.ts";

export function reportOf({ options, verdict, figures, lines, errors, seconds }: SimulationResult): string {
  const { days, warmUpDays, seed, isWoken, isEvery } = options;
  const { fates, falseAlarms, falsePerWeek, missed } = verdict;
  const flags = `${isWoken ? "" : " --schedule-only"}${isEvery ? " --every" : ""}`;
  const again = `npm run test:simulation -- --seed ${seed} --days ${days} --warm-up ${warmUpDays}${flags}`;
  return [
    `${days} days after ${warmUpDays} of warm-up, seed ${seed}, ${isWoken ? "woken by errors" : "by schedule only"}: ${n(lines)} lines, ${n(errors)} errors`,
    "",
    "                  told   mails  most/h   delay p50     p95   since first error p50     p95   disturbed",
    ...INCIDENT_KINDS.map((kind) =>
      kindLine(
        kind,
        fates.filter(({ incident }) => incident.kind === kind),
      ),
    ),
    kindLine("all", fates),
    "",
    `mails         ${n(verdict.mails)}, ${n(verdict.falseMails)} about nothing, ${verdict.repeats} notices repeated by runs that died`,
    `false alarms  ${falseAlarms.length}, ${falsePerWeek.toFixed(1)} a week`,
    ...falseAlarms.map(falseLine),
    ...(verdict.cutOff.length > 0 ? [`cut off       ${verdict.cutOff.length} silences that were a shipper's`] : []),
    `scans         ${n(figures.runs)}, ${n(figures.failed)} failed, ${n(figures.died)} died; ${percentile(figures.scanMs, 0.5).toFixed(1)} ms p50, ${percentile(figures.scanMs, 0.95).toFixed(1)} ms p95`,
    `state         ${n(figures.maxStateBytes)} bytes at most`,
    `time          ${seconds.toFixed(1)} s`,
    ...(missed.length === 0 ? ["all right"] : ["MISSED:", ...missed.map((line) => `  ${line}`), `again: ${again}`]),
  ].join("\n");
}

/** Each incident, for who asks why. */
export function incidentLines(fates: readonly IncidentFate[]): string[] {
  return fates.map(({ incident, toldMs, evidentMs, firstMs, mails, firings, resolutions, disturbances }) => {
    const { kind, service, startMs, endMs } = incident;
    const size =
      incident.kind === "silence" ? "" : ` ${incident.factor.toFixed(1)}×, ${incident.perMinute.toFixed(1)}/min`;
    const minutes = ((endMs - startMs) / 60_000).toFixed(0);
    const evident = evidentMs === undefined ? "never evident" : `evident after ${seconds(evidentMs - firstMs)}`;
    const delay = `${evident}, ${toldMs === undefined ? "not told" : `told after ${seconds(toldMs - firstMs)}`}`;
    const known = `${mails} mails, ${firings} firing, ${resolutions} resolved`;
    return `${time(startMs)} ${kind} ${service} ${minutes} min${size}: ${delay}, ${known} ${disturbances.join(", ")}`.trimEnd();
  });
}

function kindLine(name: string, fates: readonly IncidentFate[]): string {
  const told = fates.filter(({ toldMs }) => toldMs !== undefined);
  const short = told.filter(({ incident }) => incident.endMs - incident.startMs <= HOUR_MS);
  const calm = told.filter(({ disturbances }) => disturbances.length === 0);
  const delays = delaysOf(calm);
  const firsts = calm.map(({ toldMs = 0, firstMs }) => toldMs - firstMs);
  const mails = told.reduce((sum, fate) => sum + fate.mails, 0) / Math.max(1, told.length);
  return [
    name.padEnd(12),
    `${told.length}/${fates.length}`.padStart(10),
    mails.toFixed(1).padStart(8),
    String(Math.max(0, ...short.map((fate) => fate.mails))).padStart(8),
    seconds(percentile(delays, 0.5)).padStart(12),
    seconds(percentile(delays, 0.95)).padStart(8),
    seconds(percentile(firsts, 0.5)).padStart(24),
    seconds(percentile(firsts, 0.95)).padStart(8),
    String(told.length - calm.length).padStart(12),
  ].join("");
}

function falseLine({ atMs, rule, service, what, perMinute, mails, disturbances }: FalseAlarm): string {
  const shaken = disturbances.length > 0 ? ` after ${disturbances.join(", ")}` : "";
  return `  ${time(atMs)} ${rule} of ${service || "all"}, ${mails} mails: ${what.slice(0, 40)} ${perMinute.join(" ")}${shaken}`;
}

function seconds(ms: number): string {
  return `${(ms / SECOND_MS).toFixed(ms < 100 * SECOND_MS ? 1 : 0)} s`;
}

function time(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 16);
}

function n(value: number): string {
  return value.toLocaleString("en");
}
