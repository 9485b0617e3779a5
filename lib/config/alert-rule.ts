/** One entry of `alerts.rules`: a question to the logs that is asked at the end of each minute. */
import * as v from "valibot";
import { LEVELS } from "../record.ts";
import { AlertName, HoldFor, SeverityName, ToldHow } from "./alert-keys.ts";
import { exactlyOneBound, share } from "./bounds.ts";
import { duration } from "./duration.ts";
import { wholeFrom } from "./whole-number.ts";

/** Keyword fields of which stores can count the different values. */
const DISTINCT_FIELDS = [
  "service.name",
  "host.name",
  "user.name",
  "client.ip",
  "url.path",
  "event.dataset",
  "log.pattern",
] as const;

const query = v.pipe(v.string(), v.maxLength(1_000, "a query of at most 1,000 characters"));
const positive = v.pipe(v.number(), v.gtValue(0, "a number above 0"));
const zeroOrMore = v.pipe(v.number(), v.minValue(0, "a number from 0"));

const every = {
  name: v.pipe(
    AlertName,
    v.notValue("errors", "another name: errors are the groups of errors themselves"),
    v.notValue("forecast", "another name: forecast is what the forecast finds unusual"),
  ),
  query: v.optional(v.pipe(query, v.description("In the language of the page's search; left out: every line")), "*"),
  errors: v.optional(
    v.pipe(v.boolean(), v.description("true: only errors, which are of level error or fatal, or have an error.type")),
    false,
  ),
  for: v.optional(v.pipe(HoldFor, v.description("How long it must hold before anybody is told")), "0m"),
  ...ToldHow,
  severity: v.optional(SeverityName, "warn"),
  summary: v.optional(
    v.pipe(
      v.string(),
      v.nonEmpty("a text"),
      v.maxLength(200, "a text of at most 200 characters"),
      v.description("What mails say that it is"),
    ),
  ),
};
const window = v.optional(v.pipe(duration("1m", "24h"), v.description("Of arrival; it ends with each minute")), "5m");
const by = v.optional(v.pipe(v.literal("service"), v.description("One alert for each service, of the 50 busiest")));

const CountRule = v.pipe(
  v.strictObject({
    type: v.literal("count"),
    ...every,
    window,
    by,
    above: v.optional(v.pipe(wholeFrom(0), v.description("More lines in the window than this"))),
    below: v.optional(v.pipe(wholeFrom(1), v.description("Fewer lines in the window than this"))),
  }),
  exactlyOneBound(),
);

const RateRule = v.pipe(
  v.strictObject({
    type: v.literal("rate"),
    ...every,
    window,
    by,
    above: v.optional(v.pipe(zeroOrMore, v.description("More lines a minute than this"))),
    below: v.optional(v.pipe(positive, v.description("Fewer lines a minute than this"))),
  }),
  exactlyOneBound(),
);

const RatioRule = v.pipe(
  v.strictObject({
    type: v.literal("ratio"),
    ...every,
    window,
    by,
    of: v.optional(v.pipe(query, v.description("The lines of which it is a share; left out: all")), "*"),
    above: v.optional(v.pipe(share, v.description("A larger share of the lines than this: 5% or 0.05"))),
    below: v.optional(v.pipe(share, v.description("A smaller share of the lines than this: 99% or 0.99"))),
    least: v.optional(v.pipe(wholeFrom(1), v.description("Of fewer lines nothing is said")), 20),
  }),
  exactlyOneBound(),
);

const DistinctRule = v.strictObject({
  type: v.literal("distinct"),
  ...every,
  window,
  field: v.pipe(v.picklist(DISTINCT_FIELDS), v.description("Whose different values are counted")),
  above: v.pipe(wholeFrom(0), v.description("More different values in the window than this")),
});

const BurstRule = v.strictObject({
  type: v.literal("burst"),
  ...every,
  window,
  by,
  factor: v.optional(
    v.pipe(v.number(), v.minValue(1.5, "a number from 1.5"), v.description("So many times what is usual")),
    3,
  ),
  least: v.optional(v.pipe(wholeFrom(1), v.description("Fewer lines in the window are no burst")), 10),
});

const SilenceRule = v.strictObject({
  type: v.literal("silence"),
  ...every,
  window: v.optional(v.pipe(duration("1m", "24h"), v.description("Silent for so long")), "15m"),
  by,
});

const AbsenceRule = v.strictObject({
  type: v.literal("absence"),
  ...every,
  window: v.pipe(
    duration("1m", "8d"),
    v.description("The line is expected at least once in so long: 25h for a nightly job"),
  ),
});

const { name, for: hold, severity, summary } = every;
const ForecastRule = v.pipe(
  v.strictObject({
    type: v.literal("forecast"),
    name,
    for: hold,
    ...ToldHow,
    severity,
    summary,
    series: v.optional(
      v.pipe(
        v.union([
          v.strictObject({
            service: v.optional(v.pipe(v.string(), v.nonEmpty("a service"))),
            level: v.optional(v.picklist(LEVELS)),
          }),
          v.strictObject({ query: AlertName }),
        ]),
        v.description("Whose lines a minute: service, level or both; or query, one of forecast.queries. Left out: all"),
      ),
      {},
    ),
    within: v.optional(
      v.pipe(duration("5m", "24h"), v.description("So far ahead it is expected to pass the limit")),
      "4h",
    ),
    above: v.optional(v.pipe(zeroOrMore, v.description("More a minute than this"))),
    below: v.optional(v.pipe(positive, v.description("Fewer a minute than this"))),
  }),
  exactlyOneBound(),
);

export const AlertRule = v.variant("type", [
  CountRule,
  RateRule,
  RatioRule,
  DistinctRule,
  BurstRule,
  SilenceRule,
  AbsenceRule,
  ForecastRule,
]);
export type AlertRule = v.InferOutput<typeof AlertRule>;
/** What a scan asks the store; the others are told by the forecast. */
export type QuestionRule = Exclude<AlertRule, { type: "forecast" }>;
export type AlertRuleOf<Type extends AlertRule["type"]> = Extract<AlertRule, { type: Type }>;

export function isQuestion(rule: AlertRule): rule is QuestionRule {
  return rule.type !== "forecast";
}
