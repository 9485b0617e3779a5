/**
 * How OpenSearch stores points of forecasts (SeriesPoint in lib/ports.ts), for charts in Dashboards: `app-logs-forecast-YYYY.MM.dd`, read
 * through the alias `app-logs-forecast`.
 */
import type { IndexTemplateOptions } from "./index-template.ts";

/** Raised with every change, as for records. */
export const POINTS_TEMPLATE_VERSION = 1;

const KEYWORD = { type: "keyword", ignore_above: 10_000 };
const NUMBER = { type: "double" };

/** The body of `PUT _index_template/NAME`. */
export function pointsTemplate({ aliases, patterns, shards, replicas, serverless }: IndexTemplateOptions) {
  const index = {
    number_of_shards: shards,
    number_of_replicas: replicas,
    codec: "best_compression",
    sort: { field: ["series", "@timestamp"], order: ["asc", "asc"] },
    refresh_interval: "30s",
  };
  return {
    index_patterns: patterns,
    // Above any that somebody made for app-logs-*.
    priority: 500,
    version: POINTS_TEMPLATE_VERSION,
    template: {
      aliases: Object.fromEntries(aliases.map((alias) => [alias, {}])),
      settings: serverless ? {} : { index },
      mappings: MAPPINGS,
    },
  };
}

const MAPPINGS = {
  dynamic: false,
  properties: {
    "@timestamp": { type: "date", format: "strict_date_optional_time" },
    series: KEYWORD,
    service: { properties: { name: KEYWORD } },
    log: { properties: { level: KEYWORD } },
    query: KEYWORD,
    actual: NUMBER,
    smoothed: NUMBER,
    expected: NUMBER,
    lower: NUMBER,
    upper: NUMBER,
    score: NUMBER,
    anomaly: { type: "boolean" },
  },
};
