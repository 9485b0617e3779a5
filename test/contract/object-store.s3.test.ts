import { randomUUID } from "node:crypto";
import { afterAll, beforeAll } from "vitest";
import { openS3Objects } from "../../lib/adapters/s3/objects.ts";
import { type Emulator, startEmulator } from "../support/fauxqs.ts";
import { objectStoreContract } from "./object-store.ts";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.stop());

async function newBucket(): Promise<string> {
  const bucket = `sluice-${randomUUID()}`;
  await emulator.createBucket(bucket);
  return bucket;
}

objectStoreContract("A bucket", async () => openS3Objects({ ...emulator, url: `s3://${await newBucket()}` }));

objectStoreContract("A part of a bucket", async () => {
  const bucket = await newBucket();
  const beside = openS3Objects({ ...emulator, url: `s3://${bucket}` });
  await beside.put("team", "not below the prefix");
  await beside.put("team/a+b", "not below the prefix either");
  await beside.put("team/a b2/c", "nor this");
  return openS3Objects({ ...emulator, url: `s3://${bucket}/team/a b/` });
});
