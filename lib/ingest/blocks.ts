/** Cuts a stream of chunks of any size into blocks of exactly `blockBytes`; only the last may be shorter, none is empty. */
export async function* blocksOf(chunks: AsyncIterable<Uint8Array>, blockBytes: number): AsyncGenerator<Buffer> {
  let block = Buffer.allocUnsafe(blockBytes);
  let filled = 0;
  for await (const chunk of chunks) {
    let from = 0;
    while (from < chunk.length) {
      const taken = Math.min(blockBytes - filled, chunk.length - from);
      block.set(chunk.subarray(from, from + taken), filled);
      filled += taken;
      from += taken;
      if (filled === blockBytes) {
        yield block;
        // Frames are views on the block that went out: it is never written again.
        block = Buffer.allocUnsafe(blockBytes);
        filled = 0;
      }
    }
  }
  if (filled > 0) yield block.subarray(0, filled);
}
