import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RedactSettings } from "../../../../lib/config/redact-settings.ts";
import { type Redactor, redactorOf } from "../../../../lib/normalize/redact/redactor.ts";
import type { JsonObject } from "../../../../lib/record.ts";

function open(settings: Partial<RedactSettings>): Redactor {
  const redactor = redactorOf({ detectors: [], patterns: [], ...settings });
  if (!redactor) throw new Error("nothing to redact");
  return redactor;
}

const everything = open({ detectors: ["credentials", "pii"] });
const credentials = open({ detectors: ["credentials"] });

/** Pieces of secrets and of what stands around them, in any order. */
const hostileText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...'password|token|authorization|cookie|=|:| |://|@|"|\'|\\|\\"|<|>|<redacted:|<redacted:token>|-----BEGIN |PRIVATE KEY-----|-----END |eyJ|.|AKIA|ABCDEFGH12345678|ghp_|xoxb-|sk-|Bearer |Basic |Ym9iOmh1bnRlcjI=|a1B2c3D4e5F6g7H8i9J0a1B2c3D4e5F6g7H8i9J0|4111111111111111|DE89370400440532013000|192.0.2.1|::1|fe80::1|+4930123456|a@b.example|&|;|,|{|}|\n|é|\u{1f600}'.split(
          "|",
        ),
      ),
      fc.string({ unit: "binary", maxLength: 8 }),
    ),
    { maxLength: 24 },
  )
  .map((pieces) => pieces.join(""));

describe("laws", () => {
  test("redacting never throws, and redacting again changes nothing", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const once = everything.text(text);
        expect(everything.text(once)).toBe(once);
      }),
      { numRuns: 5_000 },
    );
  });

  test("words, numbers, times and ids are never touched", () => {
    const words = fc.array(
      fc.oneof(
        fc.stringMatching(/^[a-z]{1,10}$/),
        fc.integer({ min: 0, max: 99_999 }).map(String),
        fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
        fc.uuid(),
        fc.stringMatching(/^[0-9a-f]{40}$/),
        fc.constantFrom("order=17", "n: 5", "/var/log/a.log", "took 1.5ms", "[main]", "https://a.example/b?c=d"),
      ),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(words, (parts) => {
        const text = parts.join(" ");
        expect(credentials.text(text)).toBe(text);
      }),
      { numRuns: 2_000 },
    );
  });

  test("a password is gone from any text that it stands in, and the text around it stays", () => {
    const around = fc.stringMatching(/^[a-z0-9 .,]{0,30}$/);
    const password = fc.stringMatching(/^[A-Z0-9!#%+-]{6,30}$/);
    fc.assert(
      fc.property(around, password, around, (before, secret, after) => {
        expect(credentials.text(`${before} password=${secret} ${after}`)).toBe(
          `${before} password=<redacted:password> ${after}`,
        );
      }),
    );
  });

  test.each([
    "=",
    ":",
    "://",
    "a:b@",
    "://a:",
    "password=",
    'password="',
    'password=\\"',
    "\\",
    '\\"',
    "-",
    "-----BEGIN ",
    "-----BEGIN PRIVATE KEY-----",
    "eyJ",
    "eyJa.",
    "AKIA",
    "ghp_",
    "Bearer ",
    "Basic Y",
    "a@",
    "1.",
    "::",
    "4",
    "4 ",
    "DE12",
    "DE12 ",
    "+1",
    "a_",
    "cookie: ",
    "token:",
    "secret=$\u007b",
    "authorization: digest $\u007b",
    "authorization: digest ",
  ])("a text of 200,000 characters of %j takes no longer than others of its length", (piece) => {
    const text = piece.repeat(200_000 / piece.length);
    const startedMs = performance.now();
    everything.text(text);
    expect(performance.now() - startedMs).toBeLessThan(4_000);
  });
});

describe("a record", () => {
  test("every text in it is redacted, at any depth, keys included", () => {
    const record: JsonObject = {
      message: "password=hunter2",
      error: { stack: "at db (postgres://app:hunter2@db/shop)" },
      list: [{ url: "/a?token=abcdef" }, "AKIAIOSFODNN7EXAMPLE"],
      "key AKIAIOSFODNN7EXAMPLE": 1,
    };
    credentials.record(record);
    expect(record).toEqual({
      message: "password=<redacted:password>",
      error: { stack: "at db (postgres://app:<redacted:password>@db/shop)" },
      list: [{ url: "/a?token=<redacted:token>" }, "<redacted:aws-key>"],
      "key <redacted:aws-key>": 1,
    });
  });

  test("a name gives away what it names: texts, numbers, and what lies in lists", () => {
    const record: JsonObject = {
      headers: { authorization: ["Basic Ym9i"], cookie: "sid=1", "x-api-key": "abcdef" },
      password: 12345,
      cookies: { sid: "abcdef" },
      token: { type: "Bearer", value: 5, refresh_token: "abcdef" },
      secret: true,
      clientSecret: "",
      token_count: "many more",
    };
    credentials.record(record);
    expect(record).toEqual({
      headers: {
        authorization: ["<redacted:authorization>"],
        cookie: "<redacted:cookie>",
        "x-api-key": "<redacted:secret>",
      },
      password: "<redacted:password>",
      cookies: { sid: "<redacted:cookie>" },
      token: { type: "Bearer", value: 5, refresh_token: "<redacted:token>" },
      secret: true,
      clientSecret: "",
      token_count: "many more",
    });
  });

  test("card numbers are found among numbers, where they are looked for", () => {
    const record: JsonObject = { card: 4111111111111111, at: 1732356000123, n: 17 };
    everything.record(record);
    expect(record).toEqual({ card: "<redacted:credit-card>", at: 1732356000123, n: 17 });
  });

  test("keys that become the same mark keep their values", () => {
    const record: JsonObject = { "a@b.example": 1, "c@d.example": 2, "__proto__ x@y.example": 3 };
    everything.record(record);
    expect(Object.values(record)).toEqual([1, 2, 3]);
    expect(Object.keys(record).every((key) => key.includes("<redacted:email>"))).toBe(true);
  });

  test("depth and width are no matter", () => {
    const deep = JSON.parse(`${'{"a":'.repeat(10_000)}"password=hunter2"${"}".repeat(10_000)}`) as JsonObject;
    everything.record(deep);
    let inner: unknown = deep;
    while (typeof inner === "object" && inner !== null) inner = Object.values(inner)[0];
    expect(inner).toBe("password=<redacted:password>");

    const wide = Object.fromEntries(Array.from({ length: 50_000 }, (_, n) => [`u${n}@a.example`, n]));
    everything.record(wide);
    expect(Object.keys(wide)).toHaveLength(50_000);
  });

  test("a key named __proto__ is one like any other", () => {
    const record = JSON.parse('{"__proto__":"password=hunter2"}') as JsonObject;
    credentials.record(record);
    expect(JSON.stringify(record)).toBe('{"__proto__":"password=<redacted:password>"}');
  });
});

describe("patterns of one's own", () => {
  const customers = open({ patterns: [{ name: "customer", pattern: "(?i)cust-[0-9]{4}", contains: "-" }] });

  test("what they match is replaced", () => {
    expect(customers.text("CUST-1234 and cust-5678, $1")).toBe("<redacted:customer> and <redacted:customer>, $1");
  });

  test("a pattern that would backtrack for ever elsewhere takes linear time", () => {
    const nasty = open({ patterns: [{ name: "x", pattern: "^(a+)+$" }] });
    const text = `${"a".repeat(20_000)}!`;
    expect(nasty.text(text)).toBe(text);
  });

  test("they see what detectors have left", () => {
    const both = open({ detectors: ["credentials"], patterns: [{ name: "name", pattern: "bob" }] });
    expect(both.text("bob password=bob1234")).toBe("<redacted:name> password=<redacted:password>");
  });
});

test("bytes that are no UTF-8 stay as they are; others are redacted as text", () => {
  const broken = Buffer.from([0xff, ...Buffer.from("password=hunter2")]);
  expect(credentials.bytes(broken)).toBe(broken);
  expect(Buffer.from(credentials.bytes(Buffer.from("é password=hunter2"))).toString()).toBe(
    "é password=<redacted:password>",
  );
});

test("without detectors and patterns there is no redactor", () => {
  expect(redactorOf({ detectors: [], patterns: [] })).toBeUndefined();
  expect(redactorOf(undefined)).toBeUndefined();
});
