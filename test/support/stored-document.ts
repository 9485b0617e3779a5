/** Documents for tests that begin at the store. */
import type { StoredDocument } from "../../lib/ports.ts";
import { isError, type LogRecord } from "../../lib/record.ts";

/** With the record that its JSON says. */
export interface TestDocument extends StoredDocument {
  readonly record: LogRecord;
}

export function storedDocument(id: string, record: LogRecord): TestDocument {
  const timestampMs = Date.parse(record["@timestamp"]);
  return { id, timestampMs, isError: isError(record), json: JSON.stringify(record), record };
}
