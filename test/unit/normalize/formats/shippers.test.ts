import { expect, test } from "vitest";
import { readFluentBit } from "../../../../lib/normalize/formats/fluent-bit.ts";
import { readFluentd } from "../../../../lib/normalize/formats/fluentd.ts";
import type { JsonObject } from "../../../../lib/record.ts";

const context = { zone: "UTC", deliveredMs: Date.parse("2026-11-23T12:00:00Z") };
const at = (time: string) => Date.parse(`2026-11-23T${time}Z`);

test.each<[string, JsonObject]>([
  [
    '2026-11-23 10:00:00 +0000 [info]: parsing config file is succeeded path="/fluentd/etc/fluent.conf"',
    {
      "@timestamp": at("10:00:00"),
      "log.level": "info",
      message: 'parsing config file is succeeded path="/fluentd/etc/fluent.conf"',
    },
  ],
  [
    '2026-11-23 11:00:02.500 +0100 [warn]: #3 [out_s3] failed to flush the buffer. error_class=Net::OpenTimeout error="no \\"way\\""',
    {
      "@timestamp": at("10:00:02.500"),
      "log.level": "warn",
      "log.logger": "out_s3",
      worker: "3",
      message: 'failed to flush the buffer. error_class=Net::OpenTimeout error="no \\"way\\""',
      "error.type": "Net::OpenTimeout",
      "error.message": 'no \\"way\\"',
    },
  ],
  [
    "  2026-11-23 10:00:02 +0000 [warn]: #0 /usr/lib/ruby/net/http.rb:960:in `initialize'",
    {
      "@timestamp": at("10:00:02"),
      "log.level": "warn",
      worker: "0",
      message: "/usr/lib/ruby/net/http.rb:960:in `initialize'",
    },
  ],
  [
    '2026-11-23 10:00:03.000000000 +0000 fluent.warn: {"retry_times":0,"message":"failed to flush"}',
    {
      "@timestamp": at("10:00:03"),
      "log.level": "warn",
      tag: "fluent.warn",
      message: '{"retry_times":0,"message":"failed to flush"}',
    },
  ],
])("Fluentd: %s", (line, record) => {
  expect(readFluentd(line, context)).toEqual(record);
});

test.each([
  "2026-11-23 10:00:00 +0000 a plain sentence",
  "2026-11-23 10:00:00,123 INFO log4j",
  "2026-11-23 10:00:00 [info]: no zone",
  "2026-99-99 10:00:00 +0000 [info]: no date",
  "2026-11-23 10:00:00 +0000 [huh]: no level",
])("%j is none of Fluentd's", (line) => {
  expect(readFluentd(line, context)).toBeUndefined();
});

test.each<[string, JsonObject]>([
  [
    "[2026/11/23 10:00:05] [ info] [fluent bit] version=5.1.1, commit=abc, pid=1",
    {
      "@timestamp": at("10:00:05"),
      "log.level": "info",
      "log.logger": "fluent bit",
      message: "version=5.1.1, commit=abc, pid=1",
    },
  ],
  [
    "[2026/11/23 10:00:07.123456789] [error] [output:http:http.0] 127.0.0.1:9880, HTTP status=503",
    {
      "@timestamp": at("10:00:07.123"),
      "log.level": "error",
      "log.logger": "output:http:http.0",
      message: "127.0.0.1:9880, HTTP status=503",
    },
  ],
])("Fluent Bit: %s", (line, record) => {
  expect(readFluentBit(line, context)).toEqual(record);
});

test.each(["[2026/11/23 10:00:05] text", "[2026/11/23 10:00:05] [notes] [a] b", "[2026/11/23 10:00:05] [ info] [open"])(
  "%j is none of Fluent Bit's",
  (line) => {
    expect(readFluentBit(line, context)).toBeUndefined();
  },
);
