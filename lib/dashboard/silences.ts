/** GET and POST /api/silences, DELETE /api/silences/ID */
import { Hono } from "hono";
import * as v from "valibot";
import { findAlert } from "../alerts/acknowledge.ts";
import { addSilence, currentSilences, endSilence, matchOf, newSilence } from "../alerts/silence.ts";
import { readAlertState } from "../alerts/state.ts";
import type { SilenceAnswer } from "./answers.ts";
import { changeState, type People, personOf, readBody } from "./change.ts";
import { BadParameter, readUntil } from "./parameters.ts";

const NO_STORE = { "Cache-Control": "no-store" };
const SilenceBody = v.strictObject({
  why: v.string(),
  by: v.optional(v.string(), ""),
  until: v.string(),
  /** The id of one alert, in place of `match`. */
  alert: v.optional(v.string()),
  match: v.optional(
    v.strictObject({
      rule: v.exactOptional(v.string()),
      service: v.exactOptional(v.string()),
      pattern: v.exactOptional(v.string()),
      template: v.exactOptional(v.string()),
    }),
    {},
  ),
});

export function silenceRoutes(options: People): Hono {
  const { objects, nowMs } = options;
  const app = new Hono();

  app.get("/silences", async (c) => {
    const { silences } = await readAlertState(objects);
    const answer: SilenceAnswer[] = currentSilences(silences, nowMs()).toSorted((a, b) => a.untilMs - b.untilMs);
    return c.json(answer, 200, NO_STORE);
  });

  app.post("/silences", async (c) => {
    const { why, until, alert, match, ...body } = await readBody(c, SilenceBody);
    if (alert === undefined && Object.keys(match).length === 0) {
      throw new BadParameter('Name the alert, or a match; {"service": "*"} is a match for all');
    }
    const fromMs = nowMs();
    const by = personOf(c, options, body.by);
    const draft = { by, why, fromMs, untilMs: readUntil(until, fromMs) };
    let silence = newSilence({ ...draft, match });
    await changeState(objects, (state) => {
      if (alert !== undefined) silence = newSilence({ ...draft, match: matchOf(findAlert(state, alert)) });
      return addSilence(state, silence, fromMs);
    });
    return c.json(silence satisfies SilenceAnswer, 201, NO_STORE);
  });

  app.delete("/silences/:id", async (c) => {
    const id = c.req.param("id");
    await changeState(objects, (state) => endSilence(state, id));
    return c.json({ ended: id }, 200, NO_STORE);
  });

  return app;
}
