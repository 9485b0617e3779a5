/**
 * Who is followed where there is not room for all: all records, levels and queries first, then services, the busiest first, each with its
 * levels. Who is followed stays until nothing was heard of it for days, or until another is twice as busy: so that none flips in and out.
 */
import { MINUTE_MS } from "../durations.ts";
import type { TermCount } from "../ports.ts";
import { type SeriesId, seriesName } from "./series-id.ts";

/** Of a followed series, as far as it takes to choose. */
export interface Candidate {
  readonly name: string;
  readonly id: SeriesId;
  /** Records a minute, as a mean over a day. */
  readonly rate: number;
  readonly heardMs: number;
  /** Of a query: what it asks. */
  readonly asked?: string | undefined;
}

export interface Choice {
  /** To be counted apart: those that are followed, and those that may begin, the busiest first; admit() has the last word. */
  readonly services: readonly string[];
  /** Names of the series that are followed no longer. */
  readonly leaving: ReadonlySet<string>;
  /** Services that were heard and found no room. */
  readonly leftOut: number;
}

export interface ChooseOptions {
  readonly window: { readonly fromMs: number; readonly toMs: number };
  /** Series that there is room for. */
  readonly most: number;
  readonly forgetAfterMs: number;
  /** By the name of its series. */
  readonly queries: ReadonlyMap<string, { readonly asked: string }>;
}

/** Names stand in the state and in each point; one that is longer is no name. */
const LONGEST_NAME = 200;
const TWICE = 2;

/** @param heard services of the window, the busiest first */
export function chooseServices(
  followed: readonly Candidate[],
  heard: readonly TermCount[],
  { window, most, forgetAfterMs, queries }: ChooseOptions,
): Choice {
  const isForgotten = ({ name, id, heardMs, asked }: Candidate) => {
    if (id.query !== undefined) return queries.get(name)?.asked !== asked;
    return (id.service !== undefined || id.level !== undefined) && heardMs < window.fromMs - forgetAfterMs;
  };
  const leaving = new Set(followed.filter(isForgotten).map(({ name }) => name));
  const isStaying = ({ name }: Candidate) => !leaving.has(name);
  const services = followed.filter(({ id: { service, level } }) => service !== undefined && level === undefined);
  const quietestFirst = services.filter(isStaying).sort((a, b) => a.rate - b.rate || (a.name < b.name ? -1 : 1));
  const missing = [...queries.keys()].filter((name) => !followed.some((one) => one.name === name && isStaying(one)));
  let room = most - followed.length + leaving.size - missing.length;

  function dropQuietest(): void {
    const { service } = quietestFirst.shift()?.id ?? {};
    for (const { name, id } of followed) {
      if (service === undefined || id.service !== service || leaving.has(name)) continue;
      leaving.add(name);
      room++;
    }
  }

  while (room < 0 && quietestFirst.length > 0) dropQuietest();

  const known = new Set(quietestFirst.map(({ id }) => id.service));
  const newcomers = heard.filter(({ value }) => !known.has(value) && value !== "" && value.length <= LONGEST_NAME);
  const joining: string[] = [];
  const minutes = (window.toMs - window.fromMs) / MINUTE_MS;
  let hasMadeRoom = false;
  for (const { value, count } of newcomers) {
    const quietest = quietestFirst[0];
    if (room < 1 && !hasMadeRoom && quietest && count / minutes > TWICE * quietest.rate) {
      hasMadeRoom = true;
      dropQuietest();
    }
    if (room < 1) break;
    joining.push(value);
    room--;
  }
  const staying = quietestFirst.flatMap(({ id }) => id.service ?? []).reverse();
  return { services: [...staying, ...joining], leaving, leftOut: newcomers.length - joining.length };
}

/** Of the series that were found, those that begin to be followed: as many as there is room for. */
export function admit(
  found: Iterable<SeriesId>,
  followed: ReadonlySet<string>,
  { services, most }: { readonly services: readonly string[]; readonly most: number },
): { readonly joining: readonly SeriesId[]; readonly leftOut: number } {
  const order = new Map(services.map((service, n) => [service, n]));
  const rank = ({ service, level, query }: SeriesId) => {
    if (service !== undefined) return 2 * (1 + (order.get(service) ?? services.length)) + (level === undefined ? 0 : 1);
    return query === undefined && level === undefined ? -1 : 0;
  };
  const joining = [...found].filter((id) => !followed.has(seriesName(id))).sort((a, b) => rank(a) - rank(b));
  const room = Math.max(0, most - followed.size);
  return { joining: joining.slice(0, room), leftOut: Math.max(0, joining.length - room) };
}

/** Who is busy enough for its minutes to be kept in the store; who was, stays a while longer. */
export function chooseKept(
  series: readonly { readonly name: string; readonly id: SeriesId; readonly rate: number; readonly isKept: boolean }[],
  most: number,
): ReadonlySet<string> {
  const weight = ({ id, rate, isKept }: (typeof series)[number]) =>
    id.service === undefined ? Number.POSITIVE_INFINITY : rate * (isKept ? TWICE : 1);
  const busiestFirst = series
    .map((one) => ({ name: one.name, weight: weight(one) }))
    .sort((a, b) => (a.weight === b.weight ? (a.name < b.name ? -1 : 1) : b.weight - a.weight));
  return new Set(busiestFirst.slice(0, most).map(({ name }) => name));
}
