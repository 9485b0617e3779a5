/** GET /api/forecast: the series that are followed; with `series`, `from`, `to` and `horizon` the minutes of one, and what is expected next. */
import { Hono } from "hono";
import type { Settings } from "../config/settings.ts";
import { maseOf } from "../forecast/accuracy.ts";
import { lookAt, readFollowed } from "../forecast/look.ts";
import { pointOf } from "../forecast/points.ts";
import { seriesName } from "../forecast/series-id.ts";
import type { FollowedSeries } from "../forecast/state.ts";
import type { LogStore, ObjectStore } from "../ports.ts";
import type { SeriesForecast, SeriesSummary } from "./answers.ts";
import { NotThere, readHorizon, readMinutes } from "./parameters.ts";

const NO_STORE = { "Cache-Control": "no-store" };

export interface ForecastOptions {
  readonly store: LogStore;
  readonly objects: ObjectStore;
  readonly forecast: Settings["forecast"];
  readonly nowMs: () => number;
}

export function forecastRoutes({ store, objects, forecast: settings, nowMs }: ForecastOptions): Hono {
  const app = new Hono();

  app.get("/forecast", async (c) => {
    const parameters = c.req.query();
    const followed = await readFollowed(objects);
    const { series: name } = parameters;
    if (!name) {
      const answer: SeriesSummary[] = followed.map(summaryOf);
      return c.json(answer, 200, NO_STORE);
    }
    const window = readMinutes(parameters, nowMs());
    const horizonMs = readHorizon(parameters);
    const series = followed.find(({ id }) => seriesName(id) === name);
    if (!series) throw new NotThere(`No series ${name} is followed; /api/forecast lists those that are`);
    const { points, ahead } = await lookAt(series, { store, settings, window, horizonMs });
    const answer: SeriesForecast = {
      ...summaryOf(series),
      points,
      ahead,
    };
    return c.json(answer, 200, NO_STORE);
  });

  return app;
}

function summaryOf({ id, accuracy, last, next, isKept }: FollowedSeries): SeriesSummary {
  const mase = accuracy && maseOf(accuracy);
  return {
    series: seriesName(id),
    ...id,
    isKept,
    isWorse: accuracy?.isWorse ?? false,
    ...(accuracy && { mean: accuracy.size }),
    ...(accuracy && accuracy.minutes > 0 && { coverage: accuracy.coverage }),
    ...(mase !== undefined && { mase }),
    ...(last && { last: pointOf(id, last) }),
    ...(next && { next }),
  };
}
