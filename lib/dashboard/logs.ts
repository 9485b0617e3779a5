/** GET /api/logs?q&from&to&level&service&limit&cursor */
import { Hono } from "hono";
import { isSluiceError } from "../errors.ts";
import type { LogStore, SearchRequest } from "../ports.ts";
import type { LogsAnswer } from "./answers.ts";
import { BadParameter, readFilter, readLimit, readWindow } from "./parameters.ts";

/**
 * A Lambda answers at most 6 MB, as JSON in which our JSON is a string: every quote in it costs a second byte.
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const MAX_ANSWER_BYTES = 4_000_000;

export function logRoutes({ store, nowMs }: { store: LogStore; nowMs: () => number }): Hono {
  return new Hono().get("/logs", async (c) => {
    const parameters = c.req.query();
    const { cursor } = parameters;
    const filter = readFilter(parameters, readWindow(parameters, nowMs()));
    const request = { ...filter, limit: readLimit(parameters), ...(cursor ? { cursor } : {}) };
    const answer = await searchWithin(store, request).catch((error: unknown) => {
      // Only the store can tell a cursor of its own from another text.
      if (cursor && isSluiceError(error, "refused")) throw new BadParameter(error.message);
      throw error;
    });
    return c.body(answer, 200, { "Content-Type": "application/json", "Cache-Control": "no-store" });
  });
}

/** As many hits as fit; the cursor then goes on behind them, so that huge documents make more pages and no failure. */
async function searchWithin(store: LogStore, request: SearchRequest): Promise<string> {
  const { hits, cursor } = await store.search(request);
  const answer: LogsAnswer = { hits, ...(cursor === undefined ? {} : { cursor }) };
  const json = JSON.stringify(answer);
  if (request.limit === 1 || Buffer.byteLength(json) <= MAX_ANSWER_BYTES) return json;
  return searchWithin(store, { ...request, limit: Math.ceil(request.limit / 4) });
}
