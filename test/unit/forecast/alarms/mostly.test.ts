import { expect, test } from "vitest";
import { mostlyOf, partsOf } from "../../../../lib/forecast/alarms/mostly.ts";
import type { SeriesId } from "../../../../lib/forecast/series-id.ts";

const minute = (minuteMs: number, actual: number, usual: number) => ({
  minuteMs,
  actual,
  usual,
  score: 0,
  anomaly: false,
  deviations: 0,
  windowRows: 1,
  isSilent: false,
});
const followed = (series: SeriesId, off: number) => ({
  series,
  minutes: [minute(0, 500, 10), minute(60_000, 10 + off, 10), minute(120_000, 10 + off, 10)],
});
const burst = (series: SeriesId) => ({
  series,
  kind: "above" as const,
  sinceMs: 60_000,
  minutes: 2,
  expected: 100,
  actual: 200,
  limit: 130,
  deviations: 9,
  isPage: true,
  perMinute: [],
});

test("of all lines it is the service that makes up seven tenths of what is too much", () => {
  const services = [followed({ service: "cart" }, 20), followed({ service: "shop" }, 75)];
  expect(mostlyOf(burst({}), partsOf(services))).toBe("shop");
  expect(
    mostlyOf(burst({}), partsOf([followed({ service: "cart" }, 50), followed({ service: "shop" }, 50)])),
  ).toBeUndefined();
});

test("of all lines it is a level rather than a service: errors are told elsewhere", () => {
  const parts = [followed({ service: "shop" }, 90), followed({ level: "info" }, 95), followed({ level: "error" }, 80)];
  expect(mostlyOf(burst({}), partsOf(parts))).toBe("error");
});

test("of a service it is a level of its own, and nothing that goes the other way", () => {
  const levels = [
    followed({ service: "shop", level: "info" }, -90),
    followed({ service: "cart", level: "error" }, 90),
    followed({ level: "fatal" }, 90),
    followed({ service: "shop", level: "warn" }, 90),
  ];
  expect(mostlyOf(burst({ service: "shop" }), partsOf(levels))).toBe("warn");
});

test("of a level and of a query it is nothing", () => {
  expect(
    mostlyOf(burst({ level: "warn" }), partsOf([followed({ service: "shop", level: "warn" }, 90)])),
  ).toBeUndefined();
  expect(mostlyOf(burst({ query: "orders" }), partsOf([followed({ service: "shop" }, 90)]))).toBeUndefined();
});
