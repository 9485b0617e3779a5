import { describe, expect, test } from "vitest";
import type { Alert } from "../../../lib/alerts/alert.ts";
import { alertId } from "../../../lib/alerts/alert-id.ts";
import { changeAlertState, readAlertState } from "../../../lib/alerts/state.ts";
import type { AlertSummary, ErrorAnswer, SilenceAnswer } from "../../../lib/dashboard/answers.ts";
import type { DashboardOptions } from "../../../lib/dashboard/app.ts";
import { ALERT } from "../alerts/notices.ts";
import { MINUTE_MS, NOW_MS, open } from "./stage.ts";

const ID = alertId(ALERT);
const HOUR_MS = 60 * MINUTE_MS;
const WHY = { by: "Ann", why: "rolling back" };

async function openWith(alerts: readonly Alert[], options: Partial<DashboardOptions> = {}) {
  const stage = await open([], options);
  await changeAlertState(stage.objects, (state) => ({ ...state, alerts }));
  const ask = async <Answer>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const response = await stage.app.request(path, {
      method,
      headers: { ...(body === undefined ? {} : { "Content-Type": "application/json" }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    // Each test names the answer it expects and checks that it is one.
    return { status: response.status, body: (await response.json()) as Answer };
  };
  return { ...stage, ask };
}

describe("GET /api/alerts", () => {
  const PENDING = { ...ALERT, service: "soon", phase: "pending" as const };

  test("leaves out what nobody is told of yet, unless it is asked for", async () => {
    const { get } = await openWith([PENDING, ALERT]);
    const servicesOf = async (path: string) => (await get<AlertSummary[]>(path)).body.map(({ service }) => service);
    expect(await servicesOf("/api/alerts")).toEqual(["checkout"]);
    expect(await servicesOf("/api/alerts?all=true")).toEqual(["checkout", "soon"]);
  });

  test("gives each its id, and nothing that only the life cycle needs", async () => {
    const { get } = await openWith([ALERT]);
    const [summary] = (await get<AlertSummary[]>("/api/alerts")).body;
    expect(summary).toMatchObject({ id: ID, rule: "errors", service: "checkout", samples: ALERT.samples });
    expect(summary).not.toHaveProperty("breachedMinutes");
  });
});

describe("/api/alerts/ID/acknowledge", () => {
  test("says who is at it, why and until when, until it is taken back", async () => {
    const { ask, get } = await openWith([ALERT]);
    const taken = { ...WHY, atMs: NOW_MS, untilMs: NOW_MS + 2 * HOUR_MS };
    const answer = await ask<AlertSummary>("POST", `/api/alerts/${ID}/acknowledge`, { ...WHY, until: "2h" });
    expect(answer).toMatchObject({ status: 200, body: { id: ID, acknowledged: taken } });
    expect((await get<AlertSummary[]>("/api/alerts")).body[0]?.acknowledged).toEqual(taken);

    expect((await ask<AlertSummary>("DELETE", `/api/alerts/${ID}/acknowledge`)).body).not.toHaveProperty(
      "acknowledged",
    );
    expect((await get<AlertSummary[]>("/api/alerts")).body[0]).not.toHaveProperty("acknowledged");
  });

  test("no longer says so when the time is over", async () => {
    const acknowledged = { ...WHY, atMs: NOW_MS - HOUR_MS, untilMs: NOW_MS };
    const { get } = await openWith([{ ...ALERT, acknowledged }]);
    expect((await get<AlertSummary[]>("/api/alerts")).body[0]).not.toHaveProperty("acknowledged");
  });

  test.each([
    [{ by: "Ann" }, 400, "why"],
    [{ by: "Ann", why: "" }, 400, "Say why"],
    [{ why: "x" }, 400, "Say who you are"],
    [{ ...WHY, until: "soon" }, 400, "until is"],
    [{ ...WHY, until: "40d" }, 400, "at most 30 days"],
    [{ ...WHY, fire: true }, 400, "fire"],
    [[], 400, "why"],
  ])("%j is a mistake of the asker", async (body, status, words) => {
    const { ask, failures } = await openWith([ALERT]);
    const answer = await ask<ErrorAnswer>("POST", `/api/alerts/${ID}/acknowledge`, body);
    expect(answer).toMatchObject({ status, body: { error: { message: expect.stringContaining(words) } } });
    expect(failures).toEqual([]);
  });

  test("of an alert that there is not is not found", async () => {
    const { ask, failures } = await openWith([ALERT]);
    expect((await ask("POST", "/api/alerts/0000/acknowledge", WHY)).status).toBe(404);
    expect((await ask("DELETE", "/api/alerts/0000/acknowledge")).status).toBe(404);
    expect(failures).toEqual([]);
  });
});

describe("/api/silences", () => {
  test("takes a silence of one alert, lists it, shows it at the alert, and ends it", async () => {
    const { ask, get } = await openWith([ALERT, { ...ALERT, service: "cart" }]);
    const made = await ask<SilenceAnswer>("POST", "/api/silences", { ...WHY, until: "1d", alert: ID });
    expect(made).toMatchObject({
      status: 201,
      body: { ...WHY, fromMs: NOW_MS, untilMs: NOW_MS + 24 * HOUR_MS, match: { rule: "errors", service: "checkout" } },
    });
    expect((await get<SilenceAnswer[]>("/api/silences")).body).toEqual([made.body]);
    const silenced = (await get<AlertSummary[]>("/api/alerts")).body.filter(({ silence }) => silence);
    expect(silenced).toMatchObject([{ id: ID, silence: { id: made.body.id } }]);

    expect((await ask("DELETE", `/api/silences/${made.body.id}`)).status).toBe(200);
    expect((await get<SilenceAnswer[]>("/api/silences")).body).toEqual([]);
    expect((await ask("DELETE", `/api/silences/${made.body.id}`)).status).toBe(404);
  });

  test("takes a silence of all that match, until a time", async () => {
    const { ask, objects } = await openWith([]);
    const body = { ...WHY, until: "2026-11-24T06:00:00Z", match: { service: "batch-*", template: "*timeout*" } };
    await ask("POST", "/api/silences", body);
    expect((await readAlertState(objects)).silences).toMatchObject([
      { match: body.match, untilMs: Date.parse(body.until), by: "Ann" },
    ]);
  });

  test.each([
    [{ ...WHY, alert: ID }, 400],
    [{ ...WHY, until: "1h" }, 400],
    [{ ...WHY, until: "1h", match: {} }, 400],
    [{ ...WHY, until: "1h", match: { color: "red" } }, 400],
    [{ ...WHY, until: "1h", alert: "0000" }, 404],
  ])("%j is a mistake of the asker, and silences nothing", async (body, status) => {
    const { ask, objects, failures } = await openWith([ALERT]);
    expect((await ask("POST", "/api/silences", body)).status).toBe(status);
    expect((await readAlertState(objects)).silences).toEqual([]);
    expect(failures).toEqual([]);
  });

  test("shows the first to end first, and none that ended", async () => {
    const { ask, get, objects } = await openWith([]);
    for (const until of ["3h", "1h"]) await ask("POST", "/api/silences", { ...WHY, until, match: { service: until } });
    await changeAlertState(objects, (state) => ({
      ...state,
      silences: [...state.silences, { ...WHY, id: "past", fromMs: 0, untilMs: NOW_MS, match: {} }],
    }));
    const { body } = await get<SilenceAnswer[]>("/api/silences");
    expect(body.map(({ match }) => match.service)).toEqual(["1h", "3h"]);
  });
});

describe("who may change something", () => {
  const path = `/api/alerts/${ID}/acknowledge`;

  test.each([
    ["another website", { "Sec-Fetch-Site": "cross-site" }],
    ["a neighbour under the same domain", { "Sec-Fetch-Site": "same-site" }],
    ["a link that was typed", { "Sec-Fetch-Site": "none" }],
    ["another website in an old browser", { Origin: "https://evil.example.com" }],
    ["a sandboxed frame in an old browser", { Origin: "null" }],
  ])("is not %s", async (_, headers: Record<string, string>) => {
    const { ask, objects } = await openWith([ALERT]);
    expect((await ask("POST", path, WHY, headers)).status).toBe(403);
    expect((await ask("DELETE", path, undefined, headers)).status).toBe(403);
    expect((await readAlertState(objects)).alerts[0]).not.toHaveProperty("acknowledged");
  });

  test.each([
    ["the page", { "Sec-Fetch-Site": "same-origin", Origin: "http://localhost" }],
    ["the page in an old browser", { Origin: "http://localhost" }],
    ["a program", {}],
  ])("is %s", async (_, headers: Record<string, string>) => {
    const { ask } = await openWith([ALERT]);
    expect((await ask("POST", path, WHY, headers)).status).toBe(200);
  });

  test.each(["text/plain", "application/x-www-form-urlencoded", ""])(
    "a body of type %j, which a form of another website could send, is not read",
    async (type) => {
      const { ask, objects } = await openWith([ALERT]);
      expect((await ask("POST", path, WHY, { "Content-Type": type })).status).toBe(400);
      expect((await readAlertState(objects)).alerts[0]).not.toHaveProperty("acknowledged");
    },
  );

  test("nobody who did not sign in", async () => {
    const { ask } = await openWith([ALERT], { authorize: async () => false });
    expect((await ask("POST", path, WHY)).status).toBe(401);
  });

  test("who signed in with a name is known by it, whatever the body says; a token has none", async () => {
    const { ask } = await openWith([ALERT], { authorize: async () => true });
    const byWith = async (header: string) =>
      (await ask<AlertSummary>("POST", path, WHY, { Authorization: header })).body.acknowledged?.by;
    expect(await byWith(`Basic ${Buffer.from("jörg:s3:cret").toString("base64")}`)).toBe("jörg");
    expect(await byWith("Bearer s3cret")).toBe("Ann");
  });

  test("where nobody signs in, a name in a header is not believed", async () => {
    const { ask } = await openWith([ALERT]);
    const header = { Authorization: `Basic ${Buffer.from("root:x").toString("base64")}` };
    expect((await ask<AlertSummary>("POST", path, WHY, header)).body.acknowledged?.by).toBe("Ann");
  });
});
