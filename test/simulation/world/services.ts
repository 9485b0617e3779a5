/** The three services, and the errors that are nothing new to who runs them. */
import { between, hex, type Random } from "../../../infra/local/generator/random.ts";
import type { Load } from "./load.ts";

export interface Service {
  readonly name: string;
  /** Lines without errors, at its mean load. They are thinned to a hundredth of what such a service logs; errors are not. */
  readonly linesPerMinute: number;
  readonly load: Load;
  /** How often its shipper flushes. */
  readonly shipSeconds: number;
  readonly sources: readonly ErrorSource[];
}

export interface ErrorSource {
  readonly message: (random: Random) => string;
  readonly comes: Coming;
}

type Coming =
  /** With the load, and overdispersed: each 5 minutes have a mood, gamma of this shape. */
  | { readonly kind: "chronic"; readonly perMinute: number; readonly shape: number }
  | { readonly kind: "rare"; readonly perDay: number }
  | { readonly kind: "cron"; readonly minute: number; readonly hours: readonly number[]; readonly most: number }
  /** Something fails, is tried again after 1, 2, 4 … seconds, and each time says so. */
  | { readonly kind: "retries"; readonly perDay: number; readonly most: number };

const EVERY_HOUR = Array.from({ length: 24 }, (_, hour) => hour);

export const SERVICES: readonly Service[] = [
  {
    name: "checkout",
    linesPerMinute: 8,
    load: { peakHour: 15, swing: 0.7, weekendShare: 0.75 },
    shipSeconds: 5,
    sources: [
      {
        message: (r) =>
          `Payment provider timed out after ${between(r, 3000, 3200)} ms, order ${between(r, 10_000, 99_999)}`,
        comes: { kind: "chronic", perMinute: 1.5, shape: 5 },
      },
      {
        message: (r) =>
          `Card of customer ${between(r, 1000, 9999)} was refused by the bank with code ${between(r, 10, 99)}`,
        comes: { kind: "chronic", perMinute: 0.6, shape: 5 },
      },
      {
        message: (r) => `Lost the race for cart ${hex(r, 24)}: version ${between(r, 2, 9)} is older than stored`,
        comes: { kind: "rare", perDay: 4 },
      },
      {
        message: (r) => `Connection to 10.0.${between(r, 0, 9)}.${between(r, 1, 250)}:6379 reset by peer`,
        comes: { kind: "retries", perDay: 6, most: 6 },
      },
      {
        message: (r) => `Stock reservation of ${between(r, 1, 40)} items expired before payment`,
        comes: { kind: "rare", perDay: 1 },
      },
    ],
  },
  {
    name: "search",
    linesPerMinute: 4,
    load: { peakHour: 19, swing: 0.8, weekendShare: 1.2 },
    shipSeconds: 10,
    sources: [
      {
        message: (r) => `Shard ${between(r, 0, 11)} did not answer within ${between(r, 500, 900)} ms, partial results`,
        comes: { kind: "chronic", perMinute: 0.5, shape: 5 },
      },
      {
        message: (r) => `Suggestions unavailable, dictionary ${between(r, 1, 30)} is being rebuilt`,
        comes: { kind: "rare", perDay: 6 },
      },
      {
        message: (r) => `Reindex of product ${between(r, 1_000_000, 9_999_999)} failed, price is missing`,
        comes: { kind: "cron", minute: 30, hours: [2], most: 20 },
      },
      {
        message: (r) => `Query parser gave up at position ${between(r, 1, 80)}, unbalanced brackets`,
        comes: { kind: "rare", perDay: 12 },
      },
    ],
  },
  {
    name: "billing",
    linesPerMinute: 2,
    load: { peakHour: 11, swing: 0.6, weekendShare: 0.5 },
    shipSeconds: 60,
    sources: [
      {
        message: (r) =>
          `Export of invoices to 192.0.2.${between(r, 1, 250)} failed after ${between(r, 1, 5)} attempts, retrying next hour`,
        comes: { kind: "cron", minute: 5, hours: EVERY_HOUR, most: 3 },
      },
      {
        message: (r) => `Rounding difference of ${between(r, 1, 9)} cents in invoice ${between(r, 100_000, 999_999)}`,
        comes: { kind: "chronic", perMinute: 0.2, shape: 5 },
      },
      {
        message: (r) => `Tax service refused request ${hex(r, 16)}: quota exceeded, waiting ${between(r, 2, 60)} s`,
        comes: { kind: "retries", perDay: 4, most: 5 },
      },
      {
        message: (r) => `Dunning letter ${between(r, 10_000, 99_999)} could not be rendered`,
        comes: { kind: "rare", perDay: 2 },
      },
    ],
  },
];

/** What nobody has seen before: each is for one incident. */
export const NEW_MESSAGES: readonly ((random: Random) => string)[] = [
  (r) => `Cannot read properties of undefined while pricing order ${between(r, 10_000, 99_999)}`,
  (r) => `No space left on device while writing segment ${between(r, 1, 900)}`,
  (r) => `Certificate of the ledger gateway expired ${between(r, 1, 60)} minutes ago`,
  (r) => `Too many open files, worker ${between(r, 1, 16)} stops accepting`,
  (r) => `Migration left column discount_total missing, statement ${between(r, 100, 999)} refused`,
  (r) => `Deadlock found when trying to lock wallet ${between(r, 1_000, 9_999)}`,
  (r) => `Heap limit reached at ${between(r, 900, 1_100)} MB, collector gave nothing back`,
  (r) => `Token signature is invalid for tenant ${between(r, 1, 400)}, key was rotated`,
  (r) => `Cannot resolve host of the rates feed, resolver answered in ${between(r, 1, 90)} ms`,
  (r) => `Schema registry does not know subject version ${between(r, 2, 40)}`,
  (r) => `Circuit breaker of shipping opened after ${between(r, 20, 60)} failures`,
  (r) => `Unexpected end of archive in nightly feed, byte ${between(r, 10_000, 900_000)}`,
  (r) => `Feature flag service returned garbage, ${between(r, 3, 30)} flags fall back`,
  (r) => `Message ${between(r, 1_000, 9_999)} exceeds maximum size and was dropped by the broker`,
];
