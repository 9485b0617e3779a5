/**
 * The forecast: the values of the minutes since the last run go into the models of all series, and what is expected next comes out. Minutes
 * that will not change any more are kept in the store.
 */
import { forecastPolicyOf, hearingOf } from "../alerts/forecast-policy.ts";
import type { Settings } from "../config/settings.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../durations.ts";
import { isSluiceError } from "../errors.ts";
import type { LogStore, ObjectStore } from "../ports.ts";
import { updateState } from "../state.ts";
import { keepFindings, outlookRules, readFindings } from "./alarms/keep.ts";
import { type ReadSeries, readOf } from "./alarms/read.ts";
import { type LearnedShard, type LearnPlan, learnShard } from "./learn.ts";
import { keepMonth } from "./month-kept.ts";
import { LOOK_BACK_MS, type Plan, planWindow } from "./plan.ts";
import { type Figures, type ForecastReport, figuresOf, NO_FIGURES, reportOf } from "./report.ts";
import { seriesName } from "./series-id.ts";
import { EMPTY_SHARD, shardKey } from "./state.ts";
import { placesFor, type Survey, survey, usable, withShard } from "./survey.ts";
import { REPLAY_MS } from "./track.ts";

export interface ForecastOptions {
  readonly store: LogStore;
  readonly objects: ObjectStore;
  readonly settings: Pick<Settings, "forecast" | "alerts">;
  readonly nowMs: number;
  /** Whether more of what was missed may be begun; a later run does the rest. */
  readonly hasTime?: () => boolean;
  /** Told why points were not taken, the past of a new query could not be read whole, a query was refused, or the month not forecast. */
  readonly onFailure?: (error: Error, of: "points" | "past" | "query" | "month") => void;
}

/** A minute is counted when it has been over for so long: most records come by then. */
const SETTLE_MS = MINUTE_MS;
/** Of what was missed, so much is kept in the store. */
const KEEP_BACK_MS = DAY_MS;
/**
 * What was missed is read in portions of so many minutes of all series, and at most six hours: memory and answers stay small. A run begins with
 * half an hour, and each portion is twice the one before: so a run gets somewhere, however long a busy store takes for hours.
 */
const MINUTES_AT_ONCE = 100_000;
const FIRST_PORTION_MS = HOUR_MS / 2;
const LONGEST_PORTION_MS = 6 * HOUR_MS;

/** @throws SluiceError if the store or the state fail; the next run catches up */
export async function forecast(options: ForecastOptions): Promise<ForecastReport> {
  const { objects, settings, nowMs, hasTime = () => true, onFailure } = options;
  const rules = outlookRules(settings.alerts.rules);
  const endMs = Math.floor((nowMs - SETTLE_MS) / MINUTE_MS) * MINUTE_MS;
  let found = await survey(objects, { endMs, timeZone: settings.forecast.timeZone });
  let figures = NO_FIGURES;
  let read: readonly ReadSeries[] = [];
  let portionMs = FIRST_PORTION_MS;
  do {
    const window = await nextWindow(found, endMs, portionMs, options);
    if (!window) break;
    portionMs = Math.min(2 * portionMs, LONGEST_PORTION_MS);
    const plan = await planWindow(found, window, endMs, options);
    const learned = await learn(plan, found, endMs, options);
    found = learned.found;
    figures = addUp(figures, learned.figures);
    read = learned.read;
  } while (hasTime());
  const isWhole = found.series.length > 0 && read.length === found.series.length;
  const { findings } = isWhole
    ? await keepFindings(objects, read, {
        toMs: endMs,
        rules,
        hearingOf: (finding) => hearingOf(forecastPolicyOf(settings, finding.series), finding),
      })
    : await readFindings(objects);
  const month = await keepMonth(objects, options).catch((error: unknown) => {
    if (!isSluiceError(error)) throw error;
    onFailure?.(error, "month");
    return undefined;
  });
  const unusual = findings.filter(({ isEcho, isUsual }) => !isEcho && !isUsual).length;
  return { ...reportOf(figures, found), unusual, ...(month && { month }) };
}

/** From the first minute that is to be read again; undefined if all is known, or there is no record at all. */
async function nextWindow(
  { shards, series }: Survey,
  endMs: number,
  mostMs: number,
  { store, settings }: ForecastOptions,
): Promise<Plan["window"] | undefined> {
  const knownToMs = Math.min(...shards.map(({ toMs }) => toMs ?? 0));
  if (knownToMs >= endMs) return undefined;
  const earliestMs = endMs - LOOK_BACK_MS;
  const sinceMs = Math.min(...series.map((one) => one.sinceMs ?? Number.POSITIVE_INFINITY));
  const fromMs = Number.isFinite(sinceMs)
    ? Math.max(sinceMs, earliestMs)
    : await firstHour(store, Math.max(earliestMs, knownToMs - REPLAY_MS), endMs);
  if (fromMs === undefined) return undefined;
  const minutes = Math.max(1, Math.floor(MINUTES_AT_ONCE / (series.length || settings.forecast.series)));
  const portionMs = Math.min(mostMs, minutes * MINUTE_MS);
  return { fromMs, toMs: Math.min(endMs, Math.max(fromMs, knownToMs) + portionMs) };
}

async function firstHour(store: LogStore, fromMs: number, toMs: number): Promise<number | undefined> {
  const [first] = await store.histogram({ fromMs, toMs }, HOUR_MS);
  return first && Math.max(fromMs, first.startMs);
}

/** Shard by shard: whatever becomes of one, the others are whole. */
async function learn(
  plan: Plan,
  before: Survey,
  endMs: number,
  { store, objects, settings, onFailure }: ForecastOptions,
) {
  const rules = outlookRules(settings.alerts.rules);
  const places = placesFor(plan.joining.length, before);
  let found = before;
  let figures: Figures = { ...NO_FIGURES, leftOut: plan.leftOut };
  const read: ReadSeries[] = [];
  for (let index = 0; index <= Math.max(before.shards.length - 1, ...places); index++) {
    // Two runs at once may have found different places for one series.
    const others = found.series.filter(({ shard, name }) => shard !== index && !plan.leaving.has(name));
    const elsewhere = new Set(others.map(({ name }) => name));
    const joining = plan.joining.filter((id, n) => places[n] === index && !elsewhere.has(seriesName(id)));
    const leaving = plan.leaving.union(elsewhere);
    const shardPlan = { ...plan, joining, leaving, keepFromMs: endMs - KEEP_BACK_MS };
    const { shard, learned } = await updateShard(index, shardPlan, endMs, { store, objects });
    found = withShard(found, index, shard);
    const { steps, points, failure } = learned;
    if (plan.window.toMs === endMs) read.push(...readOf(steps, rules));
    if (failure) onFailure?.(failure, "points");
    const written = failure ? { points: 0, pointsFailed: points } : { points, pointsFailed: 0 };
    figures = addUp(figures, { ...figuresOf(steps), ...written, leftOut: plan.leftOut });
  }
  return { found, figures, read };
}

async function updateShard(
  index: number,
  plan: LearnPlan,
  endMs: number,
  { store, objects }: Pick<ForecastOptions, "store" | "objects">,
) {
  let learned: LearnedShard | undefined;
  const shard = await updateState(objects, shardKey(index), EMPTY_SHARD, async (stored) => {
    learned = await learnShard(usable(stored, { endMs, timeZone: plan.options.timeZone }), plan, store);
    return learned.shard;
  });
  return { shard, learned: learned ?? { shard, steps: [], points: 0 } };
}

function addUp(a: Figures, b: Figures): Figures {
  return {
    minutes: a.minutes + b.minutes,
    anomalies: a.anomalies + b.anomalies,
    points: a.points + b.points,
    pointsFailed: a.pointsFailed + b.pointsFailed,
    leftOut: b.leftOut,
  };
}
