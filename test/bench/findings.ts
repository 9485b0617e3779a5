/**
 * Whom noise wakes: `npm run bench -- findings [--days 12]`. 48 series of counts as services have them, the same each time, whose records
 * come at once or every five minutes, run through the forecast each minute. Prints per kind of series the findings that page and those that
 * are worth a line (what follows within the hour is one), and how many page per series and day.
 */
import { parseArgs } from "node:util";
import { dailyProfile, drawCount, uniform } from "../support/made-counts.ts";
import { DAY_MINUTES, everyFiveMinutes, runEachMinute } from "../unit/forecast/alarms/minutes.ts";

const { values } = parseArgs({ options: { days: { type: "string", default: "12" } } });
const days = Number(values.days);
const profiles = { "daily profile": dailyProfile, flat: () => 1 };
const shippers = { "at once": () => 1, "every 5 min": everyFiveMinutes };

let pages = 0;
let series = 0;
for (const base of [0.3, 1, 5, 40]) {
  for (const phi of [1, 2, 4]) {
    for (const [profileName, profile] of Object.entries(profiles)) {
      for (const [shipperName, readAfter] of Object.entries(shippers)) {
        const random = uniform(1_000 * base + 10 * phi + series++);
        const found = findingsOf((minute) => drawCount(base * profile(minute), phi, random), readAfter);
        pages += found.pages;
        console.log(
          `${base} a minute, φ = ${phi}, ${profileName}, ${shipperName}: ${found.pages} page, ${found.lines} lines`,
        );
      }
    }
  }
}
console.log(`${series} series, ${days} days: ${(pages / series / days).toFixed(4)} pages per series and day`);

function findingsOf(countAt: (minute: number) => number, readAfter: (minute: number) => number) {
  const found = { pages: 0, lines: 0 };
  const last = { pages: Number.NEGATIVE_INFINITY, lines: Number.NEGATIVE_INFINITY };
  const runs = runEachMinute({ minutes: days * DAY_MINUTES, made: [{ series: {}, countAt, readAfter }] });
  for (const { minute, findings } of runs) {
    const [finding] = findings;
    if (!finding || finding.isUsual) continue;
    const kind = finding.isPage ? "pages" : "lines";
    if (minute - last[kind] > 60) found[kind]++;
    last[kind] = minute;
  }
  return found;
}
