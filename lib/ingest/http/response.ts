/** Answers in Sluice's own words. Shippers read the status alone; people read the rest. */

export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** Ten seconds is what Fluent Bit waits before its only retry. */
const RETRY_AFTER_SECONDS = 10;
export const RETRY_LATER: Readonly<Record<string, string>> = { "retry-after": String(RETRY_AFTER_SECONDS) };

export function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): HttpResponse {
  return { status, headers: { "content-type": "application/json", ...headers }, body: `${JSON.stringify(value)}\n` };
}

export function problem(
  status: number,
  code: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): HttpResponse {
  return json(status, { error: { code, message } }, headers);
}

export function wrongMethod(message: string, allow: string): HttpResponse {
  return problem(405, "method", message, { allow });
}
