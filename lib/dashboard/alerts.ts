/** GET /api/alerts?all, POST and DELETE /api/alerts/ID/acknowledge */
import { Hono } from "hono";
import * as v from "valibot";
import { acknowledge, findAlert, unacknowledge } from "../alerts/acknowledge.ts";
import { byUrgency } from "../alerts/alert.ts";
import { type AlertState, readAlertState } from "../alerts/state.ts";
import { summarize } from "../alerts/summary.ts";
import type { AlertSummary } from "./answers.ts";
import { changeState, type People, personOf, readBody } from "./change.ts";
import { readUntil } from "./parameters.ts";

const NO_STORE = { "Cache-Control": "no-store" };
const AcknowledgeBody = v.strictObject({
  why: v.string(),
  by: v.optional(v.string(), ""),
  until: v.optional(v.string(), ""),
});

export function alertRoutes(options: People): Hono {
  const { objects, nowMs } = options;
  const app = new Hono();

  app.get("/alerts", async (c) => {
    const { alerts, silences } = await readAlertState(objects);
    const shown = c.req.query("all") === "true" ? alerts : alerts.filter(({ phase }) => phase !== "pending");
    const now = nowMs();
    const answer: AlertSummary[] = shown.toSorted(byUrgency).map((alert) => summarize(alert, silences, now));
    return c.json(answer, 200, NO_STORE);
  });

  app.post("/alerts/:id/acknowledge", async (c) => {
    const id = c.req.param("id");
    const { why, by, until } = await readBody(c, AcknowledgeBody);
    const atMs = nowMs();
    const decision = { by: personOf(c, options, by), why, atMs, ...(until && { untilMs: readUntil(until, atMs) }) };
    const state = await changeState(objects, (current) => acknowledge(current, id, decision));
    return c.json(summaryIn(state, id, atMs), 200, NO_STORE);
  });

  app.delete("/alerts/:id/acknowledge", async (c) => {
    const id = c.req.param("id");
    const state = await changeState(objects, (current) => unacknowledge(current, id));
    return c.json(summaryIn(state, id, nowMs()), 200, NO_STORE);
  });

  return app;
}

function summaryIn(state: AlertState, id: string, nowMs: number): AlertSummary {
  return summarize(findAlert(state, id), state.silences, nowMs);
}
