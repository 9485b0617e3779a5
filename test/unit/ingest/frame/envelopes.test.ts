import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { requestDelivery } from "../../../../lib/ingest/delivery.ts";
import { framerFor } from "../../../../lib/ingest/frame/detect.ts";
import { MAX_FRAME_BYTES } from "../../../../lib/ingest/frame/frame.ts";
import { readRecords } from "../../../../lib/ingest/read.ts";
import type { JsonObject, LogRecord } from "../../../../lib/record.ts";
import { framesOf } from "../../../support/frames.ts";

const recordsOf = (text: string, pieceBytes?: number) => {
  const bytes = Buffer.from(text);
  return framesOf(framerFor(bytes.subarray(0, 64 * 1024)), bytes, pieceBytes);
};
const textsOf = (text: string) => recordsOf(text).map((frame) => frame.text);

const trail = (...names: string[]) => ({ Records: names.map((eventName) => ({ eventName, note: "]}[{" })) });
const elements = (...names: string[]) => trail(...names).Records.map((record) => JSON.stringify(record));

const event = (id: string, message: string) => ({ id, timestamp: 1795428000123, message });
const envelope = (group: string, ...logEvents: JsonObject[]) => ({
  messageType: "DATA_MESSAGE",
  owner: "123456789012",
  logGroup: group,
  logStream: "stream",
  subscriptionFilters: ["[all]"],
  logEvents,
});

async function documentsOf(text: string): Promise<{ id: string; record: LogRecord }[]> {
  const documents = [];
  const delivery = requestDelivery({
    tag: "aws",
    requestId: "1",
    deliveredMs: Date.parse("2026-11-23T12:00:00Z"),
    body: Buffer.from(text),
  });
  for await (const records of readRecords(delivery, { datasets: [], nowMs: () => 0 })) {
    for (const one of records) {
      if (one.kind !== "document") throw new Error(`not read: ${JSON.stringify(one)}`);
      // What was just written as one.
      documents.push({ id: one.document.id, record: JSON.parse(one.document.json) as LogRecord });
    }
  }
  return documents;
}

describe("CloudTrail's files", () => {
  test.each([
    ["on one line", JSON.stringify(trail("a", "b", "c"))],
    ["with a line's end", `${JSON.stringify(trail("a", "b", "c"))}\n`],
    ["glued", JSON.stringify(trail("a", "b")) + JSON.stringify(trail("c"))],
    ["one a line", `${JSON.stringify(trail("a", "b"))}\n${JSON.stringify(trail("c"))}\n`],
    ["behind a byte-order mark", `\ufeff${JSON.stringify(trail("a", "b", "c"))}`],
    ["with an empty one", `{"Records":[]}${JSON.stringify(trail("a", "b", "c"))}{"Records": [ ] }`],
  ])("%s give one record per element", (_, text) => {
    expect(textsOf(text)).toEqual(elements("a", "b", "c"));
  });

  test("pretty-printed ones too", () => {
    const texts = textsOf(JSON.stringify(trail("a", "b"), null, 2));
    expect(texts.map((text) => JSON.stringify(JSON.parse(text)))).toEqual(elements("a", "b"));
  });

  test("what else an envelope says is a record of its own", () => {
    expect(textsOf('{"Records":[{"a":1}],"level":"warn","message":"two of three"}')).toEqual([
      '{"a":1}',
      '{"Records":[],"level":"warn","message":"two of three"}',
    ]);
  });

  test("half a file gives its whole elements, and the rest with a fault", () => {
    const text = JSON.stringify(trail("a", "b", "c"));
    const frames = recordsOf(text.slice(0, -20));
    expect(frames.map((frame) => frame.text).slice(0, 2)).toEqual(elements("a", "b"));
    expect(frames[2]).toMatchObject({ fault: "cut off inside a JSON array" });
    expect(recordsOf(text.slice(0, -2)).map((frame) => frame.text)).toEqual(elements("a", "b", "c"));
  });

  test("an array of any size is given as it comes", () => {
    const framer = framerFor(Buffer.from('{"Records":['));
    const begun = framer.push(Buffer.from('{"Records":['));
    const block = Buffer.from(`${`${JSON.stringify({ eventName: "x".repeat(1000) })},`.repeat(60)}`);
    let given = begun.length;
    for (let n = 1; n <= 100; n++) {
      given += framer.push(block).length;
      expect(n * block.length - given * 1017).toBeLessThan(MAX_FRAME_BYTES + 2 * block.length);
    }
    given += framer.push(Buffer.from('{"eventName":"last"}]}')).length + framer.end().length;
    expect(given).toBe(6001);
  });

  test("an element that is too long is given in pieces", () => {
    const long = JSON.stringify({ eventName: "x".repeat(MAX_FRAME_BYTES) });
    const frames = recordsOf(`{"Records":[${long},{"a":1}]}`, 64 * 1024);
    expect(frames.map(({ piece }) => piece)).toEqual([0, 1, undefined]);
    expect(frames[0]?.text + (frames[1]?.text ?? "")).toBe(long);
  });

  test("a call is a line that a person can read; one that was refused is no error of a service", async () => {
    const call = {
      eventVersion: "1.11",
      eventTime: "2026-11-23T10:00:00Z",
      eventSource: "s3.amazonaws.com",
      eventName: "PutObject",
      sourceIPAddress: "192.0.2.9",
      userAgent: "aws-cli",
      userIdentity: { type: "IAMUser", userName: "bob" },
    };
    const refused = { ...call, errorCode: "AccessDenied", errorMessage: "not allowed", requestParameters: ["any"] };
    const [first, second] = await documentsOf(JSON.stringify({ Records: [call, refused] }));
    expect(first?.record).toMatchObject({
      "@timestamp": "2026-11-23T10:00:00.000Z",
      message: "PutObject s3.amazonaws.com by bob",
      "user.name": "bob",
      "client.ip": "192.0.2.9",
      "user_agent.original": "aws-cli",
    });
    expect(second?.record).toMatchObject({
      message: "PutObject s3.amazonaws.com by bob: AccessDenied (not allowed)",
      "error.message": "not allowed",
      attributes: { errorCode: "AccessDenied", requestParameters: ["any"] },
    });
    expect(second?.record).not.toHaveProperty(["error.type"]);
  });
});

describe("envelopes of CloudWatch Logs", () => {
  const two = [envelope("/aws/lambda/cart", event("1", "a"), event("2", "b")), envelope("/ecs/shop", event("3", "a"))];
  const read = (text: string) =>
    documentsOf(text).then((documents) =>
      documents.map(({ record }) => [record.message, record["event.dataset"], record["service.name"]]),
    );
  const wanted = [
    ["a", "/aws/lambda/cart", "cart"],
    ["b", "/aws/lambda/cart", "cart"],
    ["a", "/ecs/shop", undefined],
  ];

  test.each([
    ["glued, as Firehose writes them", two.map((one) => JSON.stringify(one)).join("")],
    ["one a line", two.map((one) => `${JSON.stringify(one)}\n`).join("")],
    ["pretty-printed", two.map((one) => JSON.stringify(one, null, 2)).join("\n")],
    [
      "with their keys in another order",
      two.map(({ logEvents, logGroup, ...rest }) => JSON.stringify({ logEvents, logGroup, ...rest })).join(""),
    ],
  ])("%s, give each event with what its envelope says", async (_, text) => {
    expect(await read(text)).toEqual(wanted);
  });

  test("behind other lines they are found as well, and so are other lines behind them", async () => {
    const [first, second] = two.map((one) => JSON.stringify(one));
    const plain = '{"level":"info","message":"plain"}';
    expect(await read(`${plain}\n${first}\n${plain}\n${second}\n`)).toEqual([
      ["plain", "aws", undefined],
      wanted[0],
      wanted[1],
      ["plain", "aws", undefined],
      wanted[2],
    ]);
  });

  test("an event's id is its own: the same event in another delivery is the same record", async () => {
    const ids = async (text: string) => (await documentsOf(text)).map(({ id }) => id);
    const alone = await ids(JSON.stringify(envelope("/ecs/shop", event("3", "a"))));
    const among = await ids(two.map((one) => JSON.stringify(one)).join(""));
    expect(alone).toEqual([among[2]]);
    expect(new Set(among).size).toBe(3);
  });

  test("the question whether somebody is there is no record", async () => {
    const control = { ...envelope("", event("", "CWL CONTROL MESSAGE")), messageType: "CONTROL_MESSAGE" };
    expect(await read(JSON.stringify(control) + JSON.stringify(two[1]))).toEqual([wanted[2]]);
  });
});

describe("objects that only begin like envelopes", () => {
  test.each([
    ['{"Records":"many"}', '{"Records":"many"}'],
    ['{"messageType":"order","items":[{"a":1}]}', '{"messageType":"order","items":[{"a":1}]}'],
    ['{"owner":"bob","a":{"Records":[{"b":1}]}}', '{"owner":"bob","a":{"Records":[{"b":1}]}}'],
    ['{"Records":3}{"b":1}', '{"Records":3}{"b":1}'],
    ['{"Records"', '{"Records"'],
  ])("%s stays as it is", (text, expected) => {
    expect(textsOf(`${text}\n{"next":1}`)).toEqual([expected, '{"next":1}']);
  });
});

describe("properties", () => {
  const piece = fc.constantFrom(
    JSON.stringify(trail("a", "b")),
    JSON.stringify(envelope("/g", event("1", "x"))),
    '{"Records":[1,"]",[{"a":"}"}]]}',
    '{"Records":[',
    '{"a":1}',
    "plain",
    "\n",
    '"Records":[',
    "]}",
    ",",
    "\t",
  );

  test("however the bytes are cut, the records are the same, in the order of their begins", () => {
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 8 }), fc.integer({ min: 1, max: 90 }), (parts, size) => {
        const text = `{"Records":[{"first":1}]}${parts.join("")}`;
        const whole = recordsOf(text);
        expect(recordsOf(text, size)).toEqual(whole);
        const begins = whole.map(({ offsetBytes }) => offsetBytes);
        expect(begins.toSorted((a, b) => a - b)).toEqual(begins);
      }),
    );
  });

  test("no bytes make it fail", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (noise) => {
        const bytes = Buffer.concat([Buffer.from('{"Records":[{"a":1},'), noise]);
        expect(framesOf(framerFor(bytes), bytes)[0]?.text).toBe('{"a":1}');
      }),
    );
  });
});

test("events of an envelope that does not say whose they are have no id of CloudWatch's: equal numbers are no twins", async () => {
  const { owner: _, ...nobodys } = envelope("/app", event("1", "one"));
  const [one] = await documentsOf(JSON.stringify(nobodys));
  const [two] = await documentsOf(JSON.stringify({ ...nobodys, logEvents: [event("1", "two")] }));
  expect([one?.record.message, two?.record.message]).toEqual(["one", "two"]);
  expect(one?.id).not.toBe(two?.id);
});
