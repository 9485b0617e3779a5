/**
 * `/es/…`: as much of the Elasticsearch and OpenSearch API as shippers need that write logs by _bulk (Fluent Bit's es and opensearch
 * outputs, Logstash, Vector, the official clients' bulk helpers). Records are only added: Sluice never changes or deletes one.
 * https://docs.opensearch.org/latest/api-reference/document-apis/bulk/
 */
import { type BulkItem, type BulkReader, datasetIn, readBulk } from "../bulk.ts";
import type { Outcome } from "../deliver.ts";
import type { Delivery } from "../delivery.ts";
import type { ReadDocument } from "../read.ts";
import { type IngestSettings, ingestRecords } from "../run.ts";
import { deliveryOf, type HttpOutcome, type HttpPorts, type HttpRequest, type Route } from "./request.ts";
import { type HttpResponse, json, wrongMethod } from "./response.ts";

/** The official client of Elasticsearch talks to nobody who does not say this. */
const PRODUCT = { "x-elastic-product": "Elasticsearch" };
/** What OpenSearch itself calls itself where clients of Elasticsearch ask: the last version that both speak. */
const VERSION = {
  name: "sluice",
  cluster_name: "sluice",
  cluster_uuid: "sluice",
  version: {
    distribution: "opensearch",
    number: "7.10.2",
    build_flavor: "default",
    build_type: "tar",
    build_snapshot: false,
    lucene_version: "8.7.0",
    minimum_wire_compatibility_version: "6.8.0",
    minimum_index_compatibility_version: "6.0.0-beta1",
  },
  tagline: "The OpenSearch Project: https://opensearch.org/",
};

/** @param member the path below /es/ */
export function bulkRoute(member: string): Route {
  return {
    take: (request, ports, settings) => answerMember(request, member, ports, settings),
    spooled: (request, settings) => answerSpooled(request, bulkIndexOf(member) ?? "", settings),
  };
}

async function answerMember(
  request: HttpRequest,
  member: string,
  ports: HttpPorts,
  settings: IngestSettings,
): Promise<HttpOutcome> {
  const index = bulkIndexOf(member);
  if (index !== undefined) {
    if (request.method !== "POST" && request.method !== "PUT") {
      return { response: wrongMethod("_bulk is posted", "POST, PUT") };
    }
    return takeBulk(request, index, ports, settings);
  }
  if (member !== "") {
    return { response: failed(404, "resource_not_found_exception", `Sluice has no /es/${member}; it has /es/_bulk`) };
  }
  if (request.method !== "GET" && request.method !== "HEAD") {
    return { response: wrongMethod("The version is asked by GET", "GET, HEAD") };
  }
  return { response: json(200, VERSION, PRODUCT) };
}

/** `_bulk`, `INDEX/_bulk`, and with a type, as before version 7: `INDEX/TYPE/_bulk`. */
function bulkIndexOf(member: string): string | undefined {
  const parts = member.replace(/\/$/, "").split("/");
  if (parts.pop() !== "_bulk" || parts.length > 2) return undefined;
  return parts[0] ?? "";
}

async function takeBulk(
  request: HttpRequest,
  index: string,
  ports: HttpPorts,
  settings: IngestSettings,
): Promise<HttpOutcome> {
  const asked = createAsked(index);
  const report = await ingestRecords(
    bulkDelivery(request, index),
    (delivery) => readBulk(delivery, settings, asked.reader),
    ports,
    settings,
    asked.settle,
  );
  return { report, response: asked.response() };
}

const SPOOLED: Outcome = { kind: "indexed", isConfirmed: false };

/**
 * Every record that could be read lies in the spool: created is what it is, or will be. Whether a client's own `_id` is there already, only
 * the store knows; it then stays the document that it is, as with any second `create`, and a shipper takes 409 for done.
 */
async function answerSpooled(request: HttpRequest, index: string, settings: IngestSettings): Promise<HttpResponse> {
  const asked = createAsked(index);
  for await (const records of readBulk(bulkDelivery(request, index), settings, asked.reader)) {
    for (const record of records) if (record.kind === "document") asked.settle(record.document, SPOOLED);
  }
  return asked.response();
}

function bulkDelivery(request: HttpRequest, index: string): Delivery {
  return { ...deliveryOf(request, datasetIn(index)), protocol: "bulk" };
}

/** What the client asked for, item by item, and what it is to be told. */
function createAsked(index: string) {
  const startedMs = performance.now();
  const items: BulkItem[] = [];
  const itemOf = new Map<ReadDocument, BulkItem>();
  let misread: string | undefined;
  const reader: BulkReader = {
    index,
    onItem(item, document) {
      items.push(item);
      if (document) itemOf.set(document, item);
    },
    onMisread(reason) {
      misread ??= reason;
    },
  };
  return {
    reader,
    settle: (document: ReadDocument, outcome: Outcome) => settle(itemOf.get(document), outcome),
    response(): HttpResponse {
      if (misread !== undefined) return failed(400, "illegal_argument_exception", misread);
      const took = Math.round(performance.now() - startedMs);
      const errors = items.some(({ status }) => status >= 400);
      return json(200, { took, errors, items: items.map(answerTo) }, PRODUCT);
    },
  };
}

function settle(item: BulkItem | undefined, outcome: Outcome): void {
  if (!item) throw new Error("a document is settled that no action brought");
  switch (outcome.kind) {
    case "indexed":
      item.status = 201;
      return;
    case "duplicate":
      item.status = 409;
      item.reason = "the document is there already; Sluice changes none";
      return;
    case "refused":
      item.status = 400;
      item.reason = outcome.reason;
  }
}

function answerTo({ action, index, id, status, reason }: BulkItem): object {
  const address = { _index: index, _id: id, status };
  if (status < 400) {
    const shards = { total: 1, successful: 1, failed: 0 };
    return { [action]: { ...address, _version: 1, result: "created", _shards: shards, _seq_no: 0, _primary_term: 1 } };
  }
  const type = status === 409 ? "version_conflict_engine_exception" : "mapper_parsing_exception";
  return { [action]: { ...address, error: { type, reason, index } } };
}

/** As OpenSearch says that a whole request failed. */
function failed(status: number, type: string, reason: string): HttpResponse {
  const cause = { type, reason };
  return json(status, { error: { root_cause: [cause], ...cause }, status }, PRODUCT);
}
