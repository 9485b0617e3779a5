/** GET /api/alerts: what the alert ledger holds. */
import { Hono } from "hono";
import { byUrgency } from "../alerts/alert.ts";
import { readAlertState } from "../alerts/state.ts";
import type { ObjectStore } from "../ports.ts";
import type { AlertSummary } from "./answers.ts";

export function alertRoutes({ objects }: { objects: ObjectStore }): Hono {
  return new Hono().get("/alerts", async (c) => {
    const { alerts: all } = await readAlertState(objects);
    const alerts: AlertSummary[] = [...all].sort(byUrgency);
    return c.json(alerts, 200, { "Cache-Control": "no-store" });
  });
}
