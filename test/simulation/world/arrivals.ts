/** The way of a line from the service to where scans can see it. */
import { type Random, randomOf } from "../../../infra/local/generator/random.ts";
import { isWithin, MINUTE_MS, SECOND_MS } from "../time.ts";
import { nameSeed } from "./background.ts";
import { uniform } from "./counts.ts";
import type { Line } from "./lines.ts";
import type { Misfortune } from "./misfortune.ts";

export interface Arrival {
  readonly line: Line;
  /** When it came to Sluice first. */
  readonly receivedMs: number;
  /** `event.ingested`: when the attempt began that stored it. */
  readonly ingestedMs: number;
  /** From then on a scan finds it that asks the store to refresh first, as woken ones do. */
  readonly storedMs: number;
  /** From then on every scan finds it. */
  readonly visibleMs: number;
}

/** As infra/opensearch/index-template.ts has it. */
const REFRESH_MS = 5 * SECOND_MS;
/** What a write takes. */
const WRITE_MS = 200;
/** After an outage the spool is worked off within so long. */
const SPOOL_MS = 3 * MINUTE_MS;
const SLOWEST_MS = 8 * MINUTE_MS;

export function arrivalOf(line: Line, misfortunes: readonly Misfortune[], seed: number): Arrival {
  // One draw for all that is shipped together: it comes in one request.
  const flushMs = line.service.shipSeconds * SECOND_MS;
  const flush = Math.floor(line.timeMs / flushMs) + 1;
  const random = randomOf(seed, nameSeed(line.service.name), 51, flush);
  const sentMs = flush * flushMs + uniform(random, 200, 1_500);

  const late = misfortunes.find(
    ({ kind, service, ...span }) => kind === "late delivery" && service === line.service.name && isWithin(span, sentMs),
  );
  const receivedMs = Math.floor(late ? late.endMs + uniform(random, 1_000, 20_000) : sentMs);
  const outage = misfortunes.find((one) => one.kind === "store outage" && isWithin(one, receivedMs));
  const ingestedMs = outage ? Math.floor(outage.endMs + uniform(random, 5_000, SPOOL_MS)) : receivedMs;
  const storedMs = ingestedMs + WRITE_MS + slowMs(random, ingestedMs, misfortunes);
  const visibleMs = Math.ceil(storedMs / REFRESH_MS) * REFRESH_MS;
  return { line, receivedMs, ingestedMs, storedMs, visibleMs };
}

function slowMs(random: Random, ingestedMs: number, misfortunes: readonly Misfortune[]): number {
  const isSlow = misfortunes.some((one) => one.kind === "slow store" && isWithin(one, ingestedMs));
  return isSlow ? Math.floor(uniform(random, MINUTE_MS, SLOWEST_MS)) : 0;
}
