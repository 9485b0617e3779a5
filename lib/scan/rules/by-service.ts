/** How many lines each service has, or all of them together. */
import type { LogFilter, LogStore } from "../../ports.ts";
import { ALL_SERVICES } from "./finding.ts";
import { lastMinutes, type RuleWindow } from "./rule-window.ts";

export interface Lines {
  readonly service: string;
  readonly count: number;
}

/** As many alerts as one rule may have. */
const MOST_SERVICES = 50;
/** Where services that were chosen before are looked up, they may not be among the busiest. */
const SERVICES_LOOKED_UP = 1_000;
/** What sent within so long is expected to send. */
const KNOWN_MINUTES = 24 * 60;

/** One entry of all lines, or one for each of the busiest services. Lines that name no service belong to none. */
export async function countLines(store: LogStore, filter: LogFilter, by: "service" | undefined): Promise<Lines[]> {
  if (by === undefined) return [{ service: ALL_SERVICES, count: await store.count(filter) }];
  return serviceLines(store, filter, MOST_SERVICES);
}

/** By service; one that is not there has none. */
export async function lookUpLines(
  store: LogStore,
  filter: LogFilter,
  by: "service" | undefined,
): Promise<(service: string) => number> {
  if (by === undefined) {
    const count = await store.count(filter);
    return () => count;
  }
  const lines = await serviceLines(store, filter, SERVICES_LOOKED_UP);
  const counts = new Map(lines.map(({ service, count }) => [service, count]));
  return (service) => counts.get(service) ?? 0;
}

/** The 24 hours before a window: who sent then is known. */
export function dayBefore({ fromMs }: RuleWindow): RuleWindow {
  return lastMinutes(KNOWN_MINUTES, fromMs);
}

async function serviceLines(store: LogStore, filter: LogFilter, limit: number): Promise<Lines[]> {
  const terms = await store.terms(filter, "service.name", limit);
  return terms.map(({ value, count }) => ({ service: value, count }));
}
