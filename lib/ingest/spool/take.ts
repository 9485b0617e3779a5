/** An object of the spool, read as what it holds was meant to be read when it came: same delivery, same time, same ids. */
import type { ObjectStore, StoredObject } from "../../ports.ts";
import { bury } from "../bury.ts";
import { ingestSubscription } from "../cloudwatch.ts";
import { type Delivery, originOf } from "../delivery.ts";
import { routeTo } from "../http/routes.ts";
import type { IngestReport } from "../report.ts";
import type { IngestPorts, IngestSettings } from "../run.ts";
import { decodeSpooled, type Spooled } from "./format.ts";
import { SPOOL_PREFIX } from "./put.ts";

/** Whatever the endpoint takes is smaller; it held all of it in memory too. */
const MOST_BYTES = 72 * 1024 * 1024;
const TOO_LARGE = `not an object of the spool: larger than ${MOST_BYTES} bytes`;

/** @param own holds the spool */
export function isSpooled(source: ObjectStore, key: string, own: ObjectStore): boolean {
  return `${source.url}/${key}`.startsWith(`${own.url}/${SPOOL_PREFIX}`);
}

/**
 * Removes the object once all of it is durable elsewhere. What cannot be read is copied to quarantine; what is too large to be
 * copied stays where it is, and its entry names it.
 * @returns undefined if there was nothing to read in it
 * @throws SluiceError as ingest() does; the object is then untouched
 */
export async function ingestSpooled(
  source: ObjectStore,
  key: string,
  object: StoredObject,
  ports: IngestPorts,
  settings: IngestSettings,
): Promise<IngestReport | undefined> {
  const bytes = await bytesOf(object);
  const spooled = bytes === undefined ? TOO_LARGE : decodeSpooled(bytes);
  const report =
    typeof spooled === "string"
      ? await quarantineWhole(originOf(source, key), bytes, spooled, object, ports, settings)
      : await ingestOne(spooled, ports, settings);
  if (bytes !== undefined) await source.delete(key);
  return report;
}

async function ingestOne(
  spooled: Spooled,
  ports: IngestPorts,
  settings: IngestSettings,
): Promise<IngestReport | undefined> {
  if (spooled.kind === "subscription") {
    const data = Buffer.from(spooled.body).toString("base64");
    return ingestSubscription(data, spooled.receivedMs, ports, settings);
  }
  const outcome = await routeTo(spooled.path)?.take(spooled, ports, settings);
  // Only what a route takes gets into the spool: another version of Sluice must have put it there.
  if (!outcome?.report) throw new Error(`The spool holds a ${spooled.method} of ${spooled.path}, which takes no logs`);
  return outcome.report;
}

/** @returns undefined if they are too many */
async function bytesOf({ body, sizeBytes }: StoredObject): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = [];
  if (sizeBytes > MOST_BYTES) {
    // Ending it lets the connection go.
    for await (const _ of body) break;
    return undefined;
  }
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function quarantineWhole(
  origin: string,
  bytes: Buffer | undefined,
  reason: string,
  { modifiedMs }: StoredObject,
  ports: IngestPorts,
  settings: IngestSettings,
): Promise<IngestReport> {
  const delivery: Delivery = {
    origin,
    scope: origin,
    name: origin,
    protocol: "spool",
    deliveredMs: modifiedMs,
    body: (async function* () {})(),
    ...(bytes && { raw: bytes }),
  };
  return bury(delivery, reason, 0, ports.objects, settings);
}
