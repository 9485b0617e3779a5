/** The next item is worked on (by Node's thread pool) while the consumer works on this one. */
export async function* readAhead<T>(source: AsyncGenerator<T>): AsyncGenerator<T> {
  let next = source.next();
  // Should the consumer stop meanwhile, a failure is nobody's any more; else it is met below.
  const quietly = (promise: Promise<unknown>) => void promise.catch(() => {});
  try {
    for (;;) {
      const { value, done } = await next;
      if (done) return;
      next = source.next();
      quietly(next);
      yield value;
    }
  } finally {
    await source.return(undefined);
  }
}
