/** A series out of the store: a row for each whole minute. */
import type { Command } from "commander";
import { MINUTE_MS } from "../../durations.ts";
import { SluiceError } from "../../errors.ts";
import type { SeriesRow } from "../../forecast/series.ts";
import { readMinuteValues, type Statistic } from "../../forecast/values.ts";
import type { FieldStatistic, LogFilter, LogStore, NumericField } from "../../ports.ts";
import { parseQuery } from "../../query.ts";
import type { Level } from "../../record.ts";
import type { TimeArgument } from "../arguments.ts";

export interface StoreOptions {
  readonly query?: string;
  readonly service?: string;
  readonly level?: Level;
  readonly from?: TimeArgument;
  readonly to?: TimeArgument;
  readonly field?: NumericField;
  readonly statistic?: "count" | FieldStatistic;
  readonly store?: string;
}

const DEFAULT_MS = 7 * 24 * 60 * MINUTE_MS;

/** Whether the command line asks for the store rather than for a file. */
export function asksStore({ query, service, level, from, to, field, statistic, store }: StoreOptions): boolean {
  return [query, service, level, from, to, field, statistic, store].some((option) => option !== undefined);
}

/** What options do not go together is told, and ends the command. */
export function statisticOf({ field, statistic }: StoreOptions, command: Command): Statistic {
  if (field === undefined) {
    if (statistic === undefined || statistic === "count") return { statistic: "count" };
    return command.error(`error: --statistic ${statistic} needs --field, such as event.duration`);
  }
  if (statistic === "count") return command.error("error: --statistic count takes no --field");
  return { statistic: statistic ?? "mean", field };
}

/** From the first minute with a record on; of a field a minute without one is a gap, of counts it is a zero. */
export async function rowsOfStore(
  store: LogStore,
  statistic: Statistic,
  options: StoreOptions,
  nowMs: number,
): Promise<SeriesRow[]> {
  const toMs = wholeMinute(Math.min(options.to?.(nowMs) ?? nowMs, nowMs));
  const fromMs = wholeMinute(options.from?.(nowMs) ?? toMs - DEFAULT_MS);
  const { query = "*", service, level } = options;
  const filter: LogFilter = {
    text: parseQuery(query),
    ...(service !== undefined && { service }),
    ...(level && { levels: [level] }),
  };
  const values = await readMinuteValues(store, filter, statistic, { fromMs, toMs });
  const firstMs = values.keys().next().value;
  if (firstMs === undefined) {
    const [from, to] = [fromMs, toMs].map((timeMs) => new Date(timeMs).toISOString());
    throw new SluiceError(
      "not-found",
      `There is nothing from ${from} to ${to} that this asks for; sluice search shows what is there`,
    );
  }
  const rows: SeriesRow[] = [];
  for (let timeMs = firstMs; timeMs < toMs; timeMs += MINUTE_MS) {
    const value = values.get(timeMs) ?? (statistic.statistic === "count" ? 0 : undefined);
    rows.push({ timestamp: `${new Date(timeMs).toISOString().slice(0, 19)}Z`, timeMs, value });
  }
  return rows;
}

/** A minute that still fills is no value yet. */
function wholeMinute(timeMs: number): number {
  return Math.floor(timeMs / MINUTE_MS) * MINUTE_MS;
}
