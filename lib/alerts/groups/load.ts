/**
 * The load of a service by hour of the day, learned of its errors: where twice as many people buy, twice as many payments fail, and that
 * is usual. Shared by all groups of the service, since one alone is too rare to learn it from.
 */

export interface Load {
  readonly sinceMinute: number;
  readonly minute: number;
  /** Errors by hour of the day (UTC), fading. */
  readonly hours: readonly number[];
}

/** By service. */
export type Loads = ReadonlyMap<string, Load>;

const DAY_MINUTES = 24 * 60;
/** Half is forgotten in about three days: a working week and its end differ. */
const FORGET_MINUTES = 4 * DAY_MINUTES;
/** Before every hour was seen twice, all are taken for the same. */
const LEAST_MINUTES = DAY_MINUTES;
/** As many errors as this in an hour of the day say half of what there is to say. */
const DOUBT = 10;
const MOST_SERVICES = 200;
/** Who had no errors for so long makes room: names may change with each deployment. */
const FORGOTTEN_MINUTES = 7 * DAY_MINUTES;

export function learnLoad(loads: Loads, service: string, minute: number, errors: number): Loads {
  const known = loads.get(service);
  if (!known && loads.size >= MOST_SERVICES) {
    const heard = [...loads].filter(([, load]) => minute - load.minute < FORGOTTEN_MINUTES);
    return heard.length < loads.size ? learnLoad(new Map(heard), service, minute, errors) : loads;
  }
  const {
    sinceMinute,
    minute: before,
    hours,
  } = known ?? { sinceMinute: minute, minute, hours: Array<number>(24).fill(0) };
  const kept = Math.exp(-Math.max(0, minute - before) / FORGET_MINUTES);
  const hour = hourOf(minute);
  const next = hours.map((count, h) => count * kept + (h === hour ? errors : 0));
  return new Map(loads).set(service, { sinceMinute, minute: Math.max(minute, before), hours: next });
}

/** Relative to the mean of the day: 1 where nothing is known. */
export function loadAt(load: Load | undefined, minute: number): number {
  if (!load || load.minute - load.sinceMinute < LEAST_MINUTES) return 1;
  const mean = load.hours.reduce((sum, count) => sum + count, 0) / 24;
  // Halfway from the middle of an hour to that of the next both count the same.
  const position = (minute % DAY_MINUTES) / 60 - 0.5;
  const share = position - Math.floor(position);
  const [here = mean, there = mean] = [
    load.hours[mod24(Math.floor(position))],
    load.hours[mod24(Math.floor(position) + 1)],
  ];
  return ((1 - share) * here + share * there + DOUBT) / (mean + DOUBT);
}

function hourOf(minute: number): number {
  return Math.floor((minute % DAY_MINUTES) / 60);
}

function mod24(hour: number): number {
  return (hour + 24) % 24;
}

/** Each minute with errors fades all hours by less than two ten-thousandths: what is rounded to tenths would never fade. */
const STORED_DIGITS = 6;

export type StoredLoads = Readonly<Record<string, Load>>;

export function storeLoads(loads: Loads): StoredLoads {
  return Object.fromEntries(
    [...loads].map(([service, load]) => [
      service,
      { ...load, hours: load.hours.map((count) => Number(count.toPrecision(STORED_DIGITS))) },
    ]),
  );
}

export function restoreLoads(loads: StoredLoads): Loads {
  return new Map(Object.entries(loads));
}
