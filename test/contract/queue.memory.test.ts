import { openMemoryQueue } from "../../lib/adapters/memory/queue.ts";
import { queueContract } from "./queue.ts";

queueContract("Memory", async ({ visibilityTimeoutSeconds, fifoDelaySeconds = 0 }) =>
  openMemoryQueue({ visibilityTimeoutMs: visibilityTimeoutSeconds * 1000, delayMs: fifoDelaySeconds * 1000 }),
);
