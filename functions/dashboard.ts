/** The page and its API, behind the same HTTP API as ingest-http (payload format 2.0). */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { type APIGatewayProxyResult, handle, type LambdaEvent } from "hono/aws-lambda";
import { openObjects, openStore, openTokens } from "../lib/adapters/open.ts";
import { type Config, processConfig } from "../lib/config.ts";
import { createDashboard } from "../lib/dashboard/app.ts";
import { assetsIn } from "../lib/dashboard/assets.ts";
import { authorize } from "../lib/http-auth.ts";
import { logger } from "../lib/telemetry.ts";

let current: { config: Config; answer: ReturnType<typeof handle> } | undefined;

export async function handler(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyResult> {
  const config = await processConfig();
  if (current?.config !== config) current = { config, answer: await open(config) };
  // Hono describes the same event in types of its own, which TypeScript finds too different.
  return current.answer(event as unknown as LambdaEvent);
}

async function open(config: Config): Promise<ReturnType<typeof handle>> {
  const app = createDashboard({
    store: await openStore(config),
    objects: await openObjects(config),
    forecast: config.forecast,
    nowMs: config.nowMs,
    authorize: config.anonymous ? undefined : async (header) => authorize(header, await openTokens(config)),
    assets: assetsIn(pageDir()),
    onFailure: (error, path) => logger.error("not answered", { error, path }),
  });
  return handle(app);
}

/**
 * Where infra/build/page.ts put the page: `PAGE_DIR`; else `page/` beside this file, as in the package that infra/build/main.ts
 * makes for AWS; else, run from source, `dist/page/`.
 */
function pageDir(): string {
  const beside = join(import.meta.dirname, "page");
  const built = existsSync(beside) ? beside : join(import.meta.dirname, "../dist/page");
  return process.env["PAGE_DIR"] || built;
}
