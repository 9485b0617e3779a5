/** Which fault meets the n-th request to the store: drawn from bags that hold each kind, so that a seed says it and none is left out. */
import { randomOf } from "../../infra/local/generator/random.ts";
import { shuffled } from "./plan.ts";

/** What becomes of a request. Only "item-429" lets a part of it through. */
export const FAULTS = [
  "item-429",
  "whole-429",
  "whole-503",
  /** The connection breaks, and the store never saw the request. */
  "reset-before",
  /** The store did it all, and the answer is lost. */
  "reset-after",
  /** The answer breaks off in the middle. */
  "cut-answer",
  /** The store sees it late: the client may have given up and sent it again. */
  "stall-before",
  "stall-after",
] as const;
export type Fault = (typeof FAULTS)[number];

/** How many of each kind one bag holds. */
const SHARES: Readonly<Record<Fault, number>> = {
  "item-429": 5,
  "whole-429": 3,
  "whole-503": 2,
  "reset-before": 2,
  "reset-after": 3,
  "cut-answer": 1,
  "stall-before": 1,
  "stall-after": 1,
};
const BAG_SIZE = 90;

/** @returns gives the next request's fault; undefined: it passes */
export function drawFaults(seed: number): () => Fault | undefined {
  const random = randomOf(seed, 2);
  const faults = FAULTS.flatMap((fault) => Array<Fault | undefined>(SHARES[fault]).fill(fault));
  const full = [...faults, ...Array<undefined>(BAG_SIZE - faults.length).fill(undefined)];
  let bag: (Fault | undefined)[] = [];
  return () => {
    if (bag.length === 0) bag = shuffled(random, full);
    return bag.pop();
  };
}
