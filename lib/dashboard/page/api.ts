/** Asks the routes under /api, relative to the page: a prefix in front of both does no harm. */
import type { ErrorAnswer, HealthAnswer } from "../answers.ts";

const SILENT = "Sluice does not answer. Is it still running?";

/**
 * @param parameters empty ones are left out
 * @throws Error whose message is for the viewer; AbortError when `signal` aborts
 */
export async function ask<T>(
  path: string,
  parameters: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<T> {
  const response = await reach(path, parameters, signal);
  const answer: unknown = await response.json().catch(() => undefined);
  if (!response.ok || answer === undefined) throw new Error(messageOf(answer, response.status));
  // The routes and the page are built from one source: answers.ts says what each route answers.
  return answer as T;
}

/** Changes something. @throws Error whose message is for the viewer */
export async function change(method: "POST" | "DELETE", path: string, body?: object): Promise<void> {
  const content = body && { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  const response = await fetch(`api/${path}`, { method, ...content }).catch((cause: unknown) => {
    throw new Error(SILENT, { cause });
  });
  if (response.ok) return;
  const answer: unknown = await response.json().catch(() => undefined);
  throw new Error(messageOf(answer, response.status));
}

/** Health answers 503 with a body when the store is down: that is an answer too. */
export async function askHealth(signal?: AbortSignal): Promise<HealthAnswer> {
  const response = await reach("health", {}, signal);
  const answer: unknown = await response.json().catch(() => undefined);
  if (isHealth(answer)) return answer;
  return { ok: false, detail: messageOf(answer, response.status) };
}

async function reach(
  path: string,
  parameters: Readonly<Record<string, string>>,
  signal: AbortSignal | undefined,
): Promise<Response> {
  const given = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value !== ""));
  try {
    return await fetch(`api/${path}?${given}`, signal ? { signal } : {});
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new Error(SILENT, { cause });
  }
}

function messageOf(answer: unknown, status: number): string {
  return isError(answer) ? answer.error.message : `Sluice answered with status ${status}`;
}

function isError(answer: unknown): answer is ErrorAnswer {
  return typeof answer === "object" && answer !== null && "error" in answer;
}

function isHealth(answer: unknown): answer is HealthAnswer {
  return typeof answer === "object" && answer !== null && "ok" in answer;
}
