/** Documents as Sluice makes them, the same on every run: half from application logs, half from an access log. */
import type { StoredDocument } from "../../lib/ports.ts";
import type { LogRecord } from "../../lib/record.ts";
import { storedDocument } from "../support/stored-document.ts";

const SERVICES = ["checkout", "cart", "payment", "search", "user", "mail", "stock", "gateway"];
const PATHS = ["/api/v1/orders", "/api/v1/users", "/healthz", "/static/app.js", "/api/v1/search"];
const FIRST_MS = Date.parse("2026-11-23T00:00:00.000Z");
const RECORDS_PER_DELIVERY = 5_000;

export function benchDocuments(amount: number): StoredDocument[] {
  const random = seededRandom(42);
  return Array.from({ length: amount }, (_, i) => {
    const record = i % 2 === 0 ? applicationRecord(i, random) : accessRecord(i, random);
    const delivery = Math.floor(i / RECORDS_PER_DELIVERY);
    const id = `${delivery.toString(36).padStart(22, "q")}-${i % RECORDS_PER_DELIVERY}`;
    return storedDocument(id, record);
  });
}

type Random = () => number;

const below = (random: Random, limit: number) => Math.floor(random() * limit);
const hex = (random: Random, digits: number) =>
  Array.from({ length: digits }, () => below(random, 16).toString(16)).join("");

function origin(i: number, random: Random) {
  const timestampMs = FIRST_MS + i * 20 - below(random, 5_000);
  return {
    "@timestamp": new Date(timestampMs).toISOString(),
    "log.file.path": `s3://logs/app/2026/11/23/${Math.floor(i / RECORDS_PER_DELIVERY)}.gz`,
    "log.offset": i % RECORDS_PER_DELIVERY,
    "host.name": `ip-10-0-${below(random, 4)}-${below(random, 30)}`,
    "event.ingested": new Date(FIRST_MS + i * 20 + 3_000).toISOString(),
  };
}

function applicationRecord(i: number, random: Random): LogRecord {
  const isError = random() < 0.03;
  const orderId = below(random, 1e6);
  return {
    ...origin(i, random),
    message: isError
      ? `Payment of order ${orderId} failed: connection to 10.0.3.${below(random, 255)} timed out after ${below(random, 9_999)} ms`
      : `Order ${orderId} for user ${below(random, 1e5)} placed in ${below(random, 900)} ms`,
    "log.level": isError ? "error" : random() < 0.1 ? "warn" : "info",
    "log.logger": "com.example.shop.OrderService",
    "service.name": SERVICES[below(random, SERVICES.length)] ?? "",
    "trace.id": hex(random, 32),
    ...(isError && { "error.type": "java.net.SocketTimeoutException", "log.pattern": `p${below(random, 5)}` }),
    "event.dataset": "app.shop",
    attributes: { order: { id: orderId, total: below(random, 1e4) / 100 }, thread: `worker-${below(random, 16)}` },
  };
}

function accessRecord(i: number, random: Random): LogRecord {
  const path = `${PATHS[below(random, PATHS.length)]}/${below(random, 1e4)}`;
  const status = random() < 0.02 ? 503 : random() < 0.05 ? 404 : 200;
  return {
    ...origin(i, random),
    message: `GET ${path} ${status}`,
    ...(status >= 400 && { "log.level": status >= 500 ? ("error" as const) : ("warn" as const) }),
    "service.name": "nginx",
    "http.request.method": "GET",
    "http.response.status_code": status,
    "http.response.body.bytes": below(random, 1e5),
    "url.path": path,
    "client.ip": `203.0.${below(random, 255)}.${below(random, 255)}`,
    "user_agent.original": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "event.dataset": "nginx.access",
  };
}

/** mulberry32 */
function seededRandom(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
