/** Series as CSV: `timestamp,value` in; `timestamp,value,expected,lower,upper,score,anomaly` out. */
import { SluiceError } from "../errors.ts";
import type { ForecastRow, SeriesRow } from "./series.ts";

const INPUT_HEADER = "timestamp,value";
export const FORECAST_HEADER = "timestamp,value,expected,lower,upper,score,anomaly";

/**
 * Lines to rows, one by one. The first line is the header; blank lines are skipped; an empty value is a gap in the series.
 * @throws SluiceError "config" that names the line
 */
export async function* parseSeries(lines: AsyncIterable<string> | Iterable<string>): AsyncGenerator<SeriesRow> {
  let number = 0;
  let hasHeader = false;
  for await (const raw of lines) {
    number++;
    const line = raw.replace(/^\uFEFF/, "").trim();
    if (line === "") continue;
    if (hasHeader) yield parseRow(line, number);
    else if (line.replaceAll('"', "").replaceAll(" ", "").toLowerCase() === INPUT_HEADER) hasHeader = true;
    else throw wrongLine(number, line, `the header ${INPUT_HEADER}`);
  }
  if (!hasHeader) throw new SluiceError("config", `The series is empty, expected the header ${INPUT_HEADER} and rows`);
}

export function formatForecast(row: ForecastRow): string {
  const { timestamp, value, expected, lower, upper, score, anomaly } = row;
  return [timestamp, value ?? "", expected ?? "", lower ?? "", upper ?? "", score, anomaly].join(",");
}

function parseRow(line: string, number: number): SeriesRow {
  const cells = line.split(",").map((cell) => cell.trim().replace(/^"(.*)"$/, "$1"));
  const [timestamp, text] = cells;
  if (timestamp === undefined || text === undefined || cells.length !== 2) {
    throw wrongLine(number, line, `two columns, ${INPUT_HEADER}`);
  }
  const timeMs = parseTime(timestamp);
  if (timeMs === undefined) throw wrongLine(number, timestamp, "a time such as 2026-11-23T10:02:00Z");
  const value = text === "" ? undefined : Number(text);
  if (value !== undefined && !Number.isFinite(value)) throw wrongLine(number, text, "a number, or nothing for a gap");
  return { timestamp, timeMs, value };
}

/** ISO 8601 with a T or a blank; without a zone it is UTC, wherever this runs. All digits: epoch seconds or milliseconds. */
function parseTime(text: string): number | undefined {
  if (/^\d{9,11}$/.test(text)) return Number(text) * 1000;
  if (/^\d{12,14}$/.test(text)) return Number(text);
  const parts = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+-]\d\d:?\d\d)?)?$/.exec(text);
  if (!parts) return undefined;
  const [, date, time = "00:00", zone = "Z"] = parts;
  const timeMs = Date.parse(`${date}T${time}${zone.replace(/^(...)(\d\d)$/, "$1:$2")}`);
  return Number.isNaN(timeMs) ? undefined : timeMs;
}

function wrongLine(number: number, found: string, expected: string): SluiceError {
  return new SluiceError("config", `line ${number} is ${JSON.stringify(found.slice(0, 80))}, expected ${expected}`);
}
