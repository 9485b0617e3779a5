import { SluiceError } from "../../errors.ts";

/** What `work` comes to, unless time is up before: it is not stopped then, but nobody waits for it any more. */
export async function unlessTimeIsUp<T>(timeUp: AbortSignal, work: () => Promise<T>): Promise<T> {
  const { promise: end, reject } = Promise.withResolvers<never>();
  const stop = () => reject(new SluiceError("unavailable", "The scan had no more time for it"));
  if (timeUp.aborted) stop();
  timeUp.addEventListener("abort", stop);
  try {
    return await (timeUp.aborted ? end : Promise.race([work(), end]));
  } finally {
    timeUp.removeEventListener("abort", stop);
  }
}
