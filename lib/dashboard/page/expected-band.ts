/** Behind the lines: the interval in which each minute's value was expected, and dots where it was far from it. */
import type { ChartDataset } from "chart.js";
import type { SeriesForecast } from "../answers.ts";
import { cssColour } from "./levels.ts";

type Line = ChartDataset<"line", { x: number; y: number }[]>;

export interface ExpectedBand {
  /** In the order in which they are to be drawn, one after another: the band fills down to the line before it. */
  readonly datasets: readonly Line[];
  /** Undefined: nothing is known of what the chart shows. */
  show(forecast: SeriesForecast | undefined): void;
  colour(): void;
}

export function createExpectedBand(): ExpectedBand {
  const bare = { borderWidth: 0, pointRadius: 0, pointHitRadius: 0, tension: 0.3, order: 1 } as const;
  const lower: Line = { ...bare, label: "at least", data: [] };
  const upper: Line = { ...bare, label: "at most", data: [], fill: "-1" };
  const unusual: Line = { label: "unusual", data: [], showLine: false, pointRadius: 4, pointHitRadius: 0, order: -1 };

  return {
    datasets: [lower, upper, unusual],
    show(forecast) {
      const points = forecast?.points ?? [];
      lower.data = points.flatMap(({ minuteMs, lower: y }) => (y === undefined ? [] : [{ x: minuteMs, y }]));
      upper.data = points.flatMap(({ minuteMs, upper: y }) => (y === undefined ? [] : [{ x: minuteMs, y }]));
      unusual.data = points.flatMap(({ minuteMs, actual: y, anomaly }) =>
        anomaly && y !== undefined ? [{ x: minuteMs, y }] : [],
      );
    },
    colour() {
      upper.backgroundColor = cssColour("--expected-fill");
      unusual.backgroundColor = cssColour("--level-error");
    },
  };
}
