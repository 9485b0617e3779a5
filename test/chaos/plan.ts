/** What is shipped, and how unluckily: decided by the seed alone, before anything runs. */
import { between, hex, pick, type Random, randomOf } from "../../infra/local/generator/random.ts";
import type { RecordPlan } from "./records.ts";

interface Numbers {
  /** Of its first record; the others follow. */
  readonly first: number;
  readonly count: number;
}

export interface ObjectShipment extends Numbers {
  readonly kind: "object";
  readonly key: string;
  readonly coding: "gzip" | "zstd" | "plain";
  /** How often it is put under its key, each time in other compressed bytes: the shipper lost the answer. */
  readonly uploads: number;
  /** How often each upload is told of. */
  readonly tellings: number;
  /** In which of the forms that S3's events come in. */
  readonly form: "s3" | "sns" | "eventbridge";
}

export interface RequestShipment extends Numbers {
  readonly kind: "request";
  readonly tag: string;
  readonly chunkId: string;
  readonly isCompressed: boolean;
  /** How often it is sent once more although it was taken: the shipper lost the answer. */
  readonly repeats: number;
  /** After so many milliseconds the shipper hangs up at its first try; undefined: it waits. */
  readonly hangUpMs: number | undefined;
}

export type Shipment = ObjectShipment | RequestShipment;

export interface Plan {
  readonly seed: number;
  readonly records: RecordPlan & { readonly count: number };
  /** In the order they are sent in. */
  readonly shipments: readonly Shipment[];
  /** How many records the functions are given at least, those that come again included. */
  readonly given: number;
}

const REQUEST_SHARE = 0.4;

/**
 * @param nowMs of which only the day counts
 * @param longShare of the records, how many come in one object
 */
export function planOf(count: number, seed: number, nowMs: number, longShare: number): Plan {
  const random = randomOf(seed, 1);
  // Noon of the day before: no event of a repeated upload falls on another day than the first.
  const baseMs = Math.floor(nowMs / 86_400_000) * 86_400_000 - 43_200_000;
  const meanCount = Math.max(100, Math.min(1_500, Math.floor(count / 150)));
  const shipments: Shipment[] = [];
  let first = 0;
  const longAt = Math.floor(count * random() * (1 - longShare));
  while (first < count) {
    const isLong = first >= longAt && !shipments.some((shipment) => shipment.count >= count * longShare);
    const wanted = isLong ? Math.ceil(count * longShare) : between(random, meanCount / 2, meanCount * 1.5);
    const numbers = { first, count: Math.min(Math.floor(wanted), count - first) };
    shipments.push(
      isLong || random() >= REQUEST_SHARE
        ? objectOf(random, shipments.length, numbers, isLong)
        : requestOf(random, shipments.length, numbers, baseMs),
    );
    first += numbers.count;
  }
  const given = shipments.reduce((total, shipment) => total + shipment.count * timesOf(shipment), 0);
  const unreadableEvery = Math.max(300, Math.floor(count / 250));
  return { seed, records: { count, unreadableEvery, baseMs }, shipments: shuffled(random, shipments), given };
}

function timesOf(shipment: Shipment): number {
  return shipment.kind === "object" ? shipment.uploads * shipment.tellings : 1 + shipment.repeats;
}

/** A long object as it is would be more than the emulator takes in one request. */
function objectOf(random: Random, n: number, numbers: Numbers, isLong: boolean): ObjectShipment {
  const picked = pick<ObjectShipment["coding"]>(random, ["gzip", "gzip", "gzip", "zstd", "plain"]);
  const coding = isLong ? "gzip" : picked;
  return {
    kind: "object",
    ...numbers,
    key: `logs/shop/${hex(random, 4)}/${n}.log${{ gzip: ".gz", zstd: ".zst", plain: "" }[coding]}`,
    coding,
    uploads: pick(random, [1, 1, 1, 1, 1, 2, 3]),
    tellings: pick(random, [1, 1, 1, 1, 2, 3]),
    form: pick(random, ["s3", "s3", "sns", "eventbridge"]),
  };
}

/** Fluentd's chunk id begins with the microsecond in which the chunk was begun. */
function requestOf(random: Random, n: number, numbers: Numbers, baseMs: number): RequestShipment {
  const begunUs = (baseMs + n * 1_000) * 1_000;
  return {
    kind: "request",
    ...numbers,
    tag: pick(random, ["shop.orders", "shop.cart"]),
    chunkId: begunUs.toString(16).padStart(13, "0") + hex(random, 19),
    isCompressed: random() < 0.5,
    repeats: pick(random, [0, 0, 0, 0, 0, 0, 1, 2]),
    hangUpMs: random() < 0.15 ? pick(random, [1, 5, 20, 100, 500]) : undefined,
  };
}

/** Fisher and Yates. */
export function shuffled<T>(random: Random, items: readonly T[]): T[] {
  const mixed = [...items];
  for (let last = mixed.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    // Both places are inside the array.
    [mixed[last], mixed[other]] = [mixed[other] as T, mixed[last] as T];
  }
  return mixed;
}
