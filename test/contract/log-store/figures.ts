/** Figures for charts and scans. */
import { describe, expect, it } from "vitest";
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
        }),
      ]);

      const values = [];
      for (const field of ["log.level", "service.name", "host.name", "event.dataset", "log.pattern"] as const) {
        values.push((await store.terms({}, field, 1))[0]?.value);
      }
      expect(values.join("")).toBe("warnshep");
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

      const groups = await store.errorGroups({ ingestedFromMs: NOON_MS, ingestedToMs: NOON_MS + 120_000 });

      const group = { service: "cart", pattern: "p1", minuteMs: NOON_MS, count: 1, fatalCount: 0 };
      const expected = [
        { ...group, service: "", pattern: "" },
        { ...group, pattern: "" },
        { ...group, count: 2, fatalCount: 1 },
        { ...group, pattern: "p2" },
        { ...group, minuteMs: NOON_MS + 60_000 },
      ];
      expect(groups).toHaveLength(expected.length);
      expect(groups).toEqual(expect.arrayContaining(expected));
    });

    it("are all given, be they thousands", { timeout: 60_000 }, async () => {
      const documents = Array.from({ length: 6_000 }, (_, i) =>
        document({ "log.level": "error", "log.pattern": `p${i}` }),
      );
      const store = await storeWith(open, documents);

      const groups = await store.errorGroups({ ingestedFromMs: NOON_MS, ingestedToMs: NOON_MS + 60_000 });

      expect(new Set(groups.map((group) => group.pattern)).size).toBe(6_000);
      expect(groups).toHaveLength(6_000);
    });
  });
}
