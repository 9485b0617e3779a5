/** A _bulk of which the store takes a part: what it is asked, and what the client is told. */
import type { Random } from "../../infra/local/generator/random.ts";

export interface PartialBulk {
  /** What is left of the body; empty if nothing is. */
  readonly body: string;
  /** Per item: whether it is turned away. */
  readonly refused: readonly boolean[];
}

/** Each create has an action line and a document line. At least one item is turned away. */
export function turnAway(body: string, random: Random): PartialBulk {
  const lines = body.split("\n");
  const count = Math.floor(lines.length / 2);
  const share = 0.02 + 0.9 * random();
  const certain = Math.floor(random() * count);
  const refused = Array.from({ length: count }, (_, n) => n === certain || random() < share);
  const left = lines.filter((_, line) => refused[Math.floor(line / 2)] === false);
  return { body: left.length === 0 ? "" : `${left.join("\n")}\n`, refused };
}

const TOO_BUSY = {
  create: {
    status: 429,
    error: { type: "rejected_execution_exception", reason: "rejected execution of coordinating operation" },
  },
};

/** @param answer what the store said of the items that it was asked for, as JSON */
export function withRefusals(answer: string, refused: readonly boolean[]): string {
  // The proxy asked for items, as the client had.
  const { items = [] } = JSON.parse(answer) as { items?: unknown[] };
  const told = items.values();
  return JSON.stringify({ items: refused.map((isRefused) => (isRefused ? TOO_BUSY : told.next().value)) });
}
