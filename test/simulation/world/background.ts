/** When a source's errors happen by themselves, minute by minute. */
import { between, randomOf } from "../../../infra/local/generator/random.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from "../time.ts";
import { gamma, poisson, uniform } from "./counts.ts";
import { loadAt } from "./load.ts";
import type { ErrorSource, Service } from "./services.ts";

const MOOD_MS = 5 * MINUTE_MS;
/** Of the two numbers that a seed is mixed with, so that moods and minutes do not follow each other. */
const MOODS = 1;
const MINUTES = 2;

/** Those that begin in this minute; retries may reach into the next. */
export function backgroundTimes(service: Service, index: number, source: ErrorSource, minuteMs: number, seed: number) {
  const random = randomOf(seed, nameSeed(service.name), index, MINUTES, minuteMs / MINUTE_MS);
  const { comes } = source;
  switch (comes.kind) {
    case "chronic": {
      const block = Math.floor(minuteMs / MOOD_MS);
      const mood = gamma(randomOf(seed, nameSeed(service.name), index, MOODS, block), comes.shape);
      return scattered(poisson(random, usualPerMinute(service, source, minuteMs) * mood));
    }
    case "rare":
      return scattered(poisson(random, comes.perDay / 1440));
    case "cron": {
      const isDue = minuteMs % HOUR_MS === comes.minute * MINUTE_MS && comes.hours.includes(hourOf(minuteMs));
      return isDue ? scattered(between(random, 1, comes.most)) : [];
    }
    case "retries":
      return scattered(poisson(random, comes.perDay / 1440)).flatMap((startMs) => retries(startMs, comes.most));
    default:
      return comes satisfies never;
  }

  function scattered(count: number): number[] {
    return Array.from({ length: count }, () => Math.floor(uniform(random, minuteMs, minuteMs + MINUTE_MS)));
  }

  function retries(startMs: number, most: number): number[] {
    return Array.from({ length: between(random, 2, most) }, (_, n) => startMs + (2 ** n - 1) * SECOND_MS);
  }
}

/** What to expect at this time of the week. */
export function usualPerMinute({ load }: Service, { comes }: ErrorSource, timeMs: number): number {
  switch (comes.kind) {
    case "chronic":
      return comes.perMinute * loadAt(load, timeMs);
    case "rare":
      return comes.perDay / 1440;
    case "cron":
      return ((comes.hours.length / 24) * comes.most) / 2 / 60;
    case "retries":
      return (comes.perDay * comes.most) / 2 / 1440;
    default:
      return comes satisfies never;
  }
}

export function nameSeed(name: string): number {
  let sum = 7;
  for (const char of name) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) | 0;
  return sum;
}

function hourOf(timeMs: number): number {
  return Math.floor((timeMs % DAY_MS) / HOUR_MS);
}
