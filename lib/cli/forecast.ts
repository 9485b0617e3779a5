import { writeFile } from "node:fs/promises";
import { type Command, InvalidArgumentError, Option } from "commander";
import type { Config } from "../config.ts";
import type { SeasonKind } from "../forecast/calendar.ts";
import type { Method } from "../forecast/methods.ts";
import type { SeriesRow } from "../forecast/series.ts";
import type { Statistic } from "../forecast/values.ts";
import { FIELD_STATISTICS, NUMERIC_FIELDS } from "../ports.ts";
import { LEVELS } from "../record.ts";
import { parseDuration, parseTime, positiveNumber, smoothingFactor, timeZone } from "./arguments.ts";
import { commandConfig, requireStore } from "./configuration.ts";
import { reportError } from "./failure.ts";
import { asksStore, rowsOfStore, type StoreOptions, statisticOf } from "./forecast/store-rows.ts";
import { linesOf, openInput } from "./input.ts";
import { lineWriter } from "./output.ts";

const EXAMPLES = `
Examples:
  sluice forecast rates.csv > forecast.csv
  sluice forecast rates.csv --horizon 24h --svg forecast.svg
  sluice forecast rates.csv --method ses --alpha 0.3
  sluice forecast --service checkout --level error --from 7d --horizon 1h
  sluice forecast --query 'url.path:/api*' --field event.duration --statistic p95 --from 2d
  sluice forecast --month

With --query, --service, --level, --from or --field it reads the store, minute by minute; a minute that still fills is left out. The input of a file has the columns timestamp,value; the output timestamp,value,expected,lower,upper,score,anomaly.`;

interface ForecastOptions extends StoreOptions {
  readonly method?: Method;
  readonly alpha?: number;
  readonly season: SeasonKind;
  readonly interval: number;
  readonly timeZone?: string;
  readonly horizon?: number;
  readonly svg?: string;
  readonly month?: boolean;
}

export function addForecast(program: Command): void {
  program
    .command("forecast")
    .description("smooth a series, score each value against what was expected of it, and look ahead")
    .argument("[file.csv]", "standard input if left out, or -")
    .addOption(
      new Option(
        "--method <name>",
        "adaptive: season and several speeds; ses: S = αX + (1−α)S; holt: with a trend; damped: with one that fades (default: adaptive, ses with --alpha)",
      ).choices(["adaptive", "ses", "holt", "damped"]),
    )
    .option(
      "--alpha <number>",
      "of ses, holt and damped: weight of the newest value, above 0, at most 1 (default: sluice.yml's, 0.3)",
      smoothingFactor,
    )
    .addOption(
      new Option("--season <kind>", "of adaptive: week tells working days and days off apart, day does not")
        .choices(["week", "day", "none"])
        .default("week"),
    )
    .option("--interval <share>", "share of values between lower and upper, such as 0.99 or 99%", intervalShare, 0.99)
    .option("--time-zone <zone>", "whose days the season follows (default: sluice.yml's, UTC)", timeZone)
    .option("--horizon <duration>", "append rows for so long a future: 90m, 24h, 7d", parseDuration)
    .option("--month", "instead: how many records the store will have by the end of the month, as JSON")
    .option("--svg <file>", "write the chart to this file too")
    .option("--query <query>", "how many records of the store a minute has that this finds, as in sluice search")
    .option("--service <name>", "only of this service")
    .addOption(new Option("--level <level>", "only of this level").choices([...LEVELS]))
    .option("--from <time>", "from this time on: ISO, or how long ago (default: 7d)", parseTime)
    .option("--to <time>", "before this time (default: now)", parseTime)
    .addOption(new Option("--field <name>", "not how many, but what this field has").choices([...NUMERIC_FIELDS]))
    .addOption(new Option("--statistic <name>", "of the field (default: mean)").choices(["count", ...FIELD_STATISTICS]))
    .option("--store <url>", "https://…, http://localhost:9200 or sqlite:PATH")
    .addHelpText("after", EXAMPLES)
    .action(run);
}

async function run(file: string | undefined, options: ForecastOptions, command: Command): Promise<void> {
  if (options.month) {
    const { showMonth } = await import("./month.ts");
    return showMonth(options);
  }
  const method = options.method ?? (options.alpha === undefined ? "adaptive" : "ses");
  if (method === "adaptive" && options.alpha !== undefined) {
    command.error("error: --alpha is of ses, holt and damped; adaptive finds its own");
  }
  if (asksStore(options) && file !== undefined) {
    command.error("error: a file, or what to ask the store for: not both");
  }
  const statistic = statisticOf(options, command);
  const config = await commandConfig(options);
  const csv = await import("../forecast/csv.ts");
  const series = await import("../forecast/series.ts");
  const { createForecaster } = await import("../forecast/methods.ts");
  const { season, interval } = options;
  const forecaster = createForecaster({ ...config.forecast, ...given(options), method, season, interval });
  const source = asksStore(options) ? sourceText(options) : (file ?? "standard input");
  try {
    const rows = asksStore(options) ? await readStore(config, statistic, options) : await readFile(file);
    const horizonSteps = options.horizon === undefined ? 0 : series.stepsWithin(rows, options.horizon);
    const forecast = series.forecastSeries(rows, forecaster, { horizonSteps });
    if (options.svg !== undefined) {
      const { chartSvg } = await import("../forecast/svg.ts");
      await writeFile(options.svg, chartSvg(forecast, `${source}, ${method}`));
    }
    const output = lineWriter();
    await output.line(csv.FORECAST_HEADER);
    for (const row of forecast) await output.line(csv.formatForecast(row));
    await output.end();
  } catch (error) {
    process.exitCode = 1;
    reportError(error, source);
  }
}

async function readFile(file: string | undefined): Promise<SeriesRow[]> {
  const { parseSeries } = await import("../forecast/csv.ts");
  const { body } = await openInput(file);
  const rows: SeriesRow[] = [];
  for await (const row of parseSeries(linesOf(body))) rows.push(row);
  return rows;
}

async function readStore(config: Config, statistic: Statistic, options: ForecastOptions): Promise<SeriesRow[]> {
  requireStore(config);
  const { openStore } = await import("../adapters/open.ts");
  const store = await openStore(config);
  try {
    return await rowsOfStore(store, statistic, options, config.nowMs());
  } finally {
    await store.close();
  }
}

function sourceText({ query, service, level, field }: ForecastOptions): string {
  return [query, service, level, field].filter((part) => part !== undefined).join(" ") || "all records";
}

/** What the command line says goes before sluice.yml. */
function given({ alpha, timeZone: zone }: ForecastOptions): { readonly alpha?: number; readonly timeZone?: string } {
  return { ...(alpha !== undefined && { alpha }), ...(zone !== undefined && { timeZone: zone }) };
}

function intervalShare(text: string): number {
  const share = text.endsWith("%") ? positiveNumber(text.slice(0, -1)) / 100 : positiveNumber(text);
  if (share < 0.5 || share > 0.9999)
    throw new InvalidArgumentError("Expected a share from 0.5 to 0.9999, or 50% to 99.99%.");
  return share;
}
