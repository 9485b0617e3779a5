/** Everyday traffic of a small shop, as Fluentd would ship it. */
import type { JsonObject } from "../../../lib/record.ts";
import { classicRecord } from "./classic.ts";
import { between, hex, pick, type Random } from "./random.ts";

export interface GeneratedRecord {
  /** Fluentd's tag. */
  readonly tag: string;
  readonly record: JsonObject;
}

/** The quiet time between incidents has no errors, so that an alert means one. */
const QUIET = { warn: 0.12, error: 0 };

/** @param traffic 1 on average */
export function everydayRecords(random: Random, timeMs: number, traffic: number): GeneratedRecord[] {
  const records: GeneratedRecord[] = [{ tag: "app1", record: { ...classicRecord(random, timeMs, QUIET) } }];
  for (let n = countOf(random, 2 * traffic); n > 0; n--) records.push({ tag: "nginx.access", record: visit(random) });
  for (let n = countOf(random, 0.7 * traffic); n > 0; n--) {
    records.push({ tag: "shop.orders", record: order(random, timeMs) });
    records.push({ tag: "shop.payments", record: payment(random, timeMs) });
  }
  return records;
}

/** As the nginx parser of Fluentd 1 gives it: text throughout, and the time is the event's, not the record's. */
export function accessRecord(random: Random, method: string, path: string, code: number): JsonObject {
  return {
    remote: `203.0.113.${between(random, 1, 254)}`,
    host: "-",
    user: "-",
    method,
    path,
    code: String(code),
    size: String(between(random, 180, 24_000)),
    referer: "-",
    agent: pick(random, [
      "Mozilla/5.0 (X11; Linux x86_64; rv:146.0) Gecko/20100101 Firefox/146.0",
      "Mozilla/5.0 (iPhone; CPU iPhone OS 26_1 like Mac OS X) AppleWebKit/605.1.15",
      "curl/8.17.0",
    ]),
    http_x_forwarded_for: "-",
    // Not the parser's: a record_transformer names the service.
    service: "web",
  };
}

function visit(random: Random): JsonObject {
  if (random() < 0.04)
    return accessRecord(random, "GET", pick(random, ["/favicon.png", "/old-shop", "/wp-login.php"]), 404);
  const [method, path] = pick(random, [
    ["GET", "/"],
    ["GET", `/products/${between(random, 1, 400)}`],
    ["GET", `/search?q=${pick(random, ["lamp", "desk", "chair", "shelf"])}`],
    ["POST", "/cart"],
    ["POST", "/checkout"],
  ]);
  return accessRecord(random, method, path, method === "POST" ? 201 : 200);
}

function order(random: Random, timeMs: number): JsonObject {
  const id = between(random, 10_000, 99_999);
  return {
    "@timestamp": new Date(timeMs + between(random, 0, 999)).toISOString(),
    level: "INFO",
    logger: "shop.orders.OrderService",
    service: "orders",
    message: `Order ${id} placed with ${between(random, 1, 6)} items`,
    trace_id: hex(random, 32),
    order_id: id,
  };
}

function payment(random: Random, timeMs: number): JsonObject {
  return {
    time: timeMs + between(random, 0, 999),
    level: "info",
    service: "payments",
    msg: `Card charged, authorization ${hex(random, 8)}`,
    amount: between(random, 500, 25_000) / 100,
    currency: "EUR",
    trace_id: hex(random, 32),
  };
}

/** A whole number whose mean is `expected`. */
function countOf(random: Random, expected: number): number {
  return Math.floor(expected + random());
}
