/**
 * Small state (watermarks, the alert ledger, smoothing models) is one JSON object each in the ObjectStore, written by
 * compare-and-set: durable, no further service, and there while the LogStore is down.
 */
import { setTimeout as delay } from "node:timers/promises";
import { isSluiceError, SluiceError } from "./errors.ts";
import type { ObjectStore } from "./ports.ts";

export interface StateFormat<T> {
  encode(state: T): string;
  /** Of what `encode` gave, now or in an earlier version. */
  decode(text: string): T;
}

/** Writers that meet retry, at growing random distances; more rounds than this mean that something else is wrong. */
const MAX_ROUNDS = 20;
const MAX_PAUSE_MS = 500;

/**
 * Reads the state under `key` (`initial` if there is none), lets `change` derive the next one and stores that, unless
 * somebody else stored another in between: then once more, with theirs. `change` may therefore run several times and
 * must not have effects, unless repeating them is safe; if it gives back the very state that it got, nothing is written. Gives what is stored then.
 * @throws SluiceError "conflict" (retryable) after 20 lost rounds; what the ObjectStore throws: after "unavailable" the
 * change may have been stored or not
 */
export async function updateState<T>(
  objects: ObjectStore,
  key: string,
  initial: T,
  change: (state: T) => T | Promise<T>,
  format: StateFormat<T> = asJson(),
): Promise<T> {
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const current = await readVersion(objects, key, format);
    const next = await change(current ? current.value : initial);
    if (current && next === current.value) return next;
    try {
      const condition = current ? { ifMatch: current.etag } : { ifAbsent: true };
      await objects.put(key, format.encode(next), { ...condition, contentType: "application/json" });
      return next;
    } catch (error) {
      if (!isSluiceError(error, "conflict")) throw error;
    }
    await delay(Math.random() * Math.min(MAX_PAUSE_MS, 2 ** round * 5));
  }
  throw new SluiceError("conflict", `${key} was changed by others ${MAX_ROUNDS} times in a row`, { retryable: true });
}

/** The state under `key`, `initial` if there is none. */
export async function readState<T>(
  objects: Pick<ObjectStore, "get" | "url">,
  key: string,
  initial: T,
  format: StateFormat<T> = asJson(),
): Promise<T> {
  const current = await readVersion(objects, key, format);
  return current ? current.value : initial;
}

/** The type is what this program wrote under the key. */
function asJson<T>(): StateFormat<T> {
  return { encode: JSON.stringify, decode: (text) => JSON.parse(text) as T };
}

async function readVersion<T>(
  objects: Pick<ObjectStore, "get" | "url">,
  key: string,
  format: StateFormat<T>,
): Promise<{ value: T; etag: string } | undefined> {
  const object = await objects.get(key);
  if (!object) return undefined;
  const text = new TextDecoder().decode(await bytesOf(object.body));
  try {
    return { value: format.decode(text), etag: object.etag };
  } catch (cause) {
    throw new SluiceError("refused", `${objects.url}/${key} is not JSON; delete it to begin anew`, { cause });
  }
}

async function bytesOf(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}
