/**
 * A bucket can tell a queue of AWS what lies in its spool, but not the queue of this process: so the process looks there itself. Each object
 * is announced once; what an earlier process left there, by the next one.
 */
import { SPOOL_PREFIX } from "../../lib/ingest/spool/put.ts";
import type { ObjectStore, Queue } from "../../lib/ports.ts";
import { notificationOf } from "./s3-notification.ts";

/** @param objects of a bucket: `s3://BUCKET/PREFIX` */
export function createSpoolAnnouncer(
  objects: ObjectStore,
  queue: Pick<Queue, "send">,
  region: string,
): () => Promise<void> {
  const { hostname: bucket, pathname } = new URL(`${objects.url}/`);
  let announced = new Set<string>();
  return async () => {
    const found = new Set<string>();
    for await (const object of objects.list(SPOOL_PREFIX)) {
      found.add(object.key);
      if (announced.has(object.key)) continue;
      // As S3 says it: with the whole key.
      await queue.send(notificationOf({ ...object, key: pathname.slice(1) + object.key }, region, bucket));
      announced.add(object.key);
    }
    // What is gone was read.
    announced = found;
  };
}
