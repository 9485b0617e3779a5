/** The short way from bytes to a document says exactly what the long one says, or nothing. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RedactSettings } from "../../../../lib/config/redact-settings.ts";
import type { Delivery } from "../../../../lib/ingest/delivery.ts";
import { createDocumenter } from "../../../../lib/ingest/document.ts";
import { parse } from "../../../../lib/ingest/parse.ts";
import type { ReadDocument, ReadRecord } from "../../../../lib/ingest/read.ts";
import type { LogRecord } from "../../../../lib/record.ts";

const DELIVERED_MS = Date.parse("2026-11-23T12:00:00.000Z");
const CREDENTIALS: RedactSettings = { detectors: ["credentials"], patterns: [] };
const ALL: RedactSettings = {
  detectors: ["credentials", "pii"],
  patterns: [{ name: "customer", pattern: "CUST-[0-9]+", contains: "CUST-" }],
};
const RULE = {
  match: "*",
  name: "ünïcode",
  service: "given",
  environment: "test",
  timeZone: "Asia/Tokyo",
};

interface Setting {
  readonly redact?: RedactSettings;
  readonly rule?: typeof RULE;
}

function bothWays(line: string | Buffer, { redact, rule }: Setting = {}) {
  const frame = { bytes: Buffer.from(line), offsetBytes: 0 };
  const delivery: Delivery = {
    origin: 'http:a"b',
    scope: "test",
    name: "a",
    tag: "app.täg",
    deliveredMs: DELIVERED_MS,
    body: (async function* () {})(),
  };
  const settings = {
    datasets: rule ? [rule] : [],
    nowMs: () => DELIVERED_MS + 5,
    ...(redact && { redact }),
  };
  const short = createDocumenter(delivery, settings).direct(frame, () => "id");
  const parsed = parse(frame.bytes);
  const content = parsed.kind === "object" ? parsed.value : undefined;
  const long = content && createDocumenter(delivery, settings).documentOf({ id: "id", content, frame });
  return { short: short && told(short), long: long && told(long) };
}

function told(read: ReadRecord): Omit<ReadDocument, "frame" | "json"> & { record: unknown } {
  if (read.kind !== "document") throw new Error(read.kind);
  const { id, timestampMs, isError, json, dataset, ingestedMs } = read.document;
  const record = JSON.parse(json) as LogRecord;
  // What the ledger counts by is what the store counts by.
  expect(dataset).toBe(record["event.dataset"] ?? "");
  expect(ingestedMs).toBe(Date.parse(record["event.ingested"]));
  return { id, timestampMs, isError, dataset, ingestedMs, record };
}

describe("the short way is taken by", () => {
  test.each([
    ["the classic line", `{"timestamp":"2026-11-23 10:00:00","level":"INFO","message":"hello","service":"app1"}`],
    [
      "Python's JSON, which has blanks",
      `{"time": "2026-11-23T10:00:00Z", "level": "warning", "msg": "hello", "n": 1.5}`,
    ],
    ["pino", `{"level":50,"time":1795428000123,"pid":7,"hostname":"web-1","req":{"id":7,"url":"/a"},"msg":"failed"}`],
    ["a message in Chinese", `{"ts":1795428000.5,"severity":"ERROR","message":"支付失败：超时","tags":["a","b"]}`],
    [
      "a message of several lines, with quotes",
      String.raw`{"level":"error","message":"a \"b\"\n\tat c\\d","error.type":"E"}`,
    ],
    ["a dataset of its own", `{"level":"info","message":"hello","event.dataset":"nginx.zugriff.ä"}`],
    ["a tag of its own", `{"level":"info","message":"hello","tag":"own","service":"s","env":"prod"}`],
  ])("%s", (_, line) => {
    for (const setting of [{}, { redact: CREDENTIALS }, { redact: ALL }, { rule: RULE }]) {
      const { short, long } = bothWays(line, setting);
      expect(short).toBeDefined();
      expect(short).toEqual(long);
    }
  });
});

describe("the long way is left", () => {
  test.each([
    ["what is no JSON", `{"level":"info","message":"hello"`],
    ["an object with something behind it", `{"level":"info","message":"hello"}{}`],
    ["a comma too many", `{"level":"info","message":"hello",}`],
    ["a number with a leading zero", `{"level":"info","message":"hello","n":01}`],
    ["a number that a double cannot hold", `{"level":"info","message":"hello","n":12345678901234567890}`],
    ["a number that would be written otherwise", `{"level":"info","message":"hello","n":1.50}`],
    ["an exponent", `{"level":"info","message":"hello","n":1e3}`],
    ["a word that is no literal", `{"level":"info","message":"hello","n":nul}`],
    ["a raw control character", `{"level":"info","message":"hel\u0001lo"}`],
    ["an escape that would be written otherwise", String.raw`{"level":"info","message":"h\u00e9llo"}`],
    ["a key twice", `{"level":"info","message":"hello","a":1,"a":2}`],
    ["two keys for one field", `{"level":"info","message":"hello","msg":"hi"}`],
    ["__proto__", `{"level":"info","message":"hello","__proto__":{"a":1}}`],
    ["no level", `{"message":"error: hello"}`],
    ["no message", `{"level":"info","a":1}`],
    ["a record in the message", String.raw`{"level":"info","message":" {\"a\":1}"}`],
    ["an empty message", String.raw`{"level":"info","message":" \n"}`],
    ["a line end at the message's end", String.raw`{"level":"info","message":"hello\n"}`],
    ["an access log", `{"level":"info","message":"m","method":"GET","path":"/a?b","status":502}`],
    ["nested fields", `{"level":"info","message":"hello","service":{"name":"a"}}`],
    ["a time that cannot be", `{"level":"info","message":"hello","time":"1969-01-01T00:00:00.000Z"}`],
    ["a day that is none", `{"level":"info","message":"hello","time":"2026-02-30T00:00:00.000Z"}`],
    [
      "more keys than documents hold",
      JSON.stringify({
        level: "info",
        message: "m",
        ...Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`k${n}`, n])),
      }),
    ],
    ["a value that has to be cut", JSON.stringify({ level: "info", message: "m", long: "x".repeat(9_000) })],
  ])("%s", (_, line) => {
    expect(bothWays(line).short).toBeUndefined();
  });

  test.each([
    ["a secret by its name", `{"level":"info","message":"hello","password":"hunter2"}`],
    ["a secret in a message", `{"level":"info","message":"login with password=hunter2hunter2"}`],
    ["a secret behind an escape", String.raw`{"level":"info","message":"\"Bearer abcdefgh12345678ijkl\""}`],
    ["a token that begins a value", `{"level":"info","message":"m","value":"Bearer abcdefgh12345678ijkl"}`],
    ["a secret as a key", `{"level":"info","message":"m","ghp_abcdefghijklmnopqrstuvwxyz0123456789":1}`],
  ])("%s", (_, line) => {
    expect(bothWays(line, { redact: CREDENTIALS }).short).toBeUndefined();
    expect(bothWays(line).short).toBeDefined();
  });

  test("bytes that are no UTF-8", () => {
    const line = Buffer.from(`{"level":"info","message":"hello \u00e9"}`, "latin1");
    expect(bothWays(line).short).toBeUndefined();
  });
});

test("a secret in a nested value is redacted on the short way as well", () => {
  const line = `{"level":"info","message":"m","ctx":{"password":"hunter2","list":["Bearer abcdefgh12345678ijkl"]}}`;
  const { short, long } = bothWays(line, { redact: CREDENTIALS });
  expect(short).toEqual(long);
  expect(JSON.stringify(short)).not.toMatch(/hunter2|abcdefgh/);
});

const key = fc.constantFrom(
  ..."time timestamp ts level severity message msg log service host trace_id error error.type env tag status code method path".split(
    " ",
  ),
  ..."a b region user_id password apiToken http request ctx é __proto__ 0 12".split(" "),
  "",
  " ",
);
const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 12 }),
  fc.constantFrom(
    ..."info|ERROR|warn|2026-11-23T10:00:00.000Z|2026-11-23T10:00:00Z|2026-11-23 10:00:00,5|hello world|password=hunter2hunter2".split(
      "|",
    ),
    ...[
      "Bearer abcdefgh12345678",
      "CUST-12",
      "a@b.example",
      '{"level":"error","x":1}',
      " { }",
      "a\nb",
      "tail\r\n",
      "\u00a0",
      "sk_live_abcdefghijklmnop1",
    ],
  ),
);
const scalar = fc.oneof(
  text,
  fc.integer(),
  fc.double(),
  fc.constantFrom(null, true, false, 30, 50, 1795428000123, 1795428000, 4111111111111111, 12345678901),
);
const value = fc.oneof(
  { weight: 6, arbitrary: scalar },
  { weight: 1, arbitrary: fc.array(scalar, { maxLength: 3 }) },
  { weight: 1, arbitrary: fc.dictionary(key, scalar, { maxKeys: 3 }) },
);
const blank = fc.constantFrom("", "", "", " ", "\t", "\r", "  ");
const escaped = fc.boolean();

/** JSON as anybody may write it: with blanks, escapes that are not needed, keys twice. */
const line = fc
  .array(fc.tuple(key, value, blank, blank, escaped), { maxLength: 8 })
  .map((members) =>
    members.map(([name, content, before, after, isEscaped]) => {
      const json = JSON.stringify(content);
      const written = isEscaped
        ? json.replace(/[^\0-\x7f]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`)
        : json;
      return `${before}${JSON.stringify(name)}${after}:${before}${written}${after}`;
    }),
  )
  .map((members) => `{${members.join(",")}}`);
const usual = fc
  .tuple(fc.constantFrom("info", "ERROR", "warn"), text, line)
  .map(([level, message, rest]) =>
    rest.replace("{", `{"level":"${level}","message":${JSON.stringify(message)}${rest === "{}" ? "" : ","}`),
  );

test.each([
  ["without redaction", {}],
  ["with credentials redacted", { redact: CREDENTIALS }],
  ["with all redacted, and patterns", { redact: ALL }],
  ["with a dataset's rule", { rule: RULE }],
])("whatever the record, both ways agree: %s", (_, setting) => {
  let taken = 0;
  fc.assert(
    fc.property(fc.oneof(line, usual), (given) => {
      const { short, long } = bothWays(given, setting);
      if (!short) return;
      taken++;
      expect(short).toEqual(long);
    }),
    { numRuns: 3_000 },
  );
  expect(taken).toBeGreaterThan(100);
});

test("bytes changed at random are taken only where both ways agree", () => {
  fc.assert(
    fc.property(usual, fc.nat(), fc.integer({ min: 0, max: 255 }), (given, place, byte) => {
      const bytes = Buffer.from(given);
      bytes[place % bytes.length] = byte;
      const { short, long } = bothWays(bytes, { redact: CREDENTIALS });
      if (short) expect(short).toEqual(long);
    }),
    { numRuns: 3_000 },
  );
});
