/** The demo's traffic, second by second: most of it by HTTP, the payments as objects. */
import { randomInt } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { JsonObject } from "../../../lib/record.ts";
import { generateRecords } from "./generate.ts";
import { createHttpShipper } from "./ship-http.ts";
import { dropObject } from "./ship-object.ts";

export interface GeneratorOptions {
  readonly baseUrl: string;
  readonly authorization: string | undefined;
  /** Where objects lie; undefined where they are in no folder: then all goes by HTTP. */
  readonly folder: string | undefined;
  readonly onFailure: (source: string, error: unknown) => void;
}

export interface Generator {
  stop(): Promise<void>;
}

const OBJECT_TAG = "shop.payments";
const OBJECT_EVERY_SECONDS = 30;
/** The endpoint is down: the demo waits rather than heap up. */
const MAX_WAITING = 100;
const LAST_POSTS_MS = 1_000;

export function startGenerator(options: GeneratorOptions): Generator {
  const { baseUrl, authorization, folder, onFailure } = options;
  const stopping = new AbortController();
  const shipper = createHttpShipper({ baseUrl, authorization, signal: stopping.signal, onFailure });
  const shipping = new Set<Promise<void>>();
  const seed = randomInt(2 ** 31);
  const startMs = Math.floor(Date.now() / 1000) * 1000;
  let nextSecond = 0;
  let forObject: JsonObject[] = [];

  function track(work: Promise<void>): void {
    const tracked = work
      .catch((error: unknown) => onFailure("generator", error))
      .finally(() => shipping.delete(tracked));
    shipping.add(tracked);
  }

  function tick(): void {
    const second = Math.floor((Date.now() - startMs) / 1000);
    // What a sleeping laptop missed is not made up for; a late tick is.
    if (second - nextSecond > 5) nextSecond = second;
    for (; nextSecond <= second; nextSecond++) {
      if (shipper.waiting < MAX_WAITING) emit(nextSecond);
      if (nextSecond % OBJECT_EVERY_SECONDS === OBJECT_EVERY_SECONDS - 1) flushObject();
    }
  }

  function emit(second: number): void {
    const byTag = Map.groupBy(generateRecords(seed, startMs, second), ({ tag }) => tag);
    for (const [tag, generated] of byTag) {
      const records = generated.map(({ record }) => record);
      if (tag === OBJECT_TAG && folder !== undefined) forObject.push(...records);
      else track(shipper.ship(tag, records));
    }
  }

  function flushObject(): void {
    const records = forObject;
    forObject = [];
    if (folder !== undefined && records.length > 0) track(dropObject(folder, OBJECT_TAG, records, Date.now()));
  }

  tick();
  const timer = setInterval(tick, 1000);
  return {
    async stop() {
      clearInterval(timer);
      flushObject();
      await Promise.race([Promise.all(shipping), sleep(LAST_POSTS_MS)]);
      stopping.abort();
      await Promise.all(shipping);
    },
  };
}
