import { describe, expect, test } from "vitest";
import { BadParameter, readFilter, readLimit, readMinutes, readWindow } from "../../../lib/dashboard/parameters.ts";

const NOW_MS = Date.parse("2026-11-23T12:00:30.000Z");
const at = (iso: string): number => Date.parse(iso);

describe("the window", () => {
  test("without from and to it is the last hour and whatever is dated into the future", () => {
    expect(readWindow({}, NOW_MS)).toEqual({ fromMs: NOW_MS - 3_600_000 });
  });

  test.each([
    ["2026-11-23T10:00:00Z", "2026-11-23T10:00:00Z"],
    ["2026-11-23T10:00:00.250+01:00", "2026-11-23T09:00:00.250Z"],
    ["2026-11-23T10:00", "2026-11-23T10:00:00Z"],
    ["2026-11-23", "2026-11-23T00:00:00Z"],
    [String(at("2026-11-23T10:00:00Z")), "2026-11-23T10:00:00Z"],
    ["90s", "2026-11-23T11:59:00Z"],
    ["15m", "2026-11-23T11:45:30Z"],
    ["6h", "2026-11-23T06:00:30Z"],
    ["2d", "2026-11-21T12:00:30Z"],
  ])("from=%s is %s", (from, expected) => {
    expect(readWindow({ from }, NOW_MS).fromMs).toBe(at(expected));
  });

  test.each(["yesterday", "12", "2026-13-01", "2026-11-23Z", "5w", "-1h"])(
    "from=%s is refused and told what is expected",
    (from) => {
      expect(() => readWindow({ from }, NOW_MS)).toThrow(BadParameter);
      expect(() => readWindow({ from }, NOW_MS)).toThrow(`from is "${from}", expected a time such as`);
    },
  );

  test("one that ends before it begins is refused", () => {
    expect(() => readWindow({ from: "1h", to: "2h" }, NOW_MS)).toThrow("must lie before to");
  });

  test("with to alone it is the hour before", () => {
    expect(readWindow({ to: "1h" }, NOW_MS)).toEqual({ fromMs: NOW_MS - 7_200_000, toMs: NOW_MS - 3_600_000 });
  });

  test("of a chart of minutes it ends now unless to is given", () => {
    expect(readMinutes({ from: "1m" }, NOW_MS).toMs).toBe(at("2026-11-23T12:01:00Z"));
  });

  test("of a chart of minutes it is widened to whole minutes", () => {
    expect(readMinutes({ from: "2026-11-23T11:58:10Z", to: "2026-11-23T11:59:10Z" }, NOW_MS)).toEqual({
      fromMs: at("2026-11-23T11:58:00Z"),
      toMs: at("2026-11-23T12:00:00Z"),
    });
  });

  test("of a chart of minutes it is at most 7 days long", () => {
    expect(readMinutes({ from: "7d" }, NOW_MS).fromMs).toBe(at("2026-11-16T12:00:00Z"));
    expect(() => readMinutes({ from: "8d" }, NOW_MS)).toThrow("8 days apart, expected at most 7");
  });
});

describe("the filter", () => {
  const window = { fromMs: 0, toMs: 1 };

  test("empty parameters filter nothing", () => {
    expect(readFilter({ q: "", service: "", level: "" }, window)).toEqual(window);
  });

  test("takes a query, a service and several levels", () => {
    expect(readFilter({ q: "timeout", service: "web", level: "error,fatal" }, window)).toEqual({
      ...window,
      text: { clauses: [{ kind: "text", text: "timeout", phrase: false, prefix: false, negated: false }] },
      service: "web",
      levels: ["error", "fatal"],
    });
  });

  test("an unknown level is refused with the known ones", () => {
    expect(() => readFilter({ level: "severe" }, window)).toThrow(
      'level is "severe", expected one or more of trace,debug,info,warn,error,fatal',
    );
  });
});

describe("the limit", () => {
  test("is 100 unless given", () => {
    expect(readLimit({})).toBe(100);
    expect(readLimit({ limit: "500" })).toBe(500);
  });

  test.each(["0", "501", "-1", "1.5", "1e2", "ten"])("limit=%s is refused", (limit) => {
    expect(() => readLimit({ limit })).toThrow(`limit is "${limit}", expected a whole number from 1 to 500`);
  });
});
