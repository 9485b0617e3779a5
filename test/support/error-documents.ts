/** Documents as ingest makes them of errors, for tests that begin at the store. */
import { patternOf } from "../../lib/patterns/pattern.ts";
import type { StoredDocument } from "../../lib/ports.ts";
import type { LogRecord } from "../../lib/record.ts";
import { storedDocument } from "./stored-document.ts";

export interface Arrival {
  readonly atMs: number;
  readonly message?: string;
  readonly service?: string;
  readonly level?: LogRecord["log.level"];
  /** Another one than that of the message. */
  readonly pattern?: string;
  readonly withPattern?: boolean;
}

export function errorDocument(id: string, arrival: Arrival): StoredDocument {
  const { atMs, message = "connection refused to 10.0.0.7", service = "checkout" } = arrival;
  return storedDocument(id, {
    "@timestamp": new Date(atMs).toISOString(),
    message,
    "log.level": arrival.level ?? "error",
    ...(arrival.withPattern !== false && { "log.pattern": arrival.pattern ?? patternOf(message).pattern }),
    ...(service !== "" && { "service.name": service }),
    "event.ingested": new Date(atMs).toISOString(),
  });
}
