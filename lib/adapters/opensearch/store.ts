/** The LogStore on OpenSearch: an AWS domain (2.x, 3.x), a Serverless SEARCH collection, or any server. */
import { isSluiceError } from "../../errors.ts";
import type { LogStore, StoreHealth } from "../../ports.ts";
import { createAsk } from "./ask.ts";
import { createBulkWriter } from "./bulk.ts";
import { type Connection, connect } from "./connection.ts";
import { createIndices, type IndexSettings, type Indices } from "./indices.ts";
import { createPoints } from "./points.ts";
import { createReader } from "./read.ts";

/**
 * Asks nothing yet: a server that is down is told by the first call.
 * @param arn of a store on AWS whose address does not tell so
 */
export async function openOpenSearchStore({
  url,
  arn,
  index,
}: {
  url: string;
  arn: string | undefined;
  index: IndexSettings;
}): Promise<LogStore> {
  const connection = await connect(url, arn);
  const indices = createIndices(connection, index);
  const writeBulk = createBulkWriter(connection, indices.nameAt);

  return {
    prepare: indices.prepare,
    async write(documents) {
      await indices.ensureTemplates();
      return writeBulk(documents);
    },
    refresh: () => refresh(connection, indices.all),
    ...createReader(connection, indices.all),
    ...createPoints(connection, indices.points),
    dropBefore: indices.dropBefore,
    health: () => healthOf(connection, indices),
    close: () => connection.close(),
  };
}

async function refresh(connection: Connection, indices: string): Promise<boolean> {
  // It has no such call: https://docs.aws.amazon.com/opensearch-service/latest/developerguide/serverless-genref.html
  if (connection.serverless) return false;
  try {
    await createAsk(connection, indices)("_refresh");
    return true;
  } catch (error) {
    // A role that may only read: what was written shows when index.refresh_interval is over.
    if (isSluiceError(error, "denied")) return false;
    throw error;
  }
}

async function healthOf(connection: Connection, indices: Indices): Promise<StoreHealth> {
  try {
    if (connection.serverless) {
      return {
        ok: true,
        detail: `OpenSearch Serverless at ${connection.address}, ${(await indices.list()).length} indices`,
      };
    }
    const { status, number_of_nodes: nodes } = await connection.ask<ClusterHealth>({
      method: "GET",
      path: "/_cluster/health",
    });
    return { ok: status !== "red", detail: `OpenSearch at ${connection.address}: ${status}, ${nodes} nodes` };
  } catch (error) {
    if (!isSluiceError(error)) throw error;
    return { ok: false, detail: error.message.replaceAll(/\s+/g, " ") };
  }
}

interface ClusterHealth {
  readonly status: "green" | "yellow" | "red";
  readonly number_of_nodes: number;
}
