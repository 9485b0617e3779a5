import { describe, expect, test } from "vitest";
import { redactorOf } from "../../../../lib/normalize/redact/redactor.ts";

const redactor = redactorOf({ detectors: ["pii"], patterns: [] });
const redacted = (text: string) => redactor?.text(text);

describe("personal data is found where it is asked for", () => {
  test.each([
    ["mail to ann.lee+shop@mail.example.com.", "mail to <redacted:email>."],
    ["user=ann@example.com&n=1", "user=<redacted:email>&n=1"],
    ["<ann@example.com>", "<<redacted:email>>"],
    ["from 192.0.2.17:443 to 10.0.0.1.", "from <redacted:ipv4>:443 to <redacted:ipv4>."],
    ["from [2001:db8::1]:443", "from [<redacted:ipv6>]:443"],
    ["from fe80::1ff:fe23:4567:890a to ::1", "from <redacted:ipv6> to <redacted:ipv6>"],
    ["mapped ::ffff:192.0.2.1", "mapped <redacted:ipv6>"],
    ["card 4111 1111 1111 1111 declined", "card <redacted:credit-card> declined"],
    ["card 4111-1111-1111-1111, 5500005555555559", "card <redacted:credit-card>, <redacted:credit-card>"],
    ["to DE89370400440532013000, GB29 NWBK 6016 1331 9268 19 today", "to <redacted:iban>, <redacted:iban> today"],
    ["call +49 (30) 1234-5678 or +14155550123.", "call <redacted:phone> or <redacted:phone>."],
  ])("%s", (text, expected) => {
    expect(redacted(text)).toBe(expected);
  });
});

describe("and what only resembles it stays", () => {
  test.each([
    "at 2026-11-23T10:00:00.123+09:00, 10:00:00, 1732356000123, took 1.5ms",
    "version 1.2.3, section 1.2.3.4.5, 999.1.1.1",
    "card 4111 1111 1111 1112 and 1234567890123456",
    "to DE89370400440532013001",
    "std::vector, Ruby::Name, a::b, 1:2:3",
    "@Override @ user@ @example.com user@localhost",
    "a+1 +5 C++ +0000",
  ])("%s", (text) => {
    expect(redacted(text)).toBe(text);
  });
});

test("each can be chosen alone", () => {
  const text = "ann@example.com from 192.0.2.17, password=hunter2";
  expect(redactorOf({ detectors: ["email"], patterns: [] })?.text(text)).toBe(
    "<redacted:email> from 192.0.2.17, password=hunter2",
  );
});
