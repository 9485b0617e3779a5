/** Durations in sluice.yml: `5m`, `2h`, `1d`. Scans look at whole minutes, so they are whole minutes. */
import * as v from "valibot";
import { durationMs } from "../duration.ts";

export interface Duration {
  readonly minutes: number;
}

/** @param least @param most as they are written: `1m`, `24h` */
export function duration(least: string, most: string) {
  const leastMinutes = minutesOf(least);
  const mostMinutes = minutesOf(most);
  const expected = `whole minutes from ${least} to ${most}, such as 5m, 2h or 1d`;
  return v.pipe(
    v.string(expected),
    v.check((text) => {
      const minutes = minutesOf(text);
      return Number.isInteger(minutes) && minutes >= leastMinutes && minutes <= mostMinutes;
    }, expected),
    v.transform((text): Duration => ({ minutes: minutesOf(text) })),
  );
}

function minutesOf(text: string): number {
  return (durationMs(text) ?? Number.NaN) / 60_000;
}
