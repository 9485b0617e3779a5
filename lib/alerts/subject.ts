/** What an alert is about: a rule, and of what it speaks. */

/** The rule that needs no words in sluice.yml: errors of one service with one message template are a group. */
export const ERROR_GROUPS = "errors";

export interface Subject {
  /** Name of the rule, or ERROR_GROUPS. */
  readonly rule: string;
  /** Empty if the records name none, or the rule speaks of all. */
  readonly service: string;
  /** Fingerprint of the message template; empty if the records carry none, or the rule speaks of all. */
  readonly pattern: string;
}

/** Neither rules nor patterns have blanks, so no two subjects share a key. */
export function subjectKey({ rule, service, pattern }: Subject): string {
  return `${rule} ${pattern} ${service}`;
}
