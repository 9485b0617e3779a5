/** A law that must hold for every input: run with few inputs by `npm test`, with a million in all by `npm run test:fuzz`. */
import fc from "fast-check";

export interface Law {
  readonly name: string;
  /** Of a million inputs, how many thousand are its own: dear ones get few. */
  readonly share: number;
  /** @returns undefined if it holds; else the shrunk input for which it does not, and how to meet it again */
  check(inputs: number, seed: number): Promise<string | undefined>;
}

/** A busy machine is slow, but what takes this long for some hundred bytes grows with more than their number. */
const LONGEST_MS = 10_000;

/** @param hold throws if the law does not hold for this input */
export function law<T>(
  name: string,
  share: number,
  inputs: fc.Arbitrary<T>,
  hold: (input: T) => void | Promise<void>,
): Law {
  const property = fc.asyncProperty(inputs, async (input) => {
    const startedMs = performance.now();
    await hold(input);
    const tookMs = performance.now() - startedMs;
    if (tookMs > LONGEST_MS) throw new Error(`it took ${Math.round(tookMs)} ms`);
  });
  return {
    name,
    share,
    async check(numRuns, seed) {
      const details = await fc.check(property, { numRuns, seed });
      if (!details.failed) return undefined;
      return `${fc.defaultReportMessage(details)}\n${details.errorInstance instanceof Error ? details.errorInstance.stack : ""}`;
    },
  };
}
