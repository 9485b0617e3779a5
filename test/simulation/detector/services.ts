/** Services as a seed draws them: what is told must not depend on which ones a test happens to have. */
import { between, pick, type Random, randomOf } from "../../../infra/local/generator/random.ts";
import { logUniform, uniform } from "../world/counts.ts";
import type { ErrorSource, Service } from "../world/services.ts";

const NAMES = ["alpha", "beta", "gamma"] as const;
const SHIP_SECONDS = [5, 10, 60] as const;
const KINDS = ["chronic", "chronic", "rare", "rare", "cron", "retries"] as const;
const SHAPES = [2, 5, 5, 20] as const;
const TIMES_A_DAY = [1, 1, 4, 24] as const;

export function servicesOf(seed: number): Service[] {
  const random = randomOf(seed, 991);
  return NAMES.map((name) => ({
    name,
    linesPerMinute: 4,
    load: {
      peakHour: between(random, 8, 20),
      swing: uniform(random, 0.2, 0.85),
      weekendShare: uniform(random, 0.4, 1.3),
    },
    shipSeconds: pick(random, SHIP_SECONDS),
    sources: Array.from({ length: between(random, 4, 6) }, () => sourceOf(random)),
  }));
}

function sourceOf(random: Random): ErrorSource {
  return { message: () => "an error", comes: comingOf(random) };
}

function comingOf(random: Random): ErrorSource["comes"] {
  const kind = pick(random, KINDS);
  switch (kind) {
    case "chronic":
      return { kind, perMinute: logUniform(random, 0.1, 8), shape: pick(random, SHAPES) };
    case "rare":
      return { kind, perDay: logUniform(random, 0.5, 20) };
    case "cron": {
      const times = pick(random, TIMES_A_DAY);
      const first = between(random, 0, 23);
      const hours = Array.from({ length: times }, (_, n) => (first + (n * 24) / times) % 24);
      return { kind, minute: between(random, 0, 59), hours, most: between(random, 2, 30) };
    }
    case "retries":
      return { kind, perDay: logUniform(random, 1, 12), most: between(random, 3, 8) };
    default:
      return kind satisfies never;
  }
}
