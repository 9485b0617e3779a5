/** Retention, and a store that is empty. */
import { describe, expect, it } from "vitest";
import { parseQuery } from "../../../lib/query.ts";
import { document, found, INDEXED, messagesOf, NOON_MS, type OpenStore, storeWith } from "./fixture.ts";

export function describeRetention(name: string, open: OpenStore): void {
  describe(`${name}: retention`, () => {
    const recordOf = (time: string) =>
      document({ "@timestamp": time, message: time.slice(0, 10), "service.name": "s" });

    it("removes the days that end at or before the time, whole, and says which", async () => {
      const store = await storeWith(
        open,
        [
          "2026-10-31T23:59:59.999Z",
          "2026-11-01T00:00:00.000Z",
          "2026-11-02T12:00:00.000Z",
          "2026-11-03T00:00:00.000Z",
        ].map(recordOf),
      );

      expect(await store.dropBefore(Date.parse("2026-10-31T23:59:59.999Z"))).toEqual([]);
      const dropped = await store.dropBefore(Date.parse("2026-11-02T23:59:59.999Z"));

      expect(dropped.map(digitsOf)).toEqual(["20261031", "20261101"]);
      expect(await messagesOf(store, {})).toEqual(["2026-11-02", "2026-11-03"]);
      expect((await store.dropBefore(Date.parse("2026-11-03T00:00:00.000Z"))).map(digitsOf)).toEqual(["20261102"]);
      expect(await messagesOf(store, {})).toEqual(["2026-11-03"]);
    });

    it("takes the words of what it removed with it", async () => {
      const { store, settle } = await open({ granularity: "day" });
      await store.write([
        document({ message: "old", "@timestamp": "2026-11-01T00:00:00.000Z" }),
        document({ message: "older" }),
      ]);
      await store.dropBefore(Date.parse("2026-11-02T00:00:00.000Z"));
      await store.write([document({ message: "new" })]);
      await settle();

      expect(await found(store, "old")).toEqual([]);
      expect(await found(store, "-old")).toEqual(["new", "older"]);
    });

    it("removes whole months where indices are by month", async () => {
      const days = [
        "2026-09-30T12:00:00.000Z",
        "2026-10-01T12:00:00.000Z",
        "2026-10-31T12:00:00.000Z",
        "2026-11-01T12:00:00.000Z",
      ];
      const store = await storeWith(open, days.map(recordOf), { granularity: "month" });

      const dropped = await store.dropBefore(Date.parse("2026-10-31T23:59:59.000Z"));

      expect(dropped.map(digitsOf)).toEqual(["202609"]);
      expect(await messagesOf(store, {})).toEqual(["2026-10-01", "2026-10-31", "2026-11-01"]);
    });

    it("is followed by new records of the same day, if they come", async () => {
      const store = await storeWith(open, [recordOf("2026-11-01T00:00:00.000Z")]);
      await store.dropBefore(NOON_MS);

      expect(await store.write([recordOf("2026-11-01T00:00:00.000Z")])).toEqual([INDEXED]);
    });
  });

  describe(`${name}: an empty store`, () => {
    it("gives empty answers", async () => {
      const { store } = await open({ granularity: "day" });

      expect(await store.search({ limit: 10, text: parseQuery("x service:y") })).toEqual({ hits: [] });
      expect(await store.count({ errorsOnly: true })).toBe(0);
      expect(await store.histogram({}, 60_000)).toEqual([]);
      expect(await store.terms({}, "log.level", 5)).toEqual([]);
      expect(await store.errorGroups({ ingestedFromMs: 0, ingestedToMs: NOON_MS, most: 10 })).toEqual({
        groups: [],
        rest: 0,
      });
      expect(await store.dropBefore(NOON_MS)).toEqual([]);
    });

    it("is healthy and says what it is in one line", async () => {
      const { store } = await open({ granularity: "day" });

      const { ok, detail } = await store.health();

      expect(ok).toBe(true);
      expect(detail).toMatch(/^[^\n]{10,}$/);
    });

    it("may be closed twice", async () => {
      const { store } = await open({ granularity: "day" });

      await store.close();
      await store.close();
    });
  });
}

/** `app-logs-2026.11.23` and `2026-11-23` are the same day. */
function digitsOf(name: string): string {
  return /\d{4}\W\d\d(\W\d\d)?$/.exec(name)?.[0].replaceAll(/\W/g, "") ?? name;
}
