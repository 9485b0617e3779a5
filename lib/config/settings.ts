/** sluice.yml, section by section. Its JSON Schema for editors is made of this: infra/sluice.schema.json. */
import * as v from "valibot";
import { DEFAULT_LIMITS } from "../ingest/decompress/limits.ts";
import { DEFAULT_POISON } from "../ingest/poison.ts";
import { AlertSettings } from "./alert-settings.ts";
import { DatasetRule } from "./dataset-rule.ts";
import { knownQueries } from "./forecast-references.ts";
import { ForecastSettings } from "./forecast-settings.ts";
import { IndexPrefix, notTooManyPrefixes } from "./index-prefix.ts";
import { RedactSettings } from "./redact-settings.ts";
import { wholeFrom } from "./whole-number.ts";

const Sections = v.strictObject({
  index: v.optional(
    v.strictObject({
      prefix: v.optional(IndexPrefix, "app-logs"),
      granularity: v.optional(v.picklist(["day", "month"], "day or month"), "day"),
      retentionDays: v.optional(wholeFrom(1), 30),
      shards: v.optional(wholeFrom(1), 1),
      replicas: v.optional(wholeFrom(0), 1),
    }),
    {},
  ),
  datasets: v.optional(
    v.pipe(
      v.array(DatasetRule),
      notTooManyPrefixes,
      v.description("What a delivery is, by its Fluentd tag or its object's key; the first rule that matches counts"),
    ),
    [],
  ),
  /** Of compressed objects and requests: lib/ingest/decompress/limits.ts. */
  limits: v.optional(
    v.strictObject({
      plainGibibytes: v.optional(wholeFrom(1), DEFAULT_LIMITS.plainGibibytes),
      ratio: v.optional(wholeFrom(1), DEFAULT_LIMITS.ratio),
      snappyMebibytes: v.optional(wholeFrom(1), DEFAULT_LIMITS.snappyMebibytes),
    }),
    {},
  ),
  poison: v.optional(
    v.strictObject({
      /** The queue gives up after 48 times: outages count there, not here. */
      afterFailures: v.optional(
        v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(20), v.description("a whole number from 1 to 20")),
        DEFAULT_POISON.afterFailures,
      ),
    }),
    {},
  ),
  redact: v.optional(
    v.pipe(RedactSettings, v.description("What is replaced by <redacted:NAME> before a record is stored")),
    {},
  ),
  scan: v.optional(
    v.strictObject({
      /** How long an error may take from arrival to being visible to a scan. */
      lookBackMinutes: v.optional(wholeFrom(1), 15),
      resolveAfterCleanScans: v.optional(
        v.pipe(wholeFrom(1), v.description("Quiet minutes in a row after which an alert is over, at least")),
        3,
      ),
    }),
    {},
  ),
  alerts: v.optional(
    v.pipe(AlertSettings, v.description("Of what people are told, how loud, and when not: docs/alerts.md")),
    {},
  ),
  forecast: v.optional(
    v.pipe(ForecastSettings, v.description("What the forecast follows, minute by minute: docs/decisions/forecast.md")),
    {},
  ),
  page: v.optional(
    v.strictObject({
      /** Where people open the page; mails link to it. */
      url: v.optional(v.pipe(v.string(), v.url("an https:// address"))),
      /** Of OpenSearch, such as https://DOMAIN/_dashboards; mails link to it. */
      dashboardsUrl: v.optional(v.pipe(v.string(), v.url("an https:// address"))),
    }),
    {},
  ),
});

export const Settings = v.pipe(Sections, knownQueries());
export type Settings = v.InferOutput<typeof Settings>;
