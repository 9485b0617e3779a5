import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { openFolderObjects } from "../../../lib/adapters/folder/objects.ts";
import { openSqliteStore } from "../../../lib/adapters/sqlite/store.ts";
import { requestDelivery } from "../../../lib/ingest/delivery.ts";
import { ingest } from "../../../lib/ingest/run.ts";
import { replay } from "../../../lib/quarantine/replay.ts";
import { allDocuments, quarantined } from "../../support/embedded.ts";
import { DELIVERED_MS, INGESTED_AT } from "../documents.ts";
import { damaged } from "../generate/bytes.ts";
import { compressed } from "../generate/encodings.ts";
import { anyText } from "../generate/lines.ts";
import { law } from "../law.ts";

const settings = { datasets: [], nowMs: () => Date.parse(INGESTED_AT) };
const text = anyText.map((lines) => Buffer.from(lines));

export const quarantineLaws = [
  law(
    "quarantine: what is received is accounted for; delivered again all is known; a replay loses, doubles and changes nothing",
    5,
    damaged(fc.oneof({ weight: 3, arbitrary: text }, { weight: 1, arbitrary: compressed(text) })),
    async (body) => {
      const folder = await mkdtemp(join(tmpdir(), "sluice-fuzz-"));
      const store = await openSqliteStore({ path: ":memory:", granularity: "day" });
      try {
        const objects = await openFolderObjects({ path: folder });
        const deliver = () =>
          ingest(
            requestDelivery({ tag: "shop", deliveryKey: "k", requestId: "r", deliveredMs: DELIVERED_MS, body }),
            { store, objects },
            settings,
          );
        const first = await deliver();
        assert.equal(first.duplicate, 0);
        assert.equal(await store.count({}), first.indexed);
        const entries = await quarantined(objects);
        const again = await deliver();
        assert.deepEqual([again.indexed, again.duplicate, again.quarantined], [0, first.indexed, first.quarantined]);
        assert.deepEqual(await quarantined(objects), entries);

        const documents = await allDocuments(store);
        const replayed = await replay({ store, objects, open: async () => undefined }, settings, {});
        const left = await quarantined(objects);
        assert.equal(left.length, entries.length - replayed.replayed);
        assert.deepEqual(
          left,
          entries.filter(({ id }) => left.some((entry) => entry.id === id)),
        );
        assert.equal(await store.count({}), documents.length + replayed.indexed);
        assert.deepEqual([replayed.replayed, replayed.indexed], [0, 0]);
      } finally {
        await store.close();
        await rm(folder, { recursive: true, force: true });
      }
    },
  ),
];
