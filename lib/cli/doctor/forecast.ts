/** Whether the forecast knows better than "as the minute before". */
import { maseOf } from "../../forecast/accuracy.ts";
import { readFollowed } from "../../forecast/look.ts";
import { seriesName } from "../../forecast/series-id.ts";
import type { ObjectStore } from "../../ports.ts";
import { type Finding, failed, number } from "./finding.ts";

const MOST_NAMES = 5;
const ADVICE =
  "Do not believe their alarms. Mostly a series that jumps from level to level, or one that has just begun; sluice forecast --svg draws it";

export async function checkForecast(objects: ObjectStore): Promise<Finding> {
  const check = "forecast";
  try {
    const followed = await readFollowed(objects);
    if (followed.length === 0) return { check, status: "ok", detail: "no series is followed yet" };
    const worse = followed.filter(({ accuracy }) => accuracy?.isWorse);
    const detail = `${number(followed.length)} series followed`;
    if (worse.length === 0) return { check, status: "ok", detail };
    const names = worse.slice(0, MOST_NAMES).map(({ id, accuracy }) => {
      const mase = accuracy && maseOf(accuracy);
      return `${seriesName(id)} (${mase === undefined ? "steady" : `${mase.toFixed(2)} times the error`})`;
    });
    const more = worse.length > MOST_NAMES ? `, and ${worse.length - MOST_NAMES} more` : "";
    const told = `${detail}; worse than "as the minute before": ${names.join(", ")}${more}`;
    return { check, status: "warn", detail: told, advice: ADVICE };
  } catch (error) {
    return failed(check, error);
  }
}
