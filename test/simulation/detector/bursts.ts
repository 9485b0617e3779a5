/** Bursts of known errors, one after the other in each service: from 3 to 30 times the usual, 8 to 60 minutes long. */
import { between, randomOf } from "../../../infra/local/generator/random.ts";
import { HOUR_MS, MINUTE_MS, type TimeSpan } from "../time.ts";
import { nameSeed, usualPerMinute } from "../world/background.ts";
import { logUniform, poisson, uniform } from "../world/counts.ts";
import type { Service } from "../world/services.ts";

export interface Burst extends TimeSpan {
  readonly service: Service;
  /** Of its sources. */
  readonly index: number;
  readonly factor: number;
  readonly perMinute: number;
}

/** Less than this is a drip, whatever it is three times of. */
const LEAST_USUAL = 1;

export function planBursts(services: readonly Service[], { startMs, endMs }: TimeSpan, seed: number): Burst[] {
  return services.flatMap((service) => {
    const random = randomOf(seed, nameSeed(service.name), 71);
    const bursts: Burst[] = [];
    let fromMs = startMs + uniform(random, 1, 8) * HOUR_MS;
    while (fromMs < endMs - 5 * HOUR_MS) {
      const index = between(random, 0, service.sources.length - 1);
      const source = service.sources[index];
      const usual = source ? usualPerMinute(service, source, fromMs) : 0;
      const factor = logUniform(random, 3, 30);
      const toMs = fromMs + logUniform(random, 8, 60) * MINUTE_MS;
      const perMinute = factor * Math.max(usual, LEAST_USUAL) - usual;
      bursts.push({ service, index, startMs: Math.floor(fromMs), endMs: Math.floor(toMs), factor, perMinute });
      fromMs = toMs + uniform(random, 4, 16) * HOUR_MS;
    }
    return bursts;
  });
}

/** When its errors of this minute happen: the first one as it begins. */
export function burstTimes({ startMs, endMs, perMinute, index }: Burst, minuteMs: number, seed: number): number[] {
  const fromMs = Math.max(startMs, minuteMs);
  const toMs = Math.min(endMs, minuteMs + MINUTE_MS);
  if (fromMs >= toMs) return [];
  const random = randomOf(seed, 73, index, startMs / MINUTE_MS, minuteMs / MINUTE_MS);
  const count = poisson(random, (perMinute * (toMs - fromMs)) / MINUTE_MS);
  const times = Array.from({ length: count }, () => Math.floor(uniform(random, fromMs, toMs)));
  return fromMs === startMs ? [startMs, ...times] : times;
}
