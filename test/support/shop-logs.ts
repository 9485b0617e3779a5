/** Ninety minutes in the life of a small web shop, ending at a given time: five services, and a payment provider that fails for nine minutes. */
import type { Alert } from "../../lib/alerts/alert.ts";
import { changeAlertState } from "../../lib/alerts/state.ts";
import { patternOf } from "../../lib/patterns/pattern.ts";
import type { LogStore, ObjectStore } from "../../lib/ports.ts";
import { isError, type Level, type LogRecord } from "../../lib/record.ts";
import { storedDocument, type TestDocument } from "./stored-document.ts";

const MINUTE_MS = 60_000;
const BATCH = 1_000;

export interface ShopLogs {
  readonly documents: readonly TestDocument[];
  readonly alerts: readonly Alert[];
}

/** Fills the stores. The same time gives the same logs. */
export async function fillWithShopLogs(store: LogStore, objects: ObjectStore, nowMs: number): Promise<ShopLogs> {
  const documents = shopDocuments(nowMs);
  await store.prepare([...new Set(documents.map(({ record }) => record["@timestamp"].slice(0, 10)))]);
  for (let i = 0; i < documents.length; i += BATCH) {
    const outcomes = await store.write(documents.slice(i, i + BATCH));
    const refused = outcomes.find(({ kind }) => kind !== "indexed");
    if (refused) throw new Error(`The store did not take every document: ${JSON.stringify(refused)}`);
  }
  const alerts = shopAlerts(documents, nowMs);
  await changeAlertState(objects, (state) => ({ ...state, alerts }));
  return { documents, alerts };
}

export function documentOf(
  id: string,
  timestampMs: number,
  fields: Partial<LogRecord> & { message: string },
): TestDocument {
  const time = new Date(timestampMs).toISOString();
  const plain: LogRecord = { "@timestamp": time, "event.ingested": time, ...fields };
  const record = isError(plain) ? { ...plain, "log.pattern": patternOf(plain.message).pattern } : plain;
  return storedDocument(id, record);
}

function shopDocuments(nowMs: number): TestDocument[] {
  const random = seededRandom(7);
  const documents: TestDocument[] = [];
  for (let ago = 90; ago >= 1; ago--) {
    const moment = () => Math.floor(nowMs - (ago - random()) * MINUTE_MS);
    const quantity = Math.round(90 + 30 * Math.sin(ago / 9) + 30 * random());
    for (let i = 0; i < quantity; i++) documents.push(ordinaryLine(documents.length, moment(), random));
    const failures = ago <= 9 ? Math.round(60 + 70 * random()) : 0;
    for (let i = 0; i < failures; i++) documents.push(failedPayment(documents.length, moment(), random));
  }
  return documents;
}

function ordinaryLine(number: number, timestampMs: number, random: () => number): TestDocument {
  const line = pick(random);
  const order = 48_000 + Math.floor(random() * 2_000);
  const milliseconds = Math.floor(8 + random() * 240);
  return documentOf(`line-${number}`, timestampMs, {
    message: line.message.replace("#", String(order)).replace("~", String(milliseconds)),
    "log.level": line.level,
    "service.name": line.service,
    "host.name": `ip-10-0-${1 + (number % 3)}-${17 + (number % 5)}`,
    "event.dataset": `kube.${line.service}`,
    "log.offset": number,
  });
}

function failedPayment(number: number, timestampMs: number, random: () => number): TestDocument {
  const order = 48_000 + Math.floor(random() * 2_000);
  return documentOf(`line-${number}`, timestampMs, {
    message: `charge of order ${order} failed: payment provider did not answer within 3000 ms`,
    "log.level": "error",
    "log.logger": "com.shop.payments.ProviderClient",
    "service.name": "payments",
    "service.environment": "production",
    "host.name": `ip-10-0-${1 + (number % 3)}-42`,
    "trace.id": Math.floor(random() * 2 ** 48)
      .toString(16)
      .padStart(16, "0"),
    "error.type": "java.net.SocketTimeoutException",
    "error.message": "Read timed out",
    "error.stack_trace": STACK_TRACE,
    "event.dataset": "kube.payments",
    "log.offset": number,
    attributes: { order, currency: "EUR", retry: number % 3, kubernetes: { pod: "payments-7d9f6c5b8-x2k4q" } },
  });
}

function shopAlerts(documents: readonly TestDocument[], nowMs: number): Alert[] {
  const failed = documents.filter(({ record }) => record["error.type"] === "java.net.SocketTimeoutException");
  const message = failed[0]?.record.message ?? "";
  const disk = "disk usage of /var/lib/data at 91 %";
  return [
    {
      rule: "errors",
      service: "payments",
      ...patternOf(message),
      phase: "firing",
      severity: "error",
      sinceMs: nowMs - 9 * MINUTE_MS,
      lastSeenMs: nowMs,
      count: failed.length,
      samples: failed.slice(0, 3).map(({ record }) => record.message),
      ...CALM,
    },
    {
      rule: "errors",
      service: "search",
      ...patternOf(disk),
      phase: "resolved",
      severity: "error",
      sinceMs: nowMs - 50 * MINUTE_MS,
      lastSeenMs: nowMs - 41 * MINUTE_MS,
      resolvedMs: nowMs - 38 * MINUTE_MS,
      count: 12,
      samples: [disk],
      ...CALM,
    },
  ];
}

const CALM = { peak: 1, breachedMinutes: [], breaches: 1, earlier: [] };

interface Line {
  readonly service: string;
  readonly level: Level;
  readonly message: string;
  readonly weight: number;
}

const LINES: readonly Line[] = [
  { service: "web", level: "info", message: "GET /products/# 200 ~ ms", weight: 30 },
  { service: "web", level: "info", message: "GET /cart 200 ~ ms", weight: 16 },
  { service: "web", level: "warn", message: "GET /favicon.ico 404 ~ ms", weight: 3 },
  { service: "checkout", level: "info", message: "order # placed in ~ ms", weight: 9 },
  { service: "checkout", level: "debug", message: "price rules evaluated for order # in ~ ms", weight: 10 },
  { service: "payments", level: "info", message: "charge of order # accepted by provider after ~ ms", weight: 9 },
  { service: "search", level: "info", message: 'query "running shoes" gave # hits in ~ ms', weight: 12 },
  { service: "search", level: "warn", message: "slow query: ~ ms on shard 3, threshold 200 ms", weight: 2 },
  { service: "auth", level: "info", message: "session of user # renewed", weight: 8 },
  { service: "auth", level: "warn", message: "wrong password for user #, attempt 2 of 5", weight: 2 },
];

/** Each as often as it weighs. */
const WEIGHTED_LINES = LINES.flatMap((line) => Array.from({ length: line.weight }, () => line));

const STACK_TRACE = `java.net.SocketTimeoutException: Read timed out
\tat java.base/sun.nio.ch.NioSocketImpl.timedRead(NioSocketImpl.java:278)
\tat java.base/java.net.Socket$SocketInputStream.read(Socket.java:1099)
\tat com.shop.payments.ProviderClient.charge(ProviderClient.java:118)
\tat com.shop.payments.ChargeHandler.handle(ChargeHandler.java:57)`;

function pick(random: () => number): Line {
  const place = Math.floor(random() * WEIGHTED_LINES.length);
  const line = WEIGHTED_LINES[place];
  if (!line) throw new Error(`There is no line at ${place}`);
  return line;
}

/** Mulberry32: the same numbers on every machine. */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
