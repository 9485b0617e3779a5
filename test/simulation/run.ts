/**
 * Days of three services in minutes: what they log goes the way that logs go, scans run as ingest and the schedule would run them, things go
 * wrong on both sides, and what was mailed is held against what was injected.
 */
import { openEvidence } from "./evidence.ts";
import type { Mail } from "./mails.ts";
import { type SimulationOptions, wholeSpan } from "./options.ts";
import { simulationSettings } from "./settings.ts";
import { openStage, type RunFigures, type Stage } from "./stage.ts";
import { DAY_MS, isWithin, MINUTE_MS } from "./time.ts";
import { openMostUsual } from "./usual-most.ts";
import { judge, type Verdict } from "./verdict.ts";
import { type Arrival, arrivalOf } from "./world/arrivals.ts";
import { planIncidents } from "./world/incidents.ts";
import { linesOfMinute, type World } from "./world/lines.ts";
import { type Misfortune, planMisfortune } from "./world/misfortune.ts";
import { type Run, scheduledRun, wakeAfterMiss, wokenRun } from "./world/runs.ts";
import { openWakes, type Wakes } from "./world/wakes.ts";

export interface SimulationResult {
  readonly options: SimulationOptions;
  readonly verdict: Verdict;
  readonly mails: readonly Mail[];
  readonly figures: RunFigures;
  readonly lines: number;
  readonly errors: number;
  readonly seconds: number;
}

export async function simulate(options: SimulationOptions): Promise<SimulationResult> {
  const startedMs = performance.now();
  const { fromMs, toMs } = wholeSpan(options);
  const world: World = { seed: options.seed, fromMs, incidents: planIncidents(options) };
  const misfortunes = planMisfortune(options);
  const evidence = openEvidence(world.incidents, openMostUsual());
  await using stage = await openStage(simulationSettings(options));

  const counts = { lines: 0, errors: 0 };
  const wakes = openWakes();
  let underway: Arrival[] = [];
  for (let minuteMs = fromMs; minuteMs < toMs; minuteMs += MINUTE_MS) {
    if ((minuteMs - fromMs) % DAY_MS === 0) options.onProgress?.(`day ${(minuteMs - fromMs) / DAY_MS + 1}`);
    for (const line of linesOfMinute(world, minuteMs)) {
      const arrival = arrivalOf(line, misfortunes, options.seed);
      underway.push(arrival);
      counts.lines++;
      if (line.isError) counts.errors++;
      if (line.isError && options.isWoken) wakes.tell(arrival.ingestedMs);
    }
    for (const run of runsOfMinute(minuteMs, wakes, options.seed)) {
      const [found, hidden] = partition(underway, (arrival) => isFound(arrival, run));
      underway = hidden;
      found.forEach(evidence.sees);
      await stage.write(found);
      const isDone = await runScan(stage, run, misfortunes);
      const again = run.wake && !isDone ? wakeAfterMiss(run.wake, run.atMs) : undefined;
      if (again) wakes.send(again);
    }
  }
  const found = evidence.found();
  const verdict = judge({ options, evidence: found, misfortunes, mails: stage.mails, figures: stage.figures });
  const seconds = (performance.now() - startedMs) / 1_000;
  return { options, verdict, mails: stage.mails, figures: stage.figures, ...counts, seconds };
}

/** Each is asked for when the one before it is over: it may have sent a wake message. */
function* runsOfMinute(minuteMs: number, wakes: Wakes, seed: number): Generator<Run> {
  const scheduled = scheduledRun(minuteMs, seed);
  for (let wake = wakes.take(scheduled.atMs); wake; wake = wakes.take(scheduled.atMs)) yield wokenRun(wake, seed);
  yield scheduled;
  const endMs = minuteMs + MINUTE_MS;
  for (let wake = wakes.take(endMs); wake; wake = wakes.take(endMs)) yield wokenRun(wake, seed);
}

/** A woken scan asks the store to show all it has. */
function isFound({ storedMs, visibleMs }: Arrival, { atMs, wake }: Run): boolean {
  return (wake ? storedMs : visibleMs) <= atMs;
}

function partition<T>(items: readonly T[], isFirst: (item: T) => boolean): [T[], T[]] {
  const parts: [T[], T[]] = [[], []];
  for (const item of items) parts[isFirst(item) ? 0 : 1].push(item);
  return parts;
}

/** @returns whether it came to its end */
async function runScan(stage: Stage, { atMs, fate }: Run, misfortunes: readonly Misfortune[]): Promise<boolean> {
  const current = misfortunes.filter((misfortune) => isWithin(misfortune, atMs));
  // What the platform forgets, and what it ends, it tells nobody.
  if (fate === "skipped" || current.some(({ kind }) => kind === "no scans")) {
    stage.skip(atMs);
    return true;
  }
  const jump = current.find(({ kind }) => kind === "clock jump");
  return stage.scan({
    atMs,
    nowMs: atMs + (jump?.offsetMs ?? 0),
    fate,
    isStoreDown: current.some(({ kind }) => kind === "store outage"),
    isMailDown: current.some(({ kind }) => kind === "mail outage"),
  });
}
