import { randomUUID } from "node:crypto";
import { afterAll, beforeAll } from "vitest";
import { openSqsQueue } from "../../lib/adapters/sqs/queue.ts";
import { type Emulator, startEmulator } from "../support/fauxqs.ts";
import { queueContract } from "./queue.ts";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.stop());

queueContract("SQS", async (attributes) =>
  openSqsQueue({ ...emulator, url: await emulator.createQueue(`queue-${randomUUID()}`, attributes) }),
);
