/** A process that writes into a SQLite store: PATH NAME BATCHES. Sends its parent the number of records after each batch of 10. */
import { openSqliteStore } from "../../lib/adapters/sqlite/store.ts";
import { storedDocument } from "./stored-document.ts";

const [path = "", name = "", batches = ""] = process.argv.slice(2);
const store = await openSqliteStore({ path, granularity: "day" });
const time = "2026-11-23T12:00:00.000Z";

for (let batch = 0; batch < Number(batches); batch++) {
  const documents = Array.from({ length: 10 }, (_, i) =>
    storedDocument(`${name}-${batch}-${i}`, {
      "@timestamp": time,
      message: `${name} ${batch} ${i}`,
      "event.ingested": time,
    }),
  );
  await store.write(documents);
  // Waits until it is sent: the parent must not learn of less than is there.
  await new Promise((resolve) => process.send?.((batch + 1) * 10, resolve));
}
await store.close();
process.disconnect();
