/**
 * Compressed bytes → plain bytes. The magic bytes decide, not the key's suffix nor Content-Encoding: shippers leave both out or
 * get them wrong. What is broken is told as a value, not thrown: all that was decoded before it counts.
 */
import { type GzipFault, gunzip } from "./gunzip.ts";

/** @param onFault called for each thing that is wrong with the bytes, after all that was decoded before it was given */
export async function* decompress(
  body: AsyncIterable<Uint8Array>,
  onFault: (fault: GzipFault) => void,
): AsyncGenerator<Uint8Array> {
  const { head, whole } = await peek(body, 2);
  if (isGzip(head))
    yield* gunzip(whole, ({ reason, isCut }) => onFault({ reason: `undecodable gzip: ${reason}`, isCut }));
  else yield* whole;
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
