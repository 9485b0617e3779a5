/** Records with the names that loggers use, and values that nobody expects under them. */
import fc from "fast-check";
import type { JsonObject, JsonValue } from "../../../lib/record.ts";

const name = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      ..."@timestamp timestamp time ts level severity log.level message msg log service service.name host host.name logger error error.type error.stack_trace err exception stack_trace trace_id trace span.id http status code method path url url.path remote client.ip user agent size referer kubernetes docker tag fluentd_tag attributes event.duration http.response.status_code _id outer sluice.cut".split(
        " ",
      ),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "__proto__",
      "constructor",
      "toString",
      "",
      "a.b.c",
      ".",
      "a..b",
      "\ud800",
      "\u0000",
      "k".repeat(400),
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 12 }) },
);

const text = fc.oneof(
  {
    weight: 40,
    arbitrary: fc.constantFrom(
      "2026-11-23T10:00:00Z",
      "ERROR",
      "200",
      "192.0.2.7",
      "1795428000",
      "1e999",
      "NaN",
      "GET /cart HTTP/1.1",
      '{"level":"warn","message":"inner","time":"2026-11-23T10:00:00Z"}',
      '{"a":',
      "\u0000",
      "\udc00x",
      "  ",
      "",
    ),
  },
  { weight: 40, arbitrary: fc.string({ unit: "binary", maxLength: 40 }) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom("x", "é", "😀", "\ud83d", "\n"), fc.constantFrom(300, 8_190, 8_191, 8_192, 20_000))
      .map(([unit, times]) => unit.repeat(times)),
  },
);
const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.constantFrom(0, -0, -1, 1e21, 2 ** 53, 1795428000, 1795428000123, 1795428000123456, 5e-324, Number.MAX_VALUE),
);

const levels = fc.letrec<{ value: JsonValue; object: JsonObject }>((tie) => ({
  object: fc.dictionary(name, tie("value"), { maxKeys: 8, noNullPrototype: true }),
  value: fc.oneof(
    { maxDepth: 4, depthSize: "small" },
    { weight: 4, arbitrary: text },
    { weight: 2, arbitrary: number },
    { weight: 1, arbitrary: fc.constantFrom<JsonValue>(null, true, false) },
    { weight: 1, arbitrary: fc.array(tie("value"), { maxLength: 5 }) },
    { weight: 2, arbitrary: tie("object") },
  ),
}));

const deep = fc.integer({ min: 1, max: 2_000 }).map((depth) => {
  let value: JsonValue = "bottom";
  for (let n = 0; n < depth; n++) value = n % 2 === 0 ? { a: value } : [value];
  return value;
});
const wide = fc
  .integer({ min: 1, max: 600 })
  .map((count): JsonObject => Object.fromEntries(Array.from({ length: count }, (_, n) => [`key${n}`, n])));

export const anyValue: fc.Arbitrary<JsonValue> = levels.value;

export const anyRecord: fc.Arbitrary<JsonObject> = fc.oneof(
  { weight: 20, arbitrary: levels.object },
  {
    weight: 1,
    arbitrary: fc.tuple(levels.object, name, deep).map(([record, key, value]) => ({ ...record, [key]: value })),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(levels.object, name, wide).map(([record, key, value]) => ({ ...record, [key]: value })),
  },
);

const usualName = fc.constantFrom(
  ..."timestamp time ts service host logger trace_id region user_id n path status method tag env error error.type ctx http apiToken".split(
    " ",
  ),
);
const usualValue = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.constantFrom<JsonValue>(
      "2026-11-23T10:00:00.000Z",
      "2026-11-23 10:00:00,5",
      "web-1",
      "a b",
      "é 日本",
      "tab\t",
      "password=hunter2",
      "Bearer abcdefgh12345678ijkl",
      1,
      1.5,
      1795428000123,
      true,
      null,
    ),
  },
  { weight: 3, arbitrary: fc.string({ minLength: 1, maxLength: 10 }) },
  { weight: 1, arbitrary: fc.integer() },
  { weight: 1, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) },
  { weight: 1, arbitrary: fc.constantFrom<JsonValue>(["a", 1], { a: "b", c: { d: 1 } }, {}, []) },
);

/** A record as applications write it, with at most one thing in it that they do not. */
export const usualRecord: fc.Arbitrary<JsonObject> = fc
  .tuple(
    fc.dictionary(usualName, usualValue, { maxKeys: 7, noNullPrototype: true }),
    fc.oneof(
      { weight: 3, arbitrary: fc.constant({}) },
      { weight: 1, arbitrary: fc.dictionary(name, levels.value, { maxKeys: 1, noNullPrototype: true }) },
    ),
  )
  .map(([record, odd]) => ({ ...record, ...odd }));
