/** Every few minutes something breaks for a quarter of a minute, each time another thing: alerts fire, and resolve. */
import type { JsonObject } from "../../../lib/record.ts";
import { classicTime } from "./classic.ts";
import { between, hex, type Random } from "./random.ts";
import { accessRecord, type GeneratedRecord } from "./services.ts";

/** Soon, so that a new user sees an alert come and go within a minute or two. */
const FIRST_SECOND = 20;
const EVERY_SECONDS = 240;
const LENGTH_SECONDS = 15;

type Incident = (random: Random, timeMs: number) => GeneratedRecord[];

/** @param second since the generator's start */
export function incidentRecords(random: Random, timeMs: number, second: number): GeneratedRecord[] {
  const since = second - FIRST_SECOND;
  if (since < 0 || since % EVERY_SECONDS >= LENGTH_SECONDS) return [];
  const incident = INCIDENTS[Math.floor(since / EVERY_SECONDS) % INCIDENTS.length];
  return incident?.(random, timeMs) ?? [];
}

const INCIDENTS: readonly Incident[] = [paymentProviderDown, databaseExhausted, importerBroken];

function paymentProviderDown(random: Random, timeMs: number): GeneratedRecord[] {
  const order = between(random, 10_000, 99_999);
  const message = `Payment of order ${order} failed: no answer from the provider within ${between(random, 5000, 5200)} ms`;
  const trace = [
    `shop.orders.PaymentException: ${message}`,
    "\tat shop.orders.PaymentClient.charge(PaymentClient.java:87)",
    "\tat shop.orders.CheckoutService.checkout(CheckoutService.java:142)",
    "\tat shop.orders.CheckoutController.post(CheckoutController.java:58)",
    "Caused by: java.net.SocketTimeoutException: Read timed out",
    "\tat java.base/java.net.SocketInputStream.read(SocketInputStream.java:168)",
    "\t... 41 more",
  ];
  const record: JsonObject = {
    "@timestamp": new Date(timeMs + between(random, 0, 999)).toISOString(),
    level: "ERROR",
    logger: "shop.orders.CheckoutService",
    service: "orders",
    message,
    stack_trace: trace.join("\n"),
    trace_id: hex(random, 32),
    order_id: order,
  };
  return [
    { tag: "shop.orders", record },
    { tag: "nginx.access", record: accessRecord(random, "POST", "/checkout", 502) },
  ];
}

function databaseExhausted(random: Random, timeMs: number): GeneratedRecord[] {
  const waitedMs = between(random, 3000, 9000);
  const record = (message: string): JsonObject => ({
    timestamp: classicTime(timeMs),
    level: "ERROR",
    message,
    service: "app1",
  });
  return [
    { tag: "app1", record: record(`Database connection failed after ${waitedMs} ms: 50 of 50 connections in use`) },
    { tag: "app1", record: record(`Session of user ${between(random, 1000, 9999)} could not be saved`) },
  ];
}

function importerBroken(random: Random, timeMs: number): GeneratedRecord[] {
  const row = between(random, 1, 90_000);
  const trace = [
    "Traceback (most recent call last):",
    '  File "/app/importer/main.py", line 61, in run',
    "    stock = parse(row)",
    '  File "/app/importer/parse.py", line 17, in parse',
    '    return Stock(sku=row["sku"], count=int(row["count"]))',
    "KeyError: 'count'",
  ];
  const record: JsonObject = {
    timestamp: new Date(timeMs + between(random, 0, 999)).toISOString(),
    levelname: "ERROR",
    service: "importer",
    message: `Row ${row} of the stock list cannot be read`,
    "exception.type": "KeyError",
    stack_trace: trace.join("\n"),
  };
  return [{ tag: "shop.importer", record }];
}
