/** functions/ingest-http behind the local gateway, on embedded stores: what real clients talk to. */
import { onTestFinished, vi } from "vitest";
import { handler } from "../../functions/ingest-http.ts";
import { createGateway } from "../../infra/local/gateway.ts";
import { openObjects, openStore } from "../../lib/adapters/open.ts";
import { processConfig } from "../../lib/config.ts";
import type { SearchHit } from "../../lib/ports.ts";
import { allDocuments, quarantined, temporaryFolder } from "./embedded.ts";

export interface IngestEndpoint {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  stored(): Promise<SearchHit[]>;
  quarantined(): ReturnType<typeof quarantined>;
}

export const TOKEN = "t0ken";
export const AUTHORIZATION: Readonly<Record<string, string>> = { authorization: `Bearer ${TOKEN}` };

/** @param storeUrl in place of an embedded one */
export async function startIngestEndpoint(storeUrl?: string): Promise<IngestEndpoint> {
  const folder = temporaryFolder();
  vi.stubEnv("STORE_URL", storeUrl ?? `sqlite:${folder}/logs.db`);
  vi.stubEnv("OBJECTS_URL", `folder:${folder}/objects`);
  vi.stubEnv("INGEST_TOKENS", `${TOKEN},shipper:s3cr:et`);
  vi.stubEnv("SLUICE_NOW", "2026-11-23T14:00:00.000Z");
  const gateway = await createGateway({
    routes: [{ paths: ["*"], functionName: "ingest-http", handler }],
    host: "127.0.0.1",
    port: 0,
    onFailure: (_, error) => {
      throw error;
    },
  });
  onTestFinished(() => gateway.close(0));
  return {
    url: `http://127.0.0.1:${gateway.port}`,
    stored: async () => allDocuments(await openStore(await processConfig())),
    quarantined: async () => quarantined(await openObjects(await processConfig())),
  };
}
