/**
 * What the index template costs and saves: `node test/bench/mapping.ts [DOCUMENTS] [URL]`. Without a URL it brings up the OpenSearch
 * of the tests. Prints a Markdown table; docs/decisions/index-mapping.md quotes it.
 */
import { randomUUID } from "node:crypto";
import { type IndexTemplateOptions, indexTemplate } from "../../infra/opensearch/index-template.ts";
import { startOpenSearch } from "../support/opensearch/server.ts";
import { benchDocuments } from "./documents.ts";

const [amount = "100000", givenUrl] = process.argv.slice(2);
const server = givenUrl ? undefined : await startOpenSearch();
const url = givenUrl ?? server?.url ?? "";

interface IndexBody {
  readonly settings: { readonly index?: object; readonly analysis?: object };
  readonly mappings?: { readonly properties: object };
}

const options: IndexTemplateOptions = { aliases: ["bench"], patterns: [], shards: 1, replicas: 0, serverless: false };
const { settings, mappings } = indexTemplate(options).template;
const { analysis, ...cluster } = settings;
const index: object = "index" in cluster ? cluster.index : {};
const unsortedIndex = { ...index, sort: undefined };
const defaultCodecIndex = { ...index, codec: undefined };
const standard = { analyzer: { words: { type: "standard" } } };

const VARIANTS: Readonly<Record<string, { body: IndexBody; ownIds: boolean }>> = {
  "dynamic mapping, automatic ids": { body: { settings: { index: { number_of_replicas: 0 } } }, ownIds: false },
  "dynamic mapping, own ids": { body: { settings: { index: { number_of_replicas: 0 } } }, ownIds: true },
  "the template, automatic ids": { body: { settings, mappings }, ownIds: false },
  "**the template, own ids**": { body: { settings, mappings }, ownIds: true },
  "… without index.sort": { body: { settings: { index: unsortedIndex, analysis }, mappings }, ownIds: true },
  "… without best_compression": { body: { settings: { index: defaultCodecIndex, analysis }, mappings }, ownIds: true },
  "… with the standard analyzer": { body: { settings: { index, analysis: standard }, mappings }, ownIds: true },
  "… with attributes not indexed": {
    body: {
      settings,
      mappings: { ...mappings, properties: { ...mappings.properties, attributes: { type: "object", enabled: false } } },
    },
    ownIds: true,
  },
};

const NEWEST = [{ "@timestamp": "desc" }, { "log.offset": { order: "desc", missing: -1, unmapped_type: "long" } }];

try {
  const documents = benchDocuments(Number(amount));
  const bytes = documents.reduce((sum, { json }) => sum + json.length, 0);
  console.log(`${amount} documents of ${Math.round(bytes / documents.length)} bytes\n`);
  console.log("| index | disk, MB | server CPU, s | documents/s | latest 10, ms |");
  console.log("| --- | --- | --- | --- | --- |");
  // The server's compiler warms up.
  for (const variant of Object.values(VARIANTS).slice(0, 4)) await measure(variant, documents);
  for (const [name, variant] of Object.entries(VARIANTS)) {
    const { diskBytes, cpuMs, wallMs, latestMs } = await measure(variant, documents);
    const cells = [diskBytes / 1e6, cpuMs / 1e3, documents.length / (wallMs / 1e3), latestMs];
    console.log(`| ${name} | ${cells.map((cell, i) => cell.toFixed(i === 2 ? 0 : 1)).join(" | ")} |`);
  }
  await compareTiebreaks(documents);
} finally {
  await server?.stop();
}

type IndexVariant = (typeof VARIANTS)[string];
type Documents = ReturnType<typeof benchDocuments>;

async function measure({ body, ownIds }: IndexVariant, documents: Documents) {
  const name = `bench-${randomUUID()}`;
  await ask("PUT", `/${name}`, body);
  const cpuBeforeMs = await serverCpuMs();
  const startMs = performance.now();
  await fill(name, documents, ownIds);
  const wallMs = performance.now() - startMs;
  const cpuMs = (await serverCpuMs()) - cpuBeforeMs;
  const latestMs = await medianMs(() => latest(name, [...NEWEST, { _seq_no: "desc" }]));
  await ask("POST", `/${name}/_forcemerge?max_num_segments=1`);
  // Merged segments go when no reader holds them.
  await ask("POST", `/${name}/_refresh`);
  await ask("POST", `/${name}/_flush?force=true`);
  const stats = await ask<{ _all: { total: { store: { size_in_bytes: number } } } }>("GET", `/${name}/_stats/store`);
  await ask("DELETE", `/${name}`);
  return { diskBytes: stats._all.total.store.size_in_bytes, cpuMs, wallMs, latestMs };
}

async function fill(name: string, documents: Documents, ownIds: boolean): Promise<void> {
  for (let i = 0; i < documents.length; i += 2_000) {
    const lines = documents
      .slice(i, i + 2_000)
      .map(({ id, json }) => `{"create":{${ownIds ? `"_id":"${id}"` : ""}}}\n${json}\n`);
    const { errors } = await ask<{ errors: boolean }>("POST", `/${name}/_bulk?filter_path=errors`, lines.join(""));
    if (errors) throw new Error("A document was rejected");
  }
  await ask("POST", `/${name}/_refresh`);
}

/** What a listing costs by what breaks ties, and the heap it takes: docs/decisions/search-order.md. */
async function compareTiebreaks(documents: Documents): Promise<void> {
  console.log("\n| tiebreak | first, ms | then, ms | fielddata, KB |\n| --- | --- | --- | --- |");
  for (const tiebreak of ["_seq_no", "_id"]) {
    const name = `bench-${randomUUID()}`;
    await ask("PUT", `/${name}`, { settings, mappings });
    await fill(name, documents, true);
    const sort = [...NEWEST, { [tiebreak]: "desc" }];
    const startMs = performance.now();
    await latest(name, sort);
    const firstMs = performance.now() - startMs;
    const thenMs = await medianMs(() => latest(name, sort));
    const stats = await ask<{ _all: { total: { fielddata: { memory_size_in_bytes: number } } } }>(
      "GET",
      `/${name}/_stats/fielddata`,
    );
    const heapKb = stats._all.total.fielddata.memory_size_in_bytes / 1e3;
    console.log(`| ${tiebreak} | ${firstMs.toFixed(1)} | ${thenMs.toFixed(1)} | ${heapKb.toFixed(0)} |`);
    await ask("DELETE", `/${name}`);
  }
}

function latest(name: string, sort: readonly object[]): Promise<unknown> {
  return ask("POST", `/${name}/_search?request_cache=false`, { size: 10, track_total_hits: false, sort });
}

async function medianMs(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < 41; i++) {
    const startMs = performance.now();
    await work();
    times.push(performance.now() - startMs);
  }
  return times.sort((a, b) => a - b)[20] ?? Number.NaN;
}

async function serverCpuMs(): Promise<number> {
  type Stats = { nodes: Record<string, { process: { cpu: { total_in_millis: number } } }> };
  const { nodes } = await ask<Stats>("GET", "/_nodes/stats/process");
  return Object.values(nodes).reduce((sum, node) => sum + node.process.cpu.total_in_millis, 0);
}

/** `T` is the documented shape of the answer. */
async function ask<T>(method: string, path: string, body?: object | string): Promise<T> {
  const text = typeof body === "object" ? JSON.stringify(body) : body;
  const headers = { "content-type": typeof body === "string" ? "application/x-ndjson" : "application/json" };
  const response = await fetch(url + path, { method, headers, ...(text !== undefined && { body: text }) });
  if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
  return (await response.json()) as T;
}
