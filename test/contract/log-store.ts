/** What lib/ports.ts says of a LogStore, for every adapter. */
import { describe, expect, it } from "vitest";
import type { LogFilter, LogStore, StoredDocument, WriteOutcome } from "../../lib/ports.ts";
import { parseQuery } from "../../lib/query.ts";
import type { JsonObject, LogRecord } from "../../lib/record.ts";

export interface OpenedStore {
  readonly store: LogStore;
  /** Makes visible what was written: OpenSearch refreshes every few seconds only. */
  settle(): Promise<void>;
}

export interface OpenOptions {
  readonly granularity: "day" | "month";
}

/** Gives an empty store that is closed when the test is over. */
export type OpenStore = (options: OpenOptions) => Promise<OpenedStore>;

const NOON_MS = Date.parse("2026-11-23T12:00:00.000Z");
const INDEXED: WriteOutcome = { kind: "indexed" };
const DUPLICATE: WriteOutcome = { kind: "duplicate" };

let ordinal = 0;

/** A document of noon that says `hello`, with what the test is about. */
function document(fields: Partial<LogRecord> = {}, id = `id-${ordinal++}`): StoredDocument {
  const record: LogRecord = {
    "@timestamp": "2026-11-23T12:00:00.000Z",
    message: "hello",
    "event.ingested": "2026-11-23T12:00:01.000Z",
    ...fields,
  };
  return { id, timestampMs: Date.parse(record["@timestamp"]), record, json: JSON.stringify(record) };
}

const at = (ms: number) => new Date(ms).toISOString();

export function describeLogStore(name: string, open: OpenStore): void {
  /** An open store that holds these documents. */
  async function storeWith(documents: readonly StoredDocument[], options: OpenOptions = { granularity: "day" }) {
    const { store, settle } = await open(options);
    expect(await store.write(documents)).toEqual(documents.map(() => INDEXED));
    await settle();
    return store;
  }

  async function messagesOf(store: LogStore, filter: LogFilter): Promise<string[]> {
    return (await store.search({ ...filter, limit: 1_000 })).hits.map((hit) => hit.record.message).sort();
  }

  const found = (store: LogStore, query: string) => messagesOf(store, { text: parseQuery(query) });

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
      const store = await storeWith(documents);

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

      const store = await storeWith(documents);

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
        const store = await storeWith([written]);

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
      const store = await storeWith(shapes.map((attributes) => document({ attributes })));

      expect(await store.count({})).toBe(shapes.length);
    });
  });

  describe(`${name}: search`, () => {
    it("is newest first, equal times by descending offset, records without an offset last", async () => {
      const store = await storeWith([
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
      const store = await storeWith(documents);
      const whole = (await store.search({ limit: 1_000 })).hits.map((hit) => hit.id);

      const { ids, pages } = await pageThrough(store, 7);

      expect(ids).toEqual(whole);
      expect(new Set(ids).size).toBe(250);
      expect(pages).toBe(Math.ceil(250 / 7));
    });

    it("pages through 2,500 records of one time without an offset, each once", { timeout: 60_000 }, async () => {
      const store = await storeWith(Array.from({ length: 2_500 }, () => document()));

      const { ids, pages } = await pageThrough(store, 100);

      expect(ids).toHaveLength(2_500);
      expect(new Set(ids).size).toBe(2_500);
      expect(pages).toBe(25);
    });

    it("gives no cursor on the last page, be it full", async () => {
      const store = await storeWith([document(), document(), document(), document()]);

      const first = await store.search({ limit: 2 });
      const second = await store.search({ limit: 2, ...(first.cursor && { cursor: first.cursor }) });

      expect(first.cursor).toBeTypeOf("string");
      expect(second.hits).toHaveLength(2);
      expect(second.cursor).toBeUndefined();
    });

    it("gives up to 10,000 records at once", { timeout: 60_000 }, async () => {
      const store = await storeWith(Array.from({ length: 10_001 }, () => document()));

      const page = await store.search({ limit: 10_000 });
      const rest = await store.search({ limit: 10_000, ...(page.cursor && { cursor: page.cursor }) });

      expect([page.hits.length, rest.hits.length, rest.cursor]).toEqual([10_000, 1, undefined]);
    });

    it("goes on where the page ended though newer records came in between", async () => {
      const store = await storeWith(
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
      const store = await storeWith(records.map((fields) => document(fields)));

      for (const [what, filter, messages] of cases) {
        expect.soft(await messagesOf(store, filter), what).toEqual(messages);
        expect.soft(await store.count(filter), what).toBe(messages.length);
      }
    });
  });

  describe(`${name}: the query language`, () => {
    const texts = [
      "com.example.Order failed for user_42",
      "GET /api/v1/users/10.0.0.12?x=1 200",
      "mail to ann.smith@example.com bounced",
      "Verbindung zur Straße in München verweigert",
      "接続 タイムアウト order-service",
      "price is 10€ 🔥 hot",
      "naïve cafe\u0301 test",
      "SELECT * FROM orders WHERE id = 'x' -- comment",
      "connection reset by peer",
      "peer by reset connection",
      'a "quoted" word and a back\\slash',
      "हिन्दी संदेश",
    ] as const;
    const [ORDER, GET, MAIL, STREET, CJK, PRICE, NAIVE, SELECT, RESET, TESER, QUOTED, HINDI] = texts;

    const cases: readonly (readonly [query: string, messages: readonly string[]])[] = [
      ["", texts],
      ["*", texts],
      ["- --", texts],
      ["-🔥", texts],
      ["ORDER", [CJK, ORDER]],
      ["order", [CJK, ORDER]],
      ["orders", [SELECT]],
      ["com.example.Order", [ORDER]],
      ["example", [MAIL, ORDER]],
      ["user_42", [ORDER]],
      ["42", [ORDER]],
      ["user", [ORDER]],
      ["use", []],
      ["use*", [GET, ORDER]],
      ["US*", [GET, ORDER]],
      ["10.0.0.12", [GET]],
      ["10.0.0.2", []],
      ["10.0.0.1*", [GET]],
      ["/api/v1/users", [GET]],
      ["ann.smith@example.com", [MAIL]],
      ["straße", [STREET]],
      ["STRASSE", []],
      ["münchen", [STREET]],
      ["MÜNCHEN", [STREET]],
      ["munchen", []],
      ["接続", [CJK]],
      ["接", []],
      ["接*", [CJK]],
      ["タイムアウト", [CJK]],
      ["order-service", [CJK]],
      ["10€ price", [PRICE]],
      ["10€", [GET, PRICE]],
      ["🔥 hot", [PRICE]],
      ["naïve", [NAIVE]],
      ["cafe\u0301", [NAIVE]],
      ["cafe", []],
      ["हिन्दी", [HINDI]],
      ["connection peer", [RESET, TESER]],
      ['"connection reset"', [RESET]],
      ['"reset connection"', [TESER]],
      ['"connection peer"', []],
      ['"example com"', [MAIL]],
      ['"example.com"', [MAIL]],
      ["connection -verbindung -peer", []],
      ['reset -"reset connection"', [RESET]],
      ["-reset order -com*", [CJK]],
      ["quoted back\\slash", [QUOTED]],
      ["'x'", [GET, SELECT]],
      ['a" OR "b', []],
      ["message:hello", []],
      ["NEAR(connection", []],
      ["connection OR mail", []],
      ["connection AND peer", []],
    ];

    it("means the same words on every store", async () => {
      const store = await storeWith(texts.map((message) => document({ message })));

      for (const [query, messages] of cases) {
        expect.soft(await found(store, query), query).toEqual([...messages].sort());
      }
    });

    it("looks for each word in message, error.message and error.type, for a phrase in one of them", async () => {
      const store = await storeWith([
        document({ message: "one", "error.message": "two three", "error.type": "com.example.Four" }),
        document({ message: "one two" }),
      ]);

      expect(await found(store, "one two")).toEqual(["one", "one two"]);
      expect(await found(store, "one three four")).toEqual(["one"]);
      expect(await found(store, "one.three")).toEqual(["one"]);
      expect(await found(store, "fou*")).toEqual(["one"]);
      expect(await found(store, '"one two"')).toEqual(["one two"]);
      expect(await found(store, '"two three"')).toEqual(["one"]);
      expect(await found(store, "-three")).toEqual(["one two"]);
      expect(await found(store, "-one.three")).toEqual(["one two"]);
    });

    it("lets the last word of a phrase go on, if it is said so", async () => {
      const store = await storeWith([
        document({ message: "connection refused" }),
        document({ message: "refused connection" }),
      ]);
      const clause = { kind: "text", text: "connection ref", phrase: true, prefix: true, negated: false } as const;

      expect(await messagesOf(store, { text: { clauses: [clause] } })).toEqual(["connection refused"]);
    });

    it("compares fields exactly, or their beginning, negated too; a field that is absent has no value", async () => {
      const store = await storeWith([
        document({
          message: "a",
          "service.name": "check-out",
          "url.path": "/api/users",
          "client.ip": "10.1.2.3",
          "log.level": "warn",
        }),
        document({ message: "b", "service.name": "Check-out", "url.path": "/api", "client.ip": "10.10.2.3" }),
        document({ message: "c", "http.response.status_code": 503, "trace.id": "0af7651916cd43dd8448eb211c80319c" }),
        document({ message: "d", "http.response.status_code": 50, "error.type": "java.io.IOException" }),
      ]);
      const cases: readonly (readonly [query: string, messages: string])[] = [
        ["service:check-out", "a"],
        ["service:check", ""],
        ["service:check*", "a"],
        ["-service:check-out", "bcd"],
        ["-service:check*", "bcd"],
        ["level:warn", "a"],
        ["url.path:/api", "b"],
        ["url.path:/api*", "ab"],
        ["client.ip:10.1.2.3", "a"],
        ["client.ip:10.1*", "ab"],
        ["client.ip:10.1.*", "a"],
        ["client.ip:unknown", ""],
        ["http.response.status_code:503", "c"],
        ["http.response.status_code:5*", "cd"],
        ["http.response.status_code:abc", ""],
        ["-http.response.status_code:5*", "ab"],
        ["trace.id:0af7651916cd43dd8448eb211c80319c", "c"],
        ["error.type:java.io.IOException", "d"],
        ["error.type:java*", "d"],
        ['service.name:"check-out"', "a"],
        ["service:' service:%", ""],
      ];

      for (const [query, messages] of cases) {
        expect.soft((await found(store, query)).join(""), query).toBe(messages);
      }
    });

    it("finds nothing by a field that is no keyword of the document", async () => {
      const store = await storeWith([document({ attributes: { x: "y" } })]);
      const clause = { kind: "field", value: "y", prefix: false } as const;

      expect(await store.count({ text: { clauses: [{ ...clause, field: "attributes.x", negated: false }] } })).toBe(0);
      expect(await store.count({ text: { clauses: [{ ...clause, field: `x"') OR 1=1 --`, negated: true }] } })).toBe(1);
    });
  });

  describe(`${name}: figures`, () => {
    it("count records per interval of @timestamp, ascending, empty intervals left out", async () => {
      const times = [0, 59_999, 60_000, 180_000, 180_001, 86_400_000];
      const store = await storeWith(times.map((ms) => document({ "@timestamp": at(NOON_MS + ms) })));

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
      const store = await storeWith([
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
      const store = await storeWith([
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
      const store = await storeWith(Array.from({ length: 12_000 }, () => document()));

      expect(await store.count({})).toBe(12_000);
    });
  });

  describe(`${name}: error groups`, () => {
    const minute = (i: number) => at(NOON_MS + i * 60_000);

    it("count errors by minute of arrival, service and pattern, those of level fatal apart", async () => {
      const error = { "log.level": "error", "service.name": "cart", "log.pattern": "p1" } as const;
      const store = await storeWith([
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
      const store = await storeWith(documents);

      const groups = await store.errorGroups({ ingestedFromMs: NOON_MS, ingestedToMs: NOON_MS + 60_000 });

      expect(new Set(groups.map((group) => group.pattern)).size).toBe(6_000);
      expect(groups).toHaveLength(6_000);
    });
  });

  describe(`${name}: retention`, () => {
    const recordOf = (time: string) =>
      document({ "@timestamp": time, message: time.slice(0, 10), "service.name": "s" });

    it("removes the days that end at or before the time, whole, and says which", async () => {
      const store = await storeWith(
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
      const store = await storeWith(days.map(recordOf), { granularity: "month" });

      const dropped = await store.dropBefore(Date.parse("2026-10-31T23:59:59.000Z"));

      expect(dropped.map(digitsOf)).toEqual(["202609"]);
      expect(await messagesOf(store, {})).toEqual(["2026-10-01", "2026-10-31", "2026-11-01"]);
    });

    it("is followed by new records of the same day, if they come", async () => {
      const store = await storeWith([recordOf("2026-11-01T00:00:00.000Z")]);
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
      expect(await store.errorGroups({ ingestedFromMs: 0, ingestedToMs: NOON_MS })).toEqual([]);
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

/** `app-logs-2026.11.23` and `2026-11-23` are the same day. */
function digitsOf(name: string): string {
  return /\d{4}\W\d\d(\W\d\d)?$/.exec(name)?.[0].replaceAll(/\W/g, "") ?? name;
}
