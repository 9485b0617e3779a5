/** Keys that rules, groups and maintenance windows of alerts have in common. */
import * as v from "valibot";
import { SEVERITIES } from "../alerts/signal.ts";
import { duration } from "./duration.ts";
import { Mute } from "./mute-hours.ts";

/** Names stand in keys of the state, in subjects of mails and on the command line: no blanks, short. */
export const AlertName = v.pipe(
  v.string(),
  v.regex(/^[a-z][a-z0-9-]{0,39}$/, "a letter, then lower-case letters, digits and hyphens, at most 40"),
);

export const Glob = v.pipe(v.string(), v.nonEmpty("a text, in which * is any text"));

export const HoldFor = duration("0m", "24h");

export const SeverityName = v.picklist(SEVERITIES);

export const ToldHow = {
  route: v.optional(v.pipe(AlertName, v.description("One of alerts.routes, or default"))),
  runbook: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^https:\/\/[^\s/]+(\/\S*)?$/, "an https:// address"),
      v.maxLength(500, "an address of at most 500 characters"),
      v.description("What to do: mails link to it"),
    ),
  ),
  mute: v.optional(Mute),
  mutedBy: v.optional(
    v.pipe(
      v.array(v.string()),
      v.description("Rules, or errors: while one of them fires for the same service, nobody is told of this"),
    ),
    [],
  ),
};
