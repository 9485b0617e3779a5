/** A real store, real objects and a notifier that keeps what it is given; any of them can be made to fail. */
import { openMemoryObjects } from "../../../lib/adapters/memory/objects.ts";
import { openSqliteStore } from "../../../lib/adapters/sqlite/store.ts";
import { type AlertState, changeAlertState, readAlertState } from "../../../lib/alerts/state.ts";
import { parseConfig } from "../../../lib/config.ts";
import { SluiceError } from "../../../lib/errors.ts";
import type { LogStore, Notification, Notifier, ObjectStore } from "../../../lib/ports.ts";
import { type ScanReport, scan } from "../../../lib/scan/run.ts";
import { type Arrival, errorDocument } from "../../support/error-documents.ts";

export const SECOND_MS = 1000;
export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const START_MS = Date.parse("2026-11-23T10:02:00Z");

export interface Faults {
  /** The store answers no question. */
  storeDown?: boolean;
  /** Puts that still work; then none does. */
  putsLeft?: number;
  /** The store counts errors, but shows none. */
  searchDown?: boolean;
  /** The notifier takes no mail. */
  notifierDown?: boolean;
  /** No fault: a wake message asked for the scan. */
  isWoken?: boolean;
  /** Takes the place of the notifier. */
  notifierOf?: (route: string) => Promise<Notifier>;
  /** Those of another stage. */
  objects?: ObjectStore;
  /** Text of another sluice.yml. */
  yaml?: string;
}

export interface Stage extends AsyncDisposable {
  readonly store: LogStore;
  readonly objects: ObjectStore;
  readonly sent: Notification[];
  arrive(...arrivals: Arrival[]): Promise<void>;
  scanAt(nowMs: number, faults?: Faults): Promise<ScanReport>;
  /** What a scan would report, without any effect. */
  rehearse(nowMs: number, state: AlertState): Promise<ScanReport>;
  /** Scans once a minute, `times` times, from `fromMs` on; gives the time after the last. */
  scanEachMinute(fromMs: number, times: number): Promise<number>;
  state(): Promise<AlertState>;
}

/** @param yaml text of sluice.yml @param seenBy what scans get for the store */
export async function openStage(yaml = "", seenBy: (store: LogStore) => LogStore = (store) => store): Promise<Stage> {
  const store = await openSqliteStore({ path: ":memory:", granularity: "day" });
  const objects = openMemoryObjects();
  const sent: Notification[] = [];
  let documents = 0;

  const stage: Stage = {
    store,
    objects,
    sent,

    async arrive(...arrivals) {
      await store.write(arrivals.map((arrival) => errorDocument(`d${documents++}`, arrival)));
    },

    async scanEachMinute(fromMs, times) {
      for (let i = 0; i < times; i++) await stage.scanAt(fromMs + i * MINUTE_MS);
      return fromMs + times * MINUTE_MS;
    },

    scanAt: (nowMs, faults = {}) =>
      scan({
        store: {
          ...seenBy(store),
          ...(faults.storeDown && { errorGroups: fail }),
          ...(faults.searchDown && { search: fail }),
        },
        objects: withPuts(faults.objects ?? objects, faults.putsLeft ?? Number.POSITIVE_INFINITY),
        notifierOf: faults.notifierOf ?? (async () => (faults.notifierDown ? { send: fail } : keeping(sent))),
        settings: parseConfig({}, faults.yaml ?? yaml),
        nowMs,
        isWoken: faults.isWoken ?? false,
        places: { pageUrl: "https://logs.example.com/" },
      }),

    async rehearse(nowMs, state) {
      const copy = openMemoryObjects();
      await changeAlertState(copy, () => state);
      const notifierOf = async () => keeping([]);
      return scan({ store, objects: copy, notifierOf, settings: parseConfig({}, yaml), nowMs });
    },

    state: () => readAlertState(objects),

    async [Symbol.asyncDispose]() {
      await store.close();
    },
  };
  return stage;
}

function keeping(sent: Notification[]): Notifier {
  return {
    async send(notification) {
      sent.push(notification);
      return { messageId: String(sent.length) };
    },
  };
}

function withPuts(objects: ObjectStore, puts: number): ObjectStore {
  let left = puts;
  return { ...objects, put: (...args) => (left-- > 0 ? objects.put(...args) : fail()) };
}

async function fail(): Promise<never> {
  throw new SluiceError("unavailable", "it is down");
}
