/** One entry of `alerts.maintenance`: work that is planned, once or every week. */
import * as v from "valibot";
import { AlertName, Glob } from "./alert-keys.ts";
import { TimesOfWeek } from "./mute-hours.ts";

const Instant = v.pipe(
  v.string(),
  v.isoTimestamp("a time with its zone such as 2026-11-24T22:00:00Z"),
  v.transform(Date.parse),
);

export const MaintenanceWindow = v.pipe(
  v.strictObject({
    name: AlertName,
    match: v.optional(
      v.pipe(
        v.strictObject({ rule: v.optional(v.string()), service: v.optional(Glob) }),
        v.description("A rule's name (errors: the groups of errors), a glob of the service. Left out: everything"),
      ),
      {},
    ),
    from: v.optional(v.pipe(Instant, v.description("Once: from this time on"))),
    until: v.optional(v.pipe(Instant, v.description("Once: before this time"))),
    ...TimesOfWeek,
  }),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const { name, from, until, hours, days } = dataset.value;
    const isOnce = from !== undefined || until !== undefined;
    const isWeekly = hours !== undefined || days !== undefined;
    if (isOnce === isWeekly) addIssue({ message: "either from and until, or hours, days or both", input: name });
    else if (isOnce && !((from ?? Number.NaN) < (until ?? Number.NaN)))
      addIssue({ message: "both from and until, from being the earlier one", input: name });
  }),
);
export type MaintenanceWindow = v.InferOutput<typeof MaintenanceWindow>;
