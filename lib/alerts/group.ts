/** What errors are gathered by: alerts are about groups. */

/** Errors of one service with one message template. */
export interface AlertGroup {
  /** Empty if the records name no service. */
  readonly service: string;
  /** Fingerprint of the message template; empty if the records carry none. */
  readonly pattern: string;
}

/** A pattern has no blanks, so no two groups share a key. */
export function groupKey({ service, pattern }: AlertGroup): string {
  return `${pattern} ${service}`;
}
