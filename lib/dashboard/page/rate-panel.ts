/** Lines per minute: what came as an area, the smoothed course as a line above it, what was expected behind; the same as a table for those who ask. */
import {
  Chart,
  type ChartConfiguration,
  Filler,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
} from "chart.js";
import type { RateAnswer, RatePoint, SeriesForecast } from "../answers.ts";
import { byId, element } from "./element.ts";
import { createExpectedBand } from "./expected-band.ts";
import { formatClock, formatCount, formatMoment } from "./format.ts";
import { cssColour, onColourSchemeChange } from "./levels.ts";
import type { Range } from "./selection.ts";

Chart.register(LineController, LineElement, PointElement, LinearScale, Filler, Tooltip);

const MINUTE_MS = 60_000;
const TICK_MINUTES: Readonly<Record<Range["id"], number>> = { "15m": 3, "1h": 10, "6h": 60, "24h": 180 };

export interface RatePanel {
  show(answer: RateAnswer, range: Range): void;
  /** @param forecast of what is shown; undefined if it is no series that is followed */
  showExpected(forecast: SeriesForecast | undefined): void;
}

export function mountRatePanel(): RatePanel {
  const canvas = element("canvas", { role: "img" });
  const table = element("tbody", {});
  const details = asTable(table);
  byId("rate", HTMLDivElement).append(element("div", { class: "canvas" }, canvas), details);
  const summary = byId("rate-summary", HTMLParagraphElement);
  const expectedKey = element("span", { class: "key key-expected" }, "expected");
  const chart = new Chart(canvas, configuration());
  const band = createExpectedBand();
  chart.data.datasets.push(...band.datasets);
  let points: readonly RatePoint[] = [];

  const colour = (): void => {
    applyColours(chart);
    band.colour();
    chart.update("none");
  };
  colour();
  onColourSchemeChange(colour);
  details.addEventListener("toggle", () => fillTable(table, details.open ? points : []));

  return {
    show(answer, range) {
      points = answer.points;
      drawPoints(chart, answer, range);
      summary.replaceChildren(...legend(answer), ...(expectedKey.isConnected ? [expectedKey] : []));
      canvas.setAttribute("aria-label", spoken(answer, range));
      if (details.open) fillTable(table, points);
    },
    showExpected(forecast) {
      band.show(forecast);
      if (forecast) summary.append(expectedKey);
      else expectedKey.remove();
      chart.update("none");
    },
  };
}

function configuration(): ChartConfiguration<"line", { x: number; y: number }[]> {
  return {
    type: "line",
    data: {
      datasets: [
        { label: "smoothed", data: [], borderWidth: 2.5, pointRadius: 0, pointHitRadius: 0, tension: 0.3 },
        { label: "actual", data: [], borderWidth: 1, pointRadius: 0, pointHitRadius: 0, fill: "origin" },
        // Dashed, for it is no drop.
        { label: "so far", data: [], borderWidth: 1, pointRadius: 0, pointHitRadius: 0, borderDash: [3, 3] },
      ],
    },
    options: {
      animation: false,
      maintainAspectRatio: false,
      normalized: true,
      parsing: false,
      interaction: { mode: "nearest", axis: "x", intersect: false },
      scales: {
        x: {
          type: "linear",
          // Until there are times to show.
          display: false,
          grid: { display: false },
          ticks: { maxRotation: 0, callback: (value) => formatClock(Number(value)) },
        },
        y: {
          beginAtZero: true,
          suggestedMax: 4,
          border: { display: false },
          ticks: { precision: 0, maxTicksLimit: 5 },
        },
      },
      plugins: {
        tooltip: {
          // The dashed line begins at the last whole minute, which has its own count; what lies behind has no say.
          filter: ({ datasetIndex, dataIndex, dataset }) =>
            datasetIndex < 2 || (datasetIndex === 2 && dataIndex === dataset.data.length - 1),
          callbacks: {
            title: ([item]) => formatMoment(item?.parsed.x ?? 0),
            label: (item) => ` ${item.dataset.label}: ${formatCount(Math.round((item.parsed.y ?? 0) * 10) / 10)}`,
          },
        },
      },
    },
  };
}

type RateChart = Chart<"line", { x: number; y: number }[]>;

function drawPoints(chart: RateChart, { points, nowMs }: RateAnswer, range: Range): void {
  const [smoothed, actual, filling] = chart.data.datasets;
  const isWhole = ({ minuteMs }: RatePoint): boolean => minuteMs + MINUTE_MS <= nowMs;
  const counts = points.map((point) => ({ x: point.minuteMs, y: point.actual }));
  const wholeCount = points.filter(isWhole).length;
  if (smoothed) smoothed.data = points.map((point) => ({ x: point.minuteMs, y: point.smoothed }));
  if (actual) actual.data = counts.slice(0, wholeCount);
  if (filling) filling.data = wholeCount < counts.length ? counts.slice(Math.max(0, wholeCount - 1)) : [];
  const x = chart.options.scales?.["x"];
  if (x) {
    x.display = true;
    x.min = points[0]?.minuteMs ?? 0;
    x.max = points.at(-1)?.minuteMs ?? 1;
    x.afterBuildTicks = (scale) => {
      scale.ticks = roundMinutes(scale.min, scale.max, TICK_MINUTES[range.id]).map((value) => ({ value }));
    };
  }
  chart.update("none");
}

/** Moments that are round on the viewer's clock: the zone may be half an hour off UTC. */
function roundMinutes(fromMs: number, toMs: number, stepMinutes: number): number[] {
  const stepMs = stepMinutes * MINUTE_MS;
  const offsetMs = new Date(fromMs).getTimezoneOffset() * MINUTE_MS;
  const ticks: number[] = [];
  for (let t = Math.ceil((fromMs - offsetMs) / stepMs) * stepMs + offsetMs; t <= toMs; t += stepMs) ticks.push(t);
  return ticks;
}

function applyColours(chart: RateChart): void {
  const [smoothed, actual, filling] = chart.data.datasets;
  if (smoothed) smoothed.borderColor = cssColour("--accent");
  if (filling) filling.borderColor = cssColour("--actual");
  if (actual) {
    actual.borderColor = cssColour("--actual");
    actual.backgroundColor = cssColour("--actual-fill");
  }
  for (const scale of Object.values(chart.options.scales ?? {})) {
    if (scale?.ticks) scale.ticks.color = cssColour("--quiet");
    if (scale?.grid) scale.grid.color = cssColour("--line");
  }
}

function legend({ alpha }: RateAnswer): Node[] {
  return [
    element("span", { class: "key key-actual" }, "actual"),
    element("span", { class: "key key-smoothed" }, `smoothed, α = ${alpha}`),
  ];
}

function spoken({ points }: RateAnswer, range: Range): string {
  const total = points.reduce((sum, { actual }) => sum + actual, 0);
  const peak = points.reduce<RatePoint | undefined>((max, p) => (max && max.actual >= p.actual ? max : p), undefined);
  if (!peak || total === 0) return `Lines per minute: none in the last ${range.spoken}`;
  return (
    `Lines per minute in the last ${range.spoken}: ${formatCount(total)} lines, at most ${formatCount(peak.actual)} at ` +
    `${formatMoment(peak.minuteMs)}, smoothed ${formatCount(Math.round(points.at(-1)?.smoothed ?? 0))} now`
  );
}

function asTable(body: HTMLTableSectionElement): HTMLDetailsElement {
  const titles = ["Minute", "Actual", "Smoothed"].map((title) => element("th", { scope: "col" }, title));
  const table = element("table", {}, element("thead", {}, element("tr", {}, ...titles)), body);
  return element("details", { class: "as-table" }, element("summary", {}, "As a table"), table);
}

function fillTable(body: HTMLTableSectionElement, points: readonly RatePoint[]): void {
  const rows = points
    .toReversed()
    .map(({ minuteMs, actual, smoothed }) =>
      element(
        "tr",
        {},
        ...[formatMoment(minuteMs), formatCount(actual), formatCount(Math.round(smoothed * 10) / 10)].map((text) =>
          element("td", {}, text),
        ),
      ),
    );
  body.replaceChildren(...rows);
}
