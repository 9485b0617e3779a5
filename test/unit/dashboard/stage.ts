import { parseConfig } from "../../../lib/config.ts";
import type { LogsAnswer } from "../../../lib/dashboard/answers.ts";
import { createDashboard, type DashboardOptions } from "../../../lib/dashboard/app.ts";
import { assetsIn } from "../../../lib/dashboard/assets.ts";
import type { StoredDocument } from "../../../lib/ports.ts";
import { openEmbedded } from "../../support/embedded.ts";
import { documentOf } from "../../support/shop-logs.ts";
import type { TestDocument } from "../../support/stored-document.ts";

export const NOW_MS = Date.parse("2026-11-23T12:00:00.000Z");
export const MINUTE_MS = 60_000;

export async function open(documents: readonly StoredDocument[] = [], options: Partial<DashboardOptions> = {}) {
  const embedded = await openEmbedded();
  await embedded.store.write(documents);
  const failures: { error: Error; path: string }[] = [];
  const app = createDashboard({
    ...embedded,
    forecast: parseConfig({}).forecast,
    nowMs: () => NOW_MS,
    authorize: undefined,
    assets: assetsIn(embedded.folder),
    onFailure: (error, path) => failures.push({ error, path }),
    ...options,
  });
  const get = async <Answer = unknown>(path: string, headers: Record<string, string> = {}) => {
    const response = await app.request(path, { headers });
    // Each test names the answer it expects and checks that it is one.
    return { status: response.status, headers: response.headers, body: (await response.json()) as Answer };
  };
  return { ...embedded, app, get, failures };
}

export const line = (id: string, minutesAgo: number, fields: Parameters<typeof documentOf>[2]): TestDocument =>
  documentOf(id, NOW_MS - minutesAgo * MINUTE_MS, fields);

export const LINES = [
  line("a", 1, { message: "order 1 placed", "log.level": "info", "service.name": "checkout" }),
  line("b", 2, { message: "connection refused", "log.level": "error", "service.name": "payments" }),
  line("c", 3, { message: "connection refused", "log.level": "warn", "service.name": "checkout" }),
  line("d", 3.5, { message: "no level here", "service.name": "checkout" }),
  line("e", 300, { message: "long ago", "log.level": "info", "service.name": "archive" }),
];

export const idsOf = (body: LogsAnswer): string => body.hits.map(({ id }) => id).join(" ");
