import type { Command } from "commander";
import type { SeriesRow } from "../forecast/series.ts";
import { parseDuration, smoothingFactor } from "./arguments.ts";
import { commandConfig } from "./configuration.ts";
import { reportError } from "./failure.ts";
import { linesOf, openInput } from "./input.ts";
import { lineWriter } from "./output.ts";

const EXAMPLES = `
Examples:
  sluice forecast rates.csv > forecast.csv
  sluice forecast rates.csv --horizon 24h

The input has the columns timestamp,value; the output timestamp,value,expected,lower,upper,score,anomaly.`;

interface ForecastOptions {
  readonly horizon?: number;
  readonly alpha?: number;
}

export function addForecast(program: Command): void {
  program
    .command("forecast")
    .description("smooth a series, score each value against what was expected of it, and look ahead")
    .argument("[file.csv]", "standard input if left out, or -")
    .option("--horizon <duration>", "append rows for so long a future: 90m, 24h, 7d", parseDuration)
    .option(
      "--alpha <number>",
      "weight of the newest value, above 0, at most 1 (default: sluice.yml's, 0.3)",
      smoothingFactor,
    )
    .addHelpText("after", EXAMPLES)
    .action(run);
}

async function run(file: string | undefined, options: ForecastOptions): Promise<void> {
  const config = await commandConfig({});
  const csv = await import("../forecast/csv.ts");
  const series = await import("../forecast/series.ts");
  try {
    const { body } = await openInput(file);
    const rows: SeriesRow[] = [];
    for await (const row of csv.parseSeries(linesOf(body))) rows.push(row);
    const horizonSteps = options.horizon === undefined ? 0 : series.stepsWithin(rows, options.horizon);
    const forecast = series.forecastSeries(rows, { alpha: options.alpha ?? config.forecast.alpha, horizonSteps });
    const output = lineWriter();
    await output.line(csv.FORECAST_HEADER);
    for (const row of forecast) await output.line(csv.formatForecast(row));
    await output.end();
  } catch (error) {
    process.exitCode = 1;
    reportError(error, file ?? "standard input");
  }
}
