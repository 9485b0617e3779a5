/** What goes wrong with Sluice itself and on the way to it: drawn from the seed, some of everything each week. */
import { pick, type Random, randomOf } from "../../../infra/local/generator/random.ts";
import { countedSpan, type SimulationOptions } from "../options.ts";
import { MINUTE_MS, type TimeSpan } from "../time.ts";
import { uniform } from "./counts.ts";
import { SERVICES } from "./services.ts";

export interface Misfortune extends TimeSpan {
  readonly kind: /** The store answers nothing and takes nothing; what arrives is spooled, and stored some minutes after. */
    | "store outage"
    /** A shipper cannot reach Sluice, and then sends all at once. */
    | "late delivery"
    /** What is stored can be found minutes later only. */
    | "slow store"
    /** No mail is taken. */
    | "mail outage"
    /** No scan runs. */
    | "no scans"
    /** The clock of the scans is wrong by `offsetMs`. */
    | "clock jump";
  /** Of late delivery. */
  readonly service?: string;
  readonly offsetMs?: number;
}

/** Lengths in minutes, of one week. */
const PER_WEEK: readonly (readonly [Misfortune["kind"], readonly number[]])[] = [
  ["store outage", [3, 8, 20, 60]],
  ["late delivery", [3, 4, 6, 8, 10, 12]],
  ["slow store", [10, 20, 30]],
  ["mail outage", [10, 25]],
  ["no scans", [4, 9, 18]],
  ["clock jump", [1, 3, 5]],
];
const OFFSETS_MS = [-9 * MINUTE_MS, 4 * MINUTE_MS, 40 * MINUTE_MS] as const;
/** Two at once are not more than one, and hard to read. */
const GAP_MS = 40 * MINUTE_MS;

export function planMisfortune(options: SimulationOptions): Misfortune[] {
  const { fromMs, toMs } = countedSpan(options);
  const random = randomOf(options.seed, 12);
  const planned: Misfortune[] = [];
  for (const [kind, lengths] of PER_WEEK) {
    const times = Math.max(1, Math.round((lengths.length * options.days) / 7));
    for (let n = 0; n < times; n++) {
      const minutes = lengths[n % lengths.length] ?? 1;
      planned.push({
        kind,
        ...freeSpan(random, planned, minutes * MINUTE_MS, fromMs, toMs),
        ...detailsOf(random, kind, n),
      });
    }
  }
  return planned.sort((a, b) => a.startMs - b.startMs);
}

function detailsOf(random: Random, kind: Misfortune["kind"], n: number): Pick<Misfortune, "service" | "offsetMs"> {
  const [first, ...others] = SERVICES.map(({ name }) => name);
  if (kind === "late delivery" && first) return { service: pick(random, [first, ...others]) };
  if (kind === "clock jump") return { offsetMs: OFFSETS_MS[n % OFFSETS_MS.length] ?? 0 };
  return {};
}

function freeSpan(
  random: Random,
  taken: readonly TimeSpan[],
  lengthMs: number,
  fromMs: number,
  toMs: number,
): TimeSpan {
  for (let draw = 0; draw < 10_000; draw++) {
    const startMs = Math.floor(uniform(random, fromMs, toMs - lengthMs - GAP_MS));
    const span = { startMs, endMs: startMs + lengthMs };
    if (!taken.some((other) => other.startMs < span.endMs + GAP_MS && span.startMs < other.endMs + GAP_MS)) return span;
  }
  throw new RangeError("So much misfortune finds no room in so few days");
}
