/** GET /api/health: whether the store answers. */
import { Hono } from "hono";
import type { LogStore } from "../ports.ts";
import type { HealthAnswer } from "./answers.ts";

export function healthRoutes({ store }: { store: LogStore }): Hono {
  return new Hono().get("/health", async (c) => {
    const answer: HealthAnswer = await store.health();
    return c.json(answer, answer.ok ? 200 : 503, { "Cache-Control": "no-store" });
  });
}
