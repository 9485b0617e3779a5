import { beforeEach, describe, expect, test } from "vitest";
import { forecast, readForecast } from "../../../lib/forecast/run.ts";
import { smooth } from "../../../lib/forecast/smoothing.ts";
import type { StoredDocument } from "../../../lib/ports.ts";
import { type Embedded, openEmbedded } from "../../support/embedded.ts";
import { storedDocument } from "../../support/stored-document.ts";

const MINUTE_MS = 60_000;
const START_MS = Date.parse("2026-11-23T10:00:00Z");
const minute = (n: number) => START_MS + n * MINUTE_MS;

let embedded: Embedded;
let written = 0;
beforeEach(async () => {
  embedded = await openEmbedded();
});

/** So many records in each minute, from `first` on. */
async function happen(counts: readonly number[], first = 0): Promise<void> {
  const documents = counts.flatMap((count, i) =>
    Array.from({ length: count }, (_, n) => documentAt(minute(first + i) + Math.floor((n * MINUTE_MS) / count))),
  );
  await embedded.store.write(documents);
}

function documentAt(timestampMs: number): StoredDocument {
  const iso = new Date(timestampMs).toISOString();
  return storedDocument(`d${written++}`, { "@timestamp": iso, message: "hello", "event.ingested": iso });
}

const forecastAt = (nowMs: number) => forecast({ ...embedded, settings: { forecast: { alpha: 0.3 } }, nowMs });
const actuals = async () => (await readForecast(embedded.objects)).points.map(({ actual }) => actual);

describe("the forecast", () => {
  test("of nothing is nothing", async () => {
    expect(await forecastAt(minute(5))).toEqual({ minutes: 0 });
    expect(await readForecast(embedded.objects)).toEqual({ points: [] });
  });

  test("begins with the first record and takes the minutes since, those without records too", async () => {
    await happen([4, 0, 8]);
    const report = await forecastAt(minute(4));
    const levels = smooth([4, 0, 8], 0.3);
    expect(report).toEqual({ minutes: 3, lastMinuteMs: minute(2), expected: levels[2] });
    expect(await readForecast(embedded.objects)).toEqual({
      level: levels[2],
      points: [4, 0, 8].map((actual, i) => ({ minuteMs: minute(i), actual, smoothed: levels[i] })),
    });
  });

  test("takes a minute only when it has been over for a minute: records come late", async () => {
    await happen([4, 4]);
    await forecastAt(minute(3) - 1);
    expect(await actuals()).toEqual([4]);
    await happen([3], 1);
    await forecastAt(minute(3));
    expect(await actuals()).toEqual([4, 7]);
  });

  test("run again changes nothing", async () => {
    await happen([4, 8]);
    await forecastAt(minute(4));
    const model = await readForecast(embedded.objects);
    expect(await forecastAt(minute(4))).toMatchObject({ minutes: 0, lastMinuteMs: minute(2) });
    await happen([100]);
    await forecastAt(minute(4));
    expect(await readForecast(embedded.objects)).toEqual(model);
  });

  test("run minute by minute, run once, or run twice at once: the same model", async () => {
    const counts = [5, 3, 0, 9, 2, 2, 7];
    await happen(counts);
    for (let n = 2; n <= 5; n++) await forecastAt(minute(n));
    await Promise.all([forecastAt(minute(8)), forecastAt(minute(8))]);
    const { points, level } = await readForecast(embedded.objects);
    expect(points.map(({ smoothed }) => smoothed)).toEqual(smooth(counts, 0.3));
    expect(level).toBe(smooth(counts, 0.3).at(-1));
  });

  test("begins anew where a clock that was far ahead taught the model", async () => {
    await happen([4, 4, 4]);
    await forecastAt(minute(500_000));
    expect(await forecastAt(minute(4))).toMatchObject({ minutes: 3, lastMinuteMs: minute(2) });
  });

  test("keeps a day, and goes on after an outage of days", async () => {
    await happen([6]);
    await forecastAt(minute(2));
    await happen([5], 3 * 1440);
    const report = await forecastAt(minute(3 * 1440 + 2));
    expect(report.minutes).toBe(1440);
    const { points } = await readForecast(embedded.objects);
    expect(points).toHaveLength(1440);
    expect(points.at(-1)).toMatchObject({ minuteMs: minute(3 * 1440), actual: 5 });
    expect(points[0]).toMatchObject({ minuteMs: minute(2 * 1440 + 1), actual: 0 });
  });
});
