/** Silences: nobody is told of what matches, until then. */
import { matchesGlob } from "../normalize/glob.ts";
import type { Alert, Silence, SilenceMatch } from "./alert.ts";

type Silenced = Pick<Alert, "rule" | "service" | "pattern" | "template">;

/** @returns the silence that the alert is under at that time */
export function silenceOf(alert: Silenced, silences: readonly Silence[], nowMs: number): Silence | undefined {
  return silences.find(
    (silence) => silence.fromMs <= nowMs && nowMs < silence.untilMs && matches(silence.match, alert),
  );
}

function matches({ rule, service, pattern, template }: SilenceMatch, alert: Silenced): boolean {
  return (
    matchesGlob(rule, alert.rule) &&
    matchesGlob(service, alert.service) &&
    matchesGlob(pattern, alert.pattern) &&
    matchesGlob(template, alert.template)
  );
}
