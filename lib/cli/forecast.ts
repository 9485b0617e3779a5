import { writeFile } from "node:fs/promises";
import { type Command, InvalidArgumentError, Option } from "commander";
import type { SeasonKind } from "../forecast/calendar.ts";
import type { Method } from "../forecast/methods.ts";
import type { SeriesRow } from "../forecast/series.ts";
import { parseDuration, positiveNumber, smoothingFactor, timeZone } from "./arguments.ts";
import { commandConfig } from "./configuration.ts";
import { reportError } from "./failure.ts";
import { linesOf, openInput } from "./input.ts";
import { lineWriter } from "./output.ts";

const EXAMPLES = `
Examples:
  sluice forecast rates.csv > forecast.csv
  sluice forecast rates.csv --horizon 24h --svg forecast.svg
  sluice forecast rates.csv --method ses --alpha 0.3

The input has the columns timestamp,value; the output timestamp,value,expected,lower,upper,score,anomaly.`;

interface ForecastOptions {
  readonly method?: Method;
  readonly alpha?: number;
  readonly season: SeasonKind;
  readonly interval: number;
  readonly timeZone?: string;
  readonly horizon?: number;
  readonly svg?: string;
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
    .option("--svg <file>", "write the chart to this file too")
    .addHelpText("after", EXAMPLES)
    .action(run);
}

async function run(file: string | undefined, options: ForecastOptions, command: Command): Promise<void> {
  const method = options.method ?? (options.alpha === undefined ? "adaptive" : "ses");
  if (method === "adaptive" && options.alpha !== undefined) {
    command.error("error: --alpha is of ses, holt and damped; adaptive finds its own");
  }
  const config = await commandConfig({});
  const csv = await import("../forecast/csv.ts");
  const series = await import("../forecast/series.ts");
  const { createForecaster } = await import("../forecast/methods.ts");
  const { season, interval } = options;
  const forecaster = createForecaster({ ...config.forecast, ...given(options), method, season, interval });
  try {
    const { body } = await openInput(file);
    const rows: SeriesRow[] = [];
    for await (const row of csv.parseSeries(linesOf(body))) rows.push(row);
    const horizonSteps = options.horizon === undefined ? 0 : series.stepsWithin(rows, options.horizon);
    const forecast = series.forecastSeries(rows, forecaster, { horizonSteps });
    if (options.svg !== undefined) {
      const { chartSvg } = await import("../forecast/svg.ts");
      await writeFile(options.svg, chartSvg(forecast, `${file ?? "standard input"}, ${method}`));
    }
    const output = lineWriter();
    await output.line(csv.FORECAST_HEADER);
    for (const row of forecast) await output.line(csv.formatForecast(row));
    await output.end();
  } catch (error) {
    process.exitCode = 1;
    reportError(error, file ?? "standard input");
  }
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
