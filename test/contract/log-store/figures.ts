/** Figures for charts and scans. */
import { describe, expect, it } from "vitest";
import { parseQuery } from "../../../lib/query.ts";
import { at, document, NOON_MS, type OpenStore, storeWith } from "./fixture.ts";

export function describeFigures(name: string, open: OpenStore): void {
  describe(`${name}: figures`, () => {
    it("count records per interval of @timestamp, ascending, empty intervals left out", async () => {
      const times = [0, 59_999, 60_000, 180_000, 180_001, 86_400_000];
      const store = await storeWith(
        open,
        times.map((ms) => document({ "@timestamp": at(NOON_MS + ms) })),
      );

      expect(await store.histogram({}, 60_000)).toEqual([
        { startMs: NOON_MS, count: 2 },
        { startMs: NOON_MS + 60_000, count: 1 },
        { startMs: NOON_MS + 180_000, count: 2 },
        { startMs: NOON_MS + 86_400_000, count: 1 },
      ]);
      expect(await store.histogram({ fromMs: NOON_MS + 180_001, toMs: NOON_MS + 86_400_000 }, 1_000)).toEqual([
        { startMs: NOON_MS + 180_000, count: 1 },
      ]);
    });

    it("give the most frequent values first, ties by value, over all days", async () => {
      const services = ["b", "a", "c", "c", "d", "d", "d"];
      const store = await storeWith(open, [
        ...services.map((service, i) =>
          document({ "service.name": service, "@timestamp": at(NOON_MS + i * 43_200_000) }),
        ),
        document(),
      ]);

      expect(await store.terms({}, "service.name", 10)).toEqual([
        { value: "d", count: 3 },
        { value: "c", count: 2 },
        { value: "a", count: 1 },
        { value: "b", count: 1 },
      ]);
      expect(await store.terms({}, "service.name", 3)).toHaveLength(3);
      expect(await store.terms({ service: "c" }, "service.name", 3)).toEqual([{ value: "c", count: 2 }]);
      expect(await store.terms({}, "host.name", 3)).toEqual([]);
    });

    it("know each of the fields that values are counted of", async () => {
      const store = await storeWith(open, [
        document({
          "log.level": "warn",
          "service.name": "s",
          "host.name": "h",
          "event.dataset": "e",
          "log.pattern": "p",
          "user.name": "u",
          "client.ip": "host-42",
          "url.path": "/",
        }),
      ]);
      const ecs = ["log.level", "service.name", "host.name", "event.dataset", "log.pattern"] as const;

      for (const field of [...ecs, "user.name", "client.ip", "url.path"] as const) {
        const [term] = await store.terms({}, field, 1);
        expect.soft(term, field).toMatchObject({ value: expect.stringMatching(/^(warn|[shepu/]|host-42)$/), count: 1 });
        expect.soft(await store.distinct({}, field), field).toBe(1);
      }
    });

    it("count different values, some thousands of them exactly, and none where a field is absent", async () => {
      const documents = Array.from({ length: 6_000 }, (_, i) =>
        document({
          "user.name": `user-${i % 3_000}`,
          "client.ip": `10.0.${i % 7}.1`,
          "event.ingested": at(NOON_MS + i),
        }),
      );
      const store = await storeWith(open, [...documents, document({ "event.ingested": at(NOON_MS) })]);

      expect(await store.distinct({}, "user.name")).toBe(3_000);
      expect(await store.distinct({}, "client.ip")).toBe(7);
      expect(await store.distinct({ ingestedFromMs: NOON_MS + 10, ingestedToMs: NOON_MS + 20 }, "user.name")).toBe(10);
      expect(await store.distinct({}, "url.path")).toBe(0);
    });

    it("count records per interval of arrival too", async () => {
      const arrivals = [0, 59_999, 60_000];
      const store = await storeWith(
        open,
        arrivals.map((ms) => document({ "@timestamp": at(NOON_MS - 500_000), "event.ingested": at(NOON_MS + ms) })),
      );

      expect(await store.histogram({}, 60_000, "event.ingested")).toEqual([
        { startMs: NOON_MS, count: 2 },
        { startMs: NOON_MS + 60_000, count: 1 },
      ]);
      expect(await store.histogram({}, 60_000, "@timestamp")).toMatchObject([{ count: 3 }]);
    });

    it("hold all parts of a filter at once: words, arrival, errors, service", async () => {
      const match = {
        "log.level": "error",
        "service.name": "cart",
        message: "payment timed out",
        "event.ingested": at(NOON_MS),
      } as const;
      const store = await storeWith(open, [
        document({ ...match, "user.name": "u1" }),
        document({ ...match, "user.name": "u2", "log.level": "fatal" }),
        document({ ...match, "user.name": "u3", "log.level": "warn" }),
        document({ ...match, "user.name": "u4", message: "payment done" }),
        document({ ...match, "user.name": "u5", "service.name": "shop" }),
        document({ ...match, "user.name": "u6", "event.ingested": at(NOON_MS + 60_000) }),
        document({ ...match, "user.name": "u7", "host.name": "noisy" }),
      ]);
      const filter = {
        text: parseQuery('"timed out" -host:noisy'),
        ingestedFromMs: NOON_MS,
        ingestedToMs: NOON_MS + 60_000,
        errorsOnly: true,
        service: "cart",
      };

      expect(await store.count(filter)).toBe(2);
      expect(await store.distinct(filter, "user.name")).toBe(2);
      expect(await store.histogram(filter, 60_000, "event.ingested")).toEqual([{ startMs: NOON_MS, count: 2 }]);
      expect((await store.terms(filter, "user.name", 5)).map(({ value }) => value)).toEqual(["u1", "u2"]);
    });

    it("show what was written before, once the store was asked to", async () => {
      const { store } = await open({ granularity: "day" });
      await store.write([document()]);

      expect(await store.refresh()).toBe(true);

      expect(await store.count({})).toBe(1);
    });

    it("count large numbers exactly", { timeout: 60_000 }, async () => {
      const store = await storeWith(
        open,
        Array.from({ length: 12_000 }, () => document()),
      );

      expect(await store.count({})).toBe(12_000);
    });
  });

  describe(`${name}: error groups`, () => {
    const minute = (i: number) => at(NOON_MS + i * 60_000);

    it("count errors by minute of arrival, service and pattern, those of level fatal apart", async () => {
      const error = { "log.level": "error", "service.name": "cart", "log.pattern": "p1" } as const;
      const store = await storeWith(open, [
        document({ ...error, "event.ingested": minute(0) }),
        document({ ...error, "event.ingested": at(NOON_MS + 59_999), "log.level": "fatal" }),
        document({ ...error, "event.ingested": minute(1), "@timestamp": at(NOON_MS - 5 * 86_400_000) }),
        document({ ...error, "event.ingested": minute(0), "log.pattern": "p2" }),
        document({ "event.ingested": minute(0), "error.type": "E" }),
        document({ "event.ingested": minute(0), "error.type": "E".repeat(40_000), "service.name": "cart" }),
        document({ ...error, "event.ingested": minute(0), "log.level": "warn" }),
        document({ ...error, "event.ingested": minute(2) }),
        document({ ...error, "event.ingested": minute(-1) }),
      ]);

      const window = { ingestedFromMs: NOON_MS, ingestedToMs: NOON_MS + 120_000, most: 100 };
      const { groups, rest } = await store.errorGroups(window);

      const group = { service: "cart", pattern: "p1", minuteMs: NOON_MS, count: 1, fatalCount: 0 };
      const expected = [
        { ...group, service: "", pattern: "" },
        { ...group, pattern: "" },
        { ...group, count: 2, fatalCount: 1 },
        { ...group, pattern: "p2" },
        { ...group, minuteMs: NOON_MS + 60_000 },
      ];
      expect(rest).toBe(0);
      expect(groups).toHaveLength(expected.length);
      expect(groups).toEqual(expect.arrayContaining(expected));
    });

    it("are all given, be they many thousands in several minutes", { timeout: 60_000 }, async () => {
      const documents = Array.from({ length: 12_000 }, (_, i) =>
        document({ "log.level": "error", "log.pattern": `p${i % 6_000}`, "event.ingested": minute(i % 3) }),
      );
      const store = await storeWith(open, documents);

      const window = { ingestedFromMs: NOON_MS, ingestedToMs: NOON_MS + 180_000, most: 100_000 };
      const { groups, rest } = await store.errorGroups(window);

      expect(rest).toBe(0);
      expect(new Set(groups.map(({ pattern, minuteMs }) => `${pattern} ${minuteMs}`)).size).toBe(groups.length);
      expect(groups.reduce((sum, { count }) => sum + count, 0)).toBe(12_000);
      expect(new Set(groups.map(({ pattern }) => pattern)).size).toBe(6_000);
    });

    it("are bounded: the newest minutes are given, and how many errors found no room", async () => {
      const documents = Array.from({ length: 40 }, (_, i) =>
        document({
          "log.level": "error",
          "service.name": `s${String(i % 10).padStart(2, "0")}`,
          "event.ingested": minute(Math.floor(i / 20)),
        }),
      );
      const store = await storeWith(open, documents);
      const window = { ingestedFromMs: NOON_MS, ingestedToMs: NOON_MS + 120_000 };

      expect((await store.errorGroups({ ...window, most: 20 })).rest).toBe(0);
      const { groups, rest } = await store.errorGroups({ ...window, most: 13 });

      expect(groups.map(({ minuteMs }) => minuteMs)).toEqual(
        Array.from({ length: 13 }, (_, i) => (i < 10 ? NOON_MS + 60_000 : NOON_MS)),
      );
      expect(rest).toBe(40 - groups.reduce((sum, { count }) => sum + count, 0));
      expect(rest).toBe(14);
    });
  });
}
