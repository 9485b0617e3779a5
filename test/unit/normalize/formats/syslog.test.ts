import { expect, test } from "vitest";
import { readSyslog } from "../../../../lib/normalize/formats/syslog.ts";

const context = { zone: "UTC", deliveredMs: Date.parse("2026-11-23T12:00:00Z") };
const at = Date.parse("2026-11-23T10:00:00Z");

test("RFC 3164 gives level, facility, host, program and process", () => {
  expect(readSyslog("<11>Nov 23 10:00:00 sw-1 app[7]: disk failed", context)).toEqual({
    "@timestamp": at,
    "log.level": "error",
    "syslog.facility": 1,
    "host.name": "sw-1",
    "service.name": "app",
    pid: "7",
    message: "disk failed",
  });
});

test("RFC 5424 gives its fields and structured data, whatever is escaped in them", () => {
  const line = '<11>1 2026-11-23T10:00:00Z web-1 cart 812 ID47 [a@1 path="C:\\\\x \\"q\\" \\] end"][b x="1"] text';
  expect(readSyslog(line, context)).toEqual({
    "@timestamp": at,
    "log.level": "error",
    "syslog.facility": 1,
    "host.name": "web-1",
    "service.name": "cart",
    pid: "812",
    "syslog.msgid": "ID47",
    "a@1": { path: 'C:\\x "q" ] end' },
    b: { x: "1" },
    message: "text",
  });
});

test("nil fields are absent, and so is the byte-order mark", () => {
  expect(readSyslog("<165>1 2026-11-23T18:00:00+08:00 - - - - - \ufefftext", context)).toEqual({
    "@timestamp": at,
    "log.level": "info",
    "syslog.facility": 20,
    message: "text",
  });
});

test("without a message the structured data are it", () => {
  expect(readSyslog("<15>1 2026-11-23T10:00:00Z web-1 cart - - [empty@1]", context)).toMatchObject({
    "log.level": "debug",
    message: "[empty@1]",
  });
});

test("text behind a priority alone keeps the level", () => {
  expect(readSyslog("<3>disk failed", context)).toEqual({
    "log.level": "error",
    "syslog.facility": 0,
    message: "disk failed",
  });
});

test.each(["<192>Nov 23 10:00:00 a b: c", "<-1>x", "<>x", "<abc>x", "<13 Nov 23", "no priority"])(
  "%j has no priority",
  (line) => {
    expect(readSyslog(line, context)).toBeUndefined();
  },
);
