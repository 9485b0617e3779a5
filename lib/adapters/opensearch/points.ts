/** Points of forecasts: indices of their own, that no pattern and no alias of records meets. */
import { createHash } from "node:crypto";
import { SluiceError } from "../../errors.ts";
import type { SeriesPoint } from "../../ports.ts";
import { LEVELS } from "../../record.ts";
import { type Completeness, createAsk } from "./ask.ts";
import type { Connection } from "./connection.ts";
import type { Indices } from "./indices.ts";
import { type BulkItem, outcomeOf } from "./outcome.ts";

/** Of 300 bytes each. */
const POINTS_PER_BULK = 5_000;
/** `index.max_result_window`. */
const POINTS_PER_PAGE = 10_000;

/** As it is stored: infra/opensearch/points-template.ts. */
interface PointSource {
  readonly "@timestamp": string;
  readonly series: string;
  readonly "service.name"?: string;
  readonly "log.level"?: string;
  readonly query?: string;
  readonly actual?: number;
  readonly smoothed?: number;
  readonly expected?: number;
  readonly lower?: number;
  readonly upper?: number;
  readonly score: number;
  readonly anomaly: boolean;
}

interface PointsAnswer extends Completeness {
  readonly hits: { readonly hits: readonly { readonly _source: PointSource }[] };
}

interface BulkAnswer {
  readonly items: readonly { readonly create: BulkItem }[];
}

export function createPoints(connection: Connection, indices: Indices["points"]) {
  const ask = createAsk(connection, indices.all);

  async function writeBulk(points: readonly SeriesPoint[]): Promise<void> {
    let body = "";
    for (const point of points) {
      body += `{"create":{"_index":"${indices.nameAt(point.minuteMs)}","_id":"${idOf(point)}"}}\n`;
      body += `${JSON.stringify(sourceOf(point))}\n`;
    }
    const query = { filter_path: "items.*.status,items.*.error" };
    const { items } = await connection.ask<BulkAnswer>({ method: "POST", path: "/_bulk", query, body });
    for (const { create } of items) {
      const outcome = outcomeOf(create);
      if (outcome.kind !== "rejected") continue;
      throw new SluiceError(outcome.retryable ? "unavailable" : "refused", `Points of forecasts: ${outcome.reason}`);
    }
  }

  return {
    async writePoints(points: readonly SeriesPoint[]): Promise<void> {
      await indices.ensureTemplate();
      for (let i = 0; i < points.length; i += POINTS_PER_BULK) await writeBulk(points.slice(i, i + POINTS_PER_BULK));
    },

    async readPoints(
      series: string,
      window: { readonly fromMs: number; readonly toMs: number },
    ): Promise<SeriesPoint[]> {
      const points: SeriesPoint[] = [];
      let { fromMs } = window;
      for (;;) {
        const range = { "@timestamp": { gte: fromMs, lt: window.toMs, format: "epoch_millis" } };
        const { hits } = await ask<PointsAnswer>("_search", {
          size: POINTS_PER_PAGE,
          track_total_hits: false,
          query: { bool: { filter: [{ term: { series } }, { range }] } },
          sort: [{ "@timestamp": { order: "asc", unmapped_type: "date" } }],
        });
        for (const { _source } of hits.hits) points.push(pointOf(_source));
        const last = points.at(-1);
        if (hits.hits.length < POINTS_PER_PAGE || !last) return points;
        fromMs = last.minuteMs + 1;
      }
    },
  };
}

/** Of the series and its minute: written again, it meets itself. */
function idOf({ series, minuteMs }: SeriesPoint): string {
  return createHash("sha256").update(`${minuteMs} ${series}`).digest("hex").slice(0, 32);
}

function sourceOf({ minuteMs, series, service, level, query, ...figures }: SeriesPoint): PointSource {
  return {
    "@timestamp": new Date(minuteMs).toISOString(),
    series,
    ...(service !== undefined && { "service.name": service }),
    ...(level && { "log.level": level }),
    ...(query !== undefined && { query }),
    ...figures,
  };
}

function pointOf(source: PointSource): SeriesPoint {
  const { "@timestamp": time, "service.name": service, "log.level": levelName, ...figures } = source;
  const level = LEVELS.find((known) => known === levelName);
  return {
    ...figures,
    ...(service !== undefined && { service }),
    ...(level && { level }),
    minuteMs: Date.parse(time),
  };
}
