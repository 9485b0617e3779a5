/** The HTTP side of Sluice on a free port of this machine: the gateway, the handlers and embedded stores in a folder, as `npm start` has them. */
import { join } from "node:path";
import { handler as dashboard } from "../../functions/dashboard.ts";
import { handler as ingestHttp } from "../../functions/ingest-http.ts";
import { buildPage } from "../../infra/build/page.ts";
import { createGateway } from "../../infra/local/gateway.ts";
import { openObjects, openStore } from "../../lib/adapters/open.ts";
import { processConfig } from "../../lib/config.ts";
import type { LogStore, ObjectStore } from "../../lib/ports.ts";

export interface LocalApi {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  readonly store: LogStore;
  readonly objects: ObjectStore;
  /** What handlers threw. */
  readonly failures: readonly unknown[];
  close(): Promise<void>;
}

/** Open to everybody unless INGEST_TOKENS is set. The handlers read the process's environment: one at a time in a process. */
export async function startLocalApi(folder: string): Promise<LocalApi> {
  const pageDir = join(folder, "page");
  await buildPage(pageDir);
  Object.assign(process.env, {
    STORE_URL: `sqlite:${join(folder, "logs.db")}`,
    OBJECTS_URL: `folder:${join(folder, "objects")}`,
    SLUICE_ANONYMOUS: process.env["INGEST_TOKENS"] ? "false" : "true",
    PAGE_DIR: pageDir,
  });
  const config = await processConfig();
  const failures: unknown[] = [];
  const gateway = await createGateway({
    routes: [
      { paths: ["/ingest", "/ingest/*"], functionName: "ingest-http", handler: ingestHttp },
      { paths: ["*"], functionName: "dashboard", handler: dashboard },
    ],
    host: "127.0.0.1",
    port: 0,
    onFailure: (_, error) => failures.push(error),
  });
  return {
    url: `http://127.0.0.1:${gateway.port}`,
    store: await openStore(config),
    objects: await openObjects(config),
    failures,
    close: () => gateway.close(0),
  };
}
