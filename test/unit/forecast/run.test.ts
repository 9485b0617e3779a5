import { beforeEach, describe, expect, test } from "vitest";
import { parseConfig } from "../../../lib/config.ts";
import { SluiceError } from "../../../lib/errors.ts";
import { readFindings } from "../../../lib/forecast/alarms/keep.ts";
import { MONTH_LOOK_BACK_MS } from "../../../lib/forecast/month.ts";
import { forecast } from "../../../lib/forecast/run.ts";
import { seriesName } from "../../../lib/forecast/series-id.ts";
import { smooth } from "../../../lib/forecast/smoothing.ts";
import { type FollowedSeries, type ForecastShard, readShards, shardKey } from "../../../lib/forecast/state.ts";
import type { LogStore, SeriesPoint, StoredDocument } from "../../../lib/ports.ts";
import type { LogRecord } from "../../../lib/record.ts";
import { type Embedded, openEmbedded } from "../../support/embedded.ts";
import { storedDocument } from "../../support/stored-document.ts";

const MINUTE_MS = 60_000;
const START_MS = Date.parse("2026-11-23T10:00:00Z");
const minute = (n: number) => START_MS + n * MINUTE_MS;
/** After so many minutes a minute is settled: it has been over for one, and records may be 15 late. */
const SETTLED = 17;

let embedded: Embedded;
let written = 0;
beforeEach(async () => {
  embedded = await openEmbedded();
});

/** So many records in each minute, from `first` on. */
async function happen(counts: readonly number[], first = 0, fields: Partial<LogRecord> = {}): Promise<void> {
  const documents = counts.flatMap((count, i) =>
    Array.from({ length: count }, (_, n) =>
      documentAt(minute(first + i) + Math.floor((n * MINUTE_MS) / count), fields),
    ),
  );
  await embedded.store.write(documents);
}

function documentAt(timestampMs: number, fields: Partial<LogRecord>): StoredDocument {
  const iso = new Date(timestampMs).toISOString();
  return storedDocument(`d${written++}`, { "@timestamp": iso, message: "hello", "event.ingested": iso, ...fields });
}

const settingsOf = (forecastSection: string) => parseConfig({}, `forecast: {${forecastSection}}`);
const forecastAt = (nowMs: number, section = "", store: LogStore = embedded.store) =>
  forecast({ store, objects: embedded.objects, settings: settingsOf(section), nowMs });

/** What is kept between runs, by name. */
async function followed(): Promise<ReadonlyMap<string, FollowedSeries>> {
  const all = new Map<string, FollowedSeries>();
  for await (const { series } of readShards(embedded.objects))
    for (const one of series) all.set(seriesName(one.id), one);
  return all;
}

async function state(): Promise<readonly ForecastShard[]> {
  const shards: ForecastShard[] = [];
  for await (const shard of readShards(embedded.objects)) shards.push(shard);
  return shards;
}

const points = (series = "total"): Promise<SeriesPoint[]> =>
  embedded.store.readPoints(series, { fromMs: 0, toMs: minute(1_000_000) });
const actuals = async (series?: string) => (await points(series)).map(({ actual }) => actual);
const forget = async () => embedded.objects.delete(shardKey(0));

describe("the forecast", () => {
  test("of nothing is nothing", async () => {
    expect(await forecastAt(minute(5))).toMatchObject({ minutes: 0, anomalies: 0, series: 0 });
    expect(await embedded.objects.get(shardKey(0))).toBeUndefined();
  });

  test("begins with the first record and takes the minutes since, those without records too", async () => {
    await happen([4, 0, 8]);
    const report = await forecastAt(minute(4));
    expect(report).toMatchObject({ minutes: 3, anomalies: 0, lastMinuteMs: minute(2), expected: expect.any(Number) });
    await forecastAt(minute(2 + SETTLED));
    expect(await actuals()).toEqual([4, 0, 8]);
    expect((await points()).map(({ smoothed }) => smoothed)).toEqual(smooth([4, 0, 8], 0.3));
  });

  test("says of each minute what was expected of it before it came", async () => {
    await happen([4, 6, 8, 200]);
    await forecastAt(minute(5));
    const { last } = (await followed()).get("total") ?? {};
    expect(last).toMatchObject({ actual: 200 });
    expect(last?.expected).toBeLessThan(10);
    expect(last?.upper).toBeLessThan(200);
  });

  test("takes a minute only when it has been over for a minute: most records come by then", async () => {
    await happen([4, 4]);
    expect(await forecastAt(minute(3) - 1)).toMatchObject({ minutes: 1, lastMinuteMs: minute(0) });
    await happen([3], 1);
    await forecastAt(minute(3));
    expect((await followed()).get("total")?.last).toMatchObject({ minuteMs: minute(1), actual: 7 });
  });

  test("run again changes nothing", async () => {
    await happen([4, 8]);
    await forecastAt(minute(4));
    const stored = await embedded.objects.get(shardKey(0));
    expect(await forecastAt(minute(4))).toMatchObject({ minutes: 0, lastMinuteMs: minute(2) });
    expect((await embedded.objects.get(shardKey(0)))?.etag).toBe(stored?.etag);
  });

  test("is corrected by records that come late, as if they had come in time", async () => {
    await happen([5, 3, 9, 9, 9]);
    await forecastAt(minute(6));
    await happen([4], 1);
    await forecastAt(minute(7));
    const corrected = await state();

    await forget();
    await forecastAt(minute(7));
    expect(await state()).toEqual(corrected);
  });

  test("run minute by minute, run once, or run twice at once: the same", async () => {
    const counts = Array.from({ length: 40 }, (_, i) => (i * 7) % 10);
    await happen(counts);
    for (let n = 2; n <= 38; n++) await forecastAt(minute(n));
    await Promise.all([forecastAt(minute(41)), forecastAt(minute(41))]);
    const stepwise = await state();
    const keptStepwise = await points();
    await forget();
    await forecastAt(minute(41));
    expect(await state()).toEqual(stepwise);
    expect(await points()).toEqual(keptStepwise);
  });

  test("begins anew where a clock that was far ahead taught the model", async () => {
    await happen([4, 4, 4]);
    await forecastAt(minute(10_000));
    expect(await forecastAt(minute(4))).toMatchObject({ minutes: 3, lastMinuteMs: minute(2) });
  });

  test("begins anew over a state of an earlier version", async () => {
    await happen([4, 4]);
    const earlier = { version: 2, track: {}, points: [{ minuteMs: minute(0), actual: 7, smoothed: 7 }] };
    await embedded.objects.put(shardKey(0), JSON.stringify(earlier), { ifAbsent: true });
    expect(await forecastAt(minute(3))).toMatchObject({ minutes: 2, series: 1 });
  });

  test("begins anew in another zone: what was learned of mornings and weekends is of other hours there", async () => {
    await happen(Array.from({ length: 60 }, (_, n) => (n < 30 ? 2 : 9)));
    await forecastAt(minute(61));
    await forecastAt(minute(62), "timeZone: Asia/Tokyo");
    const moved = await state();
    await forget();
    await forecastAt(minute(62), "timeZone: Asia/Tokyo");
    expect(moved).toEqual(await state());
  });

  test("catches up after an outage of days, portion by portion, and keeps the last day of it", async () => {
    await happen([6]);
    await forecastAt(minute(2));
    await happen([5], 3 * 1440);
    const now = minute(3 * 1440 + SETTLED);
    let report = await forecast({ ...embedded, settings: settingsOf(""), nowMs: now, hasTime: () => false });
    expect(report.minutes).toBe(30);
    report = await forecastAt(now);
    expect(report).toMatchObject({ minutes: 3 * 1440 + SETTLED - 31 - 1, lastMinuteMs: now - 2 * MINUTE_MS });
    const kept = await points();
    expect(kept.at(-1)).toMatchObject({ minuteMs: minute(3 * 1440), actual: 5 });
    expect(kept[0]).toMatchObject({ minuteMs: now - 1441 * MINUTE_MS, actual: 0 });
  });

  test("takes an outage longer than it looks back for a gap, not for silence", async () => {
    await happen([6, 6, 6]);
    await forecastAt(minute(4));
    const back = 30 * 1440;
    await happen([6], back);
    const report = await forecastAt(minute(back + 2));
    expect(report.lastMinuteMs).toBe(minute(back));
    expect(report.minutes).toBeLessThanOrEqual(14 * 1440);
    expect(report.anomalies).toBe(0);
  });
});

describe("series", () => {
  test("are all records, services, levels, levels of services, and queries", async () => {
    await happen([2, 2], 0, { "service.name": "cart", "log.level": "info" });
    await happen([1, 0], 0, { "service.name": "cart", "log.level": "error", message: "payment timed out" });
    await happen([0, 1], 0, {});
    const queries = "queries: [{name: timeouts, query: timed}, {name: nothing, query: unheard}]";
    await forecastAt(minute(1 + SETTLED), queries);

    expect([...(await followed()).keys()].sort()).toEqual([
      "level:error",
      "level:error service:cart",
      "level:info",
      "level:info service:cart",
      "query:nothing",
      "query:timeouts",
      "service:cart",
      "total",
    ]);
    expect(await actuals()).toEqual([3, 3]);
    expect(await actuals("service:cart")).toEqual([3, 2]);
    expect(await actuals("level:error service:cart")).toEqual([1, 0]);
    expect(await actuals("query:timeouts")).toEqual([1, 0]);
    expect((await points("level:error service:cart"))[0]).toMatchObject({ service: "cart", level: "error" });
  });

  test("of a field have a gap where no record has it: nothing is learned of that", async () => {
    const pay = (n: number, ms: number) => happen([1], n, { "url.path": "/pay", "event.duration": ms * 1e6 });
    for (const [n, ms] of [10, 20, 30].entries()) await pay(2 * n, ms);
    await pay(0, 20);
    await happen([1, 1, 1], 0, { "url.path": "/", "event.duration": 1 });
    await forecastAt(minute(4 + SETTLED), "queries: [{name: pay, query: 'url.path:/pay', field: event.duration}]");

    expect(await actuals("query:pay")).toEqual([15e6, undefined, 20e6, undefined, 30e6]);
    expect((await followed()).get("query:pay")?.accuracy?.minutes).toBe(1);
  });

  test("begin with their first record, and are forgotten when none came for days", async () => {
    await happen([3], 0, { "service.name": "old" });
    await forecastAt(minute(2));
    await happen([3], 2 * 1440, { "service.name": "new" });
    await forecastAt(minute(2 * 1440 + SETTLED), "forgetAfterDays: 1");

    expect([...(await followed()).keys()].sort()).toEqual(["service:new", "total"]);
    expect((await points("service:new"))[0]).toMatchObject({ minuteMs: minute(2 * 1440), actual: 3 });
  });

  test("that begin with a late record begin there, whenever a run saw them first", async () => {
    await happen(Array(30).fill(1));
    await happen([2], 10, { "service.name": "cart" });
    await forecastAt(minute(12));
    await happen([2], 8, { "service.name": "cart" });
    await forecastAt(minute(13));
    const corrected = await state();
    await forget();
    await forecastAt(minute(13));
    expect(await state()).toEqual(corrected);
  });

  test("whose first records are gone again do not make the next runs read more and more", async () => {
    await happen([1, 1, 1]);
    await forecastAt(minute(4));
    const emptied = await openEmbedded();
    await forecastAt(minute(60), "", emptied.store);
    expect((await followed()).get("total")?.track.sinceMs).toBe(minute(60 - 16));
  });

  test("that two runs began at once in two places are followed in one, and findings are made of all", async () => {
    await happen(Array(10).fill(1), 0, { "service.name": "cart" });
    await forecastAt(minute(4));
    const [shard] = await state();
    await embedded.objects.put(shardKey(1), JSON.stringify(shard), { ifAbsent: true });
    await forecastAt(minute(6));

    const names = (await state()).flatMap(({ series }) => series.map(({ id }) => seriesName(id)));
    expect(names).toEqual(["total", "service:cart"]);
    expect((await readFindings(embedded.objects)).toMs).toBe(minute(5));
  });

  test("of a query that asks something else begin anew; those of one that is gone go", async () => {
    await happen([1, 1, 1], 0, { message: "one" });
    await happen([5, 5, 5], 0, { message: "five" });
    await forecastAt(minute(4), "queries: [{name: q, query: one}, {name: gone, query: one}]");
    await forecastAt(minute(5), "queries: [{name: q, query: five}]");

    const now = await followed();
    expect([...now.keys()]).toEqual(["total", "query:q"]);
    expect(now.get("query:q")?.accuracy?.size).toBeGreaterThan(2);
  });

  test("of a new query know the last two weeks at once", async () => {
    await happen([1], 0, { message: "one" });
    await happen([1], 5 * 1440, { message: "one" });
    await forecastAt(minute(5 * 1440 + 2));
    await forecastAt(minute(5 * 1440 + 3), "queries: [{name: q, query: one}]");

    expect((await followed()).get("query:q")?.accuracy?.minutes).toBeGreaterThan(7_000);
  });

  test("of a query that has found nothing begin when it does, and ask for two weeks once only", async () => {
    const asked: number[] = [];
    const { store } = embedded;
    const listening: LogStore = {
      ...store,
      histogram: (filter, intervalMs) => {
        if (filter.text) asked.push((filter.toMs ?? 0) - (filter.fromMs ?? 0));
        return store.histogram(filter, intervalMs);
      },
    };
    const section = "queries: [{name: q, query: rare}]";
    await happen([1, 1, 1, 1], 0);
    await forecastAt(minute(3), section, listening);
    const ofFirstRun = asked.splice(0).reduce((sum, spanMs) => sum + spanMs, 0);
    await happen([2], 2, { message: "rare" });
    await forecastAt(minute(4), section, listening);
    await forecastAt(minute(2 + SETTLED), section, listening);

    expect(ofFirstRun).toBe(14 * 1440 * MINUTE_MS);
    expect(Math.max(...asked)).toBeLessThanOrEqual((SETTLED + 15) * MINUTE_MS);
    expect(await actuals("query:q")).toEqual([2]);
  });

  test("of a new query go back as far as the store can answer, and a run has time for", async () => {
    await happen(Array(4 * 1440).fill(1), 0, { "event.duration": 7 });
    const busy: LogStore = {
      ...embedded.store,
      fieldValues: (filter, ...rest) =>
        (filter.fromMs ?? 0) < minute(2 * 1440 - 60)
          ? Promise.reject(new SluiceError("unavailable", "ran out of its time"))
          : embedded.store.fieldValues(filter, ...rest),
    };
    const now = minute(4 * 1440);
    await forecastAt(now - MINUTE_MS);
    const section = "queries: [{name: slow, query: '*', field: event.duration, statistic: p95}]";
    const told: string[] = [];
    const options = { ...embedded, store: busy, settings: settingsOf(section), nowMs: now };
    await forecast({ ...options, onFailure: ({ message }, of) => told.push(`${of}: ${message}`) });
    const learned = (await followed()).get("query:slow")?.accuracy?.minutes;
    expect(learned).toBeGreaterThan(1_440);
    expect(learned).toBeLessThan(2 * 1440);
    expect(told).toEqual(["past: ran out of its time"]);
  });

  test("of a query that the store refuses have a gap, and stop no other", async () => {
    await happen(Array(6).fill(1), 0, { message: "one hello" });
    const { store } = embedded;
    const refusing: LogStore = {
      ...store,
      histogram: (filter, intervalMs) =>
        JSON.stringify(filter.text ?? "").includes("one")
          ? Promise.reject(new SluiceError("refused", "too many clauses"))
          : store.histogram(filter, intervalMs),
    };
    await forecastAt(minute(3), "queries: [{name: old, query: one}]");
    const section = "queries: [{name: old, query: one}, {name: new, query: one}, {name: good, query: hello}]";
    const told: string[] = [];
    const options = { ...embedded, store: refusing, settings: settingsOf(section), nowMs: minute(5) };
    await forecast({ ...options, onFailure: ({ message }, of) => told.push(`${of}: ${message}`) });

    const now = await followed();
    expect([...now.keys()]).toEqual(["total", "query:old", "query:good"]);
    expect(["total", "query:old", "query:good"].map((name) => now.get(name)?.last?.actual)).toEqual([1, undefined, 1]);
    expect(told).toEqual(["query: too many clauses", "query: too many clauses"]);
  });

  test("of many new queries begin a few at a time, so that a run ends in time", async () => {
    await happen([1, 1, 1, 1]);
    const names = ["a", "b", "c", "d", "e"];
    const section = `queries: [${names.map((name) => `{name: ${name}, query: hello}`).join(", ")}]`;
    await forecastAt(minute(3), section);
    expect([...(await followed()).keys()]).toEqual(["total", "query:a", "query:b", "query:c"]);
    await forecastAt(minute(4), section);
    expect((await followed()).get("query:e")?.accuracy).toEqual((await followed()).get("query:a")?.accuracy);
  });

  test("beyond the most that are followed are left out, and it is said how many", async () => {
    for (const [n, service] of ["busy", "middle", "quiet"].entries()) {
      await happen(Array(5).fill(9 - 4 * n), 0, { "service.name": service });
    }
    const report = await forecastAt(minute(6), "series: 2");
    expect([...(await followed()).keys()]).toEqual(["total", "service:busy"]);
    expect(report).toMatchObject({ series: 2, leftOut: 2 });
  });
});

describe("findings", () => {
  test("go on when a race of two runs left a series in two shards", async () => {
    await happen(Array(6).fill(3), 0, { "service.name": "cart" });
    await forecastAt(minute(3));
    for await (const shard of readShards(embedded.objects)) {
      const twice = { ...shard, series: shard.series.filter(({ id }) => id.service !== undefined) };
      await embedded.objects.put(shardKey(1), JSON.stringify(twice), { ifAbsent: true });
      break;
    }
    await forecastAt(minute(5));
    expect((await readFindings(embedded.objects)).toMs).toBe(minute(4));
  });
});

describe("the month", () => {
  test("that a busy store does not answer stops nothing, and is asked for again after ten minutes", async () => {
    await happen(Array(90).fill(1));
    let asked = 0;
    const busy: LogStore = {
      ...embedded.store,
      histogram: (filter, intervalMs, field) => {
        if (filter.fromMs !== minute(60) - MONTH_LOOK_BACK_MS)
          return embedded.store.histogram(filter, intervalMs, field);
        asked++;
        return Promise.reject(new SluiceError("unavailable", "too busy"));
      },
    };
    const told: string[] = [];
    const run = (n: number, store: LogStore) => {
      const options = { ...embedded, store, settings: settingsOf(""), nowMs: minute(n) };
      return forecast({ ...options, onFailure: ({ message }) => told.push(message) });
    };
    for (let n = 70; n < 80; n++) expect(await run(n, busy)).toMatchObject({ lastMinuteMs: minute(n - 2) });
    expect([asked, told]).toEqual([1, ["too busy"]]);
    expect(await run(80, embedded.store)).toMatchObject({ month: { soFar: 60 } });
  });
});

describe("points in the store", () => {
  const section = "kept: 1";

  test("are those of the busiest series, once their minutes are settled", async () => {
    await happen([3, 3], 0, { "service.name": "cart" });
    expect(await forecastAt(minute(16), section)).toMatchObject({ points: 0 });
    expect(await forecastAt(minute(17), section)).toMatchObject({ points: 1 });
    expect(await points()).toHaveLength(1);
    expect(await points("service:cart")).toEqual([]);
  });

  test("that the store does not take stop nothing, and are written by a later run", async () => {
    await happen(Array(30).fill(2));
    await forecastAt(minute(10));
    const failing: LogStore = {
      ...embedded.store,
      writePoints: () => Promise.reject(new SluiceError("unavailable", "the disk is full")),
    };
    const told: Error[] = [];
    const options = { ...embedded, store: failing, settings: settingsOf(""), nowMs: minute(25) };
    const report = await forecast({ ...options, onFailure: (error) => told.push(error) });
    expect(report).toMatchObject({ minutes: 15, points: 0, pointsFailed: 9, lastMinuteMs: minute(23) });
    expect(told.map(({ message }) => message)).toEqual(["the disk is full"]);

    expect(await forecastAt(minute(26))).toMatchObject({ minutes: 1, points: 10, pointsFailed: 0 });
    expect(await actuals()).toEqual(Array(10).fill(2));
  });

  test("that the store does not take cost a new query none of its past", async () => {
    await happen([1], 0, { message: "one" });
    await happen([1], 5 * 1440, { message: "one" });
    await forecastAt(minute(5 * 1440 + 2));
    const failing: LogStore = {
      ...embedded.store,
      writePoints: () => Promise.reject(new SluiceError("unavailable", "the disk is full")),
    };
    const section = "queries: [{name: q, query: one}]";
    await forecastAt(minute(5 * 1440 + 3), section, failing);
    await forecastAt(minute(5 * 1440 + 4), section);

    expect((await followed()).get("query:q")?.accuracy?.minutes).toBeGreaterThan(7_000);
  });

  test("are given up after an hour, so that models do not wait for them", async () => {
    await happen(Array(200).fill(2));
    const failing: LogStore = {
      ...embedded.store,
      writePoints: () => Promise.reject(new SluiceError("refused", "no such index")),
    };
    for (const n of [30, 60, 90, 120, 150]) await forecastAt(minute(n), "", failing);
    const { track } = (await followed()).get("total") ?? {};
    expect(track?.sinceMs).toBeGreaterThanOrEqual(minute(150 - 62));
  });
});
