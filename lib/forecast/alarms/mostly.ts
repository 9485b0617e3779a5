/** What makes up most of a finding: of a service a level, of all lines a level or a service. It says more than the number does. Pure. */
import { type SeriesId, seriesName, TOTAL } from "../series-id.ts";
import type { Finding } from "./finding.ts";
import type { ReadMinute, ReadSeries } from "./read.ts";

type Part = Pick<ReadSeries, "series" | "minutes">;

const MOST_SHARE = 0.7;
const MOST_MINUTES = 15;

/** By the name of a series, those that its records are divided into, levels first. That most lines are infos goes without saying. */
export function partsOf(read: readonly Part[]): ReadonlyMap<string, readonly Part[]> {
  const parts = read.filter(({ series: { service, level } }) => (service ?? level) !== undefined && level !== "info");
  const levelsFirst = [...parts.filter(({ series }) => series.level), ...parts.filter(({ series }) => !series.level)];
  return Map.groupBy(levelsFirst, ({ series: { service, level } }) =>
    seriesName(service === undefined || level === undefined ? TOTAL : { service }),
  );
}

/** Undefined if it is no single one, or not known. */
export function mostlyOf(
  { series, sinceMs, actual, expected }: Pick<Finding, "series" | "sinceMs" | "actual" | "expected">,
  parts: ReadonlyMap<string, readonly Part[]>,
): string | undefined {
  const least = MOST_SHARE * Math.abs(actual - expected);
  const isMost = ({ minutes }: Part) => {
    const off = meanOff(minutes, sinceMs);
    return Math.sign(off) === Math.sign(actual - expected) && Math.abs(off) >= least;
  };
  return nameOf(parts.get(seriesName(series))?.find(isMost)?.series ?? {});
}

function nameOf({ service, level }: SeriesId): string | undefined {
  return level ?? service;
}

/** Of a series that has just begun nothing was expected. */
function meanOff(minutes: readonly ReadMinute[], sinceMs: number): number {
  const during = minutes.filter(({ minuteMs }) => minuteMs >= sinceMs).slice(-MOST_MINUTES);
  const off = during.reduce((sum, { actual, usual, expected }) => sum + actual - (usual ?? expected ?? 0), 0);
  return during.length === 0 ? 0 : off / during.length;
}
