import { expect, test } from "vitest";
import type { ForecastRow } from "../../../lib/forecast/series.ts";
import { chartSvg } from "../../../lib/forecast/svg.ts";

function rowsOf(length: number): ForecastRow[] {
  return Array.from({ length }, (_, i) => ({
    timestamp: `t${i}`,
    value: i === length - 1 ? undefined : i % 10,
    expected: i === 0 ? undefined : 5,
    lower: i === 0 ? undefined : 1,
    upper: i === 0 ? undefined : 9,
    score: 0,
    anomaly: i === 7,
  }));
}

const count = (text: string, part: string) => text.split(part).length - 1;

test("the chart has a band, two lines and a dot for each anomaly", () => {
  const svg = chartSvg(rowsOf(20), "rates");
  expect([count(svg, "<polygon"), count(svg, "<polyline"), count(svg, "<circle")]).toEqual([1, 2, 1]);
  expect(svg).toContain(">t0<");
  expect(svg).toContain(">t19<");
});

test("a title cannot break out of it", () => {
  expect(chartSvg(rowsOf(3), '<script>&"')).not.toContain("<script>");
});

test("100,000 rows make a file that a browser opens, with the highest of them", () => {
  const rows = rowsOf(100_000).map((row, i) => (i === 54_321 ? { ...row, value: 1000 } : row));
  const svg = chartSvg(rows, "many");
  expect(svg.length).toBeLessThan(150_000);
  expect(svg).toMatch(/,40 /);
});

test("of no rows it is empty, and still a chart", () => {
  expect(chartSvg([], "none")).toMatch(/^<svg.*\n/);
});
