import { expect, test } from "vitest";
import { requestDelivery } from "../../../lib/ingest/delivery.ts";
import { readRecords } from "../../../lib/ingest/read.ts";
import type { LogRecord } from "../../../lib/record.ts";
import { capturedRequests, expectedRecords } from "../../support/captures.ts";

test.each([
  ["08-msgpack", undefined],
  // Fluentd writes tabs inside of values as spaces.
  ["17-format-ltsv", "\t"],
  ["26-json-no-newline", undefined],
])("what the real Fluentd sent as %s is read record by record", async (capture, lost) => {
  const [request] = capturedRequests(capture);
  const documents: LogRecord[] = [];
  const delivery = requestDelivery({
    tag: "",
    requestId: "1",
    deliveredMs: Date.parse("2026-11-23T12:00:00Z"),
    body: request?.body ?? Buffer.alloc(0),
    contentType: request?.headers["content-type"] ?? "",
  });
  for await (const records of readRecords(delivery, { datasets: [], nowMs: () => 0 })) {
    for (const record of records)
      if (record.kind === "document") documents.push(JSON.parse(record.document.json) as LogRecord);
  }
  const expected = expectedRecords("app").map(({ message, service }) => ({
    message: lost === undefined ? message : String(message).replaceAll(lost, " "),
    service,
  }));
  expect(documents.map((one) => ({ message: one.message, service: one["service.name"] }))).toEqual(expected);
});
