/** One entry of `alerts.groups`: how loud errors of a service, or of a message, are. */
import * as v from "valibot";
import { Glob, HoldFor, SeverityName, ToldHow } from "./alert-keys.ts";

/**
 * `unusual`: what is new, fatal, or more than the group's own history explains; `every`: any errors; `new`: only patterns never seen;
 * `never`: nobody is told.
 */
const WHEN = ["unusual", "every", "new", "never"] as const;
export type ToldWhen = (typeof WHEN)[number];

export const AlertGroupRule = v.strictObject({
  match: v.optional(
    v.pipe(
      v.strictObject({ service: v.optional(Glob), template: v.optional(Glob) }),
      v.description(
        "Globs of the service's name and of the message as alerts show it, with <num>, <host> … for what varies; both must hold. Left out: every group",
      ),
    ),
    {},
  ),
  when: v.optional(
    v.pipe(
      v.picklist(WHEN),
      v.description(
        "unusual: what is new, fatal, or more than the group's own history explains; every: any errors; new: only patterns never seen; never: nobody is told",
      ),
    ),
    "unusual",
  ),
  severity: v.optional(v.pipe(SeverityName, v.description("Left out: error, or fatal if one of them is"))),
  ...ToldHow,
  for: v.optional(v.pipe(HoldFor, v.description("How long it must go on before anybody is told"))),
});
export type AlertGroupRule = v.InferOutput<typeof AlertGroupRule>;
