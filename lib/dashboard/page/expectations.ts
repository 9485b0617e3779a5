/** What is expected of what the viewer looks at, if it is one of the series that are followed. It changes once a minute, and is asked for as often. */
import { seriesName } from "../../forecast/series-id.ts";
import { LEVELS } from "../../record.ts";
import type { SeriesForecast, SeriesSummary } from "../answers.ts";
import { ask } from "./api.ts";
import type { Selection } from "./selection.ts";

const MINUTE_MS = 60_000;

/** Undefined if it is none that may be followed. */
export function seriesOf({ query, service, level }: Selection): string | undefined {
  const known = LEVELS.find((name) => name === level);
  if (query !== "" || (level !== "" && !known)) return undefined;
  return seriesName({ ...(service !== "" && { service }), ...(known && { level: known }) });
}

export function createExpectations() {
  let last: { key: string; atMs: number; forecast: SeriesForecast | undefined } | undefined;

  return async (selection: Selection, signal: AbortSignal): Promise<SeriesForecast | undefined> => {
    const series = seriesOf(selection);
    if (series === undefined) return undefined;
    const key = `${selection.range} ${series}`;
    if (last?.key === key && performance.now() - last.atMs < MINUTE_MS) return last.forecast;
    // One that is not followed is no mistake, and none is to be told of: so it is looked for first.
    const followed = await ask<SeriesSummary[]>("forecast", {}, signal);
    const forecast = followed.some((one) => one.series === series)
      ? await ask<SeriesForecast>("forecast", { series, from: selection.range, horizon: "1m" }, signal)
      : undefined;
    last = { key, atMs: performance.now(), forecast };
    return forecast;
  };
}
