/**
 * Compressed bytes → plain bytes. The magic bytes decide, not the key's suffix nor Content-Encoding: shippers leave both out or
 * get them wrong. What is broken ends the stream as a value, not as an exception: all that was decoded before it counts.
 */
import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";

export interface DecodeFault {
  readonly reason: string;
}

/** @param onFault called at most once, after the last chunk that could be decoded */
export async function* decompress(
  body: AsyncIterable<Uint8Array>,
  onFault: (fault: DecodeFault) => void,
): AsyncGenerator<Uint8Array> {
  const { head, whole } = await peek(body, 2);
  if (!isGzip(head)) {
    yield* whole;
    return;
  }
  // createGunzip reads any number of members; a failing source must stay the source's error, not become a fault of the data.
  let sourceError: unknown;
  const source = Readable.from(catchInto(whole, (error) => (sourceError = error)));
  const gunzip = createGunzip();
  source.on("error", (error) => gunzip.destroy(error));
  try {
    for await (const chunk of source.pipe(gunzip)) yield chunk;
  } catch (error) {
    if (sourceError !== undefined) throw sourceError;
    onFault({ reason: `gzip: ${describe(error)}` });
  } finally {
    source.destroy();
  }
}

function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

/** The first bytes (at least `count` unless there are fewer), and the whole stream again. */
async function peek(
  body: AsyncIterable<Uint8Array>,
  count: number,
): Promise<{ head: Uint8Array; whole: AsyncIterable<Uint8Array> }> {
  const iterator = body[Symbol.asyncIterator]();
  const first: Uint8Array[] = [];
  let length = 0;
  while (length < count) {
    const { value, done } = await iterator.next();
    if (done) break;
    first.push(value);
    length += value.length;
  }
  async function* whole() {
    try {
      yield* first;
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
    } finally {
      await iterator.return?.();
    }
  }
  return { head: Buffer.concat(first), whole: whole() };
}

async function* catchInto(chunks: AsyncIterable<Uint8Array>, onError: (error: unknown) => void) {
  try {
    yield* chunks;
  } catch (error) {
    onError(error);
    throw error;
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
