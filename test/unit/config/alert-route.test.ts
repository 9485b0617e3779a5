import { describe, expect, test } from "vitest";
import { openNotifier } from "../../../lib/adapters/open.ts";
import { routeTarget, shownTarget } from "../../../lib/config/alert-route.ts";
import { parseConfig } from "../../../lib/config.ts";
import { settingsIn } from "../../support/mail-page.ts";

const ARN = "arn:aws:sns:eu-central-1:123456789012:alerts";
const SMTP = { kind: "smtp", isTls: false, user: "", password: "", from: "s@example.com", to: ["a@example.com"] };

describe("A route goes to", () => {
  test.each([
    [ARN, { kind: "sns", topicArn: ARN }],
    ["mailbox:.sluice/mailbox", { kind: "mailbox", path: ".sluice/mailbox" }],
    ["eventbridge:default", { kind: "eventbridge", bus: "default" }],
    [
      "eventbridge:arn:aws:events:eu-central-1:123456789012:event-bus/ops",
      { kind: "eventbridge", bus: "arn:aws:events:eu-central-1:123456789012:event-bus/ops" },
    ],
    ["smtp://mail.example.com?from=s@example.com&to=a@example.com", { ...SMTP, host: "mail.example.com", port: 587 }],
    ["smtp://[::1]:25?from=s@example.com&to=a@example.com", { ...SMTP, host: "::1", port: 25 }],
    [
      "smtps://mail.example.com?from=s@example.com&to=a@example.com,b@example.com&to=c@example.com",
      {
        ...SMTP,
        host: "mail.example.com",
        port: 465,
        isTls: true,
        to: ["a@example.com", "b@example.com", "c@example.com"],
      },
    ],
    [
      "smtp://me%40example.com:p%40ss%3Aw%2Frd@localhost:2525?from=s@example.com&to=a@example.com",
      { ...SMTP, host: "localhost", port: 2525, user: "me@example.com", password: "p@ss:w/rd" },
    ],
    [
      "smtp://sluice:env:SMTP_PASSWORD@localhost?from=s@example.com&to=a@example.com",
      { ...SMTP, host: "localhost", port: 587, user: "sluice", password: "env:SMTP_PASSWORD" },
    ],
  ])("%s", (to, target) => {
    expect(routeTarget(to)).toEqual(target);
  });

  test.each([
    "arn:aws:sqs:eu-central-1:123456789012:queue",
    "mailbox:",
    "eventbridge:",
    "eventbridge:a bus",
    "https://hooks.example.com/x",
    "smtp://mail.example.com?to=a@example.com",
    "smtp://mail.example.com?from=s@example.com",
    "smtp://mail.example.com?from=s@example.com&to=nobody",
    "smtp://u:%zz@mail.example.com?from=s@example.com&to=a@example.com",
    "smtp://?from=s@example.com&to=a@example.com",
  ])("no such place as %s", (to) => {
    expect(routeTarget(to)).toBeUndefined();
  });
});

describe("sluice.yml", () => {
  const problemOf = (routes: string, environment = {}): string => {
    try {
      parseConfig(environment, `alerts: { routes: ${routes} }`);
    } catch (error) {
      return String(error);
    }
    return "none";
  };

  test("of docs/mail.md is taken as it stands there", async () => {
    const [settings] = await settingsIn("docs/mail.md");
    const { alerts } = parseConfig({}, settings);
    expect(alerts.routes.map(({ name, format }) => `${name} ${format}`)).toEqual([
      "payments json",
      "on-call text",
      "automation text",
      "default slack",
    ]);
  });

  test.each([
    ["[{ name: Pay }]", /routes\.0\.name is "Pay", expected lower-case letters/],
    ["[{ name: pay }]", /expected with a "to": the ARN of an SNS topic, mailbox:PATH, smtp:/],
    ["[{ name: pay, to: nowhere }]", /routes\.0\.to is "nowhere", expected the ARN/],
    ["[{ name: pay, to: 'mailbox:x', format: json }]", /is "json", expected text: other formats are for SNS topics/],
    ["[{ name: pay, to: 'mailbox:x' }, { name: pay, to: 'mailbox:y' }]", /expected names that differ from each other/],
    ["[{ name: pay, to: 'mailbox:x', cc: y }]", /routes\.0\.cc is not a key that Sluice knows/],
  ])("with routes %s tells what is wrong", (routes, problem) => {
    expect(problemOf(routes)).toMatch(problem);
  });

  test.each([
    ["[{ name: pay, to: 'smtp://ann:hunter2@mail' }]", {}],
    ["[{ name: pay, to: 'smtp://ann:hun/ter2@mail?to=x@y' }]", {}],
    ["{ name: pay, to: 'smtp://ann:hunter2@mail?from=a@b&to=c@d' }", {}],
    [
      "[{ name: pay, to: 'smtp://ann:hunter2@mail?from=a@b&to=c@d' }, { name: pay, to: 'smtps://ann:hunter2@mail?from=a@b&to=c@d' }]",
      {},
    ],
    ["[]", { TOPIC_ARN: "smtp://ann:hunter2@mail" }],
  ])("never shows a password that stands in a mistake: %s", (routes, environment) => {
    const problem = problemOf(routes, environment);
    expect(problem).toContain("(hidden)");
    expect(problem).not.toContain("ter2");
  });
});

test("a route that nobody defined is told with those there are, and one to a place of another kind is opened", async () => {
  const config = parseConfig({}, "alerts: { routes: [{ name: pay, to: 'eventbridge:default' }] }");
  expect(() => openNotifier(config, "typo")).toThrow(
    /no route typo in sluice\.yml; its alerts\.routes have default, pay/,
  );
  expect(await openNotifier(config, "pay")).toHaveProperty("send");
  expect(await openNotifier(config)).not.toBe(await openNotifier(config, "pay"));
});

test("a mail server's password may be in the environment, and it is said where it is missing", async () => {
  const to = "smtp://sluice:env:NO_SUCH_VARIABLE@127.0.0.1:1?from=s@example.com&to=a@example.com";
  const notifier = await openNotifier(parseConfig({ TOPIC_ARN: to }));
  await expect(notifier.send({ subject: "s", body: "b", attributes: {} })).rejects.toMatchObject({
    code: "config",
    message: expect.stringContaining("NO_SUCH_VARIABLE"),
  });
});

test("what people see of a target has neither user nor password", () => {
  const to = (login: string) => `smtp://${login}mail.example.com?from=s@example.com&to=a@example.com`;
  expect(shownTarget(to("ann:p%40ss@"))).toBe(to(""));
  expect([to(""), ARN].map(shownTarget)).toEqual([to(""), ARN]);
});
