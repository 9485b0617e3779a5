/** The query language means the same on every store: docs/decisions/query-analysis.md. */
import { describe, expect, it } from "vitest";
import { document, found, messagesOf, type OpenStore, storeWith } from "./fixture.ts";

export function describeQueries(name: string, open: OpenStore): void {
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
      const store = await storeWith(
        open,
        texts.map((message) => document({ message })),
      );

      for (const [query, messages] of cases) {
        expect.soft(await found(store, query), query).toEqual([...messages].sort());
      }
    });

    it("looks for each word in message, error.message and error.type, for a phrase in one of them", async () => {
      const store = await storeWith(open, [
        document({ message: "one", "error.message": "two three", "error.type": "com.example.Four" }),
        document({ message: "one two" }),
      ]);

      expect(await found(store, "one two")).toEqual(["one", "one two"]);
      expect(await found(store, "one three four")).toEqual(["one"]);
      expect(await found(store, "one.two")).toEqual(["one two"]);
      expect(await found(store, "com.example.four")).toEqual(["one"]);
      expect(await found(store, "fou*")).toEqual(["one"]);
      expect(await found(store, '"one two"')).toEqual(["one two"]);
      expect(await found(store, '"two three"')).toEqual(["one"]);
      expect(await found(store, "-three")).toEqual(["one two"]);
      expect(await found(store, "-one.two")).toEqual(["one"]);
    });

    it("lets the last word of a phrase go on, if it is said so", async () => {
      const store = await storeWith(open, [
        document({ message: "connection refused" }),
        document({ message: "refused connection" }),
      ]);
      const clause = { kind: "text", text: "connection ref", phrase: true, prefix: true, negated: false } as const;

      expect(await messagesOf(store, { text: { clauses: [clause] } })).toEqual(["connection refused"]);
    });

    it("compares fields exactly, or their beginning, negated too; a field that is absent has no value", async () => {
      const store = await storeWith(open, [
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
      const store = await storeWith(open, [document({ attributes: { x: "y" } })]);
      const clause = { kind: "field", value: "y", prefix: false } as const;

      expect(await store.count({ text: { clauses: [{ ...clause, field: "attributes.x", negated: false }] } })).toBe(0);
      expect(await store.count({ text: { clauses: [{ ...clause, field: `x"') OR 1=1 --`, negated: true }] } })).toBe(1);
    });
  });
}
