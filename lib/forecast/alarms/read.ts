/** What a run read of each series, as far as it takes to judge it: the models themselves are not kept, of thousands there is no room. */
import { MINUTE_MS } from "../../durations.ts";
import type { Expectation } from "../forecaster.ts";
import type { SeriesStep } from "../learn.ts";
import { type SeriesId, seriesName } from "../series-id.ts";
import type { TrackedMinute } from "../track.ts";
import { type Limit, timesWithin } from "./outlook.ts";

/** A rule of type forecast. */
export interface OutlookRule extends Limit {
  readonly name: string;
  readonly series: SeriesId;
}

export interface ReadSeries {
  readonly series: SeriesId;
  /** The last ones, ascending. */
  readonly minutes: readonly ReadMinute[];
  /** Its model does worse than "as the minute before". */
  readonly isWorse?: boolean;
  /** By the name of the rule that asks: what is expected within its time. */
  readonly ahead: Readonly<Record<string, readonly Expectation[]>>;
}

/** A minute with a value: a mean has none where nothing came. */
export interface ReadMinute extends TrackedMinute {
  readonly actual: number;
}

/** Records may come so late, and one minute more is new. */
const MOST_MINUTES = 16;

export function readOf(
  steps: readonly Pick<SeriesStep, "id" | "minutes" | "accuracy" | "ahead">[],
  rules: readonly OutlookRule[],
): ReadSeries[] {
  const byName = Map.groupBy(rules, ({ series }) => seriesName(series));
  return steps.map(({ id, minutes, accuracy, ahead }) => {
    const toMs = (minutes.at(-1)?.minuteMs ?? 0) + MINUTE_MS;
    const asked = minutes.length === 0 ? [] : (byName.get(seriesName(id)) ?? []);
    return {
      series: id,
      minutes: minutes.slice(-MOST_MINUTES).filter((minute): minute is ReadMinute => minute.actual !== undefined),
      ...(accuracy?.isWorse && { isWorse: true }),
      ahead: Object.fromEntries(asked.map(({ name, withinMs }) => [name, ahead(timesWithin(toMs, withinMs))])),
    };
  });
}
