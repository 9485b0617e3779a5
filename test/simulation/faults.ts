/** What may happen to a run: it dies, the store is down, no mail is taken. */
import { ALERTS_KEY } from "../../lib/alerts/state.ts";
import { SluiceError } from "../../lib/errors.ts";
import type { LogStore, ObjectStore } from "../../lib/ports.ts";
import type { RunFate } from "./world/runs.ts";

/** Of one run. */
export interface Life {
  isOver: boolean;
}

/** Who is dead neither reads nor writes. */
export function mortalObjects(
  objects: ObjectStore,
  life: Life,
  fate: RunFate,
  sees: (key: string, body: Uint8Array | string) => void,
): ObjectStore {
  return {
    ...objects,
    async get(key) {
      if (life.isOver) throw died();
      return objects.get(key);
    },
    async put(key, body, options) {
      if (life.isOver) throw died();
      const put = await objects.put(key, body, options);
      sees(key, body);
      if (key === ALERTS_KEY) life.isOver = fate === "dies after the write";
      return put;
    },
  };
}

export function died(): SluiceError {
  return new SluiceError("unavailable", "the run is dead");
}

export function mailIsDown(): SluiceError {
  return new SluiceError("unavailable", "no mail is taken");
}

export function downStore(store: LogStore): LogStore {
  const down = async (): Promise<never> => {
    throw new SluiceError("unavailable", "the store is down");
  };
  const calls = Object.keys(store).map((name) => [name, down]);
  // Every member of the port is a function that gives a promise.
  return Object.fromEntries(calls) as unknown as LogStore;
}
