import { beforeEach, describe, expect, test } from "vitest";
import { forecast, readForecast } from "../../../lib/forecast/run.ts";
import { smooth } from "../../../lib/forecast/smoothing.ts";
import { FORECAST_KEY } from "../../../lib/forecast/state.ts";
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

const settings = { forecast: { alpha: 0.3, timeZone: "UTC", holidays: [] } };
const forecastAt = (nowMs: number) => forecast({ ...embedded, settings, nowMs });
const points = async () => (await readForecast(embedded.objects)).points;
const actuals = async () => (await points()).map(({ actual }) => actual);

describe("the forecast", () => {
  test("of nothing is nothing", async () => {
    expect(await forecastAt(minute(5))).toEqual({ minutes: 0, anomalies: 0 });
    expect(await readForecast(embedded.objects)).toEqual({ version: 2, track: {}, points: [] });
  });

  test("begins with the first record and takes the minutes since, those without records too", async () => {
    await happen([4, 0, 8]);
    const report = await forecastAt(minute(4));
    expect(report).toMatchObject({ minutes: 3, anomalies: 0, lastMinuteMs: minute(2), expected: expect.any(Number) });
    expect(await actuals()).toEqual([4, 0, 8]);
    expect((await points()).map(({ smoothed }) => smoothed)).toEqual(smooth([4, 0, 8], 0.3));
  });

  test("says of each minute what was expected of it before it came", async () => {
    await happen([4, 6, 8, 200]);
    await forecastAt(minute(5));
    const last = (await points()).at(-1);
    expect(last?.expected).toBeLessThan(10);
    expect(last?.upper).toBeLessThan(200);
  });

  test("takes a minute only when it has been over for a minute: most records come by then", async () => {
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
    const state = await embedded.objects.get(FORECAST_KEY);
    expect(await forecastAt(minute(4))).toMatchObject({ minutes: 0, lastMinuteMs: minute(2) });
    expect((await embedded.objects.get(FORECAST_KEY))?.etag).toBe(state?.etag);
  });

  test("is corrected by records that come late, as if they had come in time", async () => {
    await happen([5, 3, 9, 9, 9]);
    await forecastAt(minute(6));
    await happen([4], 1);
    await forecastAt(minute(7));
    const corrected = await readForecast(embedded.objects);

    await embedded.objects.delete(FORECAST_KEY);
    await forecastAt(minute(7));
    expect(await readForecast(embedded.objects)).toEqual(corrected);
    expect(await actuals()).toEqual([5, 7, 9, 9, 9, 0]);
  });

  test("run minute by minute, run once, or run twice at once: the same", async () => {
    const counts = Array.from({ length: 40 }, (_, i) => (i * 7) % 10);
    await happen(counts);
    for (let n = 2; n <= 38; n++) await forecastAt(minute(n));
    await Promise.all([forecastAt(minute(41)), forecastAt(minute(41))]);
    const stepwise = await readForecast(embedded.objects);
    await embedded.objects.delete(FORECAST_KEY);
    await forecastAt(minute(41));
    expect(await readForecast(embedded.objects)).toEqual(stepwise);
  });

  test("begins anew where a clock that was far ahead taught the model", async () => {
    await happen([4, 4, 4]);
    await forecastAt(minute(500_000));
    expect(await forecastAt(minute(4))).toMatchObject({ minutes: 3, lastMinuteMs: minute(2) });
  });

  test("begins anew over a state of an earlier version", async () => {
    await happen([4, 4]);
    const earlier = { level: 7, points: [{ minuteMs: minute(0), actual: 7, smoothed: 7 }] };
    await embedded.objects.put(FORECAST_KEY, JSON.stringify(earlier), { ifAbsent: true });
    await forecastAt(minute(3));
    expect(await actuals()).toEqual([4, 4]);
  });

  test("keeps a day of points, and catches up after an outage of days", async () => {
    await happen([6]);
    await forecastAt(minute(2));
    await happen([5], 3 * 1440);
    await forecastAt(minute(3 * 1440 + 2));
    const kept = await points();
    expect(kept).toHaveLength(1440);
    expect(kept.at(-1)).toMatchObject({ minuteMs: minute(3 * 1440), actual: 5 });
    expect(kept[0]).toMatchObject({ minuteMs: minute(2 * 1440 + 1), actual: 0 });
  });

  test("takes an outage longer than it looks back for a gap, not for silence", async () => {
    await happen([6, 6, 6]);
    await forecastAt(minute(4));
    const back = 30 * 1440;
    await happen([6], back);
    const report = await forecastAt(minute(back + 2));
    expect(report.lastMinuteMs).toBe(minute(back));
    expect(await points()).toHaveLength(1440);
  });
});
