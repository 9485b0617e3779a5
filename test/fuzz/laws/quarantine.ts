import assert from "node:assert/strict";
import fc from "fast-check";
import { requestDelivery } from "../../../lib/ingest/delivery.ts";
import { ingest } from "../../../lib/ingest/run.ts";
import { replay } from "../../../lib/quarantine/replay.ts";
import { allDocuments, quarantined } from "../../support/embedded.ts";
import { DELIVERED_MS, INGESTED_AT } from "../documents.ts";
import { withStores } from "../embedded.ts";
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
    (body) =>
      withStores(async ({ store, objects }) => {
        const request = { tag: "shop", deliveryKey: "k", requestId: "r", deliveredMs: DELIVERED_MS, body };
        const deliver = () => ingest(requestDelivery(request), { store, objects }, settings);
        const first = await deliver();
        assert.equal(first.duplicate, 0);
        assert.equal(await store.count({}), first.indexed);
        const entries = await quarantined(objects);
        const again = await deliver();
        assert.deepEqual([again.indexed, again.duplicate, again.quarantined], [0, first.indexed, first.quarantined]);
        assert.deepEqual(await quarantined(objects), entries);

        const documents = await allDocuments(store);
        const { replayed, indexed } = await replay({ store, objects, open: async () => undefined }, settings, {});
        // By the same rules nothing of it can be read that could not be read before.
        assert.deepEqual([replayed, indexed], [0, 0]);
        assert.deepEqual(await quarantined(objects), entries);
        assert.deepEqual(await allDocuments(store), documents);
      }),
  ),
];
