/** Above or below a limit; the limit itself is neither. */
import type { Bounds } from "../../config/bounds.ts";

export function isBeyond({ above, below }: Bounds, value: number): boolean {
  return above === undefined ? value < (below ?? Number.NEGATIVE_INFINITY) : value > above;
}

export function limitOf({ above, below }: Bounds): number {
  return above ?? below ?? 0;
}
