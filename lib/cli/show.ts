/** Documents on standard output, stored nowhere: what ingest would do with a delivery. */
import type { Delivery } from "../ingest/delivery.ts";
import { type ReadSettings, readRecords } from "../ingest/read.ts";
import type { LineWriter } from "./output.ts";

/** One line per document, in order, without those that rules filter; what cannot be read is told on standard error. @returns how many cannot */
export async function showDocuments(delivery: Delivery, settings: ReadSettings, output: LineWriter): Promise<number> {
  let unreadable = 0;
  for await (const records of readRecords(delivery, settings)) {
    for (const record of records) {
      if (record.kind === "document") {
        await output.line(record.document.json);
        continue;
      }
      if (record.kind === "filtered") continue;
      // The rest of a record that is too long: its begin was told of already.
      if (record.entry.pieceOf) continue;
      unreadable++;
      const { reason, offsetBytes } = record.entry;
      console.error(`sluice: ${delivery.origin}, byte ${offsetBytes}: ${reason}. Ingest would put it in quarantine`);
    }
  }
  return unreadable;
}
