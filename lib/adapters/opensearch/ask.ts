/** A question to all indices at once, whether there are any or not, whose answer is whole. */
import { SluiceError } from "../../errors.ts";
import type { Connection } from "./connection.ts";

export interface Completeness {
  readonly _shards: Shards;
  /** By `search.default_search_timeout` of the cluster: what was found until then. */
  readonly timed_out?: boolean;
}

interface Shards {
  readonly failed: number;
  readonly failures?: readonly { readonly reason?: { readonly type?: string; readonly reason?: string } }[];
}

/** `T` is the documented shape of the answer; nothing checks it. */
export type Ask = <T extends Completeness>(api: "_search" | "_count" | "_refresh", body?: object) => Promise<T>;

const LENIENT = { ignore_unavailable: true, allow_no_indices: true };

/** @param indices the path segment that names them */
export function createAsk(connection: Connection, indices: string): Ask {
  return async <T extends Completeness>(api: string, body?: object): Promise<T> => {
    const request = { method: "POST", path: `/${indices}/${api}`, query: LENIENT, ...(body && { body }) } as const;
    const answer = await connection.ask<T>(request);
    // Without this, a shard that is down would make figures smaller and nobody would know.
    if (answer._shards.failed > 0) throw partialAnswer(connection.address, answer._shards);
    if (answer.timed_out)
      throw new SluiceError("unavailable", `OpenSearch at ${connection.address} ran out of its time`);
    return answer;
  };
}

function partialAnswer(address: string, shards: Shards): SluiceError {
  const reason = shards.failures?.[0]?.reason;
  const detail = reason ? ` (${reason.type}: ${reason.reason})` : "";
  return new SluiceError("unavailable", `OpenSearch at ${address}: ${shards.failed} shards gave no answer${detail}`);
}
