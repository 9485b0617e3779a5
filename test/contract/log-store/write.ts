/** Writing: outcomes, and that what comes back is what went in. */
import { describe, expect, it } from "vitest";
import type { JsonObject, LogRecord } from "../../../lib/record.ts";
import { DUPLICATE, document, INDEXED, messagesOf, type OpenStore, storeWith } from "./fixture.ts";

export function describeWrites(name: string, open: OpenStore): void {
  describe(`${name}: write`, () => {
    it("gives the outcomes in the order of the documents, and stores no id twice", async () => {
      const { store, settle } = await open({ granularity: "day" });
      const [first, second, third] = [document(), document({ message: "second" }), document()];

      expect(await store.write([first])).toEqual([INDEXED]);
      expect(await store.write([second, first, third])).toEqual([INDEXED, DUPLICATE, INDEXED]);
      await settle();
      expect(await store.count({})).toBe(3);
    });

    it("keeps the first of two documents with one id, also within a batch", async () => {
      const { store, settle } = await open({ granularity: "day" });

      const outcomes = await store.write([
        document({ message: "first" }, "same"),
        document({ message: "later" }, "same"),
      ]);
      await settle();

      expect(outcomes).toEqual([INDEXED, DUPLICATE]);
      expect(await messagesOf(store, {})).toEqual(["first"]);
    });

    it("may be repeated: what is there already is a duplicate", async () => {
      const documents = Array.from({ length: 50 }, (_, i) => document({ message: `number ${i}` }));
      const store = await storeWith(open, documents);

      expect(await store.write(documents)).toEqual(documents.map(() => DUPLICATE));
    });

    it("takes an empty batch", async () => {
      const { store } = await open({ granularity: "day" });

      expect(await store.write([])).toEqual([]);
    });

    it("rejects for good, with the reason, what it can never store, and stores the others", async () => {
      const { store, settle } = await open({ granularity: "day" });
      let attributes: JsonObject = { bottom: true };
      for (let level = 0; level < 1_000; level++) attributes = { deeper: attributes };

      const outcomes = await store.write([
        document({ message: "before" }),
        document({ "event.ingested": "yesterday" }),
        document({ attributes }),
        document({ "@timestamp": "0001-01-01T00:00:00.000Z" }),
        document({ message: "after" }),
      ]);
      await settle();

      expect(outcomes).toEqual([
        INDEXED,
        { kind: "rejected", retryable: false, reason: expect.stringContaining("event.ingested") },
        { kind: "rejected", retryable: false, reason: expect.stringContaining("deeper") },
        { kind: "rejected", retryable: false, reason: expect.stringContaining("@timestamp") },
        INDEXED,
      ]);
      expect(await messagesOf(store, {})).toEqual(["after", "before"]);
    });

    it("spreads a batch over the days of its records, prepared or not", async () => {
      const { store, settle } = await open({ granularity: "day" });
      await store.prepare(["2026-11-22", "2026-11-23"]);
      await store.prepare(["2026-11-23"]);

      const days = ["2026-11-21", "2026-11-22", "2026-11-23", "2026-11-24"];
      const outcomes = await store.write(
        days.map((day) => document({ "@timestamp": `${day}T23:59:59.999Z`, message: day })),
      );
      await settle();

      expect(outcomes).toEqual(days.map(() => INDEXED));
      expect(await messagesOf(store, {})).toEqual(days);
    });

    it("takes a batch larger than one request of the store", { timeout: 60_000 }, async () => {
      const text = "a quarter of a megabyte of text ".repeat(8_192);
      const documents = Array.from({ length: 48 }, (_, i) => document({ message: `${i} ${text}` }));

      const store = await storeWith(open, documents);

      expect(await store.count({})).toBe(48);
    });
  });

  describe(`${name}: what it gives back`, () => {
    const awkward: Readonly<Record<string, Partial<LogRecord>>> = {
      "numbers beyond 2^53, tiny, negative zero": {
        attributes: JSON.parse(`{"big":12345678901234567890,"huge":1e300,"tiny":5e-324,"zero":-0}`),
      },
      "keys with dots, none, spaces, and names of Object's own": {
        attributes: JSON.parse(
          `{"a.b":1,"a":{"b":2},"":3,".":4,"..":5," ":6,"__proto__":{"x":7},"constructor":{"prototype":8}}`,
        ),
      },
      "null, nested arrays, empty objects": { attributes: { none: null, list: [1, [null, { x: [] }]], empty: {} } },
      "control characters and half surrogates": {
        message: "a\u0000b\u001b[31m\ud800c",
        attributes: { "k\n=": "\u0000=\udfff" },
      },
      "an empty attributes object": { attributes: {} },
      "keyword values of 40,000 characters": {
        "service.name": "s".repeat(40_000),
        "error.type": "é".repeat(40_000),
        "url.path": `/${"€".repeat(40_000)}`,
        "user_agent.original": "😀".repeat(20_000),
        "log.level": "error",
      },
      "a message of one word of 300,000 characters": {
        message: "x".repeat(300_000),
        "error.stack_trace": "at x\n".repeat(20_000),
      },
      "attributes of 8,191 characters": { attributes: { deep: { er: { text: "€".repeat(8_191) } } } },
      "numbers no field can hold": {
        "http.response.status_code": 1e30,
        "event.duration": -1.5,
        "http.response.body.bytes": 1e19,
      },
      "an address that is none": { "client.ip": "unknown, 10.0.0.1" },
    };

    for (const [what, fields] of Object.entries(awkward)) {
      it(`is the document as it was written: ${what}`, async () => {
        const written = document(fields);
        const store = await storeWith(open, [written]);

        const { hits } = await store.search({ limit: 10 });

        expect(hits.map((hit) => hit.id)).toEqual([written.id]);
        expect(JSON.stringify(hits[0]?.record)).toBe(JSON.stringify(JSON.parse(written.json)));
      });
    }

    it("takes attributes of any shape beside each other: no field has a type that another record could miss", async () => {
      const shapes: JsonObject[] = [
        { user: "ann" },
        { user: { id: 1 } },
        { user: [1, "a", { b: null }] },
        { user: 1 },
        { user: true },
      ];
      const store = await storeWith(
        open,
        shapes.map((attributes) => document({ attributes })),
      );

      expect(await store.count({})).toBe(shapes.length);
    });
  });
}
