/** One entry of `alerts.forecast`: how loud it is when a series is not as the forecast expected it. */
import * as v from "valibot";
import { Glob, HoldFor, SeverityName, ToldHow } from "./alert-keys.ts";

/**
 * `unusual`: far more than usual, far less, or nothing at all; `silent`: nothing at all; `digest`: a line in the next mail; `never`:
 * nobody is told.
 */
const WHEN = ["unusual", "silent", "digest", "never"] as const;
export type ForecastWhen = (typeof WHEN)[number];

/** `level`: of all services, or of one. */
const SERIES = ["all", "service", "level", "query"] as const;
export type SeriesKind = (typeof SERIES)[number];

export const AlertForecastRule = v.strictObject({
  match: v.optional(
    v.pipe(
      v.strictObject({
        series: v.optional(v.picklist(SERIES)),
        service: v.optional(Glob),
        level: v.optional(Glob),
        query: v.optional(Glob),
      }),
      v.description(
        "series: all (every line), service, level or query; service, level and query are globs of its names; all must hold. Left out: every series",
      ),
    ),
    {},
  ),
  when: v.optional(
    v.pipe(
      v.picklist(WHEN),
      v.description(
        "unusual: far more or less than expected, or silent; silent: only that; digest: a line in the next mail, never a mail of its own; never: nobody is told. Left out: unusual, of levels digest",
      ),
    ),
  ),
  severity: v.optional(v.pipe(SeverityName, v.description("Left out: error for silence, else warn"))),
  ...ToldHow,
  for: v.optional(v.pipe(HoldFor, v.description("How long it must be unusual before anybody is told")), "3m"),
});
export type AlertForecastRule = v.InferOutput<typeof AlertForecastRule>;
