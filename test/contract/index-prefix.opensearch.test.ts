/** From sluice.yml to the server: a dataset rule's index prefix. */
import { randomUUID } from "node:crypto";
import { expect, inject, onTestFinished, test } from "vitest";
import { openStore } from "../../lib/adapters/open.ts";
import { checkStore } from "../../lib/cli/doctor/store.ts";
import { parseConfig } from "../../lib/config.ts";
import type { Delivery } from "../../lib/ingest/delivery.ts";
import { ingest } from "../../lib/ingest/run.ts";
import { openEmbedded } from "../support/embedded.ts";
import { inPieces } from "../support/streams.ts";

const url = inject("openSearchUrl");
const TODAY = "2026.11.23";

/** The configuration with its store, and what the server itself counts in an index. */
async function openConfigured() {
  const main = `test-x${randomUUID().replaceAll("-", "")}`;
  const audit = main.replace("test", "audit");
  const yaml = `
index: { prefix: ${main}, replicas: 0 }
datasets: [{ match: audit/*, name: audit, index: { prefix: ${audit} } }]
`;
  const config = parseConfig({ STORE_URL: url, SLUICE_NOW: "2026-11-23T12:00:00Z" }, yaml);
  const store = await openStore(config);
  onTestFinished(async () => {
    await store.close();
    await fetch(`${url}/${main}-*,${audit}-*`, { method: "DELETE" });
    for (const prefix of [main, audit]) await fetch(`${url}/_index_template/${prefix}`, { method: "DELETE" });
  });
  const refresh = () => fetch(`${url}/${main}-*,${audit}-*/_refresh`, { method: "POST" });
  const countIn = async (name: string): Promise<unknown> => (await fetch(`${url}/${name}/_count`)).json();
  return { config, store, main, audit, refresh, countIn };
}

function deliveryOf(name: string): Delivery {
  const scope = `s3://logs/${name}`;
  const body = inPieces(
    Buffer.from('{"level":"info","message":"short way"}\n2026-11-23 10:00:00 WARN app: long way\n'),
  );
  return { origin: scope, scope, name, deliveredMs: Date.parse("2026-11-23T12:00:00Z"), body };
}

test.skipIf(url === "")(
  "records of its dataset lie apart, are found with all others, and are known when they come again",
  async () => {
    const { config, store, main, audit, refresh, countIn } = await openConfigured();
    const { objects } = await openEmbedded();
    const ports = { store, objects };

    for (const name of ["audit/a", "app/a"]) {
      expect(await ingest(deliveryOf(name), ports, config)).toMatchObject({ received: 2, indexed: 2 });
      expect(await ingest(deliveryOf(name), ports, config)).toMatchObject({ received: 2, duplicate: 2 });
    }
    await refresh();

    expect(await countIn(`${audit}-${TODAY}`)).toMatchObject({ count: 2 });
    expect(await countIn(`${main}-${TODAY}`)).toMatchObject({ count: 2 });
    expect(await store.count({})).toBe(4);
    expect(await store.terms({}, "event.dataset", 5)).toEqual([{ value: "audit", count: 2 }]);
  },
);

test.skipIf(url === "")("doctor tells of each prefix whether its template is there", async () => {
  const { config, store, main, audit } = await openConfigured();
  const templates = async () =>
    (await checkStore(config, async () => store)).filter(({ check }) => check === "template");

  expect(await templates()).toMatchObject(
    [main, audit].map((prefix) => ({ status: "warn", detail: expect.stringContaining(prefix) })),
  );
  await store.prepare(["2026-11-23"]);
  expect(await templates()).toMatchObject(
    [main, audit].map((prefix) => ({ status: "ok", detail: expect.stringContaining(prefix) })),
  );
});
