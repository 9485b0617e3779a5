/** The `alerts` section of sluice.yml. */
import * as v from "valibot";
import { AlertForecastRule } from "./alert-forecast.ts";
import { AlertGroupRule } from "./alert-group.ts";
import { soundReferences } from "./alert-references.ts";
import { AlertRoutes } from "./alert-route.ts";
import { AlertRule } from "./alert-rule.ts";
import { MaintenanceWindow } from "./maintenance-window.ts";
import { TimeZone } from "./time-zone.ts";

/** Each asks the store once a minute or oftener. */
const MOST_RULES = 50;
const MOST_ENTRIES = 100;

export const AlertSettings = v.pipe(
  v.strictObject({
    zone: v.optional(v.pipe(TimeZone, v.description("Of mute hours and maintenance windows that name none")), "UTC"),
    routes: v.optional(AlertRoutes, []),
    rules: v.optional(
      v.pipe(
        v.array(AlertRule),
        v.maxLength(MOST_RULES, `at most ${MOST_RULES} rules`),
        v.description("Questions to the logs that are asked each minute; errors are watched without any"),
      ),
      [],
    ),
    groups: v.optional(
      v.pipe(
        v.array(AlertGroupRule),
        v.maxLength(MOST_ENTRIES, `at most ${MOST_ENTRIES} entries`),
        v.description("How loud groups of errors are; the first entry that matches counts"),
      ),
      [],
    ),
    forecast: v.optional(
      v.pipe(
        v.array(AlertForecastRule),
        v.maxLength(MOST_ENTRIES, `at most ${MOST_ENTRIES} entries`),
        v.description(
          "How loud it is when lines come unlike the forecast expected them; the first entry that matches counts, and without one services and all lines are told of",
        ),
      ),
      [],
    ),
    maintenance: v.optional(
      v.pipe(
        v.array(MaintenanceWindow),
        v.maxLength(MOST_ENTRIES, `at most ${MOST_ENTRIES} entries`),
        v.description("Planned work: nobody is told meanwhile, and what still fires when it ends is told then"),
      ),
      [],
    ),
  }),
  soundReferences(),
);
export type AlertSettings = v.InferOutput<typeof AlertSettings>;
