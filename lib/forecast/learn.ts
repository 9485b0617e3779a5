/** One shard learns what came in a window, and its minutes that are settled go into the store. */
import { HOUR_MS } from "../durations.ts";
import { isSluiceError, type SluiceError } from "../errors.ts";
import type { LogStore, SeriesPoint } from "../ports.ts";
import { pointOf } from "./points.ts";
import { type SeriesId, seriesName } from "./series-id.ts";
import type { FollowedSeries, ForecastShard } from "./state.ts";
import { type Followed, type FollowOptions, follow } from "./track.ts";
import type { ValuesByName } from "./values.ts";

/** What became of a series in this run: what findings are made of. */
export interface SeriesStep extends Pick<Followed, "minutes" | "accuracy" | "ahead"> {
  readonly id: SeriesId;
  /** Minutes from here on are new in this run; those before were read again. */
  readonly newFromMs: number;
}

export interface LearnPlan {
  readonly window: { readonly fromMs: number; readonly toMs: number };
  readonly values: ValuesByName;
  readonly joining: readonly SeriesId[];
  readonly leaving: ReadonlySet<string>;
  readonly kept: ReadonlySet<string>;
  /** Older minutes are not written: who catches up on two weeks does not fill the store. */
  readonly keepFromMs: number;
  /** By name: what queries ask, and whether a minute without a value is a gap. */
  readonly queries: ReadonlyMap<string, { readonly asked: string; readonly hasGaps: boolean }>;
  readonly options: FollowOptions & { readonly timeZone: string };
}

export interface LearnedShard {
  readonly shard: ForecastShard;
  readonly steps: readonly SeriesStep[];
  readonly points: number;
  /** Why points were not taken; they are written by the next run. */
  readonly failure?: SluiceError;
}

/** Points that the store did not take are computed again for so long; then they are given up. */
const HOLD_MS = HOUR_MS;
const NO_VALUES: ReadonlyMap<number, number> = new Map();

/** A rerun writes the same points, which the store has then. */
export async function learnShard(before: ForecastShard, plan: LearnPlan, store: LogStore): Promise<LearnedShard> {
  const { toMs } = plan.window;
  // Somebody else was here in the meantime, with this clock or a later one.
  if ((before.toMs ?? 0) >= toMs) return { shard: before, steps: [], points: 0 };

  const members = membersOf(before, plan);
  const learned = members.map((series) => learnSeries(series, plan));
  const points = learned.flatMap((one) => settledPoints(one, plan.keepFromMs));
  const failure = await write(store, points);
  const series = learned.map((one, n) => (failure ? holdBack(one, members[n], plan) : one.after));
  const newFromMs = before.toMs ?? 0;
  const steps = learned.map(({ after, ...step }): SeriesStep => ({ ...step, id: after.id, newFromMs }));
  const shard: ForecastShard = { version: 3, toMs, timeZone: plan.options.timeZone, series };
  return { shard, steps, points: points.length, ...(failure && { failure }) };
}

interface LearnedSeries extends Pick<Followed, "minutes" | "accuracy" | "ahead"> {
  readonly after: FollowedSeries;
}

function learnSeries(before: FollowedSeries, plan: LearnPlan): LearnedSeries {
  const { fromMs, toMs } = plan.window;
  const name = seriesName(before.id);
  const query = plan.queries.get(name);
  const { sinceMs } = before.track;
  // What was missed for longer than is looked back is a gap.
  const track = sinceMs === undefined ? before.track : { ...before.track, sinceMs: Math.max(sinceMs, fromMs) };
  const reading = { values: plan.values.get(name)?.values ?? NO_VALUES, hasGaps: query?.hasGaps ?? false, toMs };
  const { minutes, track: next, accuracy, ahead } = follow(track, reading, plan.options);
  // A thousand models at once are 30 MB: who asks gets his own.
  const aheadAgain: Followed["ahead"] = (timesMs) => follow(track, reading, plan.options).ahead(timesMs);

  const last = minutes.at(-1);
  const [expectation] = ahead([toMs]);
  const heard = minutes.findLast(({ actual }) => actual !== undefined && actual !== 0);
  const after: FollowedSeries = {
    id: before.id,
    ...(query && { asked: query.asked }),
    track: next,
    isKept: plan.kept.has(name),
    heardMs: Math.max(before.heardMs, heard?.minuteMs ?? 0),
    ...(accuracy && { accuracy }),
    ...(last && { last }),
    ...(expectation && { next: expectation }),
  };
  return { after, minutes, accuracy, ahead: aheadAgain };
}

/** Of the minutes that are not read again. */
function settledPoints({ after: { id, isKept, track }, minutes }: LearnedSeries, fromMs: number): SeriesPoint[] {
  if (!isKept) return [];
  const { sinceMs = 0 } = track;
  return minutes.flatMap((minute) =>
    minute.minuteMs < sinceMs && minute.minuteMs >= fromMs ? [pointOf(id, minute)] : [],
  );
}

function membersOf(before: ForecastShard, { leaving, joining, queries }: LearnPlan): FollowedSeries[] {
  const staying = before.series.filter(({ id }) => !leaving.has(seriesName(id)));
  const known = new Set(staying.map(({ id }) => seriesName(id)));
  const begun = joining
    .filter((id) => !known.has(seriesName(id)))
    .map((id): FollowedSeries => {
      const asked = queries.get(seriesName(id))?.asked;
      return { id, ...(asked !== undefined && { asked }), track: {}, isKept: false, heardMs: 0 };
    });
  return [...staying, ...begun];
}

async function write(store: LogStore, points: readonly SeriesPoint[]): Promise<SluiceError | undefined> {
  if (points.length === 0) return undefined;
  try {
    await store.writePoints(points);
    return undefined;
  } catch (error) {
    if (isSluiceError(error)) return error;
    throw error;
  }
}

/** What was not written stays in what is read again; a past of weeks, which a query begins with, is read only once. */
function holdBack(
  { after, minutes }: LearnedSeries,
  before: FollowedSeries | undefined,
  { window }: LearnPlan,
): FollowedSeries {
  const [first] = minutes;
  if (!after.isKept || !first || first.minuteMs < window.toMs - HOLD_MS) return after;
  return { ...after, track: before?.track.sinceMs === undefined ? { sinceMs: first.minuteMs } : before.track };
}
