/** A file or standard input as a delivery. */
import { randomUUID } from "node:crypto";
import type { Config } from "../config.ts";
import { type Delivery, objectDelivery } from "../ingest/delivery.ts";
import type { ObjectStore } from "../ports.ts";
import type { Input } from "./input.ts";

/**
 * Its own delivery under its path; standard input is another one each time. Times are the file's, so that the same file delivers the same
 * again; SLUICE_NOW wins.
 */
export function inputDelivery(input: Input, config: Config, environment = process.env): Delivery {
  const { origin, body } = input;
  const scope = input.modifiedMs === undefined ? `stdin:${randomUUID()}` : origin;
  return {
    origin,
    scope,
    name: origin.replace(/^file:/, ""),
    deliveredMs: deliveredMs(input, config, environment),
    body,
  };
}

/** The same delivery as the object `key` would be. */
export function inputAsObject(input: Input, key: string, objects: ObjectStore, config: Config): Delivery {
  const atMs = deliveredMs(input, config, process.env);
  return objectDelivery(objects, key, { body: input.body, sizeBytes: 0, etag: "", modifiedMs: atMs }, atMs);
}

function deliveredMs(input: Input, config: Config, environment: NodeJS.ProcessEnv): number {
  return environment["SLUICE_NOW"] ? config.nowMs() : (input.modifiedMs ?? config.nowMs());
}
