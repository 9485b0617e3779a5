/** The environment that `npm start` gives the functions, as serverless.yml does on AWS. */
import { isIP } from "node:net";
import { join } from "node:path";
import type { Environment } from "../../lib/config.ts";

export interface StartOptions {
  readonly host: string;
  readonly port: number;
  /** Holds everything that has no other place. */
  readonly data: string;
  readonly demo: boolean;
  readonly store?: string;
  readonly objects?: string;
  readonly queue?: string;
}

/** Options win over the environment that is there, and that over the defaults. @returns what to set */
export function localEnvironment(options: StartOptions, environment: Environment): Record<string, string> {
  const { data, host } = options;
  const given = (name: string, fallback: string) => environment[name] || fallback;
  const isOpen = !environment["INGEST_TOKENS"] && isLoopback(host);
  return {
    STORE_URL: options.store ?? given("STORE_URL", `sqlite:${join(data, "logs.db")}`),
    OBJECTS_URL: options.objects ?? given("OBJECTS_URL", `folder:${join(data, "objects")}`),
    QUEUE_URL: options.queue ?? given("QUEUE_URL", "memory:"),
    WAKE_QUEUE_URL: given("WAKE_QUEUE_URL", "memory:wake"),
    TOPIC_ARN: given("TOPIC_ARN", `mailbox:${join(data, "mailbox")}`),
    SLUICE_ANONYMOUS: given("SLUICE_ANONYMOUS", String(isOpen)),
    PAGE_DIR: given("PAGE_DIR", join(data, "page")),
    // A terminal is for people: no line per request, no metrics for CloudWatch.
    POWERTOOLS_LOG_LEVEL: given("POWERTOOLS_LOG_LEVEL", "WARN"),
    POWERTOOLS_METRICS_DISABLED: given("POWERTOOLS_METRICS_DISABLED", "true"),
  };
}

export function isLoopback(host: string): boolean {
  if (host === "localhost") return true;
  return isIP(host) === 4 ? host.startsWith("127.") : host === "::1";
}

/** @param connectable true gives an address that this machine reaches itself by, where `host` means all of its addresses */
export function urlOf(host: string, port: number, connectable = false): string {
  const reached = !connectable ? host : host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "::1" : host;
  return `http://${isIP(reached) === 6 ? `[${reached}]` : reached}:${port}`;
}
