/** What an alert is about: a rule, and of what it speaks. */

/** The rule that needs no words in sluice.yml: errors of one service with one message template are a group. */
export const ERROR_GROUPS = "errors";

/** The other one: what the forecast finds unusual. */
export const FORECAST = "forecast";

export interface Subject {
  /** Name of the rule, ERROR_GROUPS or FORECAST. */
  readonly rule: string;
  /** Empty if the records name none, or the rule speaks of all. */
  readonly service: string;
  /** Fingerprint of the message template, or which of the forecast's series (forecast-subject.ts); empty if the records carry none, or the rule speaks of all. */
  readonly pattern: string;
}

/** Neither rules nor patterns have blanks, so no two subjects share a key. */
export function subjectKey({ rule, service, pattern }: Subject): string {
  return `${rule} ${pattern} ${service}`;
}
