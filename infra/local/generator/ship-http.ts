/** Ships as Fluentd's out_http does: NDJSON, the tag in the path, and a chunk's id that stays the same when it is sent again. */
import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { JsonObject } from "../../../lib/record.ts";

export interface HttpShipper {
  /** Resolves when it was taken, given up (the endpoint will never take it), or the signal aborted. */
  ship(tag: string, records: readonly JsonObject[]): Promise<void>;
  /** Chunks that were not taken yet. */
  readonly waiting: number;
}

export interface HttpShipperOptions {
  /** `http://127.0.0.1:8080` */
  readonly baseUrl: string;
  /** Value of the Authorization header, if the endpoint asks for one. */
  readonly authorization: string | undefined;
  readonly signal: AbortSignal;
  readonly onFailure: (source: string, error: unknown) => void;
}

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
const TIMEOUT_MS = 60_000;

export function createHttpShipper({ baseUrl, authorization, signal, onFailure }: HttpShipperOptions): HttpShipper {
  let waiting = 0;

  async function post(tag: string, chunkId: string, body: string): Promise<"taken" | "given-up" | "again"> {
    const headers: Record<string, string> = { "content-type": "application/x-ndjson", "x-chunk-id": chunkId };
    if (authorization !== undefined) headers["authorization"] = authorization;
    try {
      const response = await fetch(`${baseUrl}/ingest/${encodeURIComponent(tag)}`, {
        method: "POST",
        headers,
        body,
        signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
      });
      const answer = await response.text();
      if (response.ok) return "taken";
      if (response.status >= 500) return "again";
      onFailure("generator", new Error(`${tag}: HTTP ${response.status} ${answer}`.trim()));
      return "given-up";
    } catch {
      // Not reached, or cut off: whether it was taken is unknown, and the same id makes sending it again safe.
      return "again";
    }
  }

  return {
    get waiting() {
      return waiting;
    },
    async ship(tag, records) {
      const chunkId = randomBytes(16).toString("hex");
      const body = records.map((record) => `${JSON.stringify(record)}\n`).join("");
      waiting++;
      try {
        for (let pauseMs = FIRST_PAUSE_MS; !signal.aborted; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
          if ((await post(tag, chunkId, body)) !== "again") return;
          await sleep(pauseMs, undefined, { signal }).catch(() => {});
        }
      } finally {
        waiting--;
      }
    },
  };
}
