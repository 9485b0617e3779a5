import { describe, expect, test } from "vitest";
import { admit, type Candidate, chooseKept, chooseServices } from "../../../lib/forecast/choose.ts";
import { type SeriesId, seriesName } from "../../../lib/forecast/series-id.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 1440 * MINUTE_MS;
const NOW_MS = Date.parse("2026-11-23T10:00:00Z");
const window = { fromMs: NOW_MS - 10 * MINUTE_MS, toMs: NOW_MS };

function candidate(id: SeriesId, rate = 1, more: Partial<Candidate> = {}): Candidate {
  return { name: seriesName(id), id, rate, heardMs: NOW_MS, ...more };
}

const services = (...rates: readonly [string, number][]) =>
  rates.map(([service, rate]) => candidate({ service }, rate));
/** So many records a minute in the window. */
const heardOf = (...rates: readonly [string, number][]) => rates.map(([value, rate]) => ({ value, count: 10 * rate }));
const options = { window, most: 100, forgetAfterMs: 14 * DAY_MS, queries: new Map<string, { asked: string }>() };

describe("services", () => {
  test("that are followed are counted, whether they were heard or not, and new ones with them", () => {
    const { services: chosen, leaving } = chooseServices(
      services(["a", 5], ["b", 9]),
      heardOf(["c", 3], ["a", 1]),
      options,
    );
    expect(chosen).toEqual(["b", "a", "c"]);
    expect([...leaving]).toEqual([]);
  });

  test("are forgotten when nothing was heard of them for days; a level of one that goes on, too", () => {
    const old = { heardMs: NOW_MS - 15 * DAY_MS };
    const followed = [candidate({ service: "a" }), candidate({ service: "a", level: "error" }, 0, old)];
    const { services: chosen, leaving } = chooseServices(
      [...followed, candidate({ service: "b" }, 0, old)],
      [],
      options,
    );
    expect(chosen).toEqual(["a"]);
    expect([...leaving].sort()).toEqual(["level:error service:a", "service:b"]);
  });

  test("all records are followed however long nothing came", () => {
    const silent = candidate({}, 0, { heardMs: NOW_MS - 400 * DAY_MS });
    expect(chooseServices([silent], [], options).leaving.size).toBe(0);
  });

  test("that find no room are counted, the busiest come first", () => {
    const found = chooseServices(services(["a", 5], ["b", 9]), heardOf(["c", 8], ["d", 7]), { ...options, most: 3 });
    expect(found.services).toEqual(["b", "a", "c"]);
    expect(found.leftOut).toBe(1);
  });

  test("take the place of a quieter one only if they are twice as busy, one at a time", () => {
    const followed = [...services(["a", 5], ["b", 9]), candidate({ service: "a", level: "info" }, 5)];
    const full = { ...options, most: 3 };
    expect(chooseServices(followed, heardOf(["c", 9]), full)).toMatchObject({ services: ["b", "a"], leftOut: 1 });
    const swapped = chooseServices(followed, heardOf(["c", 30], ["d", 29], ["e", 28]), full);
    expect(swapped.services).toEqual(["b", "c", "d"]);
    expect([...swapped.leaving].sort()).toEqual(["level:info service:a", "service:a"]);
    expect(swapped.leftOut).toBe(1);
  });

  test("two that are about as busy do not take turns", () => {
    const full = { ...options, most: 1 };
    for (const [followed, other] of [
      ["a", "b"],
      ["b", "a"],
    ] as const) {
      expect(chooseServices(services([followed, 10]), heardOf([other, 15]), full).services).toEqual([followed]);
    }
  });

  test("make room, the quietest first, where fewer are to be followed, or a query is to be", () => {
    const followed = services(["a", 1], ["b", 2], ["c", 3]);
    expect(chooseServices(followed, [], { ...options, most: 1 }).services).toEqual(["c"]);
    const queries = new Map([["query:q", { asked: "?" }]]);
    expect([...chooseServices(followed, [], { ...options, most: 3, queries }).leaving]).toEqual(["service:a"]);
  });

  test("whose name is none, or endless, are not followed", () => {
    const heard = heardOf(["", 5], ["x".repeat(201), 5], ["x".repeat(200), 5]);
    expect(chooseServices([], heard, options).services).toEqual(["x".repeat(200)]);
  });
});

test("queries leave when sluice.yml names them no more, or they ask something else", () => {
  const followed = [candidate({ query: "q" }, 0, { asked: "?" }), candidate({ query: "gone" }, 0, { asked: "?" })];
  const same = new Map([["query:q", { asked: "?" }]]);
  expect([...chooseServices(followed, [], { ...options, queries: same }).leaving]).toEqual(["query:gone"]);
  const other = new Map([["query:q", { asked: "!" }]]);
  expect([...chooseServices(followed, [], { ...options, queries: other }).leaving]).toEqual(["query:q", "query:gone"]);
});

test("all records begin first, then levels and queries, then services with their levels, as long as there is room", () => {
  const found: SeriesId[] = [
    { service: "b", level: "info" },
    { service: "b" },
    { service: "a", level: "info" },
    { service: "a" },
    { query: "q" },
    { level: "info" },
    {},
  ];
  const { joining, leftOut } = admit(found, new Set(["service:b"]), { services: ["a", "b"], most: 6 });
  expect(joining.map(seriesName)).toEqual(["total", "query:q", "level:info", "service:a", "level:info service:a"]);
  expect(leftOut).toBe(1);
});

test("those of all services are kept in the store before any service; who was kept stays until another is twice as busy", () => {
  const series = [
    { ...candidate({}, 0), isKept: false },
    { ...candidate({ service: "a" }, 10), isKept: true },
    { ...candidate({ service: "b" }, 15), isKept: false },
    { ...candidate({ service: "c" }, 25), isKept: false },
  ];
  expect([...chooseKept(series, 2)]).toEqual(["total", "service:c"]);
  expect([...chooseKept(series, 3)]).toEqual(["total", "service:c", "service:a"]);
  expect([...chooseKept(series, 0)]).toEqual([]);
});
