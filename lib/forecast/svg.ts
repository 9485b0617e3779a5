/** The chart of a forecast as one SVG: the interval as a band, what is expected and what was as lines, anomalies as dots. */
import type { ForecastRow } from "./series.ts";

const WIDTH = 1200;
const HEIGHT = 400;
const MARGIN = 40;
/** More rows than this share a column of the chart: each shows its lowest and highest. */
const COLUMNS = WIDTH - 2 * MARGIN;

type Column = "value" | "expected" | "lower" | "upper";
type Point = readonly [x: number, y: number];

export function chartSvg(rows: readonly ForecastRow[], title: string): string {
  const xOf = (index: number) => MARGIN + (index / Math.max(1, rows.length - 1)) * COLUMNS;
  const yOf = verticalScale(rows);
  const line = (column: Column) => thinned(pointsOf(rows, column, xOf, yOf));
  const lower = line("lower");
  const upper = line("upper");
  const dots = rows.flatMap(({ anomaly, value }, i): Point[] =>
    anomaly && value !== undefined ? [[xOf(i), yOf(value)]] : [],
  );
  const [first, last] = [rows.at(0), rows.at(-1)];
  const base = HEIGHT - MARGIN / 3;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="white"/>`,
    `<polygon points="${pathOf([...upper, ...lower.toReversed()])}" fill="#cfe3f7"/>`,
    `<polyline points="${pathOf(line("value"))}" fill="none" stroke="#44566c" stroke-width="1"/>`,
    `<polyline points="${pathOf(line("expected"))}" fill="none" stroke="#0a62c4" stroke-width="1.5"/>`,
    ...dots.map((dot) => `<circle cx="${rounded(dot[0])}" cy="${rounded(dot[1])}" r="3" fill="#d0021b"/>`),
    `<text x="${MARGIN}" y="${MARGIN / 2}">${escaped(title)}: value grey, expected blue, interval light, anomalies red</text>`,
    `<text x="${MARGIN}" y="${base}">${escaped(first?.timestamp ?? "")}</text>`,
    `<text x="${WIDTH - MARGIN}" y="${base}" text-anchor="end">${escaped(last?.timestamp ?? "")}</text>`,
    "</svg>",
    "",
  ].join("\n");
}

/** From all that is drawn of values and expectations; an interval may leave the chart. */
function verticalScale(rows: readonly ForecastRow[]): (value: number) => number {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const { value, expected } of rows) {
    for (const drawn of [value, expected]) {
      if (drawn === undefined) continue;
      least = Math.min(least, drawn);
      most = Math.max(most, drawn);
    }
  }
  const range = most - least || 1;
  return (value) => {
    const y = HEIGHT - MARGIN - ((value - least) / range) * (HEIGHT - 2 * MARGIN);
    return Math.max(MARGIN / 2, Math.min(HEIGHT - MARGIN / 2, y));
  };
}

function pointsOf(
  rows: readonly ForecastRow[],
  column: Column,
  xOf: (index: number) => number,
  yOf: (value: number) => number,
): Point[] {
  return rows.flatMap((row, i): Point[] => {
    const value = row[column];
    return value === undefined ? [] : [[xOf(i), yOf(value)]];
  });
}

/** At most two points per column of the chart, its extremes in their order: nothing that stands out is lost. */
function thinned(points: readonly Point[]): Point[] {
  const kept: Point[] = [];
  let column: Point[] = [];
  const flush = () => {
    const lowest = column.reduce<Point | undefined>((a, b) => (a && a[1] >= b[1] ? a : b), undefined);
    const highest = column.reduce<Point | undefined>((a, b) => (a && a[1] <= b[1] ? a : b), undefined);
    kept.push(...column.filter((point) => point === lowest || point === highest));
    column = [];
  };
  for (const point of points) {
    if (column[0] && Math.floor(column[0][0]) !== Math.floor(point[0])) flush();
    column.push(point);
  }
  flush();
  return kept;
}

function pathOf(points: readonly Point[]): string {
  return points.map(([x, y]) => `${rounded(x)},${rounded(y)}`).join(" ");
}

function rounded(coordinate: number): number {
  return Math.round(coordinate * 10) / 10;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
