/** GET /api/alerts: what the alert ledger holds. */
import { Hono } from "hono";
import { type Alert, byUrgency, readAlerts } from "../alerts/alert.ts";
import type { ObjectStore } from "../ports.ts";
import type { AlertSummary } from "./answers.ts";

export function alertRoutes({ objects }: { objects: ObjectStore }): Hono {
  return new Hono().get("/alerts", async (c) => {
    const alerts = (await readAlerts(objects)).map(summarize).sort(byUrgency);
    return c.json(alerts, 200, { "Cache-Control": "no-store" });
  });
}

function summarize({ cleanScans: _, ...alert }: Alert): AlertSummary {
  return alert;
}
