import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import type { StoredDocument, WriteOutcome } from "../../ports.ts";
import type { LogRecord } from "../../record.ts";
import { refusalOf, refused } from "../admission.ts";
import { INSERT_RECORD, INSERT_WORDS } from "./statements.ts";
import { inTransaction } from "./transaction.ts";

const INDEXED: WriteOutcome = { kind: "indexed" };
const DUPLICATE: WriteOutcome = { kind: "duplicate" };

/** One transaction per call: a batch is there as a whole or not at all. */
export function createWriter(db: DatabaseSync): (documents: readonly StoredDocument[]) => WriteOutcome[] {
  const insertRecord = db.prepare(INSERT_RECORD);
  const insertWords = db.prepare(INSERT_WORDS);
  const parseTime = rememberingLast(Date.parse);

  function writeOne(document: StoredDocument): WriteOutcome {
    // What a StoredDocument holds is a record by contract.
    const record = JSON.parse(document.json) as LogRecord;
    const ingestedMs = parseTime(record["event.ingested"]);
    if (Number.isNaN(ingestedMs)) return refused(`event.ingested ${record["event.ingested"]} is no time`);
    const refusal = refusalOf(document);
    if (refusal) return refusal;

    const row = insertRecord.run(...columnsOf(document, record, ingestedMs));
    if (row.changes === 0) return DUPLICATE;
    insertWords.run(row.lastInsertRowid, record.message, record["error.message"] ?? null, record["error.type"] ?? null);
    return INDEXED;
  }

  return (documents) => inTransaction(db, () => documents.map(writeOne));
}

function columnsOf(document: StoredDocument, record: LogRecord, ingestedMs: number): SQLInputValue[] {
  return [
    document.id,
    document.timestampMs,
    record["log.offset"] ?? -1,
    ingestedMs,
    document.isError ? 1 : 0,
    record["log.level"] ?? null,
    record["service.name"] ?? null,
    record["log.pattern"] ?? null,
    record["host.name"] ?? null,
    record["event.dataset"] ?? null,
    document.json,
  ];
}

/** A batch arrives at one time: its documents repeat the same text. */
function rememberingLast(parse: (text: string) => number): (text: string) => number {
  let lastText: string | undefined;
  let lastValue = 0;
  return (text) => {
    if (text !== lastText) {
      lastValue = parse(text);
      lastText = text;
    }
    return lastValue;
  };
}
