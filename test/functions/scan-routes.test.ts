/** From an error in the store to the route that sluice.yml names for it, by way of the real function. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Context, ScheduledEvent } from "aws-lambda";
import { beforeEach, expect, test, vi } from "vitest";
import { handler } from "../../functions/scan-errors.ts";
import { openStore } from "../../lib/adapters/open.ts";
import { processConfig } from "../../lib/config.ts";
import { temporaryFolder } from "../support/embedded.ts";
import { errorDocument } from "../support/error-documents.ts";
import { answer, startMailServer } from "../support/mail-server.ts";
import { notificationOf } from "../support/mails.ts";

const START_MS = Date.parse("2026-11-23T10:02:00Z");
let folder: string;

beforeEach(() => {
  folder = temporaryFolder();
  vi.stubEnv("STORE_URL", `sqlite:${folder}/logs.db`);
  vi.stubEnv("OBJECTS_URL", `folder:${folder}/objects`);
  vi.stubEnv("TOPIC_ARN", `mailbox:${folder}/mailbox`);
  vi.stubEnv("SLUICE_CONFIG", join(folder, "sluice.yml"));
});

/** Only what the handler reads. */
const context = { getRemainingTimeInMillis: () => 55_000 } as Context;
const scheduled = { source: "aws.scheduler" } as ScheduledEvent;

async function scanErrorsOf(services: readonly string[], settings: string) {
  writeFileSync(join(folder, "sluice.yml"), settings);
  vi.stubEnv("SLUICE_NOW", new Date(START_MS).toISOString());
  const store = await openStore(await processConfig());
  await store.write(services.map((service, i) => errorDocument(`d${i}`, { atMs: START_MS - 1, service })));
  return handler(scheduled, context);
}

const mailbox = (name: string) => {
  const path = join(folder, name);
  const names = existsSync(path) ? readdirSync(path).sort() : [];
  return Promise.all(names.map((each) => notificationOf(readFileSync(join(path, each)))));
};

test("errors of a service go by the route of its group to a mail server, all others to the default", async () => {
  const { port, mails } = await startMailServer();
  const to = `smtp://127.0.0.1:${port}?from=sluice@example.com&to=ann@example.com`;
  const report = await scanErrorsOf(
    ["payments", "search"],
    `
alerts:
  zone: Europe/Berlin
  routes: [{ name: on-call, to: "${to}" }]
  groups: [{ match: { service: payments }, route: on-call, runbook: https://wiki.example.com/payments }]
page: { url: https://logs.example.com, dashboardsUrl: https://search.example.com/_dashboards }
`,
  );

  expect(report).toMatchObject({ mails: 2, failures: [], missed: [] });
  const sent = await Promise.all(mails.map(({ bytes }) => notificationOf(bytes)));
  expect(sent).toMatchObject([
    {
      subject: "[Sluice] ERROR payments 1 error: connection refused to <host>",
      attributes: { route: "on-call", service: "payments" },
    },
  ]);
  expect(sent[0]?.body).toMatch(/ since 2026-11-23 10:01 UTC \(11:01 Europe\/Berlin\)/);
  for (const place of ["Runbook: https://wiki", "Its lines: https://logs", "In OpenSearch: https://search"]) {
    expect(sent[0]?.body).toContain(`\n${place}.example.com/`);
  }
  expect(await mailbox("mailbox")).toMatchObject([{ attributes: { route: "default", service: "search" } }]);
});

test("a route that fails keeps its mail for the next run, and holds no other up", async () => {
  const to = "smtp://127.0.0.1:1?from=sluice@example.com&to=ann@example.com";
  const report = await scanErrorsOf(
    ["payments", "search"],
    `alerts: { routes: [{ name: on-call, to: "${to}" }], groups: [{ match: { service: payments }, route: on-call }] }`,
  );
  expect(report).toMatchObject({
    mails: 1,
    failures: [{ route: "on-call", reason: expect.stringContaining("mail server 127.0.0.1:1") }],
  });
  expect(await mailbox("mailbox")).toHaveLength(1);
});

test("who a mail server refused is reported, and the others are not mailed again", async () => {
  const { port, mails } = await startMailServer({
    onRcptTo: ({ address }, _, done) => done(address.startsWith("ben") ? answer(550, "no such user") : null),
  });
  const to = `smtp://127.0.0.1:${port}?from=sluice@example.com&to=ann@example.com,ben@example.com`;
  vi.stubEnv("TOPIC_ARN", to);
  const report = await scanErrorsOf(["search"], "");
  expect(report?.missed).toEqual([{ route: "default", reason: expect.stringContaining("ben@example.com") }]);
  await handler(scheduled, context);
  expect(mails).toHaveLength(1);
});
