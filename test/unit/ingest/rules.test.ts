import { expect, test } from "vitest";
import { parseConfig } from "../../../lib/config.ts";
import { ingest } from "../../../lib/ingest/run.ts";
import type { LogStore, StoredDocument } from "../../../lib/ports.ts";
import { allDocuments, openEmbedded, quarantined } from "../../support/embedded.ts";
import { inPieces } from "../../support/streams.ts";

const DELIVERED = Date.parse("2026-11-23T12:00:00Z");
const environment = { SLUICE_NOW: "2026-11-23T12:00:01Z" };
const objectOf = (text: string) => ({
  origin: "s3://logs/app/a",
  scope: "s3://logs/app/a",
  name: "app/a",
  deliveredMs: DELIVERED,
  body: inPieces(Buffer.from(text)),
});

test("what rules filter is counted as filtered, and every record is accounted for", async () => {
  const { store, objects } = await openEmbedded();
  const settings = parseConfig(environment, "datasets: [{ match: app/*, drop: [{ log.level: debug }] }]");
  const text = '{"level":"debug","message":"a"}\n{"level":"info","message":"b"}\n{broken\nplain\n';
  expect(await ingest(objectOf(text), { store, objects }, settings)).toMatchObject({
    received: 4,
    indexed: 2,
    duplicate: 0,
    filtered: 1,
    quarantined: 1,
  });
  expect((await allDocuments(store)).map(({ record }) => record.message)).toEqual(["b", "plain"]);
});

test("a sample is the same when the delivery comes again: what was kept are duplicates, the others filtered", async () => {
  const { store, objects } = await openEmbedded();
  const settings = parseConfig(environment, "datasets: [{ match: '*', sample: [{ rate: 0.3 }] }]");
  const text = Array.from({ length: 500 }, (_, n) => `line ${n}\n`).join("");
  const first = await ingest(objectOf(text), { store, objects }, settings);
  const again = await ingest(objectOf(text), { store, objects }, settings);
  expect(first.indexed).toBeGreaterThan(0);
  expect(first.filtered).toBe(500 - first.indexed);
  expect(again).toMatchObject({ indexed: 0, duplicate: first.indexed, filtered: first.filtered });
});

test("a rule of another dataset filters nothing", async () => {
  const { store, objects } = await openEmbedded();
  const settings = parseConfig(environment, "datasets: [{ match: web/*, sample: [{ rate: 0 }] }]");
  expect(await ingest(objectOf("a\nb\n"), { store, objects }, settings)).toMatchObject({ indexed: 2, filtered: 0 });
});

test("a rule's index prefix goes with every record of its dataset, whichever way it is read", async () => {
  const rules = `
datasets:
  - { match: app/*, index: { prefix: app-audit } }
  - { match: web, index: { prefix: web } }
  - { match: plain }
`;
  const taken: Pick<StoredDocument, "json" | "indexPrefix">[] = [];
  const { store, objects } = await openEmbedded();
  const listening: LogStore = {
    ...store,
    write: (documents) => {
      taken.push(...documents);
      return store.write(documents);
    },
  };
  const time = "2026-11-23T10:00:00Z";
  const text = [
    `{"time":"${time}","level":"info","message":"short way"}`,
    "2026-11-23 10:00:00 WARN app: long way",
    `${time}\tweb\t{"message":"own tag"}`,
    `${time}\tplain\t{"message":"tag without a prefix"}`,
    `${time}\tnobody\t{"message":"tag without a rule"}`,
  ].join("\n");
  await ingest(objectOf(text), { store: listening, objects }, parseConfig(environment, rules));
  expect(taken.map(({ json, indexPrefix }) => [JSON.parse(json).message, indexPrefix])).toEqual([
    ["short way", "app-audit"],
    ["long way", "app-audit"],
    ["own tag", "web"],
    ["tag without a prefix", undefined],
    ["tag without a rule", "app-audit"],
  ]);
});

const secretive = "redact: { detectors: [credentials] }";

test("no secret reaches quarantine: neither in the bytes of what cannot be read nor in the reason", async () => {
  const { store, objects } = await openEmbedded();
  const text = '{"message":"x","password":"hunter2",}\n{"a":password=hunter2}\n';
  expect(await ingest(objectOf(text), { store, objects }, parseConfig(environment, secretive))).toMatchObject({
    quarantined: 2,
  });
  const entries = await quarantined(objects);
  expect(JSON.stringify(entries)).not.toContain("hunter2");
  expect(entries[0]?.raw).toBe('{"message":"x","password":"<redacted:password>",}');
});

test("nor in what the store refuses", async () => {
  const { store, objects } = await openEmbedded();
  const refusing: LogStore = {
    ...store,
    write: async (documents) => documents.map(() => ({ kind: "rejected", retryable: false, reason: "mapper" })),
  };
  const settings = parseConfig(environment, secretive);
  await ingest(objectOf('{"message":"x","password":"hunter2"}\n'), { store: refusing, objects }, settings);
  const [entry] = await quarantined(objects);
  expect(JSON.parse(entry?.raw ?? "")).toEqual({ message: "x", password: "<redacted:password>" });
});

test("without the redact section everything stays as it came", async () => {
  const { store, objects } = await openEmbedded();
  await ingest(objectOf("password=hunter2\n"), { store, objects }, parseConfig(environment));
  expect((await allDocuments(store)).map(({ record }) => record.message)).toEqual(["password=hunter2"]);
});
