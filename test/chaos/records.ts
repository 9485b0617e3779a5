/**
 * The records of a chaos run: each is a pure function of its number, and says it, so that what is missing, doubled or made up shows. Some
 * cannot be read and belong in quarantine, some are dropped by the rule of SLUICE_YML, the others belong in the store.
 */

export type Fate = "stored" | "filtered" | "quarantined";

export interface RecordPlan {
  /** Every so many is one that cannot be read. */
  readonly unreadableEvery: number;
  readonly baseMs: number;
}

/** What the functions are configured with. */
export const SLUICE_YML = `index: { prefix: chaos, shards: 1, replicas: 0 }
datasets:
  - match: "*"
    drop: [{ message: "health check *" }]
`;

const FILTERED_EVERY = 97;
const TIMELESS_EVERY = 20;
const HEADER_EVERY = 7;
const TRACE_EVERY = 50;
const DAYS = 3;
const DAY_MS = 86_400_000;

export function fateOf(n: number, { unreadableEvery }: RecordPlan): Fate {
  if (n % unreadableEvery === 13) return "quarantined";
  return n % FILTERED_EVERY === 5 ? "filtered" : "stored";
}

/** One record as a shipper sends it, with its line end; a trace takes several lines. */
export function textOf(n: number, plan: RecordPlan): string {
  const fate = fateOf(n, plan);
  const message = fate === "filtered" ? `health check ${n}` : `order ${n} was taken after ${n % 977} ms`;
  if (fate === "quarantined") return `{"message":"${message}","level":}\n`;
  const time = new Date(plan.baseMs - (n % DAYS) * DAY_MS - (n % 3_600) * 1_000).toISOString();
  if (n % TRACE_EVERY === 3 && fate === "stored") {
    return `${time} ERROR [worker-${n % 12}] com.example.shop.Orders - ${message}\njava.lang.IllegalStateException: no stock\n\tat com.example.shop.Stock.take(Stock.java:${n % 300})\n\tat com.example.shop.Orders.add(Orders.java:12)\n`;
  }
  if (n % HEADER_EVERY === 2) return `${time} INFO [worker-${n % 12}] com.example.shop.Orders - ${message}\n`;
  const timed = n % TIMELESS_EVERY === 4 ? {} : { timestamp: time };
  return `${JSON.stringify({ ...timed, level: n % 9 === 0 ? "WARN" : "INFO", service: `service-${n % 12}`, message, host: `web-${n % 5}`, path: `/api/orders/${n}/items` })}\n`;
}

/** @returns the number that a stored or quarantined record says; undefined if it says none */
export function numberIn(text: string): number | undefined {
  const digits = /(?:order|health check) (\d+)/.exec(text)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
