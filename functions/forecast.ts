/** Runs each minute: follows the series, and says what it expects of them. */
import { openObjects, openStore } from "../lib/adapters/open.ts";
import { processConfig } from "../lib/config.ts";
import type { ForecastReport } from "../lib/forecast/report.ts";
import { forecast } from "../lib/forecast/run.ts";
import { emitMetrics, logger } from "../lib/telemetry.ts";

/** Of the 55 s that it has, at which the last portion begins; what was missed beyond waits a minute. */
const CATCH_UP_MS = 30_000;

const FAILURES = {
  points: "points of the forecast were not kept; the next run writes them",
  past: "a new query of the forecast begins with less than two weeks: the store could not answer for more",
  query: "the store refused a query of the forecast, which has a gap until sluice.yml asks something else",
  month: "the month was not forecast; a later run does it",
};

/** Series of which this process has told that their model is of no use. */
const told = new Set<string>();

export async function handler(): Promise<ForecastReport> {
  const config = await processConfig();
  const untilMs = performance.now() + CATCH_UP_MS;
  const report = await forecast({
    store: await openStore(config),
    objects: await openObjects(config),
    settings: config,
    nowMs: config.nowMs(),
    hasTime: () => performance.now() < untilMs,
    onFailure: (error, of) => logger.error(FAILURES[of], { error }),
  });
  logger.info("forecast", { report });
  tellWorse(report);
  tellFigures(report);
  return report;
}

function tellWorse({ accuracy }: ForecastReport): void {
  const worse = accuracy?.worse ?? [];
  const news = worse.filter((series) => !told.has(series));
  if (news.length > 0) {
    const message = "a forecast is worse than 'as the minute before': do not believe its alarms";
    logger.warn(message, { series: news.slice(0, 10), count: news.length });
  }
  told.clear();
  for (const series of worse) told.add(series);
}

function tellFigures(report: ForecastReport): void {
  const { minutes, anomalies, unusual, points, pointsFailed, leftOut, series, accuracy, month } = report;
  const { worse, ...shares } = accuracy ?? {};
  const counts = { minutes, anomalies, points, pointsFailed, leftOut };
  emitMetrics("forecast", counts, {
    series,
    unusual,
    ...(month && { monthRecords: month.expected }),
    ...shares,
    ...(worse && { worseThanNaive: worse.length }),
  });
}
