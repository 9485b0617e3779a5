/** Documents that name an index prefix: they lie apart, if at all, and are read as all others. */
import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { DUPLICATE, document, INDEXED, messagesOf, NOON_MS, type OpenStore } from "./fixture.ts";

const DAY_MS = 86_400_000;

export function describeIndexPrefixes(name: string, open: OpenStore): void {
  describe(`${name}: an index prefix beside the main one`, () => {
    /** Two errors of noon, the second below the other prefix. */
    async function storeOfTwo() {
      const otherPrefix = `audit-${randomUUID()}`;
      const { store, settle } = await open({ granularity: "day", otherPrefix });
      const fields = { "log.level": "error", "service.name": "shop" } as const;
      const documents = [
        document({ ...fields, message: "main" }),
        { ...document({ ...fields, message: "other" }), indexPrefix: otherPrefix },
      ];
      const outcomes = await store.write(documents);
      await settle();
      return { store, documents, outcomes };
    }

    it("has its records in every listing and figure", async () => {
      const { store, outcomes } = await storeOfTwo();

      expect(outcomes).toEqual([INDEXED, INDEXED]);
      expect(await messagesOf(store, {})).toEqual(["main", "other"]);
      expect(await store.count({ service: "shop" })).toBe(2);
      expect(await store.histogram({}, DAY_MS)).toMatchObject([{ count: 2 }]);
      expect(await store.terms({}, "service.name", 5)).toEqual([{ value: "shop", count: 2 }]);
      expect(await store.distinct({}, "service.name")).toBe(1);
      const window = { ingestedFromMs: NOON_MS, ingestedToMs: NOON_MS + DAY_MS, most: 10 };
      expect(await store.errorGroups(window)).toMatchObject({ groups: [{ service: "shop", count: 2 }], rest: 0 });
    });

    it("shows each record on one page, however small pages are", async () => {
      const { store } = await storeOfTwo();

      const first = await store.search({ limit: 1 });
      const second = await store.search({ limit: 1, cursor: first.cursor ?? "" });

      expect([...first.hits, ...second.hits].map(({ record }) => record.message).sort()).toEqual(["main", "other"]);
      expect(second.cursor).toBeUndefined();
    });

    it("knows a record that is delivered again", async () => {
      const { store, documents } = await storeOfTwo();

      expect(await store.write(documents)).toEqual([DUPLICATE, DUPLICATE]);
      expect(await store.count({})).toBe(2);
    });

    it("is under the same retention", async () => {
      const { store } = await storeOfTwo();

      await store.dropBefore(NOON_MS);
      expect(await store.count({})).toBe(2);
      await store.dropBefore(NOON_MS + DAY_MS);
      expect(await store.count({})).toBe(0);
    });
  });
}
