/** What a new user wants to know when it runs. */
import { shownTarget } from "../../lib/config/alert-route.ts";
import type { Config } from "../../lib/config.ts";

export function welcome(url: string, config: Config, demo: boolean): string {
  const isClosed = !config.anonymous && config.ingestTokens === "";
  const lines = [
    `listening on ${url}`,
    "",
    `  page      ${url}/`,
    `  records   ${config.storeUrl}`,
    `  objects   ${config.objectsUrl}${config.objectsUrl.startsWith("folder:") ? " (files put below logs/ are ingested)" : ""}`,
    `  alerts    ${shownTarget(config.topicArn)}`,
    `  Fluentd   @type http, endpoint ${url}/ingest/\${tag}: README.md and infra/shippers have the whole of it`,
    `  curl      curl --data-binary @app.log ${url}/ingest/app`,
  ];
  if (demo) lines.push("  demo      a log generator is running; --no-demo leaves it out");
  if (isClosed) lines.push("", "Nobody may post or look yet: set INGEST_TOKENS to a token, or listen on 127.0.0.1.");
  return lines.join("\n");
}
