import { openMemoryQueue } from "../../lib/adapters/memory/queue.ts";
import { queueContract } from "./queue.ts";

queueContract("Memory", async ({ visibilityTimeoutSeconds }) =>
  openMemoryQueue({ visibilityTimeoutMs: visibilityTimeoutSeconds * 1000 }),
);
