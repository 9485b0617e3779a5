/** An ObjectStore in the memory of one process, for what must not be kept: trying out what scans would do. */
import { SluiceError } from "../../errors.ts";
import type { ObjectStore, ObjectSummary, PutOptions } from "../../ports.ts";
import { checkKey } from "../object-key.ts";

interface Entry {
  readonly bytes: Buffer;
  readonly etag: string;
  readonly modifiedMs: number;
}

const URL = "memory:";
const CHUNK_BYTES = 256 * 1024;

export function openMemoryObjects(): ObjectStore {
  const entries = new Map<string, Entry>();
  let writes = 0;

  const checkCondition = (key: string, { ifMatch, ifAbsent }: PutOptions) => {
    const current = entries.get(key);
    if ((ifAbsent && current) || (ifMatch !== undefined && current?.etag !== ifMatch))
      throw new SluiceError("conflict", `${URL}${key} is not as it was`);
  };

  return {
    url: URL,

    async get(key) {
      checkKey(key, URL);
      const entry = entries.get(key);
      return entry && { body: chunksOf(entry.bytes), ...factsOf(entry) };
    },

    async put(key, body, options = {}) {
      checkKey(key, URL);
      checkCondition(key, options);
      const etag = String(++writes);
      entries.set(key, { bytes: Buffer.from(body), etag, modifiedMs: Date.now() });
      return { etag };
    },

    async *list(prefix): AsyncIterable<ObjectSummary> {
      const keys = [...entries.keys()].filter((key) => key.startsWith(prefix));
      for (const key of keys.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))) {
        const entry = entries.get(key);
        if (entry) yield { key, ...factsOf(entry) };
      }
    },

    async delete(key) {
      checkKey(key, URL);
      entries.delete(key);
    },
  };
}

function factsOf({ bytes, etag, modifiedMs }: Entry): Omit<ObjectSummary, "key"> {
  return { sizeBytes: bytes.length, etag, modifiedMs };
}

async function* chunksOf(bytes: Buffer): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) yield bytes.subarray(at, at + CHUNK_BYTES);
}
