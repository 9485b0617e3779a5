/**
 * What the store does not take now goes below spool/ in the ObjectStore, where it is durable; its notification brings it to ingest-object
 * by the queue, which tries until the store takes it.
 */
import { hash } from "node:crypto";
import { isSluiceError, SluiceError } from "../../errors.ts";
import type { ObjectStore } from "../../ports.ts";
import { encodeSpooled, type Spooled } from "./format.ts";

export const SPOOL_PREFIX = "spool/";

/**
 * Named by its content: whoever removes what was read of it can remove nothing else.
 * @param why what the store failed with
 * @returns its key
 * @throws SluiceError if the spool does not take it either
 */
export async function spool(spooled: Spooled, objects: ObjectStore, why: unknown): Promise<string> {
  const bytes = encodeSpooled(spooled);
  const day = new Date(spooled.receivedMs).toISOString().slice(0, 10);
  const key = `${SPOOL_PREFIX}${day}/${hash("sha256", bytes, "hex").slice(0, 32)}`;
  try {
    await objects.put(key, bytes, { contentType: "application/octet-stream" });
    return key;
  } catch (error) {
    const told = [why, error].map((one) => (one instanceof Error ? one.message : String(one)));
    const code = isSluiceError(error) ? error.code : "unavailable";
    throw new SluiceError(code, `${told[0]}; nor did the spool take it: ${told[1]}`, { cause: error });
  }
}
