/** Listings: order, pages, filters. */
import { describe, expect, it } from "vitest";
import type { LogFilter, LogStore } from "../../../lib/ports.ts";
import { parseQuery } from "../../../lib/query.ts";
import type { LogRecord } from "../../../lib/record.ts";
import { at, document, messagesOf, NOON_MS, type OpenStore, storeWith } from "./fixture.ts";

export function describeSearch(name: string, open: OpenStore): void {
  describe(`${name}: search`, () => {
    it("is newest first, equal times by descending offset, records without an offset last", async () => {
      const store = await storeWith(open, [
        document({ message: "b" }),
        document({ message: "d", "log.offset": 9 }),
        document({ message: "c", "log.offset": 0 }),
        document({ message: "e", "log.offset": 10 }),
        document({ message: "f", "@timestamp": at(NOON_MS + 1) }),
        document({ message: "a", "@timestamp": at(NOON_MS - 86_400_000), "log.offset": 99 }),
      ]);

      const { hits, cursor } = await store.search({ limit: 10 });

      expect(hits.map((hit) => hit.record.message).join("")).toBe("fedcba");
      expect(cursor).toBeUndefined();
    });

    it("shows each record once when it is paged, in the one order", { timeout: 60_000 }, async () => {
      const documents = Array.from({ length: 250 }, (_, i) =>
        document({ "@timestamp": at(NOON_MS + (i % 7) * 43_200_000), "log.offset": i % 3, message: `${i}` }),
      );
      const store = await storeWith(open, documents);
      const whole = (await store.search({ limit: 1_000 })).hits.map((hit) => hit.id);

      const { ids, pages } = await pageThrough(store, 7);

      expect(ids).toEqual(whole);
      expect(new Set(ids).size).toBe(250);
      expect(pages).toBe(Math.ceil(250 / 7));
    });

    it("pages through 2,500 records of one time without an offset, each once", { timeout: 60_000 }, async () => {
      const store = await storeWith(
        open,
        Array.from({ length: 2_500 }, () => document()),
      );

      const { ids, pages } = await pageThrough(store, 100);

      expect(ids).toHaveLength(2_500);
      expect(new Set(ids).size).toBe(2_500);
      expect(pages).toBe(25);
    });

    it("gives no cursor on the last page, be it full", async () => {
      const store = await storeWith(open, [document(), document(), document(), document()]);

      const first = await store.search({ limit: 2 });
      const second = await store.search({ limit: 2, ...(first.cursor && { cursor: first.cursor }) });

      expect(first.cursor).toBeTypeOf("string");
      expect(second.hits).toHaveLength(2);
      expect(second.cursor).toBeUndefined();
    });

    it("gives up to 10,000 records at once", { timeout: 60_000 }, async () => {
      const store = await storeWith(
        open,
        Array.from({ length: 10_001 }, () => document()),
      );

      const page = await store.search({ limit: 10_000 });
      const rest = await store.search({ limit: 10_000, ...(page.cursor && { cursor: page.cursor }) });

      expect([page.hits.length, rest.hits.length, rest.cursor]).toEqual([10_000, 1, undefined]);
    });

    it("goes on where the page ended though newer records came in between", async () => {
      const store = await storeWith(
        open,
        [1, 2, 3, 4].map((i) => document({ "@timestamp": at(NOON_MS + i), message: `${i}` })),
      );
      const first = await store.search({ limit: 2 });
      await store.write([document({ "@timestamp": at(NOON_MS + 5) })]);

      const second = await store.search({ limit: 2, ...(first.cursor && { cursor: first.cursor }) });

      expect(second.hits.map((hit) => hit.record.message)).toEqual(["2", "1"]);
    });

    it("refuses a cursor that is none of its own", async () => {
      const { store } = await open({ granularity: "day" });

      await expect(store.search({ limit: 1, cursor: "1 OR 1=1" })).rejects.toMatchObject({
        name: "SluiceError",
        code: "refused",
      });
    });
  });

  describe(`${name}: filters`, () => {
    const records: readonly Partial<LogRecord>[] = [
      { message: "plain" },
      { message: "info", "log.level": "info", "service.name": "checkout" },
      { message: "error", "log.level": "error", "service.name": "checkout", "log.pattern": "p1" },
      { message: "fatal", "log.level": "fatal", "service.name": "cart", "log.pattern": "p2" },
      { message: "typed", "error.type": "TimeoutError", "service.name": "cart", "log.level": "info" },
      { message: "long typed", "error.type": "T".repeat(40_000) },
      { message: "later", "@timestamp": at(NOON_MS + 60_000), "event.ingested": at(NOON_MS + 120_000) },
    ];
    const cases: readonly (readonly [what: string, filter: LogFilter, messages: readonly string[]])[] = [
      ["none", {}, ["error", "fatal", "info", "later", "long typed", "plain", "typed"]],
      ["from, included", { fromMs: NOON_MS + 60_000 }, ["later"]],
      ["to, excluded", { toMs: NOON_MS + 60_000, levels: ["info"] }, ["info", "typed"]],
      ["an empty window", { fromMs: NOON_MS, toMs: NOON_MS }, []],
      ["arrival from, included", { ingestedFromMs: NOON_MS + 120_000 }, ["later"]],
      ["arrival to, excluded", { ingestedToMs: NOON_MS + 1_000 }, []],
      ["a level", { levels: ["error"] }, ["error"]],
      ["levels", { levels: ["error", "fatal"] }, ["error", "fatal"]],
      ["no level", { levels: [] }, []],
      ["a service", { service: "cart" }, ["fatal", "typed"]],
      ["a pattern", { pattern: "p1" }, ["error"]],
      ["errors", { errorsOnly: true }, ["error", "fatal", "long typed", "typed"]],
      ["not only errors", { errorsOnly: false, service: "checkout" }, ["error", "info"]],
      [
        "all at once",
        { fromMs: NOON_MS, toMs: NOON_MS + 1, levels: ["fatal"], service: "cart", pattern: "p2", errorsOnly: true },
        ["fatal"],
      ],
      ["text and field", { text: parseQuery("service:cart -fatal"), levels: ["info"] }, ["typed"]],
    ];

    it("hold for search and count alike, alone and together", async () => {
      const store = await storeWith(
        open,
        records.map((fields) => document(fields)),
      );

      for (const [what, filter, messages] of cases) {
        expect.soft(await messagesOf(store, filter), what).toEqual(messages);
        expect.soft(await store.count(filter), what).toBe(messages.length);
      }
    });
  });
}

/** All pages of the whole store. */
async function pageThrough(store: LogStore, limit: number): Promise<{ ids: string[]; pages: number }> {
  const ids: string[] = [];
  let pages = 0;
  let cursor: string | undefined;
  do {
    const page = await store.search({ limit, ...(cursor && { cursor }) });
    ids.push(...page.hits.map((hit) => hit.id));
    cursor = page.cursor;
    pages++;
  } while (cursor !== undefined);
  return { ids, pages };
}
