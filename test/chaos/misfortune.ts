/** What befalls a run beside the faults of its store: processes die, the store is gone for a while, S3 fails. */
import { between, randomOf } from "../../infra/local/generator/random.ts";
import type { ChaosOptions } from "./options.ts";
import type { Plan } from "./plan.ts";
import type { Stage } from "./stage.ts";
import type { Workers } from "./workers.ts";

export type Misfortune =
  /** An answer to PUT is lost, or the bytes of an object break off in the middle. */
  | { readonly kind: "lost-put-answer" | "broken-body" }
  | { readonly kind: "kill"; readonly worker: number; readonly afterMs: number }
  | { readonly kind: "outage" };

/**
 * Each when so many records were told of: at the same points of a run, however fast the machine is.
 * @param workers how many there are to be killed
 */
export function planMisfortune(
  { given }: Plan,
  workers: number,
  { seed, kills, outages, objectFaults, store }: ChaosOptions,
) {
  const random = randomOf(seed, 5);
  const events: { at: number; event: Misfortune }[] = [];
  for (let n = 0; n < kills; n++) {
    const worker = between(random, 0, workers - 1);
    const event: Misfortune = { kind: "kill", worker, afterMs: between(random, 0, 800) };
    events.push({ at: ((n + random()) / kills) * 0.9 * given, event });
  }
  for (let n = 0; n < outages && store !== "sqlite"; n++) {
    events.push({ at: ((n + 0.2 + random() * 0.5) / outages) * 0.9 * given, event: { kind: "outage" } });
  }
  for (let n = 0; n < objectFaults; n++) {
    for (const kind of ["lost-put-answer", "broken-body"] as const) {
      events.push({ at: ((n + random()) / objectFaults) * 0.7 * given, event: { kind } });
    }
  }
  events.sort((a, b) => a.at - b.at);
  return {
    due(told: number): Misfortune[] {
      const after = events.findIndex(({ at }) => at > told);
      return events.splice(0, after < 0 ? events.length : after).map(({ event }) => event);
    },
  };
}

export function strike(
  event: Misfortune,
  { proxy, s3Faults }: Stage,
  workers: Workers,
  { outageMs }: ChaosOptions,
): void {
  switch (event.kind) {
    case "kill":
      setTimeout(() => workers.kill(event.worker), event.afterMs);
      return;
    case "outage":
      void proxy?.outage(outageMs);
      return;
    case "lost-put-answer":
      s3Faults.lostPutAnswers++;
      return;
    case "broken-body":
      s3Faults.brokenBodies++;
  }
}
