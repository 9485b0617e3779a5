import { describe, expect, test } from "vitest";
import type { Alert } from "../../../lib/alerts/alert.ts";
import { ALERTS_KEY, changeAlertState } from "../../../lib/alerts/state.ts";
import type { AlertSummary, ErrorAnswer, LogsAnswer, RateAnswer } from "../../../lib/dashboard/answers.ts";
import { idsOf, LINES, line, MINUTE_MS, NOW_MS, open } from "./stage.ts";

describe("GET /api/logs", () => {
  test("gives the last hour, newest first, as whole documents", async () => {
    const { get } = await open(LINES);
    const { status, body } = await get<LogsAnswer>("/api/logs");
    expect(status).toBe(200);
    expect(idsOf(body)).toBe("a b c d");
    expect(body.hits[1]).toEqual({ id: "b", record: LINES[1]?.record });
  });

  test.each([
    ["q=refused", "b c"],
    ["q=refused+-service:checkout", "b"],
    ["level=error,warn", "b c"],
    ["service=checkout&level=info", "a"],
    ["from=2026-11-23T11:57:00Z&to=2026-11-23T11:59:00Z", "b c"],
    ["from=6h&service=archive", "e"],
  ])("%s gives %s", async (query, expected) => {
    const { get } = await open(LINES);
    expect(idsOf((await get<LogsAnswer>(`/api/logs?${query}`)).body)).toBe(expected);
  });

  test("goes on where a page ended", async () => {
    const { get } = await open(LINES);
    const first = (await get<LogsAnswer>("/api/logs?limit=3")).body;
    const second = (await get<LogsAnswer>(`/api/logs?limit=3&cursor=${encodeURIComponent(`${first.cursor}`)}`)).body;
    expect([idsOf(first), idsOf(second)]).toEqual(["a b c", "d"]);
    expect(second).not.toHaveProperty("cursor");
  });

  test("gives fewer at once where they are so large that a Lambda could not answer them", async () => {
    const large = Array.from({ length: 12 }, (_, i) => line(`large-${i}`, i + 1, { message: "x".repeat(1_000_000) }));
    const { get, app } = await open(large);
    const answer = await (await app.request("/api/logs?limit=12")).text();
    expect(Buffer.byteLength(answer)).toBeLessThan(5_000_000);

    const seen: string[] = [];
    let query = "limit=12";
    for (;;) {
      const { body } = await get<LogsAnswer>(`/api/logs?${query}`);
      seen.push(...body.hits.map(({ id }) => id));
      if (body.cursor === undefined) break;
      query = `limit=12&cursor=${encodeURIComponent(body.cursor)}`;
    }
    expect(seen).toEqual(large.map(({ id }) => id));
  });

  test.each([
    ["limit=many", "limit"],
    ["from=soon", "from"],
    ["level=loud", "level"],
    ["cursor=made-up", "cursor"],
  ])("%s is a bad request that names the parameter", async (query, name) => {
    const { get, failures } = await open(LINES);
    const { status, body } = await get(`/api/logs?${query}`);
    expect(status).toBe(400);
    expect(body).toEqual({ error: { code: "bad-parameter", message: expect.stringContaining(name) } });
    expect(failures).toEqual([]);
  });
});

describe("GET /api/rate", () => {
  test("has a point for every minute, actual and smoothed, and the smoothing factor", async () => {
    const { get } = await open(LINES);
    const { body } = await get<RateAnswer>("/api/rate?from=2026-11-23T11:55:00Z&to=2026-11-23T12:00:00Z");
    expect(body.alpha).toBe(0.3);
    expect(body.nowMs).toBe(NOW_MS);
    expect(body.points.map(({ actual }) => actual)).toEqual([0, 1, 1, 1, 1]);
    expect(body.points.map(({ minuteMs }) => minuteMs)).toEqual([5, 4, 3, 2, 1].map((ago) => NOW_MS - ago * MINUTE_MS));
    expect(body.points[1]?.smoothed).toBeCloseTo(0.3, 10);
    expect(body.points[2]?.smoothed).toBeCloseTo(0.51, 10);
  });

  test("counts what the search finds", async () => {
    const { get } = await open(LINES);
    const { body } = await get<RateAnswer>("/api/rate?from=5m&q=refused");
    expect(body.points.map(({ actual }) => actual)).toEqual([0, 0, 1, 1, 0]);
  });

  test("refuses a window of more minutes than a chart can show", async () => {
    const { get } = await open();
    expect(await get("/api/rate?from=30d")).toMatchObject({ status: 400 });
  });
});

describe("GET /api/levels and /api/services", () => {
  test("levels add up to all lines: those without a level count as none", async () => {
    const { get } = await open(LINES);
    expect((await get("/api/levels?from=2h")).body).toEqual([
      { level: "error", count: 1 },
      { level: "info", count: 1 },
      { level: "warn", count: 1 },
      { level: "none", count: 1 },
    ]);
  });

  test("services come with their counts, the most frequent first", async () => {
    const { get } = await open(LINES);
    expect((await get("/api/services")).body).toEqual([
      { service: "checkout", count: 3 },
      { service: "payments", count: 1 },
    ]);
  });
});

describe("GET /api/alerts", () => {
  const alert = (service: string, fields: Partial<Alert> = {}): Alert => ({
    rule: "errors",
    service,
    pattern: "1-00",
    phase: "firing",
    severity: "error",
    template: "it broke",
    sinceMs: NOW_MS - MINUTE_MS,
    lastSeenMs: NOW_MS,
    count: 1,
    samples: ["it broke"],
    peak: 1,
    breachedMinutes: [],
    breaches: 1,
    earlier: [],
    ...fields,
  });

  test("lists the ledger's alerts, firing ones first", async () => {
    const { get, objects } = await open();
    const alerts = [alert("calm", { phase: "resolved", count: 99 }), alert("few"), alert("many", { count: 9 })];
    await changeAlertState(objects, (state) => ({ ...state, alerts }));
    const { body } = await get<AlertSummary[]>("/api/alerts");
    expect(body.map(({ service }) => service)).toEqual(["many", "few", "calm"]);
    expect(body[1]).toMatchObject({ template: "it broke", samples: ["it broke"], count: 1 });
  });

  test("is empty before the first scan", async () => {
    const { get } = await open();
    expect(await get("/api/alerts")).toMatchObject({ status: 200, body: [] });
  });

  test("tells of a damaged ledger, to the viewer and to the log", async () => {
    const { get, objects, failures } = await open();
    await objects.put(ALERTS_KEY, "{");
    const { status, body } = await get<ErrorAnswer>("/api/alerts");
    expect(status).toBe(500);
    expect(body.error).toMatchObject({ code: "refused", message: expect.stringContaining(ALERTS_KEY) });
    expect(failures).toEqual([{ error: expect.objectContaining({ code: "refused" }), path: "/api/alerts" }]);
  });
});

test("GET /api/health tells the store's state", async () => {
  const { get } = await open();
  expect(await get("/api/health")).toMatchObject({
    status: 200,
    body: { ok: true, detail: expect.stringContaining("SQLite") },
  });
});

describe("who may look", () => {
  const guarded = { authorize: async (header: string | undefined) => header === "Bearer right" };

  test.each(["/", "/app.js", "/api/logs", "/nowhere"])("%s asks a stranger to sign in", async (path) => {
    const { get } = await open(LINES, guarded);
    const { status, headers, body } = await get<ErrorAnswer>(path);
    expect(status).toBe(401);
    expect(headers.get("WWW-Authenticate")).toBe('Basic realm="Sluice", charset="UTF-8"');
    expect(body.error.code).toBe("unauthorized");
  });

  test("whoever is authorized sees the logs", async () => {
    const { get } = await open(LINES, guarded);
    expect((await get("/api/logs", { Authorization: "Bearer right" })).status).toBe(200);
  });
});

describe("where nobody has to sign in", () => {
  test.each([
    ["http://localhost:8080", 200],
    ["http://127.0.0.1:8080", 200],
    ["http://[::1]:8080", 200],
    ["http://192.168.1.20:8080", 200],
    ["http://attacker.example", 403],
    ["http://127.0.0.1.attacker.example", 403],
  ])("%s, the name that the browser asked for, is answered with %d", async (origin, status) => {
    const { get } = await open(LINES);
    expect((await get(`${origin}/api/logs`)).status).toBe(status);
  });

  test("a name may be used once there is a login", async () => {
    const { get } = await open(LINES, { authorize: async () => true });
    expect((await get("https://logs.example.com/api/logs")).status).toBe(200);
  });
});
