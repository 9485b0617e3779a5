import { expect, test } from "vitest";
import { isLoopback, localEnvironment, type StartOptions, urlOf } from "../../../infra/local/environment.ts";
import { lockInstance } from "../../../infra/local/instance-lock.ts";
import { temporaryFolder } from "../../support/embedded.ts";

const OPTIONS: StartOptions = { host: "127.0.0.1", port: 0, data: "data", demo: true };

test("everything lies below the data folder unless somebody says otherwise", () => {
  expect(localEnvironment(OPTIONS, {})).toMatchObject({
    STORE_URL: "sqlite:data/logs.db",
    OBJECTS_URL: "folder:data/objects",
    QUEUE_URL: "memory:",
    WAKE_QUEUE_URL: "memory:wake",
    TOPIC_ARN: "mailbox:data/mailbox",
  });
});

test("options win over the environment, the environment over the defaults", () => {
  const environment = { STORE_URL: "http://localhost:9200", TOPIC_ARN: "mailbox:mine", OBJECTS_URL: "" };
  expect(localEnvironment({ ...OPTIONS, store: "sqlite:x.db" }, environment)).toMatchObject({
    STORE_URL: "sqlite:x.db",
    TOPIC_ARN: "mailbox:mine",
    OBJECTS_URL: "folder:data/objects",
  });
});

test.each([
  ["127.0.0.1", undefined, "true"],
  ["localhost", "", "true"],
  ["::1", undefined, "true"],
  ["127.0.0.1", "secret", "false"],
  ["0.0.0.0", undefined, "false"],
  ["192.168.1.10", undefined, "false"],
])("on %s with tokens %j the endpoint is open: %s", (host, tokens, expected) => {
  const environment = tokens === undefined ? {} : { INGEST_TOKENS: tokens };
  expect(localEnvironment({ ...OPTIONS, host }, environment)["SLUICE_ANONYMOUS"]).toBe(expected);
});

test("a name that only begins like loopback is none", () => {
  expect(isLoopback("127.0.0.1.example.com")).toBe(false);
});

test.each([
  ["127.0.0.1", "http://127.0.0.1:80", "http://127.0.0.1:80"],
  ["0.0.0.0", "http://0.0.0.0:80", "http://127.0.0.1:80"],
  ["::", "http://[::]:80", "http://[::1]:80"],
])("%s is told as %s and reached at %s", (host, told, reached) => {
  expect([urlOf(host, 80), urlOf(host, 80, true)]).toEqual([told, reached]);
});

test("a data folder is one process's at a time: a second one is told who has it", async () => {
  const folder = temporaryFolder();
  const lock = await lockInstance(folder);
  await expect(lockInstance(folder)).rejects.toMatchObject({
    code: "config",
    message: `Process ${process.pid} runs sluice start on ${folder} already. Stop it, or choose another folder with --data DIR`,
  });
  await lock.release();
  await (await lockInstance(folder)).release();
});
