/** What forecasts read of a store, and what they keep in it. */
import { describe, expect, it } from "vitest";
import type { MinuteCount, SeriesPoint } from "../../../lib/ports.ts";
import { parseQuery } from "../../../lib/query.ts";
import { at, document, NOON_MS, type OpenStore, storeWith } from "./fixture.ts";

const MINUTE_MS = 60_000;

export function describeSeries(name: string, open: OpenStore): void {
  describe(`${name}: counts of minutes`, () => {
    const minute = (n: number) => ({ "@timestamp": at(NOON_MS + n * MINUTE_MS) });
    const sorted = (rows: readonly MinuteCount[]) => rows.map((row) => JSON.stringify(row)).sort();

    it("are given of all services together by level, and of each named service by level", async () => {
      const store = await storeWith(open, [
        document({ ...minute(0), "service.name": "cart", "log.level": "info" }),
        document({ ...minute(0.99), "service.name": "cart", "log.level": "info" }),
        document({ ...minute(0), "service.name": "cart", "log.level": "error" }),
        document({ ...minute(0), "service.name": "cart" }),
        document({ ...minute(0), "service.name": "shop", "log.level": "info" }),
        document({ ...minute(2), "log.level": "info" }),
        document({ ...minute(-1), "service.name": "cart" }),
        document({ ...minute(3), "service.name": "cart" }),
      ]);
      const window = { fromMs: NOON_MS, toMs: NOON_MS + 3 * MINUTE_MS };

      const rows = await store.minuteCounts({ ...window, services: ["cart", "unheard"] });

      const first = { minuteMs: NOON_MS };
      expect(sorted(rows)).toEqual(
        sorted([
          { ...first, count: 1 },
          { ...first, level: "error", count: 1 },
          { ...first, level: "info", count: 3 },
          { minuteMs: NOON_MS + 2 * MINUTE_MS, level: "info", count: 1 },
          { ...first, service: "cart", count: 1 },
          { ...first, service: "cart", level: "error", count: 1 },
          { ...first, service: "cart", level: "info", count: 2 },
        ]),
      );
      expect(await store.minuteCounts({ ...window, services: [] })).toHaveLength(4);
    });

    it("are whole, be they many thousands", { timeout: 60_000 }, async () => {
      const services = Array.from({ length: 250 }, (_, i) => `service-${i}`);
      const documents = services.flatMap((service) =>
        Array.from({ length: 50 }, (_, n) => document({ ...minute(n), "service.name": service })),
      );
      const store = await storeWith(open, documents);

      const rows = await store.minuteCounts({ fromMs: NOON_MS, toMs: NOON_MS + 50 * MINUTE_MS, services });

      const apart = rows.filter(({ service }) => service !== undefined);
      expect(new Set(apart.map(({ service, minuteMs }) => `${service} ${minuteMs}`)).size).toBe(12_500);
      expect(apart).toHaveLength(12_500);
      expect(rows.filter(({ service }) => service === undefined).map(({ count }) => count)).toEqual(
        Array(50).fill(250),
      );
    });
  });

  describe(`${name}: values of a field`, () => {
    const durations = (n: number, values: readonly number[]) =>
      values.map((value) => document({ "@timestamp": at(NOON_MS + n * MINUTE_MS), "event.duration": value }));

    it("are its mean or its 95th percentile per interval; where no record has it, there is none", async () => {
      const hundred = Array.from({ length: 100 }, (_, i) => 1_000 * (i + 1));
      const store = await storeWith(open, [
        ...durations(0, hundred),
        document({ "@timestamp": at(NOON_MS + MINUTE_MS) }),
        ...durations(2, [7_000, 9_000]),
      ]);

      expect(await store.fieldValues({}, MINUTE_MS, "event.duration", "mean")).toEqual([
        { startMs: NOON_MS, value: 50_500 },
        { startMs: NOON_MS + 2 * MINUTE_MS, value: 8_000 },
      ]);
      const [first, last, ...others] = await store.fieldValues({}, MINUTE_MS, "event.duration", "p95");
      expect(others).toEqual([]);
      expect(first?.startMs).toBe(NOON_MS);
      expect(first?.value).toBeGreaterThan(94_000);
      expect(first?.value).toBeLessThan(97_000);
      expect(last?.startMs).toBe(NOON_MS + 2 * MINUTE_MS);
      expect(last?.value).toBeGreaterThan(8_500);
      expect(last?.value).toBeLessThanOrEqual(9_000);
    });

    it("are those of the records that a query finds", async () => {
      const store = await storeWith(open, [
        document({ "url.path": "/pay", "http.response.body.bytes": 10 }),
        document({ "url.path": "/pay", "http.response.body.bytes": 30 }),
        document({ "url.path": "/", "http.response.body.bytes": 5_000 }),
      ]);

      const filter = { text: parseQuery("url.path:/pay") };
      expect(await store.fieldValues(filter, MINUTE_MS, "http.response.body.bytes", "mean")).toEqual([
        { startMs: NOON_MS, value: 20 },
      ]);
    });
  });

  describe(`${name}: points of forecasts`, () => {
    const pointAt = (ms: number, more: Partial<SeriesPoint> = {}): SeriesPoint => ({
      series: "total",
      minuteMs: ms,
      actual: 7,
      smoothed: 6.5,
      expected: 6.25,
      lower: 1.125,
      upper: 12.5,
      score: 0.0625,
      anomaly: false,
      ...more,
    });

    it("are read as they were written, of one series, in order", async () => {
      const { store, settle } = await open({ granularity: "day" });
      const [a, b] = [pointAt(NOON_MS), pointAt(NOON_MS + MINUTE_MS)];
      const c = pointAt(NOON_MS + 2 * MINUTE_MS);
      const series = "level:error service:cart";
      const other = pointAt(NOON_MS, { series, service: "cart", level: "error", anomaly: true });
      const gap: SeriesPoint = { series: "query:q", query: "q", minuteMs: NOON_MS, score: 0, anomaly: false };
      await store.writePoints([c, other, a, gap, b]);
      await settle();

      const window = { fromMs: NOON_MS, toMs: NOON_MS + 2 * MINUTE_MS };
      expect(await store.readPoints("total", window)).toEqual([a, b]);
      expect(await store.readPoints(series, window)).toEqual([other]);
      expect(await store.readPoints("query:q", window)).toEqual([gap]);
      expect(await store.readPoints("service:cart", window)).toEqual([]);
    });

    it("are there once, however often they are written", async () => {
      const { store, settle } = await open({ granularity: "day" });
      await store.writePoints([pointAt(NOON_MS)]);
      await store.writePoints([pointAt(NOON_MS, { actual: 8 }), pointAt(NOON_MS + MINUTE_MS)]);
      await settle();

      const found = await store.readPoints("total", { fromMs: NOON_MS, toMs: NOON_MS + 5 * MINUTE_MS });
      expect(found.map(({ actual }) => actual)).toEqual([7, 7]);
    });

    it("are no records: no search, count or figure meets them", async () => {
      const { store, settle } = await open({ granularity: "day" });
      await store.write([document({ "service.name": "cart", "log.level": "error" })]);
      const series = { series: "service:cart", service: "cart", level: "error" } as const;
      await store.writePoints(Array.from({ length: 5 }, (_, n) => pointAt(NOON_MS + n * MINUTE_MS, series)));
      await settle();

      const window = { fromMs: NOON_MS, toMs: NOON_MS + 10 * MINUTE_MS };
      expect(await store.count({})).toBe(1);
      expect((await store.search({ limit: 10 })).hits).toHaveLength(1);
      expect(await store.histogram({}, MINUTE_MS)).toEqual([{ startMs: NOON_MS, count: 1 }]);
      expect(await store.terms({}, "service.name", 10)).toEqual([{ value: "cart", count: 1 }]);
      expect(await store.distinct({}, "log.level")).toBe(1);
      expect((await store.minuteCounts({ ...window, services: ["cart"] })).map(({ count }) => count)).toEqual([1, 1]);
      const errors = { ingestedFromMs: NOON_MS, ingestedToMs: window.toMs, most: 10 };
      expect((await store.errorGroups(errors)).groups).toHaveLength(1);
    });

    it("go when the days go that they are of", async () => {
      const { store, settle } = await open({ granularity: "day" });
      const dayMs = 86_400_000;
      await store.writePoints([pointAt(NOON_MS - dayMs), pointAt(NOON_MS)]);
      await settle();

      await store.dropBefore(NOON_MS);

      const window = { fromMs: 0, toMs: NOON_MS + dayMs };
      expect((await store.readPoints("total", window)).map(({ minuteMs }) => minuteMs)).toEqual([NOON_MS]);
    });

    it("of an empty store are none", async () => {
      const { store } = await open({ granularity: "day" });

      expect(await store.readPoints("total", { fromMs: 0, toMs: NOON_MS })).toEqual([]);
      expect(await store.minuteCounts({ fromMs: 0, toMs: NOON_MS, services: ["a"] })).toEqual([]);
      expect(await store.fieldValues({}, MINUTE_MS, "event.duration", "p95")).toEqual([]);
    });
  });
}
