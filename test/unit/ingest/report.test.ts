import { describe, expect, test } from "vitest";
import { lagSecondsOf } from "../../../lib/ingest/report.ts";
import { countsOf, reportOf } from "../../support/ledger.ts";

const NOW = Date.parse("2026-11-23T10:00:00Z");
const delivered = (secondsAgo: number, indexed = 1) =>
  reportOf([countsOf("2026-11-23", "web", { indexed, duplicate: 1 })], { deliveredMs: NOW - secondsAgo * 1_000 });

describe("the lag", () => {
  test("is that of the delivery that was longest on its way", () => {
    expect(lagSecondsOf([delivered(3), delivered(90.5), delivered(20)], NOW)).toBe(90.5);
  });

  test("leaves out what brought nothing new: an old object that is told of again was not late", () => {
    expect(lagSecondsOf([delivered(3), delivered(86_400, 0)], NOW)).toBe(3);
    expect(lagSecondsOf([delivered(86_400, 0)], NOW)).toBeUndefined();
    expect(lagSecondsOf([], NOW)).toBeUndefined();
  });

  test("is none where the sender's clock goes before ours", () => {
    expect(lagSecondsOf([delivered(-5)], NOW)).toBe(0);
  });
});
